// signed_links_test.cpp - a link opens one file, for a while, and only as it was given out.
#include "server/access/signed_links.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/fake_clock.hpp"

namespace i2m::access {
namespace {

constexpr const char* kJob = "0b0f8f3e-6a0f-4e0a-9d35-8a3d3f3f3f3f";

/// A link taken apart.
struct Parts {
    explicit Parts(const std::string& url)
        : path(url.substr(0, url.find('?'))),
          expires(url.substr(url.find("expires=") + 8, url.find('&') - url.find("expires=") - 8)),
          signature(url.substr(url.find("signature=") + 10)) {}
    std::string path;
    std::string expires;
    std::string signature;
};

class SignedLinksTest : public testing::Test {
protected:
    [[nodiscard]] std::optional<Error> check(const std::string& path, const std::string& expires,
                                             const std::string& signature) const {
        const api::Resolution found = api::resolve(api::Method::Get, path);
        if (!found.match) return Error::of(ErrorCode::NotFound);
        return links_.check(*found.match, expires, signature);
    }
    test::FakeClock clock_;
    SignedLinks links_{"the server's secret", clock_, Millis{3'600'000}};
    const std::string path_ = api::path_of(api::Route::DownloadFile, {kJob, "a mod\xC3\xA8le.glb"});
};

TEST_F(SignedLinksTest, AGoodLinkIsGoodUntilItsEnd) {
    const SignedLinks::Link link = links_.sign(path_);
    const Parts parts(link.url);
    EXPECT_EQ(parts.path, path_);
    EXPECT_EQ(link.expires_at, clock_.now() + Millis{3'600'000});
    EXPECT_FALSE(check(parts.path, parts.expires, parts.signature));
    EXPECT_FALSE(check(parts.path + "/", parts.expires, parts.signature)) << "with a slash at its end too";
    clock_.advance(Millis{3'599'999});
    EXPECT_FALSE(check(parts.path, parts.expires, parts.signature));
    clock_.advance(Millis{1});
    const std::optional<Error> over = check(parts.path, parts.expires, parts.signature);
    ASSERT_TRUE(over);
    EXPECT_EQ(over->code, ErrorCode::Forbidden);
    EXPECT_NE(over->message.find("over"), std::string::npos);
}

TEST_F(SignedLinksTest, NothingOfALinkCanBeChanged) {
    const Parts good(links_.sign(path_).url);
    std::string flipped = good.signature;
    flipped[10] = flipped[10] == 'a' ? 'b' : 'a';
    const std::string other_job = api::path_of(api::Route::DownloadFile, {"1b0f8f3e-6a0f-4e0a-9d35-8a3d3f3f3f3f", "a.glb"});
    const struct {
        const char* name;
        std::string path;
        std::string expires;
        std::string signature;
    } cases[] = {
        {"another file", api::path_of(api::Route::DownloadFile, {kJob, "b.glb"}), good.expires, good.signature},
        {"another job", other_job, good.expires, good.signature},
        {"another route", api::path_of(api::Route::FileSource, {kJob}), good.expires, good.signature},
        {"a later end", good.path, std::to_string(std::stoll(good.expires) + 1), good.signature},
        {"an end with a zero before it", good.path, "0" + good.expires, good.signature},
        {"no end", good.path, "", good.signature},
        {"an endless end", good.path, std::string(10'000, '9'), good.signature},
        {"a changed signature", good.path, good.expires, flipped},
        {"half a signature", good.path, good.expires, good.signature.substr(0, 32)},
        {"no signature", good.path, good.expires, ""},
        {"signed by another server", good.path, good.expires,
         Parts(SignedLinks("another secret", clock_, Millis{3'600'000}).sign(path_).url).signature},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        const std::optional<Error> error = check(c.path, c.expires, c.signature);
        ASSERT_TRUE(error);
        EXPECT_EQ(error->code, ErrorCode::Forbidden);
    }
}

}  // namespace
}  // namespace i2m::access
