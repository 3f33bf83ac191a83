// messages_uploads.hpp - what an upload answers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "shared/json/fields.hpp"

namespace i2m::api {

struct UploadedFile {
    std::string file_id;
    std::string filename;
    std::uint64_t file_size = 0;
    std::string content_type;
    std::string status = "uploaded";
    std::string task_id;
};

/// Answer to an upload: job_id, task_id and batch_id are the same value.
struct UploadAnswer {
    std::string batch_id;
    std::string job_id;
    std::string task_id;
    std::vector<UploadedFile> uploaded_files;
    std::optional<std::int64_t> face_limit;
    std::uint32_t total_files = 0;
    std::string status = "uploaded";
    std::string message;
};

}  // namespace i2m::api

namespace i2m::json {

template <>
struct Fields<api::UploadedFile> {
    using T = api::UploadedFile;
    static constexpr std::string_view kName = "UploadedFile";
    static constexpr auto kList = std::tuple{required("file_id", &T::file_id),
                                             required("filename", &T::filename),
                                             required("file_size", &T::file_size, "Bytes"),
                                             required("content_type", &T::content_type),
                                             required("status", &T::status),
                                             required("task_id", &T::task_id)};
};
template <>
struct Fields<api::UploadAnswer> {
    using T = api::UploadAnswer;
    static constexpr std::string_view kName = "UploadAnswer";
    static constexpr auto kList = std::tuple{required("batch_id", &T::batch_id),
                                             required("job_id", &T::job_id),
                                             required("task_id", &T::task_id),
                                             required("uploaded_files", &T::uploaded_files),
                                             required("face_limit", &T::face_limit, "Most triangles, or null"),
                                             required("total_files", &T::total_files),
                                             required("status", &T::status),
                                             required("message", &T::message)};
};

}  // namespace i2m::json
