// query.cpp - see query.hpp.
#include "server/http/query.hpp"

#include <algorithm>

#include "server/core/iso_time.hpp"
#include "shared/base/text.hpp"

namespace i2m::http {

Error bad_query(const std::string& name, std::string_view wanted) {
    return Error{ErrorCode::InvalidRequest, name + " must be " + std::string(wanted) + ".", name};
}

Result<void> only_names(const Request& request, std::initializer_list<std::string_view> names) {
    for (const auto& [name, value] : request.query) {
        if (std::find(names.begin(), names.end(), name) != names.end()) continue;
        const std::string shown = to_utf8(name.substr(0, 80));
        return Error{ErrorCode::InvalidRequest, "There is nothing called \"" + shown + "\" here. Nothing was deleted.", shown};
    }
    return {};
}

Result<void> read_time(const Request& request, const char* name, std::optional<TimePoint>& out) {
    const auto text = request.query_value(name);
    if (!text || text->empty()) return {};
    out = parse_iso_utc(*text);
    if (!out) return bad_query(name, "a time like 2026-11-22T10:00:00Z");
    return {};
}

}  // namespace i2m::http
