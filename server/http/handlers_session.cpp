// handlers_session.cpp - keys become cookies, and the audit log becomes pages.
#include "server/http/handlers_session.hpp"

#include <charconv>
#include <optional>

#include "server/core/iso_time.hpp"
#include "server/http/access.hpp"
#include "server/http/query.hpp"
#include "server/http/respond.hpp"
#include "shared/api/messages_access.hpp"

namespace i2m::http {
namespace {

constexpr std::uint32_t kMaxEntries = 200;

/// `max_age_s` 0 makes a browser forget it. `Secure` only behind TLS, since browsers drop such cookies elsewhere.
std::string cookie_field(const Request& request, const std::string& path, std::string_view value, std::int64_t max_age_s) {
    std::string out(kSessionCookie);
    out.append("=").append(value).append("; Path=").append(path).append("; Max-Age=").append(std::to_string(max_age_s));
    return out + "; HttpOnly; SameSite=Strict" + (request.is_secure ? "; Secure" : "");
}

/// The key of the body, else of the header fields.
Result<std::string> key_in(const Request& request) {
    if (!request.body.empty()) {
        Result<api::SessionRequest> body = json::decode_text<api::SessionRequest>(request.body);
        if (!body) return body.error();
        if (!body->key.empty()) return std::move(body->key);
    }
    for (const std::string_view key : keys_of(request)) {
        if (!key.empty()) return std::string(key);
    }
    return Error{ErrorCode::InvalidRequest, R"(Send the key, as {"key":"..."}.)", "/key"};
}

Response open(const Request& request, const SessionParts& parts) {
    const Result<std::string> text = key_in(request);
    if (!text) return respond_error(text.error(), request.request_id);
    if (const std::optional<Millis> wait = parts.attempts.begin(request.client_address)) return must_wait(request, *wait);
    const std::optional<access::KnownKey> key = parts.keys.find(*text);
    if (!key) {
        return respond_error({ErrorCode::Unauthorized, "This key is not known. Check it and enter it again."},
                             request.request_id);
    }
    parts.attempts.succeeded(request.client_address,
                             key->role == Role::Admin ? access::Forgiveness::Everything : access::Forgiveness::TheTry);
    // Whoever logs in again leaves no session behind.
    parts.sessions.close(cookie_of(request, kSessionCookie));
    const access::Sessions::Opened session = parts.sessions.open(*key);
    if (key->role == Role::Admin) {
        parts.audit.note({key->role, key->id, key->name, key->owner, request.client_address, request.request_id}, "session.open",
                         "");
    }
    api::SessionAnswer answer;
    answer.status = "logged_in";
    answer.role = std::string(role_name(key->role));
    answer.name = key->name;
    answer.expires_at = iso_utc(session.expires_at);
    Response out = respond_value(answer);
    out.headers.add("Set-Cookie", cookie_field(request, parts.cookie_path, session.cookie, session.lifetime_s));
    return out;
}

Response close(const Request& request, const SessionParts& parts) {
    parts.sessions.close(cookie_of(request, kSessionCookie));
    api::SessionAnswer answer;
    answer.status = "logged_out";
    Response out = respond_value(answer);
    out.headers.add("Set-Cookie", cookie_field(request, parts.cookie_path, "", 0));
    return out;
}

Result<AuditQuery> audit_query_of(const Request& request) {
    AuditQuery out;
    out.action = request.query_value("action").value_or("");
    out.actor = request.query_value("actor").value_or("");
    if (auto read = read_time(request, "from", out.from); !read) return read.error();
    if (auto read = read_time(request, "to", out.to); !read) return read.error();
    const std::string_view limit = request.query_value("limit").value_or("50");
    const auto [end, error] = std::from_chars(limit.data(), limit.data() + limit.size(), out.limit);
    const bool is_number = error == std::errc() && end == limit.data() + limit.size() && !limit.empty();
    if (!is_number || out.limit == 0 || out.limit > kMaxEntries) return bad_query("limit", "a whole number from 1 to 200");
    const std::string_view cursor = request.query_value("cursor").value_or("");
    if (cursor.empty()) return out;
    std::int64_t before = 0;
    const auto [stop, wrong] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), before);
    if (wrong != std::errc() || stop != cursor.data() + cursor.size())
        return bad_query("cursor", "next_cursor of the answer before");
    out.before_sequence = before;
    return out;
}

api::AuditEntry entry_of(const AuditRecord& record) {
    Result<json::Value> details = json::parse(record.details_json);
    return {record.sequence,   iso_utc(record.at), record.actor,
            record.actor_name, record.address,     record.request_id,
            record.action,     record.subject,     details ? *std::move(details) : json::Object{}};
}

Response audit_page(const Request& request, const AccessStore& store) {
    Result<AuditQuery> query = audit_query_of(request);
    if (!query) return respond_error(query.error(), request.request_id);
    const std::uint32_t limit = query->limit++;  // one more tells whether there is a next page
    api::AuditAnswer answer;
    for (const AuditRecord& record : store.audit(*query)) {
        if (answer.entries.size() == limit) {
            answer.next_cursor = std::to_string(answer.entries.back().id);
            break;
        }
        answer.entries.push_back(entry_of(record));
    }
    return respond_value(answer);
}

}  // namespace

void set_session_handlers(Router& router, const SessionParts& parts) {
    router.set(api::Route::SessionOpen, [parts](Request& request) { return open(request, parts); });
    router.set(api::Route::SessionClose, [parts](Request& request) { return close(request, parts); });
    router.set(api::Route::AdminAudit, [parts](Request& request) { return audit_page(request, parts.store); });
}

}  // namespace i2m::http
