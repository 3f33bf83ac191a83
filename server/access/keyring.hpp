// keyring.hpp - every key that opens this server: the configured ones and those of the table.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/access/digest.hpp"
#include "server/core/access_store.hpp"
#include "server/core/clock.hpp"
#include "server/core/ids.hpp"

namespace i2m::access {

/// A key that counts now, without its text.
struct KnownKey {
    std::string id;
    std::string name;
    Role role = Role::User;
    std::string owner;
    Digest digest{};
};

/// From the settings; "" for none.
struct ConfiguredKeys {
    std::string user_key;
    std::string admin_key;
};

/// Reads the table again once a second, and at once (at most ten times a second) for a key that it does not know: a key that
/// another process adds works immediately, one that it revokes ends within a second. While the table cannot be read the last
/// reading counts. Keys are compared in constant time, all of them. Safe from any thread.
class Keyring {
public:
    /// `table` may be nullptr: no keys but the configured ones. Throws StorageError when it cannot be read now.
    Keyring(const ConfiguredKeys& configured, const AccessStore* table, const Clock& clock);

    /// The key with this text; nullopt when there is none, or it is revoked.
    [[nodiscard]] std::optional<KnownKey> find(std::string_view text) const;
    [[nodiscard]] std::optional<KnownKey> find_by_id(std::string_view id) const;
    /// True when users have a key, so that nobody is let in without one.
    [[nodiscard]] bool has_user_key() const;

private:
    using Keys = std::vector<KnownKey>;
    enum class Wanted : std::uint8_t { Recent, Newest };
    [[nodiscard]] std::shared_ptr<const Keys> keys(Wanted wanted) const;
    [[nodiscard]] Keys read_table() const;

    std::vector<KnownKey> configured_;
    const AccessStore* table_;
    const Clock& clock_;
    mutable std::mutex mutex_;  // guards all below
    mutable std::shared_ptr<const Keys> keys_;
    mutable TimePoint read_at_;
    mutable TimePoint second_at_;   ///< when the second began in which `asked_newest_` are counted
    mutable int asked_newest_ = 0;  ///< readings for the sake of unknown keys
    mutable bool is_reading_ = false;
};

/// A key that was just made. `text` is shown once and kept nowhere.
struct NewKey {
    KeyRecord record;
    std::string text;
};
/// 256 random bits. `owner` "": jobs of the key are its own.
[[nodiscard]] NewKey make_key(std::string name, Role role, std::string owner, Ids& ids, TimePoint now);

}  // namespace i2m::access
