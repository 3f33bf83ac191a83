// http_probe.cpp - requests as text, answers taken apart.
#include "tests/support/http_probe.hpp"

#include <algorithm>
#include <cstdlib>

#include "shared/base/text.hpp"
#include "tests/support/raw_socket.hpp"

namespace i2m::test {
namespace {

const std::string* find(const HeaderList& headers, std::string_view name) {
    const auto row = std::find_if(headers.begin(), headers.end(),
                                  [&](const auto& header) { return to_lower(header.first) == to_lower(name); });
    return row == headers.end() ? nullptr : &row->second;
}

/// A chunked body put together (RFC 9112, section 7.1); "" when it is cut off.
std::string without_chunks(std::string_view body) {
    std::string out;
    while (true) {
        const std::size_t line = body.find("\r\n");
        if (line == std::string_view::npos) return {};
        const std::size_t size = std::strtoul(std::string(body.substr(0, line)).c_str(), nullptr, 16);
        body.remove_prefix(line + 2);
        if (size == 0) return out;
        if (body.size() < size + 2) return {};
        out += body.substr(0, size);
        body.remove_prefix(size + 2);
    }
}

}  // namespace

std::string Answer::header(std::string_view name) const {
    const std::string* value = find(headers, name);
    return value == nullptr ? "" : *value;
}

bool Answer::has_header(std::string_view name) const { return find(headers, name) != nullptr; }

json::Value Answer::json() const {
    auto value = json::parse(body);
    return value ? *value : json::Value();
}

std::string Answer::text(std::string_view name) const {
    const json::Value value = json();
    const json::Value* member = value.find(name);
    const std::string* text = member == nullptr ? nullptr : member->as_string();
    return text == nullptr ? "" : *text;
}

Answer parse_answer(std::string_view raw) {
    Answer out;
    if (!raw.starts_with("HTTP/1.1 ") || raw.size() < 12) return out;
    out.status = std::atoi(std::string(raw.substr(9, 3)).c_str());
    const std::size_t end = raw.find("\r\n\r\n");
    if (end == std::string_view::npos) return out;
    std::string_view head = raw.substr(0, end);
    while (head.find("\r\n") != std::string_view::npos) {
        head.remove_prefix(head.find("\r\n") + 2);
        const std::string_view line = head.substr(0, head.find("\r\n"));
        const std::size_t colon = line.find(": ");
        if (colon != std::string_view::npos) out.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    }
    out.body = raw.substr(end + 4);
    if (out.header("Transfer-Encoding") == "chunked") out.body = without_chunks(out.body);
    return out;
}

Answer ask(int port, std::string_view method, std::string_view target, const HeaderList& headers, std::string_view body) {
    RawSocket socket(port);
    if (!socket.is_open()) return {};
    std::string request = std::string(method) + " " + std::string(target) + " HTTP/1.1\r\nConnection: close\r\n";
    if (find(headers, "Host") == nullptr) request += "Host: localhost:" + std::to_string(port) + "\r\n";
    for (const auto& [name, value] : headers) request += name + ": " + value + "\r\n";
    if (!body.empty() || method == "POST") request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    socket.send(request + "\r\n");
    socket.send(body);
    return parse_answer(socket.read_all());
}

std::string form_body(const std::vector<FormPart>& parts) {
    std::string out;
    for (const FormPart& part : parts) {
        out += "--" + std::string(kBoundary) + "\r\nContent-Disposition: form-data; name=\"" + part.name + "\"";
        if (!part.filename.empty()) out += "; filename=\"" + part.filename + "\"";
        out += "\r\n";
        if (!part.content_type.empty()) out += "Content-Type: " + part.content_type + "\r\n";
        out += "\r\n" + part.content + "\r\n";
    }
    return out + "--" + std::string(kBoundary) + "--\r\n";
}

Answer post_form(int port, std::string_view target, const std::vector<FormPart>& parts, HeaderList headers) {
    headers.emplace_back("Content-Type", "multipart/form-data; boundary=" + std::string(kBoundary));
    return ask(port, "POST", target, headers, form_body(parts));
}

}  // namespace i2m::test
