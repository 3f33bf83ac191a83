// keyring_test.cpp - configured keys, keys of the table, and how soon a change of the table counts.
#include "server/access/keyring.hpp"

#include <gtest/gtest.h>

#include "server/core/storage_error.hpp"
#include "server/platform/random_ids.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/memory_access_store.hpp"

namespace i2m::access {
namespace {

class BreakableStore final : public test::MemoryAccessStore {
public:
    [[nodiscard]] std::vector<KeyRecord> keys() const override {
        ++readings;
        if (is_broken) throw StorageError(ErrorCode::Internal, "broken");
        return MemoryAccessStore::keys();
    }
    bool is_broken = false;
    mutable int readings = 0;
};

class KeyringTest : public testing::Test {
protected:
    NewKey add(Role role = Role::User, const std::string& owner = {}) {
        NewKey made = make_key("somebody", role, owner, ids_, clock_.now());
        EXPECT_TRUE(store_.add_key(made.record).ok());
        return made;
    }
    test::FakeClock clock_;
    RandomIds ids_;
    BreakableStore store_;
};

TEST_F(KeyringTest, AKeyIsItsOwnOwnerUnlessItReplacesAnother) {
    const NewKey first = add();
    const NewKey second = add(Role::Admin, first.record.owner);
    const Keyring keys({"user-key-1", "admin-key-1"}, &store_, clock_);
    const struct {
        const char* name;
        std::string text;
        std::string id;
        Role role;
        std::string owner;
    } cases[] = {
        {"configured for users", "user-key-1", "user", Role::User, "user"},
        {"configured for admins", "admin-key-1", "admin", Role::Admin, "admin"},
        {"of the table", first.text, first.record.id, Role::User, first.record.id},
        {"its successor", second.text, second.record.id, Role::Admin, first.record.id},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        const std::optional<KnownKey> key = keys.find(c.text);
        ASSERT_TRUE(key);
        EXPECT_EQ(key->id, c.id);
        EXPECT_EQ(key->role, c.role);
        EXPECT_EQ(key->owner, c.owner);
        EXPECT_EQ(keys.find_by_id(c.id)->owner, c.owner);
        EXPECT_FALSE(keys.find(c.text.substr(1)));
    }
    EXPECT_FALSE(keys.find(""));
    EXPECT_FALSE(keys.find_by_id("key-unknown"));
}

TEST_F(KeyringTest, AnAddedKeyWorksAtOnceAndARevokedOneEndsWithinASecond) {
    const Keyring keys({}, &store_, clock_);
    EXPECT_FALSE(keys.has_user_key());
    const NewKey made = add();
    ASSERT_TRUE(keys.find(made.text));
    EXPECT_TRUE(keys.has_user_key());
    ASSERT_TRUE(store_.revoke_key(made.record.id, clock_.now()).ok());
    clock_.advance(Millis{1'000});
    EXPECT_FALSE(keys.find(made.text));
    EXPECT_FALSE(keys.find_by_id(made.record.id));
    EXPECT_FALSE(keys.has_user_key());
}

TEST_F(KeyringTest, GuessingDoesNotReadTheTableEachTime) {
    const Keyring keys({"user-key-1", ""}, &store_, clock_);
    const int before = store_.readings;
    for (int i = 0; i < 1'000; ++i) {
        EXPECT_FALSE(keys.find("guess " + std::to_string(i)));
        clock_.advance(Millis{1});
    }
    EXPECT_LE(store_.readings - before, 11);
}

TEST_F(KeyringTest, TheLastReadingCountsWhileTheTableIsBroken) {
    const NewKey made = add();
    const Keyring keys({}, &store_, clock_);
    store_.is_broken = true;
    clock_.advance(Millis{5'000});
    EXPECT_TRUE(keys.find(made.text));
    EXPECT_FALSE(keys.find("another"));
    store_.is_broken = false;
    ASSERT_TRUE(store_.revoke_key(made.record.id, clock_.now()).ok());
    clock_.advance(Millis{5'000});
    EXPECT_FALSE(keys.find(made.text));
}

TEST_F(KeyringTest, NewKeysAreLongAndNeverTheSame) {
    const NewKey a = make_key("a", Role::User, {}, ids_, clock_.now());
    const NewKey b = make_key("a", Role::User, {}, ids_, clock_.now());
    EXPECT_EQ(a.text.size(), 68U);
    EXPECT_NE(a.text, b.text);
    EXPECT_NE(a.record.id, b.record.id);
    EXPECT_EQ(a.record.sha256, hex_of(digest_of(a.text)));
    EXPECT_EQ(a.record.sha256.find(a.text), std::string::npos);
}

}  // namespace
}  // namespace i2m::access
