// address_guard.cpp - the special-purpose address registries (RFC 6890 and IANA's lists after it).
#include "server/platform/address_guard.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>

namespace i2m {
namespace {

constexpr std::array<std::uint8_t, 12> kMappedPrefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

NetAddress mapped(const void* four_bytes) {
    NetAddress out;
    std::copy(kMappedPrefix.begin(), kMappedPrefix.end(), out.bytes.begin());
    std::memcpy(out.bytes.data() + kMappedPrefix.size(), four_bytes, 4);
    return out;
}

bool is_within(const NetAddress& address, const NetAddress& base, unsigned bits) {
    const std::size_t whole = bits / 8;
    if (!std::equal(base.bytes.begin(), base.bytes.begin() + static_cast<std::ptrdiff_t>(whole), address.bytes.begin()))
        return false;
    if (bits % 8 == 0) return true;
    const auto mask = static_cast<std::uint8_t>(0xFF << (8 - bits % 8));
    return (address.bytes[whole] & mask) == (base.bytes[whole] & mask);
}

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

bool NetAddress::is_v4() const { return std::equal(kMappedPrefix.begin(), kMappedPrefix.end(), bytes.begin()); }

std::optional<NetAddress> net_address(const sockaddr& address) {
    if (address.sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &address, sizeof v4);
        return mapped(&v4.sin_addr);
    }
    if (address.sa_family != AF_INET6) return std::nullopt;
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address, sizeof v6);
    NetAddress out;
    std::memcpy(out.bytes.data(), &v6.sin6_addr, out.bytes.size());
    return out;
}

std::optional<NetAddress> parse_net_address(std::string_view text) {
    const std::string copy(text);
    NetAddress out;
    if (::inet_pton(AF_INET6, copy.c_str(), out.bytes.data()) == 1) return out;
    in_addr v4{};
    if (::inet_pton(AF_INET, copy.c_str(), &v4) == 1) return mapped(&v4);
    return std::nullopt;
}

bool is_public(const NetAddress& address) {
    if (address.is_v4()) return !is_in_any(address, kSpecialV4, 96);
    // Only 2000::/3 is given out; what lies outside is local, special or a way to wrap an IPv4 address.
    return (address.bytes[0] & 0xE0) == 0x20 && !is_in_any(address, kSpecialV6, 0);
}

Result<AddressList> AddressList::parse(const std::vector<std::string>& entries) {
    AddressList out;
    for (const std::string& entry : entries) {
        const std::size_t slash = std::min(entry.find('/'), entry.size());
        const std::optional<NetAddress> base = parse_net_address(std::string_view(entry).substr(0, slash));
        const unsigned most = base && base->is_v4() && entry.find(':') == std::string::npos ? 32 : 128;
        unsigned bits = most;
        bool is_good = base.has_value();
        if (slash < entry.size()) {
            const char* const end_of_text = entry.data() + entry.size();
            const auto [end, error] = std::from_chars(entry.data() + slash + 1, end_of_text, bits);
            is_good = is_good && error == std::errc() && end == end_of_text && bits <= most;
        }
        if (!is_good) {
            return Error{ErrorCode::InvalidRequest, "\"" + entry + "\" is no address and no network like 10.0.0.0/8.", entry};
        }
        out.networks_.push_back({*base, bits + 128 - most});
    }
    return out;
}

bool AddressList::contains(const NetAddress& address) const {
    return std::any_of(networks_.begin(), networks_.end(),
                       [&](const Network& network) { return is_within(address, network.base, network.bits); });
}

}  // namespace i2m
