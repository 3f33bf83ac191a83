// page_policy.cpp - builds the policy from the page's own inline parts.
#include "server/http/page_policy.hpp"

#include <cstddef>
#include <cstdint>

#include "shared/base/sha256.hpp"

namespace i2m::http {
namespace {

std::string base64(ByteView bytes) {
    static constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        std::uint32_t group = std::uint32_t{bytes[at]} << 16;
        if (at + 1 < bytes.size()) group |= std::uint32_t{bytes[at + 1]} << 8;
        if (at + 2 < bytes.size()) group |= bytes[at + 2];
        out += kDigits[group >> 18];
        out += kDigits[(group >> 12) & 63];
        out += at + 1 < bytes.size() ? kDigits[(group >> 6) & 63] : '=';
        out += at + 2 < bytes.size() ? kDigits[group & 63] : '=';
    }
    return out;
}

/// " 'sha256-...'" for the content of every `tag` element that has any.
std::string hashes_of(std::string_view html, std::string_view tag) {
    const std::string open = "<" + std::string(tag);
    const std::string close = "</" + std::string(tag);
    std::string out;
    for (std::size_t at = 0; (at = html.find(open, at)) != std::string_view::npos;) {
        const std::size_t begin = html.find('>', at);
        const std::size_t end = begin == std::string_view::npos ? begin : html.find(close, begin);
        if (end == std::string_view::npos) break;
        const std::string_view content = html.substr(begin + 1, end - begin - 1);
        if (!content.empty()) {
            Sha256 hash;
            hash.update(as_bytes(content));
            const auto digest = hash.finish();
            out += " 'sha256-" + base64(digest) + "'";
        }
        at = end;
    }
    return out;
}

}  // namespace

std::string page_policy(std::string_view html) {
    return "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'" + hashes_of(html, "script") + "; style-src 'self'" +
           hashes_of(html, "style") +
           "; img-src 'self' blob: data:; font-src 'self' data:; connect-src 'self' blob:; worker-src 'self' blob:; manifest-src "
           "'self'; "
           "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
}

}  // namespace i2m::http
