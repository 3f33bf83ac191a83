// access_store_contract_test.cpp - what every store of keys, sessions and the audit log promises.
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <ostream>

#include "server/core/access_store.hpp"
#include "server/sqlite/stores.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/memory_access_store.hpp"
#include "tests/support/temp_folder.hpp"

namespace i2m::test {
namespace {

struct AccessStoreKind {
    const char* name;
    std::function<std::unique_ptr<AccessStore>(const std::filesystem::path& folder)> open;
};
void PrintTo(const AccessStoreKind& kind, std::ostream* out) { *out << kind.name; }

std::string hash_of(int number) { return std::string(63, 'a') + std::string(1, static_cast<char>('0' + number)); }

class AccessStoreContract : public ::testing::TestWithParam<AccessStoreKind> {
protected:
    [[nodiscard]] KeyRecord key(int number, Role role = Role::User) const {
        const std::string id = "key-" + std::to_string(number);
        return {id, "name " + std::to_string(number), role, id, hash_of(number), clock_.now(), std::nullopt};
    }
    [[nodiscard]] SessionRecord session(int number, const std::string& key_id, Millis lifetime) const {
        return {hash_of(number), key_id, hash_of(9), clock_.now(), clock_.now() + lifetime};
    }
    [[nodiscard]] std::vector<std::string> session_hashes() const {
        std::vector<std::string> out;
        for (const SessionRecord& row : store_->sessions(clock_.now())) out.push_back(row.sha256);
        return out;
    }
    void note(const std::string& actor, const std::string& action, const std::string& subject = "") {
        store_->add_audit({0, clock_.now(), actor, "name of " + actor, "192.0.2.1", "request-1", action, subject, R"({"a":1})"});
        clock_.advance(Millis{1'000});
    }
    bool reopen() {
        if (std::string_view(GetParam().name) == "memory") return false;
        store_.reset();
        store_ = GetParam().open(folder_.path());
        return true;
    }

    TempFolder folder_;
    FakeClock clock_;
    std::unique_ptr<AccessStore> store_ = GetParam().open(folder_.path());
};

INSTANTIATE_TEST_SUITE_P(Every, AccessStoreContract,
                         ::testing::Values(AccessStoreKind{"memory",
                                                           [](const std::filesystem::path&) -> std::unique_ptr<AccessStore> {
                                                               return std::make_unique<MemoryAccessStore>();
                                                           }},
                                           AccessStoreKind{"sqlite",
                                                           [](const std::filesystem::path& folder) {
                                                               return make_sqlite_access_store(open_database(folder / "a.db"));
                                                           }},
                                           AccessStoreKind{"command",
                                                           [](const std::filesystem::path& folder) {
                                                               return open_access_store_for_command(folder / "a.db");
                                                           }}),
                         [](const auto& kind) { return std::string(kind.param.name); });

TEST_P(AccessStoreContract, KeysAreKeptUntilTheyAreRevoked) {
    EXPECT_TRUE(store_->keys().empty());
    ASSERT_TRUE(store_->add_key(key(1)).ok());
    clock_.advance(Millis{5});
    KeyRecord successor = key(2, Role::Admin);
    successor.owner = "key-1";
    ASSERT_TRUE(store_->add_key(successor).ok());
    ASSERT_TRUE(store_->revoke_key("key-1", clock_.now()).ok());
    (void)reopen();
    const std::vector<KeyRecord> keys = store_->keys();
    ASSERT_EQ(keys.size(), 2U);
    EXPECT_EQ(keys[0].id, "key-1");
    EXPECT_EQ(keys[0].name, "name 1");
    EXPECT_EQ(keys[0].revoked_at, clock_.now());
    EXPECT_EQ(keys[1].role, Role::Admin);
    EXPECT_EQ(keys[1].owner, "key-1");
    EXPECT_EQ(keys[1].sha256, hash_of(2));
    EXPECT_EQ(keys[1].created_at, clock_.now());
    EXPECT_FALSE(keys[1].revoked_at);
}

TEST_P(AccessStoreContract, WhatCannotBeIsRefused) {
    ASSERT_TRUE(store_->add_key(key(1)).ok());
    KeyRecord same_hash = key(2);
    same_hash.sha256 = hash_of(1);
    const struct {
        const char* name;
        std::function<Result<void>()> act;
        ErrorCode want;
    } cases[] = {
        {"the same id", [&] { return store_->add_key(key(1)); }, ErrorCode::Conflict},
        {"the same hash", [&] { return store_->add_key(same_hash); }, ErrorCode::Conflict},
        {"revoking an unknown key", [&] { return store_->revoke_key("key-7", clock_.now()); }, ErrorCode::NotFound},
        {"revoking twice",
         [&] {
             EXPECT_TRUE(store_->revoke_key("key-1", clock_.now()).ok());
             return store_->revoke_key("key-1", clock_.now());
         },
         ErrorCode::Conflict},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        const Result<void> outcome = c.act();
        ASSERT_FALSE(outcome.ok());
        EXPECT_EQ(outcome.error().code, c.want);
    }
    EXPECT_EQ(store_->keys().size(), 1U);
}

TEST_P(AccessStoreContract, SessionsLastUntilTheirEndOrTheirKeys) {
    ASSERT_TRUE(store_->add_key(key(1)).ok());
    store_->add_session(session(1, "key-1", Millis{1'000}));
    store_->add_session(session(2, "user", Millis{2'000}));
    store_->add_session(session(3, "user", Millis{500}));
    store_->add_session(session(4, "user", Millis{9'000}));
    (void)reopen();
    EXPECT_EQ(session_hashes(), (std::vector<std::string>{hash_of(3), hash_of(1), hash_of(2), hash_of(4)}));
    EXPECT_EQ(store_->sessions(clock_.now()).front().expires_at, clock_.now() + Millis{500});
    ASSERT_TRUE(store_->revoke_key("key-1", clock_.now()).ok());
    EXPECT_EQ(session_hashes(), (std::vector<std::string>{hash_of(3), hash_of(2), hash_of(4)}));
    clock_.advance(Millis{500});
    EXPECT_EQ(session_hashes(), (std::vector<std::string>{hash_of(2), hash_of(4)})) << "over at its end, to the millisecond";
    store_->remove_session(hash_of(4));
    store_->drop_sessions(clock_.now());
    EXPECT_EQ(session_hashes(), std::vector<std::string>{hash_of(2)});
}

TEST_P(AccessStoreContract, TheLogIsReadFromItsNewestEntry) {
    const TimePoint begun = clock_.now();
    note("admin", "queue.pause");
    note("key-1", "queue.resume");
    note("admin", "keys.add", "key-2");
    note("admin", "queue.pause");
    (void)reopen();
    const struct {
        const char* name;
        AuditQuery query;
        std::vector<std::int64_t> want;
    } cases[] = {
        {"all", {}, {4, 3, 2, 1}},
        {"a page", {{}, {}, {}, {}, {}, 2}, {4, 3}},
        {"the page after", {{}, {}, {}, {}, 3, 2}, {2, 1}},
        {"one action", {"queue.pause", {}, {}, {}, {}, 50}, {4, 1}},
        {"one kind of action", {"queue.", {}, {}, {}, {}, 50}, {4, 2, 1}},
        {"one actor", {{}, "key-1", {}, {}, {}, 50}, {2}},
        {"a time", {{}, {}, begun + Millis{1'000}, begun + Millis{3'000}, {}, 50}, {3, 2}},
        {"nothing", {"files.", {}, {}, {}, {}, 50}, {}},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        std::vector<std::int64_t> got;
        for (const AuditRecord& record : store_->audit(c.query)) got.push_back(record.sequence);
        EXPECT_EQ(got, c.want);
    }
    const AuditRecord record = store_->audit({"keys.", {}, {}, {}, {}, 1}).front();
    EXPECT_EQ(record.actor, "admin");
    EXPECT_EQ(record.actor_name, "name of admin");
    EXPECT_EQ(record.address, "192.0.2.1");
    EXPECT_EQ(record.request_id, "request-1");
    EXPECT_EQ(record.subject, "key-2");
    EXPECT_EQ(record.details_json, R"({"a":1})");
    EXPECT_EQ(record.at, begun + Millis{2'000});
}

TEST(AccessStoreBesideAServer, ACommandWritesWhatTheServerReads) {
    const TempFolder folder;
    const FakeClock clock;
    const auto server = make_sqlite_access_store(open_database(folder.path() / "a.db"));
    const auto command = open_access_store_for_command(folder.path() / "a.db");
    ASSERT_TRUE(command->add_key({"key-1", "name", Role::User, "key-1", hash_of(1), clock.now(), std::nullopt}).ok());
    ASSERT_EQ(server->keys().size(), 1U);
    ASSERT_TRUE(server->revoke_key("key-1", clock.now()).ok());
    EXPECT_TRUE(command->keys().front().revoked_at);
}

}  // namespace
}  // namespace i2m::test
