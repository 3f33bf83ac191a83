// access_store.hpp - seam: keys, sessions and the audit log as they are stored. Secrets are here as hashes only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/core/caller.hpp"
#include "server/core/clock.hpp"
#include "shared/base/result.hpp"

namespace i2m {

/// One key of the table.
struct KeyRecord {
    std::string id;
    std::string name;  ///< for people
    Role role = Role::User;
    std::string owner;   ///< what its jobs carry: its own id, or the owner of the key that it replaces
    std::string sha256;  ///< of the key's text, 64 hexadecimal digits
    TimePoint created_at;
    std::optional<TimePoint> revoked_at;
};

/// One log-in.
struct SessionRecord {
    std::string sha256;   ///< of the cookie's value
    std::string key_id;   ///< the key that opened it
    std::string binding;  ///< hash of cookie and key together: without both nobody can make one, and it ends with its key
    TimePoint created_at;
    TimePoint expires_at;
};

/// One action of an administrator.
struct AuditRecord {
    std::int64_t sequence = 0;  ///< given by the store
    TimePoint at;
    std::string actor;       ///< id of the key
    std::string actor_name;  ///< for people
    std::string address;
    std::string request_id;
    std::string action;   ///< "queue.pause", "keys.add"
    std::string subject;  ///< what it was done to: an id, or ""
    std::string details_json = "{}";
};

struct AuditQuery {
    std::string action;  ///< its beginning, "" for all
    std::string actor;   ///< "" for all
    std::optional<TimePoint> from;
    std::optional<TimePoint> to;
    std::optional<std::int64_t> before_sequence;
    std::uint32_t limit = 50;
};

/// The log keeps so many of the newest entries.
inline constexpr std::int64_t kKeptAuditRecords = 100'000;

/// Every change is one transaction, durable when the call returns. Keys are also changed by other processes (`image2model
/// keys`), sessions by the server only. Safe from any thread; throws StorageError.
class AccessStore {
public:
    virtual ~AccessStore() = default;

    /// All keys, the revoked ones too, oldest first.
    [[nodiscard]] virtual std::vector<KeyRecord> keys() const = 0;
    /// Conflict when the id or the hash is there already.
    virtual Result<void> add_key(const KeyRecord& key) = 0;
    /// NotFound for an unknown id, Conflict when it is revoked already.
    virtual Result<void> revoke_key(std::string_view id, TimePoint at) = 0;

    /// Those that expire after `now`, the soonest first.
    [[nodiscard]] virtual std::vector<SessionRecord> sessions(TimePoint now) const = 0;
    virtual void add_session(const SessionRecord& session) = 0;
    virtual void remove_session(std::string_view sha256) = 0;
    /// Forgets those that expired at or before `now`.
    virtual void drop_sessions(TimePoint now) = 0;

    /// `sequence` is ignored. What is older than the newest kKeptAuditRecords goes.
    virtual void add_audit(const AuditRecord& record) = 0;
    /// Newest first.
    [[nodiscard]] virtual std::vector<AuditRecord> audit(const AuditQuery& query) const = 0;
};

}  // namespace i2m
