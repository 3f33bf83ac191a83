// address_guard.cpp - the special-purpose address registries (RFC 6890 and IANA's lists after it).
#include "server/platform/address_guard.hpp"

#include <netinet/in.h>

#include <algorithm>
#include <cstring>
#include <iterator>

namespace i2m {
namespace {

struct SpecialRange {
    const char* base;
    unsigned bits;  ///< of the address as written
};

constexpr SpecialRange kSpecialV4[] = {
    {"0.0.0.0", 8},        // this network
    {"10.0.0.0", 8},       // private
    {"100.64.0.0", 10},    // a carrier's; also a cloud's metadata
    {"127.0.0.0", 8},      // this machine
    {"169.254.0.0", 16},   // link-local; metadata services
    {"172.16.0.0", 12},    // private
    {"192.0.0.0", 24},     // protocol assignments
    {"192.0.2.0", 24},     // documentation
    {"192.88.99.0", 24},   // old 6to4 relays
    {"192.168.0.0", 16},   // private
    {"198.18.0.0", 15},    // benchmarks
    {"198.51.100.0", 24},  // documentation
    {"203.0.113.0", 24},   // documentation
    {"224.0.0.0", 3},      // multicast, reserved, broadcast
};
constexpr SpecialRange kSpecialV6[] = {
    {"2001::", 23},      // protocol assignments, Teredo
    {"2001:db8::", 32},  // documentation
    {"2002::", 16},      // 6to4: carries an IPv4 address
    {"3fff::", 20},      // documentation
};

template <std::size_t N>
bool is_in_any(const NetAddress& address, const SpecialRange (&ranges)[N], unsigned offset) {
    return std::any_of(std::begin(ranges), std::end(ranges), [&](const SpecialRange& range) {
        return is_within(address, *parse_net_address(range.base), range.bits + offset);
    });
}

}  // namespace

std::optional<NetAddress> net_address(const sockaddr& address) {
    if (address.sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &address, sizeof v4);
        return mapped_v4(&v4.sin_addr);
    }
    if (address.sa_family != AF_INET6) return std::nullopt;
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address, sizeof v6);
    NetAddress out;
    std::memcpy(out.bytes.data(), &v6.sin6_addr, out.bytes.size());
    return out;
}

bool is_public(const NetAddress& address) {
    if (address.is_v4()) return !is_in_any(address, kSpecialV4, 96);
    // Only 2000::/3 is given out; what lies outside is local, special or a way to wrap an IPv4 address.
    return (address.bytes[0] & 0xE0) == 0x20 && !is_in_any(address, kSpecialV6, 0);
}

}  // namespace i2m
