// backup_manifest.hpp - the manifest's fields on paper.
#pragma once

#include <tuple>

#include "server/files/backup_archive.hpp"
#include "shared/json/fields.hpp"

namespace i2m::json {

template <>
struct Fields<BackupManifest> {
    using T = BackupManifest;
    static constexpr std::string_view kName = "BackupManifest";
    static constexpr auto kList = std::tuple{required("format", &T::format),
                                             required("program", &T::program),
                                             required("created_at", &T::created_at),
                                             required("schema", &T::schema),
                                             required("jobs", &T::jobs),
                                             required("files", &T::files),
                                             required("blobs", &T::blobs),
                                             required("blob_bytes", &T::blob_bytes),
                                             required("database_sha256", &T::database_sha256),
                                             required("database_bytes", &T::database_bytes)};
};

}  // namespace i2m::json

namespace i2m {

inline constexpr std::int64_t kBackupFormat = 1;
inline constexpr const char* kManifestEntry = "manifest.json";
inline constexpr const char* kDatabaseEntry = "database.sqlite";
inline constexpr std::string_view kBlobEntries = "blobs/";

}  // namespace i2m
