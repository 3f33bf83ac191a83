// messages_downloads.hpp - lists of finished models.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "shared/json/fields.hpp"

namespace i2m::api {

struct DownloadEntry {
    std::string filename;
    std::uint64_t size = 0;
    std::string mime_type;
    double created_time = 0;  ///< epoch seconds
    json::Value rendered_image;
    std::string sha256;
    std::string file_id;
    std::string download_url;
    std::optional<std::string> signed_url;  ///< works without a key, for whoever has it
    std::optional<std::string> expires_at;  ///< of signed_url
};
struct DownloadListAnswer {
    std::string job_id;
    std::vector<DownloadEntry> files;
    std::vector<std::string> download_urls;
    std::uint32_t total_files = 0;
    std::optional<std::string> archive_url;         ///< all of them as one ZIP
    std::optional<std::string> signed_archive_url;  ///< works without a key, as long as those of the files
};

}  // namespace i2m::api

namespace i2m::json {

template <>
struct Fields<api::DownloadEntry> {
    using T = api::DownloadEntry;
    static constexpr std::string_view kName = "DownloadEntry";
    static constexpr auto kList = std::tuple{required("filename", &T::filename),
                                             required("size", &T::size, "Bytes"),
                                             required("mime_type", &T::mime_type),
                                             required("created_time", &T::created_time, "Epoch seconds"),
                                             optional("rendered_image", &T::rendered_image),
                                             required("sha256", &T::sha256),
                                             required("file_id", &T::file_id),
                                             required("download_url", &T::download_url),
                                             optional("signed_url", &T::signed_url, "Works without a key, for whoever has it"),
                                             optional("expires_at", &T::expires_at, "Until then signed_url works")};
};
template <>
struct Fields<api::DownloadListAnswer> {
    using T = api::DownloadListAnswer;
    static constexpr std::string_view kName = "DownloadList";
    static constexpr auto kList = std::tuple{required("job_id", &T::job_id),
                                             required("files", &T::files),
                                             required("download_urls", &T::download_urls),
                                             required("total_files", &T::total_files),
                                             optional("archive_url", &T::archive_url, "All of them as one ZIP"),
                                             optional("signed_archive_url", &T::signed_archive_url, "Works without a key")};
};

}  // namespace i2m::json
