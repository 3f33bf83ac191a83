// net_address.hpp - network addresses and lists of networks, IPv4 and IPv6.
#pragma once

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

/// From "192.0.2.1" or "2001:db8::1".
[[nodiscard]] std::optional<NetAddress> parse_net_address(std::string_view text);
/// An IPv4 address as IPv6.
[[nodiscard]] NetAddress mapped_v4(const void* four_bytes);
/// True when the first `bits` of both are the same.
[[nodiscard]] bool is_within(const NetAddress& address, const NetAddress& base, unsigned bits);
/// True for 127.0.0.0/8 and ::1.
[[nodiscard]] bool is_this_machine(std::string_view address);
/// Whom to count together: an IPv4 address, or the /64 network of an IPv6 address, since whoever has one address of it has all.
/// Text that is no address stands for itself.
[[nodiscard]] std::string network_of(std::string_view address);

/// Addresses and networks: "127.0.0.1", "10.1.0.0/16", "::1".
class AddressList {
public:
    /// InvalidRequest that names the entry that is none.
    [[nodiscard]] static Result<AddressList> parse(const std::vector<std::string>& entries);
    [[nodiscard]] bool contains(const NetAddress& address) const;
    /// The same for text; false for what is no address.
    [[nodiscard]] bool contains(std::string_view address) const;

private:
    struct Network {
        NetAddress base;
        unsigned bits = 128;
    };
    std::vector<Network> networks_;
};

}  // namespace i2m
