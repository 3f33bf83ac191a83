// draft_generator_test.cpp - the built-in provider on a made picture.
#include "server/draft/draft_generator.hpp"

#include <gtest/gtest.h>

#include "server/jobs/result_check.hpp"
#include "tests/support/image_builder.hpp"
#include "tests/support/memory_blob_store.hpp"

namespace i2m::test {
namespace {

/// A dark disc on white.
Bytes picture() {
    constexpr std::uint32_t kSide = 96;
    Bytes rgba;
    for (std::uint32_t y = 0; y < kSide; ++y) {
        for (std::uint32_t x = 0; x < kSide; ++x) {
            const double dx = x - 47.5;
            const double dy = y - 47.5;
            const auto grey = static_cast<std::uint8_t>(dx * dx + dy * dy < 30 * 30 ? 40 : 255);
            rgba.insert(rgba.end(), {grey, grey, grey, 255});
        }
    }
    return make_png_rgba(kSide, kSide, rgba);
}

class DraftGeneratorTest : public ::testing::Test {
protected:
    Outcome<Fetched> fetch(const Bytes& image, json::Value options = json::Object{}, std::stop_token stop = {}) {
        const std::unique_ptr<BlobWriter> source = blobs_.begin();
        source->write(image);
        const std::string sha256 = source->finish().sha256;
        blobs_.commit(*source);
        const std::unique_ptr<BlobReader> reader = blobs_.open(sha256);
        out_ = blobs_.begin();
        return generator_->fetch({*models::find("draft"), std::move(options), "toy.png", "image/png", sha256, *reader}, nullptr,
                                 *out_, stop);
    }
    [[nodiscard]] Bytes result() {
        out_->finish();
        const ByteView view = out_->view();
        return {view.begin(), view.end()};
    }

    MemoryBlobStore blobs_;
    std::unique_ptr<Generator> generator_ = make_draft_generator();
    std::unique_ptr<BlobWriter> out_;
};

TEST_F(DraftGeneratorTest, MakesAWholeGlb) {
    ASSERT_TRUE(std::holds_alternative<Fetched>(fetch(picture())));
    const Result<CheckedModel> checked = check_result(result());
    ASSERT_TRUE(checked.ok()) << checked.error().message;
    EXPECT_GT(checked->triangles, 100U);
    EXPECT_GT(checked->vertices, 100U);
    EXPECT_TRUE(generator_->is_direct());
    EXPECT_FALSE(generator_->unavailable_reason());
}

TEST_F(DraftGeneratorTest, IsTheSameForTheSameImage) {
    ASSERT_TRUE(std::holds_alternative<Fetched>(fetch(picture())));
    const Bytes first = result();
    ASSERT_TRUE(std::holds_alternative<Fetched>(fetch(picture())));
    EXPECT_EQ(result(), first);
}

TEST_F(DraftGeneratorTest, ObeysItsOptions) {
    json::Value options{json::Object{}};
    options.set("face_limit", 500);
    ASSERT_TRUE(std::holds_alternative<Fetched>(fetch(picture(), options)));
    const std::uint64_t few = check_result(result())->triangles;
    EXPECT_LE(few, 500U);
    options.set("face_limit", json::Value());
    options.set("method", "extrusion");
    ASSERT_TRUE(std::holds_alternative<Fetched>(fetch(picture(), options)));
    EXPECT_NE(check_result(result())->triangles, few);
}

TEST_F(DraftGeneratorTest, SaysWhatIsWrongWithAnImage) {
    const Outcome<Fetched> outcome = fetch(Bytes{1, 2, 3, 4});
    const Failure* const failure = std::get_if<Failure>(&outcome);
    ASSERT_NE(failure, nullptr);
    EXPECT_EQ(failure->kind, FailureKind::Permanent);
    EXPECT_EQ(failure->error.code, ErrorCode::ImageUndecodable);
    EXPECT_EQ(failure->error.message.rfind("toy.png: ", 0), 0U) << failure->error.message;
}

TEST_F(DraftGeneratorTest, StopsWhenAsked) {
    std::stop_source stop;
    stop.request_stop();
    const Outcome<Fetched> outcome = fetch(picture(), json::Object{}, stop.get_token());
    ASSERT_NE(std::get_if<Failure>(&outcome), nullptr);
    EXPECT_EQ(std::get<Failure>(outcome).kind, FailureKind::Transient);
}

}  // namespace
}  // namespace i2m::test
