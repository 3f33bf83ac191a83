// net_address.cpp - reading addresses, and which network they are of.
#include "server/core/net_address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstring>

#include "shared/base/text.hpp"

namespace i2m {
namespace {

constexpr std::array<std::uint8_t, 12> kMappedPrefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

}  // namespace

bool NetAddress::is_v4() const { return std::equal(kMappedPrefix.begin(), kMappedPrefix.end(), bytes.begin()); }

NetAddress mapped_v4(const void* four_bytes) {
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

std::optional<NetAddress> parse_net_address(std::string_view text) {
    const std::string copy(text);
    NetAddress out;
    if (::inet_pton(AF_INET6, copy.c_str(), out.bytes.data()) == 1) return out;
    in_addr v4{};
    if (::inet_pton(AF_INET, copy.c_str(), &v4) == 1) return mapped_v4(&v4);
    return std::nullopt;
}

bool is_this_machine(std::string_view text) {
    static const NetAddress kV4 = *parse_net_address("127.0.0.0");
    static const NetAddress kV6 = *parse_net_address("::1");
    const std::optional<NetAddress> address = parse_net_address(text);
    return address && (is_within(*address, kV4, 104) || is_within(*address, kV6, 128));
}

std::string network_of(std::string_view text) {
    const std::optional<NetAddress> address = parse_net_address(text);
    if (!address) return std::string(text);
    const std::size_t first = address->is_v4() ? 12 : 0;
    const std::size_t size = address->is_v4() ? 4 : 8;
    return to_hex(address->bytes.data() + first, size);
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

bool AddressList::contains(std::string_view text) const {
    if (networks_.empty()) return false;
    const std::optional<NetAddress> address = parse_net_address(text);
    return address && contains(*address);
}

}  // namespace i2m
