// snapshot.hpp - a database as one consistent, durable file, also while a server writes to it; and what such a file holds.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "server/core/blob_store.hpp"

namespace i2m::sqlite {

/// The schema that this program knows.
[[nodiscard]] std::int64_t newest_schema();

/// Copies `database` to `copy`, which must not be there yet, as it is at one moment; writers are not kept waiting. When it returns
/// the copy survives a power cut; a try that died leaves a file that a next try must remove. Throws StorageError.
void write_snapshot(const std::filesystem::path& database, const std::filesystem::path& copy);

/// Gives a file that is on the disk its name, durably. Throws StorageError.
void publish_file(const std::filesystem::path& part, const std::filesystem::path& name);

struct SnapshotFacts {
    std::int64_t schema = 0;
    std::uint64_t jobs = 0;
    std::uint64_t files = 0;
    std::vector<BlobInfo> blobs = {};  ///< that its rows name, by name
};

/// Looks through a database that nobody uses. Throws StorageError in words when it is damaged, another program's, or of a newer
/// version. `named`: what the words call it; empty: by its own name.
[[nodiscard]] SnapshotFacts read_snapshot(const std::filesystem::path& file, const std::filesystem::path& named = {});

}  // namespace i2m::sqlite
