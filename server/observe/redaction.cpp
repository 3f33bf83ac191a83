// redaction.cpp - one pass for each kind of secret; most text has none and stays as it is.
#include "server/observe/redaction.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "shared/base/text.hpp"

namespace i2m {
namespace {

constexpr std::string_view kGone = "[redacted]";
constexpr std::size_t kMaxTextBytes = 4'000;
constexpr std::size_t kLeastSecret = 4;
constexpr std::size_t kLeastToken = 8;

/// Members whose value is a credential, whatever it looks like.
constexpr std::array<std::string_view, 18> kSecretNames = {
    "authorization", "cookie", "set-cookie", "api_key", "api-key", "apikey", "x-api-key", "admin_key", "x-admin-key",
    "key",           "token",  "password",   "secret",  "session", "sig",    "signature", "fal_key",   "access_token"};
/// Headers: the rest of their line is gone.
constexpr std::array<std::string_view, 6> kHeaders = {
    "authorization:", "set-cookie:", "cookie:", "x-api-key:", "x-admin-key:", "proxy-authorization:"};
/// Parameters of links that open something, or prove something.
constexpr std::array<std::string_view, 16> kParameters = {"sig=",
                                                          "signature=",
                                                          "token=",
                                                          "key=",
                                                          "api_key=",
                                                          "apikey=",
                                                          "access_token=",
                                                          "check=",
                                                          "password=",
                                                          "secret=",
                                                          "session=",
                                                          "x-amz-signature=",
                                                          "x-amz-credential=",
                                                          "x-amz-security-token=",
                                                          "x-goog-signature=",
                                                          "x-goog-credential="};
constexpr std::array<std::string_view, 3> kSchemes = {"bearer ", "basic ", "key "};

bool ends_token(char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == '"' || c == '\'' || c == '<' || c == '>' || c == ')' || c == '&' ||
           c == '#';
}

std::size_t token_end(std::string_view text, std::size_t from) {
    while (from < text.size() && !ends_token(text[from])) ++from;
    return from;
}

/// Replaces what `end_of` marks behind each occurrence of `word`; `lower` is `text` in lower case and follows it.
template <class EndOf>
void replace_behind(std::string& text, std::string& lower, std::string_view word, EndOf end_of) {
    for (std::size_t at = lower.find(word); at != std::string::npos; at = lower.find(word, at)) {
        const std::size_t from = at + word.size();
        const std::size_t end = end_of(at, from);
        at = from;
        if (end <= from) continue;
        text.replace(from, end - from, kGone);
        lower.replace(from, end - from, kGone);
        at += kGone.size();
    }
}

void redact_headers(std::string& text, std::string& lower) {
    for (const std::string_view header : kHeaders) {
        replace_behind(text, lower, header,
                       [&](std::size_t, std::size_t from) { return std::min(text.find_first_of("\r\n", from), text.size()); });
    }
}

void redact_parameters(std::string& text, std::string& lower) {
    for (const std::string_view parameter : kParameters) {
        replace_behind(text, lower, parameter, [&](std::size_t at, std::size_t from) {
            const bool is_parameter = at > 0 && (lower[at - 1] == '?' || lower[at - 1] == '&' || lower[at - 1] == ';');
            return is_parameter ? token_end(text, from) : from;
        });
    }
}

void redact_schemes(std::string& text, std::string& lower) {
    for (const std::string_view scheme : kSchemes) {
        replace_behind(text, lower, scheme, [&](std::size_t at, std::size_t from) {
            const bool is_word = at == 0 || ends_token(text[at - 1]) || text[at - 1] == ':';
            const std::size_t end = token_end(text, from);
            const std::string_view token = std::string_view(text).substr(from, end - from);
            // "key " is an ordinary word too: FAL.AI's credentials behind it hold a colon.
            const bool is_credential =
                token.size() >= kLeastToken && (scheme != "key " || token.find(':') != std::string_view::npos);
            return is_word && is_credential ? end : from;
        });
    }
}

void redact_data_uris(std::string& text, std::string& lower) {
    replace_behind(text, lower, "data:", [&](std::size_t at, std::size_t from) {
        if (at > 0 && (std::isalnum(static_cast<unsigned char>(text[at - 1])) != 0)) return from;
        const std::size_t comma = text.find(',', from);
        if (comma == std::string::npos || comma - from > 120) return from;
        const std::string_view type = std::string_view(text).substr(from, comma - from);
        const bool is_type = std::none_of(type.begin(), type.end(), [](char c) { return ends_token(c); });
        return is_type && (type.empty() || type.find('/') != std::string_view::npos || type.front() == ';')
                   ? token_end(text, comma + 1)
                   : from;
    });
}

void cut(std::string& text) {
    if (text.size() <= kMaxTextBytes) return;
    std::size_t end = kMaxTextBytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;  // whole characters
    const std::string rest = format_bytes(text.size() - end);
    text.resize(end);
    text += " [" + rest + " more]";
}

}  // namespace

Redactor::Redactor(std::vector<std::string> secrets) {
    for (std::string& secret : secrets) add(std::move(secret));
}

void Redactor::add(std::string secret) {
    if (secret.size() < kLeastSecret) return;
    secrets_.push_back(std::move(secret));
    std::sort(secrets_.begin(), secrets_.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
}

std::string Redactor::text(std::string_view given) const {
    std::string out(given);
    for (const std::string& secret : secrets_) {
        for (std::size_t at = out.find(secret); at != std::string::npos; at = out.find(secret, at + kGone.size()))
            out.replace(at, secret.size(), kGone);
    }
    // All shapes need one of these characters.
    if (out.find_first_of(":= ") != std::string::npos) {
        std::string lower = to_lower(out);
        redact_data_uris(out, lower);
        redact_headers(out, lower);
        redact_parameters(out, lower);
        redact_schemes(out, lower);
    }
    cut(out);
    return out;
}

void Redactor::fields(json::Object& fields) const {
    for (auto& [name, member] : fields) {
        const std::string lower = to_lower(name);
        const bool is_secret = std::find(kSecretNames.begin(), kSecretNames.end(), lower) != kSecretNames.end();
        if (is_secret && !member.is_null()) {
            member = json::Value(kGone);
        } else {
            value(member);
        }
    }
}

void Redactor::value(json::Value& value) const {
    if (const std::string* words = value.as_string()) {
        value = json::Value(text(*words));
    } else if (json::Array* list = value.as_array()) {
        for (json::Value& item : *list) this->value(item);
    } else if (json::Object* object = value.as_object()) {
        fields(*object);
    }
}

}  // namespace i2m
