// forwarded.cpp - X-Forwarded-For and X-Forwarded-Proto.
#include "server/http/forwarded.hpp"

#include <string>
#include <string_view>

#include "shared/base/text.hpp"

namespace i2m::http {
namespace {

std::string_view without_blanks(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

std::string_view first_item(std::string_view list) { return without_blanks(list.substr(0, list.find(','))); }

/// All fields of that name as one list, as if a proxy had written them so (RFC 9110, section 5.3).
std::string joined(const Headers& headers, std::string_view lower_name) {
    std::string out;
    for (const auto& [name, value] : headers.rows()) {
        if (to_lower(name) == lower_name) out += (out.empty() ? "" : ",") + value;
    }
    return out;
}

/// The last address of `chain` that is not a trusted proxy's own: what stands before it was written by the client. `peer` when
/// the chain holds no address there.
std::string client_behind(const AddressList& trusted, std::string_view chain, std::string_view peer) {
    std::string_view client = peer;
    while (!chain.empty()) {
        const std::size_t comma = chain.find_last_of(',');
        const std::string_view hop = without_blanks(comma == std::string_view::npos ? chain : chain.substr(comma + 1));
        chain = comma == std::string_view::npos ? std::string_view() : chain.substr(0, comma);
        if (!parse_net_address(hop)) break;
        client = hop;
        if (!trusted.contains(hop)) break;
    }
    return std::string(client);
}

}  // namespace

void find_client(Request& request, const AddressList& trusted) {
    const bool is_by_proxy = trusted.contains(std::string_view(request.remote_address));
    if (is_by_proxy) {
        request.client_address = client_behind(trusted, joined(request.headers, "x-forwarded-for"), request.remote_address);
        request.is_secure = to_lower(first_item(request.headers.get("X-Forwarded-Proto"))) == "https";
    }
    // What an unknown proxy hands on is no request of this machine, whatever it says.
    const bool is_by_stranger = !is_by_proxy && (request.headers.has("X-Forwarded-For") || request.headers.has("Forwarded"));
    request.is_local = !is_by_stranger && is_this_machine(request.client_address);
}

}  // namespace i2m::http
