// sessions_test.cpp - when a session opens the door, and when it no longer does.
#include "server/access/sessions.hpp"

#include <gtest/gtest.h>

#include <memory>

#include "server/platform/random_ids.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/memory_access_store.hpp"

namespace i2m::access {
namespace {

constexpr Millis kLifetime{3'600'000};

class SessionsTest : public testing::Test {
protected:
    SessionsTest() { start({"user-key-1", "admin-key-1"}); }
    /// As after a restart with these keys.
    void start(const ConfiguredKeys& configured) {
        sessions_.reset();
        keys_ = std::make_unique<Keyring>(configured, &store_, clock_);
        sessions_ = std::make_unique<Sessions>(store_, *keys_, ids_, clock_, kLifetime);
    }
    Sessions::Opened open(const std::string& key) { return sessions_->open(*keys_->find(key)); }

    test::FakeClock clock_;
    RandomIds ids_;
    test::MemoryAccessStore store_;
    std::unique_ptr<Keyring> keys_;
    std::unique_ptr<Sessions> sessions_;
};

TEST_F(SessionsTest, ASessionIsItsKeysUntilItsEnd) {
    const Sessions::Opened user = open("user-key-1");
    const Sessions::Opened admin = open("admin-key-1");
    EXPECT_EQ(user.expires_at, clock_.now() + kLifetime);
    EXPECT_EQ(user.lifetime_s, 3'600);
    EXPECT_EQ(sessions_->find(user.cookie)->owner, kUserOwner);
    EXPECT_EQ(sessions_->find(admin.cookie)->role, Role::Admin);
    clock_.advance(kLifetime - Millis{1});
    EXPECT_TRUE(sessions_->find(user.cookie));
    clock_.advance(Millis{1});
    EXPECT_FALSE(sessions_->find(user.cookie));
    EXPECT_FALSE(sessions_->find(admin.cookie));
}

TEST_F(SessionsTest, OnlyTheWholeCookieCounts) {
    const std::string cookie = open("user-key-1").cookie;
    ASSERT_EQ(cookie.size(), 64U);
    for (std::size_t size = 0; size < cookie.size(); ++size) EXPECT_FALSE(sessions_->find(cookie.substr(0, size)));
    EXPECT_FALSE(sessions_->find(cookie + "0"));
    std::string other = cookie;
    other[63] = other[63] == '0' ? '1' : '0';
    EXPECT_FALSE(sessions_->find(other));
    EXPECT_FALSE(sessions_->find(store_.sessions(clock_.now()).front().sha256)) << "what the database holds opens nothing";
}

TEST_F(SessionsTest, SessionsOutliveARestartButNotTheirKey) {
    const std::string cookie = open("user-key-1").cookie;
    const std::string of_admin = open("admin-key-1").cookie;
    start({"user-key-1", "admin-key-1"});
    EXPECT_TRUE(sessions_->find(cookie));
    start({"user-key-2", "admin-key-1"});
    EXPECT_FALSE(sessions_->find(cookie)) << "the setting is another key now";
    EXPECT_TRUE(sessions_->find(of_admin));
    start({"", "admin-key-1"});
    EXPECT_FALSE(sessions_->find(cookie));
}

TEST_F(SessionsTest, ARevokedKeysSessionsEnd) {
    const NewKey made = make_key("somebody", Role::User, {}, ids_, clock_.now());
    ASSERT_TRUE(store_.add_key(made.record).ok());
    start({});
    const std::string cookie = open(made.text).cookie;
    EXPECT_EQ(sessions_->find(cookie)->id, made.record.id);
    ASSERT_TRUE(store_.revoke_key(made.record.id, clock_.now()).ok());
    clock_.advance(Millis{1'000});
    EXPECT_FALSE(sessions_->find(cookie));
}

TEST_F(SessionsTest, ClosingEndsThatSessionOnly) {
    const std::string first = open("user-key-1").cookie;
    const std::string second = open("user-key-1").cookie;
    sessions_->close(first);
    sessions_->close("unknown");
    EXPECT_FALSE(sessions_->find(first));
    EXPECT_TRUE(sessions_->find(second));
    start({"user-key-1", ""});
    EXPECT_FALSE(sessions_->find(first));
    EXPECT_TRUE(sessions_->find(second));
}

TEST_F(SessionsTest, WhatIsOverIsForgotten) {
    (void)open("user-key-1");
    clock_.advance(kLifetime);
    (void)open("user-key-1");
    EXPECT_EQ(sessions_->kept(), 1U);
    EXPECT_EQ(store_.sessions(TimePoint{}).size(), 1U);
}

TEST_F(SessionsTest, MemoryIsBoundedByEndingTheOldest) {
    constexpr std::size_t kMost = 20;
    sessions_ = std::make_unique<Sessions>(store_, *keys_, ids_, clock_, kLifetime, kMost);
    const std::string first = open("user-key-1").cookie;
    clock_.advance(Millis{1});
    const std::string second = open("user-key-1").cookie;
    clock_.advance(Millis{1});
    while (sessions_->kept() < kMost) (void)open("user-key-1");
    EXPECT_TRUE(sessions_->find(first));
    (void)open("user-key-1");
    EXPECT_EQ(sessions_->kept(), kMost);
    EXPECT_FALSE(sessions_->find(first));
    EXPECT_TRUE(sessions_->find(second));
    EXPECT_EQ(store_.sessions(clock_.now()).size(), kMost);
}

}  // namespace
}  // namespace i2m::access
