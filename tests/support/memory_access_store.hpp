// memory_access_store.hpp - the access store's promises without a database.
#pragma once

#include <algorithm>
#include <mutex>
#include <string>
#include <vector>

#include "server/core/access_store.hpp"

namespace i2m::test {

class MemoryAccessStore : public AccessStore {
public:
    [[nodiscard]] std::vector<KeyRecord> keys() const override {
        const std::scoped_lock lock(mutex_);
        std::vector<KeyRecord> out = keys_;
        std::sort(out.begin(), out.end(), [](const KeyRecord& a, const KeyRecord& b) {
            return std::pair(a.created_at, a.id) < std::pair(b.created_at, b.id);
        });
        return out;
    }
    Result<void> add_key(const KeyRecord& key) override {
        const std::scoped_lock lock(mutex_);
        for (const KeyRecord& other : keys_) {
            if (other.id == key.id || other.sha256 == key.sha256) return Error::of(ErrorCode::Conflict);
        }
        keys_.push_back(key);
        return {};
    }
    Result<void> revoke_key(std::string_view id, TimePoint at) override {
        const std::scoped_lock lock(mutex_);
        for (KeyRecord& key : keys_) {
            if (key.id != id) continue;
            if (key.revoked_at) return Error::of(ErrorCode::Conflict);
            key.revoked_at = at;
            std::erase_if(sessions_, [&](const SessionRecord& session) { return session.key_id == id; });
            return {};
        }
        return Error::of(ErrorCode::NotFound);
    }
    [[nodiscard]] std::vector<SessionRecord> sessions(TimePoint now) const override {
        const std::scoped_lock lock(mutex_);
        std::vector<SessionRecord> out;
        for (const SessionRecord& session : sessions_) {
            if (session.expires_at > now) out.push_back(session);
        }
        std::sort(out.begin(), out.end(), [](const SessionRecord& a, const SessionRecord& b) {
            return std::pair(a.expires_at, a.sha256) < std::pair(b.expires_at, b.sha256);
        });
        return out;
    }
    void add_session(const SessionRecord& session) override {
        const std::scoped_lock lock(mutex_);
        sessions_.push_back(session);
    }
    void remove_session(std::string_view sha256) override {
        const std::scoped_lock lock(mutex_);
        std::erase_if(sessions_, [&](const SessionRecord& session) { return session.sha256 == sha256; });
    }
    void drop_sessions(TimePoint now) override {
        const std::scoped_lock lock(mutex_);
        std::erase_if(sessions_, [&](const SessionRecord& session) { return session.expires_at <= now; });
    }
    void add_audit(const AuditRecord& record) override {
        const std::scoped_lock lock(mutex_);
        audit_.push_back(record);
        audit_.back().sequence = ++last_sequence_;
        std::erase_if(audit_, [&](const AuditRecord& old) { return old.sequence <= last_sequence_ - kKeptAuditRecords; });
    }
    [[nodiscard]] std::vector<AuditRecord> audit(const AuditQuery& query) const override {
        const std::scoped_lock lock(mutex_);
        std::vector<AuditRecord> out;
        for (auto record = audit_.rbegin(); record != audit_.rend() && out.size() < query.limit; ++record) {
            const bool is_meant = record->action.starts_with(query.action) &&
                                  (query.actor.empty() || record->actor == query.actor) &&
                                  (!query.from || record->at >= *query.from) && (!query.to || record->at < *query.to) &&
                                  (!query.before_sequence || record->sequence < *query.before_sequence);
            if (is_meant) out.push_back(*record);
        }
        return out;
    }

private:
    mutable std::mutex mutex_;  // guards all below
    std::vector<KeyRecord> keys_;
    std::vector<SessionRecord> sessions_;
    std::vector<AuditRecord> audit_;
    std::int64_t last_sequence_ = 0;
};

}  // namespace i2m::test
