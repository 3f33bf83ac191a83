// header_fuzz.cpp - header values from outside: what is read stays in bounds, and what is written cannot end its line.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "server/http/access.hpp"
#include "server/http/content_coding.hpp"
#include "server/http/file_response.hpp"
#include "server/http/multipart.hpp"
#include "server/http/static_files.hpp"
#include "tests/support/fake_clock.hpp"

namespace {

using namespace i2m;
using namespace i2m::http;

void require(bool holds) {
    if (!holds) std::abort();
}

void check_range(std::string_view text) {
    for (const std::uint64_t size : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1'000}, UINT64_MAX}) {
        const ByteRange range = parse_range(text, size);
        if (range.kind == ByteRange::Kind::Part) {
            require(range.length > 0 && range.first < size && range.length <= size - range.first);
        } else if (range.kind == ByteRange::Kind::Whole) {
            require(range.first == 0 && range.length == size);
        }
    }
}

void check_disposition(std::string_view text) {
    const std::string written = content_disposition(true, text);
    require(std::none_of(written.begin(), written.end(),
                         [](char c) { return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7F; }));
    // What a reader of RFC 6266 takes out of it is the name, or its plain form.
    const auto plain = header_parameter(written, "filename");
    require(plain.has_value());
    if (const auto extended = header_parameter(written, "filename*")) {
        require(extended->starts_with("UTF-8''"));
        require(api::percent_decode(std::string_view(*extended).substr(7)) == std::string(text));
    } else {
        require(*plain == text);
    }
}

void check_access(std::string_view text) {
    const test::FakeClock clock;
    const i2m::access::Keyring keys({"right-user-key", "right-admin-key"}, nullptr, clock);
    const Access access({true, {}, {}}, keys);
    Request request;
    request.method = "POST";
    for (const char* name : {"Authorization", "X-API-Key", "X-Admin-Key", "Host", "Origin", "Sec-Fetch-Site"})
        request.headers.add(name, std::string(text));
    const Result<Identity> who = access.identify(request);
    const bool names_a_key =
        text.find("right-user-key") != std::string_view::npos || text.find("right-admin-key") != std::string_view::npos;
    require(!who.ok() || who->caller.role == Role::Anonymous || names_a_key);
    (void)access.check_host(request);
    (void)access.check_origin(request);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size > 10'000) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    check_range(text);
    check_disposition(text);
    check_access(text);
    if (const auto boundary = boundary_of(text)) require(!boundary->empty() && boundary->size() <= 70);
    (void)header_parameter(text, "filename");
    (void)accepts_coding(text, "br");
    require(!text.empty() || !matches_etag(text, "\"tag\""));
    (void)is_page_path(text);
    return 0;
}
