// sessions.cpp - opening, finding and ending sessions.
#include "server/access/sessions.hpp"

#include <algorithm>

namespace i2m::access {
namespace {

constexpr std::size_t kCookieDigits = 64;

std::string binding_of(std::string_view cookie, const Digest& key) {
    return hex_of(digest_of(std::string(cookie) + ":" + hex_of(key)));
}

}  // namespace

Sessions::Sessions(AccessStore& store, const Keyring& keys, Ids& ids, const Clock& clock, Millis lifetime, std::size_t max_kept)
    : store_(store), keys_(keys), ids_(ids), clock_(clock), lifetime_(lifetime), max_kept_(max_kept) {
    for (SessionRecord& row : store_.sessions(clock_.now())) rows_.emplace(row.sha256, row);
}

Sessions::Opened Sessions::open(const KnownKey& key) {
    const std::string cookie = ids_.token() + ids_.token();
    const TimePoint now = clock_.now();
    const SessionRecord row{hex_of(digest_of(cookie)), key.id, binding_of(cookie, key.digest), now, now + lifetime_};
    store_.drop_sessions(now);
    store_.add_session(row);
    std::optional<std::string> displaced;
    {
        const std::scoped_lock lock(mutex_);
        std::erase_if(rows_, [&](const auto& entry) { return entry.second.expires_at <= now; });
        if (rows_.size() >= max_kept_) {
            const auto first = std::min_element(rows_.begin(), rows_.end(), [](const auto& a, const auto& b) {
                return a.second.expires_at < b.second.expires_at;
            });
            displaced = first->first;
            rows_.erase(first);
        }
        rows_.emplace(row.sha256, row);
    }
    if (displaced) store_.remove_session(*displaced);
    return {cookie, row.expires_at, lifetime_.count() / 1000};
}

std::optional<KnownKey> Sessions::find(std::string_view cookie) const {
    if (cookie.size() != kCookieDigits) return std::nullopt;
    std::optional<SessionRecord> row;
    {
        const std::scoped_lock lock(mutex_);
        const auto found = rows_.find(hex_of(digest_of(cookie)));
        if (found != rows_.end()) row = found->second;
    }
    if (!row || row->expires_at <= clock_.now()) return std::nullopt;
    const std::optional<KnownKey> key = keys_.find_by_id(row->key_id);
    const std::optional<Digest> binding = digest_from_hex(row->binding);
    if (!key || !binding) return std::nullopt;
    const std::optional<Digest> wanted = digest_from_hex(binding_of(cookie, key->digest));
    return same_digest(*binding, *wanted) ? key : std::nullopt;
}

void Sessions::close(std::string_view cookie) {
    const std::string sha256 = hex_of(digest_of(cookie));
    {
        const std::scoped_lock lock(mutex_);
        if (rows_.erase(sha256) == 0) return;
    }
    store_.remove_session(sha256);
}

std::size_t Sessions::kept() const {
    const std::scoped_lock lock(mutex_);
    return rows_.size();
}

}  // namespace i2m::access
