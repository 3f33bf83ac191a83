// message.cpp - header lookup and the plain answers.
#include "server/http/message.hpp"

#include <unistd.h>

#include <algorithm>

#include "shared/api/messages.hpp"

namespace i2m::http {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_name(std::string_view a, std::string_view b) {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

const std::string* Headers::find(std::string_view name) const {
    for (const auto& [key, value] : rows_) {
        if (same_name(key, name)) return &value;
    }
    return nullptr;
}

std::string_view Headers::get(std::string_view name) const {
    const std::string* value = find(name);
    return value == nullptr ? std::string_view() : std::string_view(*value);
}

std::size_t Headers::count(std::string_view name) const {
    return static_cast<std::size_t>(
        std::count_if(rows_.begin(), rows_.end(), [&](const auto& row) { return same_name(row.first, name); }));
}

void Headers::set(std::string_view name, std::string value) {
    for (auto& [key, present] : rows_) {
        if (same_name(key, name)) {
            present = std::move(value);
            return;
        }
    }
    rows_.emplace_back(std::string(name), std::move(value));
}

void Headers::remove(std::string_view name) {
    rows_.erase(std::remove_if(rows_.begin(), rows_.end(), [&](const auto& row) { return same_name(row.first, name); }),
                rows_.end());
}

std::string_view Request::param(std::string_view name) const {
    if (!match) return {};
    for (const auto& [key, value] : match->parameters) {
        if (key == name) return value;
    }
    return {};
}

std::optional<std::string_view> Request::query_value(std::string_view name) const {
    for (const auto& [key, value] : query) {
        if (key == name) return value;
    }
    return std::nullopt;
}

OpenFile::~OpenFile() {
    if (fd_ >= 0) ::close(fd_);
}

std::size_t OpenFile::read(std::uint64_t offset, std::span<std::uint8_t> out) const {
    const ssize_t count = ::pread(fd_, out.data(), out.size(), static_cast<off_t>(offset));
    return count > 0 ? static_cast<std::size_t>(count) : 0;
}

Response respond_text(std::string text, std::string_view content_type, int status) {
    Response out;
    out.status = status;
    out.headers.add("Content-Type", std::string(content_type));
    out.body = std::move(text);
    return out;
}

Response respond_json_text(std::string json, int status) {
    Response out = respond_text(std::move(json), "application/json", status);
    out.headers.add("Cache-Control", "no-store");
    return out;
}

Response respond_json(const json::Value& value, int status) { return respond_json_text(json::dump(value), status); }

Response respond_error(const Error& error, std::string_view request_id, json::Object details, int status) {
    api::ErrorEnvelope envelope = api::envelope_of(error, request_id);
    if (status != 0) envelope.status_code = status;
    for (auto& member : details) envelope.details.set(member.first, std::move(member.second));
    Response out = respond_json(json::encode(envelope), envelope.status_code);
    if (error.code == ErrorCode::Unauthorized) out.headers.add("WWW-Authenticate", "Bearer realm=\"image2model\"");
    return out;
}

}  // namespace i2m::http
