// keyring.cpp - looking keys up, and keeping up with the table.
#include "server/access/keyring.hpp"

#include <algorithm>
#include <utility>

#include "server/core/storage_error.hpp"

namespace i2m::access {
namespace {

constexpr Millis kSecond{1'000};
constexpr int kNewestPerSecond = 10;  // guessing must not read the table each time
constexpr std::size_t kIdDigits = 12;

}  // namespace

Keyring::Keyring(const ConfiguredKeys& configured, const AccessStore* table, const Clock& clock)
    : table_(table), clock_(clock), read_at_(clock.now()), second_at_(read_at_) {
    if (!configured.admin_key.empty()) {
        configured_.push_back(
            {std::string(kAdminOwner), "admin key", Role::Admin, std::string(kAdminOwner), digest_of(configured.admin_key)});
    }
    if (!configured.user_key.empty()) {
        configured_.push_back(
            {std::string(kUserOwner), "user key", Role::User, std::string(kUserOwner), digest_of(configured.user_key)});
    }
    keys_ = std::make_shared<const Keys>(read_table());
}

Keyring::Keys Keyring::read_table() const {
    Keys out = configured_;
    if (table_ == nullptr) return out;
    for (const KeyRecord& row : table_->keys()) {
        const std::optional<Digest> digest = digest_from_hex(row.sha256);
        if (!row.revoked_at && digest) out.push_back({row.id, row.name, row.role, row.owner, *digest});
    }
    return out;
}

std::shared_ptr<const Keyring::Keys> Keyring::keys(Wanted wanted) const {
    std::unique_lock lock(mutex_);
    const TimePoint now = clock_.now();
    if (table_ == nullptr || is_reading_) return keys_;
    if (now < second_at_ || now - second_at_ >= kSecond) {
        second_at_ = now;
        asked_newest_ = 0;
    }
    const bool is_old = now < read_at_ || now - read_at_ >= kSecond;
    const bool is_worth_it = wanted == Wanted::Newest && asked_newest_ < kNewestPerSecond;
    if (!is_old && !is_worth_it) return keys_;
    if (!is_old) ++asked_newest_;
    is_reading_ = true;
    lock.unlock();
    std::shared_ptr<const Keys> read;
    try {
        read = std::make_shared<const Keys>(read_table());
    } catch (const StorageError&) {
        // Whoever needs the database for more than this tells about it.
    }
    lock.lock();
    is_reading_ = false;
    read_at_ = now;
    if (read) keys_ = std::move(read);
    return keys_;
}

std::optional<KnownKey> Keyring::find(std::string_view text) const {
    const Digest digest = digest_of(text);
    for (const Wanted wanted : {Wanted::Recent, Wanted::Newest}) {
        const std::shared_ptr<const Keys> known = keys(wanted);
        const KnownKey* found = nullptr;
        for (const KnownKey& key : *known) {
            if (same_digest(key.digest, digest) && found == nullptr) found = &key;
        }
        if (found != nullptr) return *found;
    }
    return std::nullopt;
}

std::optional<KnownKey> Keyring::find_by_id(std::string_view id) const {
    const std::shared_ptr<const Keys> known = keys(Wanted::Recent);
    const auto found = std::find_if(known->begin(), known->end(), [&](const KnownKey& key) { return key.id == id; });
    return found == known->end() ? std::nullopt : std::optional(*found);
}

bool Keyring::has_user_key() const {
    const std::shared_ptr<const Keys> known = keys(Wanted::Recent);
    return std::any_of(known->begin(), known->end(), [](const KnownKey& key) { return key.role == Role::User; });
}

NewKey make_key(std::string name, Role role, std::string owner, Ids& ids, TimePoint now) {
    NewKey made;
    made.text = "i2m_" + ids.token() + ids.token();
    made.record.id = "key-" + ids.token().substr(0, kIdDigits);
    made.record.name = std::move(name);
    made.record.role = role;
    made.record.owner = owner.empty() ? made.record.id : std::move(owner);
    made.record.sha256 = hex_of(digest_of(made.text));
    made.record.created_at = now;
    return made;
}

}  // namespace i2m::access
