// fal_wire.hpp - FAL.AI's addresses and JSON as values; no I/O. Everything that comes in is judged here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/core/generator.hpp"
#include "shared/json/value.hpp"
#include "shared/models/registry.hpp"

namespace i2m::fal {

/// The text member `name`, or "" when there is none.
[[nodiscard]] std::string text_of(const json::Value& value, std::string_view name);

/// Where a submitted request is asked for. `endpoint` is the model's id.
struct RequestUrls {
    std::string endpoint;
    std::string status;
    std::string result;
    std::string cancel;

    friend bool operator==(const RequestUrls& a, const RequestUrls& b) {
        return a.endpoint == b.endpoint && a.status == b.status && a.result == b.result && a.cancel == b.cancel;
    }
};

/// "owner/alias" of an endpoint, with the namespace (workflows, comfy) before it where there is one: all that counts after the
/// submit. "" when the id has no two parts.
[[nodiscard]] std::string base_of(std::string_view endpoint);
/// {queue}/{endpoint}: the submit takes the whole id.
[[nodiscard]] std::string submit_url(std::string_view queue_url, std::string_view endpoint);
/// The addresses of `answer` (null for none) where they lie on the queue's own origin, else those made of owner and alias: the key
/// goes nowhere else.
[[nodiscard]] RequestUrls urls_of(std::string_view queue_url, std::string_view endpoint, std::string_view request_id,
                                  const json::Value& answer);
/// What a Submission keeps, and back; what was kept is judged again, since the settings may have changed. InvalidRequest when it is
/// not ours.
[[nodiscard]] std::string keep_urls(const RequestUrls& urls);
[[nodiscard]] Result<RequestUrls> kept_urls(std::string_view queue_url, const Submission& submission);

/// 1 to 128 letters, digits, '-', '_' and '.', no "..": safe in a path.
[[nodiscard]] bool is_request_id(std::string_view id);

/// The body of a submit: the model's own parameters by the model's names, what was chosen or else the registry's default, and the
/// image where the model wants it. InvalidOption when an option does not fit the model: nothing is sent then.
[[nodiscard]] Result<std::string> submit_body(const models::Model& model, const json::Value& options,
                                              const std::string& image_url);

/// A submit's answer; ProviderProtocol when it has no usable request id.
[[nodiscard]] Result<Submission> parse_submit(std::string_view queue_url, std::string_view endpoint, std::string_view body);

/// True when the answer to a cancel says that the run has ended before.
[[nodiscard]] bool is_too_late(std::string_view body);

struct StatusAnswer {
    PollAnswer poll = {};
    bool is_failed = false;  ///< ended with an error of the platform; `error_type` says which, "" when it does not
    std::string error_type = {};
};
/// ProviderProtocol for anything but the three states.
[[nodiscard]] Result<StatusAnswer> parse_status(std::string_view body);

/// What an initiated upload answered; ProviderProtocol when one of them is no http(s) address.
struct UploadUrls {
    std::string upload_url;
    std::string file_url;
};
[[nodiscard]] Result<UploadUrls> parse_upload(std::string_view body);

/// Where the model may lie, best first, without doubles, and a picture of it. No mesh is not an error here.
struct ResultFiles {
    std::vector<std::string> meshes;
    std::string preview;  ///< "" for none
};
/// ProviderProtocol when it is no object.
[[nodiscard]] Result<ResultFiles> parse_result(std::string_view body);

/// The last line of a run's log, short, without control characters.
[[nodiscard]] std::string shown_line(std::string_view message);
/// The last number before a '%' in a log line, 0 to 95: the run's own last word is the end of one of its parts only.
[[nodiscard]] std::optional<double> percent_in(std::string_view message);

}  // namespace i2m::fal
