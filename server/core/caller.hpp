// caller.hpp - who asks for something, and whose jobs may be seen.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace i2m {

/// What a caller has proven to be; each role may do what the ones before it may.
enum class Role : std::uint8_t { Anonymous, User, Admin };
[[nodiscard]] constexpr std::string_view role_name(Role role) {
    return role == Role::Admin ? "admin" : role == Role::User ? "user" : "anonymous";
}

/// Whoever uses this machine's own server without a key, and whoever sends the configured user key: jobs of both belong together.
inline constexpr std::string_view kUserOwner = "user";
/// The configured admin key, or the one made at the first start.
inline constexpr std::string_view kAdminOwner = "admin";

/// One caller, as proven by a key or a session. Text of the key is never part of it.
struct Caller {
    Role role = Role::Anonymous;
    std::string key_id;  ///< of the key table, or kUserOwner or kAdminOwner; "" for nobody
    std::string name;    ///< the key's, for people
    std::string owner;   ///< what its jobs carry
    std::string address = {};
    std::string request_id = {};
};

/// Whose jobs may be seen: those of one owner, or all.
class Viewer {
public:
    [[nodiscard]] static Viewer everything() { return Viewer(std::nullopt); }
    /// Without a name it is nobody, and sees nothing.
    [[nodiscard]] static Viewer of(std::string owner) { return Viewer(owner.empty() ? "nobody" : std::move(owner)); }

    [[nodiscard]] bool sees(std::string_view owner) const { return !owner_ || *owner_ == owner; }
    /// The one owner; nullopt: all.
    [[nodiscard]] const std::optional<std::string>& owner() const { return owner_; }

private:
    explicit Viewer(std::optional<std::string> owner) : owner_(std::move(owner)) {}
    std::optional<std::string> owner_;
};

/// Administrators see all jobs, users their own.
[[nodiscard]] inline Viewer viewer_of(const Caller& caller) {
    return caller.role == Role::Admin ? Viewer::everything() : Viewer::of(caller.owner);
}

}  // namespace i2m
