// attempts_test.cpp - how long wrong keys make their address wait.
#include "server/access/attempts.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/fake_clock.hpp"

namespace i2m::access {
namespace {

class AttemptsTest : public testing::Test {
protected:
    /// Wrong tries until one is refused; how long that one is told to wait.
    Millis wrong_until_refused(std::string_view address = "192.0.2.1") {
        for (int i = 0; i < 100; ++i) {
            if (const auto wait = attempts_.begin(address)) return *wait;
        }
        return Millis{-1};
    }
    test::FakeClock clock_;
    Attempts attempts_{clock_, {5, Millis{1'000}, Millis{8'000}, Millis{60'000}, 100}};
};

TEST_F(AttemptsTest, TheFirstTriesAreFreeAndThenEachWaitDoubles) {
    for (int i = 0; i < 6; ++i) EXPECT_FALSE(attempts_.begin("192.0.2.1")) << i;
    for (const std::int64_t want : {1'000, 2'000, 4'000, 8'000, 8'000}) {
        EXPECT_EQ(attempts_.begin("192.0.2.1"), Millis{want});
        clock_.advance(Millis{want - 1});
        EXPECT_EQ(attempts_.begin("192.0.2.1"), Millis{1}) << "asking meanwhile makes it neither longer nor shorter";
        clock_.advance(Millis{1});
        EXPECT_FALSE(attempts_.begin("192.0.2.1"));
    }
}

TEST_F(AttemptsTest, AddressesWaitForThemselves) {
    EXPECT_EQ(wrong_until_refused("192.0.2.1"), Millis{1'000});
    const struct {
        const char* name;
        const char* address;
        bool is_free;
    } cases[] = {
        {"the same", "192.0.2.1", false},
        {"the same, mapped", "::ffff:192.0.2.1", false},
        {"another", "192.0.2.2", true},
        {"of IPv6", "2001:db8::1", true},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(!attempts_.begin(c.address).has_value(), c.is_free);
    }
    EXPECT_EQ(wrong_until_refused("2001:db8:0:1::1"), Millis{1'000});
    EXPECT_TRUE(attempts_.begin("2001:db8:0:1:ffff::2")) << "one customer's network";
    EXPECT_FALSE(attempts_.begin("2001:db8:0:2::1"));
}

TEST_F(AttemptsTest, TheRightKeyAndTimeForgive) {
    for (int i = 0; i < 5; ++i) EXPECT_FALSE(attempts_.begin("192.0.2.1"));
    attempts_.succeeded("192.0.2.1", Forgiveness::Everything);
    EXPECT_EQ(attempts_.kept(), 0U);
    for (int i = 0; i < 6; ++i) EXPECT_FALSE(attempts_.begin("192.0.2.1"));
    clock_.advance(Millis{60'000});
    for (int i = 0; i < 6; ++i) EXPECT_FALSE(attempts_.begin("192.0.2.1")) << "forgotten";
}

TEST_F(AttemptsTest, AKeyOfOnesOwnBuysNoGuessesAtAnother) {
    for (int i = 0; i < 5; ++i) {
        EXPECT_FALSE(attempts_.begin("192.0.2.1"));  // a guess
        EXPECT_FALSE(attempts_.begin("192.0.2.1"));  // the own one
        attempts_.succeeded("192.0.2.1", Forgiveness::TheTry);
    }
    EXPECT_FALSE(attempts_.begin("192.0.2.1"));
    EXPECT_EQ(attempts_.begin("192.0.2.1"), Millis{1'000}) << "the guesses were counted all the same";
    for (int i = 0; i < 20; ++i) {
        EXPECT_FALSE(attempts_.begin("192.0.2.2"));
        attempts_.succeeded("192.0.2.2", Forgiveness::TheTry);
    }
    EXPECT_EQ(attempts_.kept(), 1U) << "who is always right is not kept";
}

TEST_F(AttemptsTest, WrongKeysOfRequestsCountOnceEach) {
    const struct {
        const char* name;
        const char* key;
        std::optional<Millis> wait;
    } cases[] = {
        {"first", "a", std::nullopt},
        {"the same again", "a", std::nullopt},
        {"second", "b", std::nullopt},
        {"third", "c", std::nullopt},
        {"fourth", "d", std::nullopt},
        {"the first again", "a", std::nullopt},
        {"fifth", "e", std::nullopt},
        {"sixth", "f", Millis{1'000}},
        {"the sixth again", "f", Millis{1'000}},
        {"one that was under way", "g", Millis{2'000}},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(attempts_.failed("192.0.2.1", c.key), c.wait);
        EXPECT_EQ(attempts_.wait_of("192.0.2.1"), c.wait);
    }
    EXPECT_EQ(attempts_.begin("192.0.2.1"), Millis{2'000}) << "a log-in waits for the same";
    EXPECT_FALSE(attempts_.wait_of("192.0.2.2"));
    clock_.advance(Millis{2'000});
    EXPECT_FALSE(attempts_.wait_of("192.0.2.1"));
    EXPECT_EQ(attempts_.failed("192.0.2.1", "h"), Millis{4'000}) << "each further one doubles it";
    clock_.advance(Millis{60'000});
    EXPECT_FALSE(attempts_.failed("192.0.2.1", "i")) << "forgotten";
    clock_.advance(Millis{-3'600'000});
    EXPECT_EQ(attempts_.wait_of("192.0.2.1"), Millis{8'000})
        << "a clock that is set back makes nobody wait longer than the longest";
}

TEST_F(AttemptsTest, AClockThatIsSetBackLocksNobodyOut) {
    EXPECT_EQ(wrong_until_refused(), Millis{1'000});
    clock_.advance(Millis{-3'600'000});
    EXPECT_EQ(attempts_.begin("192.0.2.1"), Millis{8'000});
    clock_.advance(Millis{8'000});
    EXPECT_FALSE(attempts_.begin("192.0.2.1"));
}

TEST_F(AttemptsTest, MemoryIsBounded) {
    for (int i = 0; i < 1'000; ++i) (void)attempts_.begin("10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250));
    EXPECT_EQ(attempts_.kept(), 100U);
}

}  // namespace
}  // namespace i2m::access
