// http_probe.hpp - asks a server of this machine and takes the answer apart, without an HTTP library in between.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shared/base/bytes.hpp"
#include "shared/json/value.hpp"

namespace i2m::test {

using HeaderList = std::vector<std::pair<std::string, std::string>>;

struct Answer {
    int status = 0;  ///< 0: there was no answer
    HeaderList headers;
    std::string body;

    /// The value of the first such header, any case, or "".
    [[nodiscard]] std::string header(std::string_view name) const;
    [[nodiscard]] bool has_header(std::string_view name) const;
    /// The body as JSON, null when it is none.
    [[nodiscard]] json::Value json() const;
    /// The text member `name` of the JSON body, or "".
    [[nodiscard]] std::string text(std::string_view name) const;
};

/// Takes apart what came over a socket.
[[nodiscard]] Answer parse_answer(std::string_view raw);

/// One request on a connection of its own. Content-Length is added when there is a body or the method is POST.
[[nodiscard]] Answer ask(int port, std::string_view method, std::string_view target, const HeaderList& headers = {},
                         std::string_view body = {});
[[nodiscard]] inline Answer get(int port, std::string_view target, const HeaderList& headers = {}) {
    return ask(port, "GET", target, headers);
}

/// One part of a form; a file when it has a file name.
struct FormPart {
    std::string name;
    std::string content;
    std::string filename = {};
    std::string content_type = {};
};
inline constexpr std::string_view kBoundary = "----test-boundary-7d1";
/// A multipart/form-data body with kBoundary.
[[nodiscard]] std::string form_body(const std::vector<FormPart>& parts);
[[nodiscard]] Answer post_form(int port, std::string_view target, const std::vector<FormPart>& parts, HeaderList headers = {});

}  // namespace i2m::test
