// messages_generate.hpp - a run of an image that was uploaded before, and its state, in the shape that older scripts know.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "shared/job/job_status.hpp"
#include "shared/json/fields.hpp"

namespace i2m::api {

/// How much a model should do, where it lets one choose.
enum class Quality : std::uint8_t { Low, Standard, High };

struct GenerateRequest {
    std::string file_id;
    std::string model_type;  ///< id of a model, or "tripo3d"; "": as the image had it before
    Quality quality = Quality::Standard;
    bool texture_enabled = true;
};

struct GenerateAnswer {
    std::string job_id;
    std::string task_id;
    std::string file_id;  ///< of the image in the new job
    std::string status;
    std::string model;
    std::int64_t estimated_time = 0;  ///< seconds
};

struct ModelJobView {
    std::string job_id;
    std::string task_id;
    JobStatus status = JobStatus::Queued;
    int progress = 0;
    std::string message;
    std::string model;
    std::optional<std::int64_t> estimated_remaining;  ///< seconds; absent: ended, or not known
    std::optional<std::string> result_url;            ///< of the first model
    std::optional<std::string> error;
};

}  // namespace i2m::api

namespace i2m::json {

template <>
struct EnumNames<api::Quality> {
    static constexpr std::pair<api::Quality, std::string_view> kNames[] = {
        {api::Quality::Low, "low"}, {api::Quality::Standard, "standard"}, {api::Quality::High, "high"}};
};
template <>
struct Fields<api::GenerateRequest> {
    using T = api::GenerateRequest;
    static constexpr std::string_view kName = "GenerateRequest";
    static constexpr auto kList =
        std::tuple{required("file_id", &T::file_id, "Of an image that was uploaded before"),
                   optional("model_type", &T::model_type, "Id of a model, or tripo3d; left out: as the image had it before"),
                   optional("quality", &T::quality, "A wish: what the model has of it"),
                   optional("texture_enabled", &T::texture_enabled, "Left out: true")};
};
template <>
struct Fields<api::GenerateAnswer> {
    using T = api::GenerateAnswer;
    static constexpr std::string_view kName = "GenerateAnswer";
    static constexpr auto kList = std::tuple{required("job_id", &T::job_id),
                                             required("task_id", &T::task_id, "The same as job_id"),
                                             required("file_id", &T::file_id, "Of the image in the new job"),
                                             required("status", &T::status),
                                             required("model", &T::model),
                                             required("estimated_time", &T::estimated_time, "Seconds")};
};
template <>
struct Fields<api::ModelJobView> {
    using T = api::ModelJobView;
    static constexpr std::string_view kName = "ModelJob";
    static constexpr auto kList =
        std::tuple{required("job_id", &T::job_id),
                   required("task_id", &T::task_id, "The same as job_id"),
                   required("status", &T::status),
                   required("progress", &T::progress, "0 to 100"),
                   required("message", &T::message),
                   required("model", &T::model),
                   required("estimated_remaining", &T::estimated_remaining, "Seconds; null when it has ended or nobody knows"),
                   required("result_url", &T::result_url, "Of the first model, or null"),
                   optional("error", &T::error)};
};

}  // namespace i2m::json
