// sessions.hpp - log-ins: a cookie instead of a key.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "server/access/keyring.hpp"
#include "server/core/access_store.hpp"
#include "server/core/clock.hpp"
#include "server/core/ids.hpp"

namespace i2m::access {

/// A session is a row that holds hashes only: of the cookie's value, and of that together with the key's hash. So it outlives a
/// restart, ends with its key (revoked, or changed in the settings), and nobody who reads the database can use it. Safe from any
/// thread; open() and close() throw StorageError.
class Sessions {
public:
    static constexpr std::size_t kMaxKept = 10'000;

    /// Takes over what the store has. All outlive it. Beyond `max_kept` the one that ends soonest ends at once.
    Sessions(AccessStore& store, const Keyring& keys, Ids& ids, const Clock& clock, Millis lifetime,
             std::size_t max_kept = kMaxKept);

    struct Opened {
        std::string cookie;  ///< 64 hexadecimal digits, shown to nobody but the browser
        TimePoint expires_at;
        std::int64_t lifetime_s;
    };
    [[nodiscard]] Opened open(const KnownKey& key);
    /// The key whose session this is, as the keyring knows it now; nullopt when it is over.
    [[nodiscard]] std::optional<KnownKey> find(std::string_view cookie) const;
    /// Nothing happens for an unknown one.
    void close(std::string_view cookie);
    [[nodiscard]] std::size_t kept() const;

private:
    AccessStore& store_;
    const Keyring& keys_;
    Ids& ids_;
    const Clock& clock_;
    const Millis lifetime_;
    const std::size_t max_kept_;
    mutable std::mutex mutex_;                                // guards rows_
    std::map<std::string, SessionRecord, std::less<>> rows_;  ///< by the hash of the cookie
};

}  // namespace i2m::access
