// digest_test.cpp - HMAC against its RFC, and digests as text.
#include "server/access/digest.hpp"

#include <gtest/gtest.h>

#include <string>

namespace i2m::access {
namespace {

TEST(AccessDigest, HmacFollowsTheRfc) {
    // RFC 4231, section 4.
    const struct {
        const char* name;
        std::string key;
        std::string text;
        const char* want;
    } cases[] = {
        {"case 1", std::string(20, '\x0b'), "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
        {"case 2", "Jefe", "what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
        {"case 3", std::string(20, '\xaa'), std::string(50, '\xdd'),
         "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
        {"case 6, a key longer than a block", std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
         "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(hex_of(hmac_of(c.key, c.text)), c.want);
    }
}

TEST(AccessDigest, TextIsReadBackAndNothingElseIs) {
    const Digest digest = digest_of("a key");
    const std::string hex = hex_of(digest);
    ASSERT_TRUE(digest_from_hex(hex));
    EXPECT_TRUE(same_digest(*digest_from_hex(hex), digest));
    for (std::size_t size = 0; size < hex.size(); ++size) EXPECT_FALSE(digest_from_hex(hex.substr(0, size)));
    EXPECT_FALSE(digest_from_hex(hex + "00"));
    EXPECT_FALSE(digest_from_hex(hex.substr(0, 63) + "g"));
}

TEST(AccessDigest, EveryBitCounts) {
    const Digest digest = digest_of("a key");
    for (std::size_t byte = 0; byte < digest.size(); ++byte) {
        for (int bit = 0; bit < 8; ++bit) {
            Digest other = digest;
            other[byte] = static_cast<std::uint8_t>(other[byte] ^ (1 << bit));
            EXPECT_FALSE(same_digest(digest, other));
        }
    }
}

}  // namespace
}  // namespace i2m::access
