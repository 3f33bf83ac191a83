// address_guard.hpp - which network addresses an answer of somebody else may send us to.
#pragma once

#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.hpp"

namespace i2m {

/// An IPv4 or IPv6 address. IPv4 is kept as IPv4-mapped IPv6, so that the two forms of one address are one.
struct NetAddress {
    std::array<std::uint8_t, 16> bytes{};

    [[nodiscard]] bool is_v4() const;
};

/// nullopt for other families.
[[nodiscard]] std::optional<NetAddress> net_address(const sockaddr& address);
/// From "192.0.2.1" or "2001:db8::1".
[[nodiscard]] std::optional<NetAddress> parse_net_address(std::string_view text);

/// True for addresses of the public internet: not this machine, not a private or link-local network (with it the metadata
/// services of clouds), not a carrier's, multicast, reserved or documentation range, and no IPv6 form that carries an IPv4 address.
[[nodiscard]] bool is_public(const NetAddress& address);

/// Addresses and networks: "127.0.0.1", "10.1.0.0/16", "::1".
class AddressList {
public:
    /// InvalidRequest that names the entry that is none.
    [[nodiscard]] static Result<AddressList> parse(const std::vector<std::string>& entries);
    [[nodiscard]] bool contains(const NetAddress& address) const;

private:
    struct Network {
        NetAddress base;
        unsigned bits = 128;
    };
    std::vector<Network> networks_;
};

}  // namespace i2m
