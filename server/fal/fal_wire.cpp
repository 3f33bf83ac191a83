// fal_wire.cpp - addresses, submits and states. Results are in fal_result.cpp.
#include "server/fal/fal_wire.hpp"

#include <algorithm>
#include <charconv>

#include "server/core/url.hpp"
#include "server/fal/fal_limits.hpp"
#include "shared/base/text.hpp"

namespace i2m::fal {
namespace {

Error protocol(const std::string& words) { return {ErrorCode::ProviderProtocol, words}; }

bool is_on_queue(std::string_view queue_url, const std::string& address) {
    const std::optional<Url> queue = parse_url(queue_url);
    const std::optional<Url> url = parse_url(address);
    return queue && url && url->has_same_origin(*queue);
}

std::string joined(std::string_view base, std::string_view path) {
    while (base.ends_with('/')) base.remove_suffix(1);
    return std::string(base) + "/" + std::string(path);
}

Result<json::Value> parse_object(std::string_view body) {
    Result<json::Value> value = json::parse(body, kJsonLimits);
    if (!value || value->as_object() == nullptr) return protocol("FAL.AI answered with something that is no JSON object.");
    return value;
}

/// Of the queue's place and of the log only the newest line is worth showing.
PollAnswer poll_of(const json::Value& answer, PollAnswer::Stage stage) {
    PollAnswer poll{stage};
    const json::Value* const position = answer.find("queue_position");
    if (stage == PollAnswer::Stage::Waiting && position != nullptr && position->as_int() != nullptr) {
        const std::int64_t ahead = *position->as_int();
        if (ahead == 0) poll.message = "Next in the provider's queue";
        if (ahead > 0) poll.message = format_count(static_cast<std::uint64_t>(ahead)) + " ahead in the provider's queue";
    }
    const json::Value* const logs = answer.find("logs");
    const json::Array* const lines = logs == nullptr ? nullptr : logs->as_array();
    if (lines == nullptr || lines->empty()) return poll;
    const std::string line = shown_line(text_of(lines->back(), "message"));
    if (!line.empty()) poll.message = line;
    for (auto last = lines->rbegin(); last != lines->rend() && !poll.percent; ++last) {
        poll.percent = percent_in(text_of(*last, "message"));
    }
    return poll;
}

}  // namespace

std::string text_of(const json::Value& value, std::string_view name) {
    const json::Value* const member = value.find(name);
    const std::string* const text = member == nullptr ? nullptr : member->as_string();
    return text == nullptr ? std::string() : *text;
}

std::string base_of(std::string_view endpoint) {
    const bool has_namespace = endpoint.starts_with("workflows/") || endpoint.starts_with("comfy/");
    std::size_t end = 0;
    for (int parts = has_namespace ? 3 : 2; parts > 0; --parts) {
        if (end >= endpoint.size()) return {};
        end = std::min(endpoint.find('/', end == 0 ? 0 : end + 1), endpoint.size());
    }
    return std::string(endpoint.substr(0, end));
}

std::string submit_url(std::string_view queue_url, std::string_view endpoint) { return joined(queue_url, endpoint); }

RequestUrls urls_of(std::string_view queue_url, std::string_view endpoint, std::string_view request_id,
                    const json::Value& answer) {
    const std::string base = joined(queue_url, base_of(endpoint) + "/requests/" + std::string(request_id));
    const auto chosen = [&](std::string_view name, const std::string& made) {
        const std::string given = text_of(answer, name);
        return is_on_queue(queue_url, given) ? given : made;
    };
    return {std::string(endpoint), chosen("status_url", base + "/status"), chosen("response_url", base),
            chosen("cancel_url", base + "/cancel")};
}

std::string keep_urls(const RequestUrls& urls) {
    return json::dump(json::Object{
        {"endpoint", urls.endpoint}, {"status_url", urls.status}, {"response_url", urls.result}, {"cancel_url", urls.cancel}});
}

Result<RequestUrls> kept_urls(std::string_view queue_url, const Submission& submission) {
    const Result<json::Value> kept = json::parse(submission.urls_json, kJsonLimits);
    const std::string endpoint = kept ? text_of(*kept, "endpoint") : std::string();
    if (base_of(endpoint).empty() || !is_request_id(submission.request_id)) {
        return Error{ErrorCode::InvalidRequest, "The stored request is none of FAL.AI. Run the file again."};
    }
    return urls_of(queue_url, endpoint, submission.request_id, *kept);
}

bool is_request_id(std::string_view id) {
    const auto is_letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
    };
    return !id.empty() && id.size() <= kMaxIdBytes && id.front() != '.' && id.find("..") == std::string_view::npos &&
           std::all_of(id.begin(), id.end(), is_letter);
}

Result<std::string> submit_body(const models::Model& model, const json::Value& options, const std::string& image_url) {
    const Result<json::Value> checked = models::check_options(model, options);
    if (!checked) return checked.error();
    json::Value body{json::Object{}};
    if (model.image_field_is_list) {
        body.set(model.image_field, json::Array{image_url});
    } else {
        body.set(model.image_field, image_url);
    }
    for (const models::Parameter& parameter : model.parameters) {
        const json::Value* const chosen = checked->find(parameter.name);
        const json::Value& value = chosen != nullptr ? *chosen : parameter.default_value;
        if (!value.is_null()) body.set(parameter.name, value);
    }
    return json::dump(body);
}

Result<Submission> parse_submit(std::string_view queue_url, std::string_view endpoint, std::string_view body) {
    const Result<json::Value> answer = parse_object(body);
    if (!answer) return answer.error();
    const std::string id = text_of(*answer, "request_id");
    if (!is_request_id(id)) return protocol("FAL.AI took the request and gave no usable id for it.");
    return Submission{id, keep_urls(urls_of(queue_url, endpoint, id, *answer))};
}

Result<StatusAnswer> parse_status(std::string_view body) {
    const Result<json::Value> answer = parse_object(body);
    if (!answer) return answer.error();
    const std::string state = text_of(*answer, "status");
    if (state == "IN_QUEUE") return StatusAnswer{poll_of(*answer, PollAnswer::Stage::Waiting)};
    if (state == "IN_PROGRESS") return StatusAnswer{poll_of(*answer, PollAnswer::Stage::Running)};
    if (state != "COMPLETED") return protocol("FAL.AI told a state that is none of the three it has.");
    StatusAnswer out{PollAnswer{PollAnswer::Stage::Done}};
    const json::Value* const error = answer->find("error");
    out.error_type = text_of(*answer, "error_type");
    out.is_failed = !out.error_type.empty() || (error != nullptr && !error->is_null());
    return out;
}

bool is_too_late(std::string_view body) {
    const Result<json::Value> answer = parse_object(body);
    return answer && text_of(*answer, "status") == "ALREADY_COMPLETED";
}

Result<UploadUrls> parse_upload(std::string_view body) {
    const Result<json::Value> answer = parse_object(body);
    if (!answer) return answer.error();
    UploadUrls urls{text_of(*answer, "upload_url"), text_of(*answer, "file_url")};
    if (!parse_url(urls.upload_url) || !parse_url(urls.file_url)) {
        return protocol("FAL.AI's storage gave no usable address for the image.");
    }
    return urls;
}

std::string shown_line(std::string_view message) {
    const auto is_dark = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7F; };
    // A progress bar writes over itself with carriage returns: what was written last counts.
    while (!message.empty() && is_dark(message.back())) message.remove_suffix(1);
    const std::size_t cut = message.find_last_of("\r\n");
    if (cut != std::string_view::npos) message.remove_prefix(cut + 1);
    std::string line = to_utf8(message);
    std::replace_if(line.begin(), line.end(), is_dark, ' ');
    if (line.size() <= kMaxMessageBytes) return line;
    std::size_t end = kMaxMessageBytes;
    while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80) --end;
    return line.substr(0, end) + "...";
}

std::optional<double> percent_in(std::string_view message) {
    constexpr double kMost = 95;
    const std::size_t sign = message.rfind('%');
    if (sign == std::string_view::npos) return std::nullopt;
    const auto is_part = [](char c) { return (c >= '0' && c <= '9') || c == '.'; };
    std::size_t end = sign;
    if (end > 0 && message[end - 1] == ' ') --end;
    std::size_t begin = end;
    while (begin > 0 && end - begin < 8 && is_part(message[begin - 1])) --begin;
    int whole = 0;
    const auto [stop, error] = std::from_chars(message.data() + begin, message.data() + end, whole);
    if (error != std::errc() || whole > 100) return std::nullopt;
    return std::min(kMost, static_cast<double>(whole));
}

}  // namespace i2m::fal
