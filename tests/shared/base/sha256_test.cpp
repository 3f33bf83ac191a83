// SHA-256 against the published vectors, and the same however the message is cut.
#include "shared/base/sha256.hpp"

#include <gtest/gtest.h>

#include <string>

#include "shared/base/text.hpp"

namespace i2m {
namespace {

TEST(Sha256, GivesThePublishedDigests) {  // FIPS 180-4 examples and NIST's byte vectors
    const std::pair<std::string, const char*> rows[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
        {std::string(1'000'000, 'a'), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
    };
    for (const auto& [message, digest] : rows) EXPECT_EQ(sha256_hex(as_bytes(message)), digest) << message.substr(0, 60);
}

TEST(Sha256, DoesNotCareHowTheMessageIsCut) {
    std::string message;
    for (int i = 0; i < 200; ++i) message += static_cast<char>(i * 7);
    const std::string whole = sha256_hex(as_bytes(message));
    for (std::size_t cut = 0; cut <= message.size(); ++cut) {
        Sha256 hash;
        hash.update(as_bytes(message).first(cut));
        hash.update(as_bytes(message).subspan(cut));
        const auto digest = hash.finish();
        EXPECT_EQ(to_hex(digest.data(), digest.size()), whole) << cut;
    }
}

TEST(Sha256, PadsEveryLength) {
    // Lengths around the block and padding limits all differ from one another.
    std::vector<std::string> seen;
    for (std::size_t n = 50; n < 140; ++n) {
        const std::string digest = sha256_hex(as_bytes(std::string(n, 'x')));
        for (const std::string& other : seen) EXPECT_NE(digest, other);
        seen.push_back(digest);
    }
}

}  // namespace
}  // namespace i2m
