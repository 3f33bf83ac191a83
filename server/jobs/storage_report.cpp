// storage_report.cpp - sums, pages and warnings.
#include "server/jobs/storage_report.hpp"

#include <charconv>
#include <cmath>
#include <optional>

#include "server/core/iso_time.hpp"
#include "shared/base/text.hpp"

namespace i2m {
namespace {

constexpr std::uint32_t kMostListed = 1'000;
constexpr double kWarningPercent = 80;
constexpr double kCriticalPercent = 90;

double mb_of(std::uint64_t bytes) { return static_cast<double>(bytes) / (1024.0 * 1024.0); }
double gb_of(std::uint64_t bytes) { return mb_of(bytes) / 1024.0; }

Error bad_value(const char* name, const std::string& wanted) {
    return {ErrorCode::InvalidRequest, std::string(name) + " must be " + wanted + ".", name};
}

/// "1767225600000-<sha256>": where the page before ended.
std::string cursor_of(const StoredBlob& last) { return std::to_string(epoch_ms(last.created_at)) + "-" + last.blob.sha256; }

std::optional<BlobPlace> place_of(std::string_view cursor) {
    std::int64_t ms = 0;
    const auto [end, error] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), ms);
    const auto used = static_cast<std::size_t>(end - cursor.data());
    if (error != std::errc() || ms < 0 || used >= cursor.size() || cursor[used] != '-') return std::nullopt;
    const std::string_view sha256 = cursor.substr(used + 1);
    if (sha256.size() != 64 || sha256.find_first_not_of("0123456789abcdef") != std::string_view::npos) return std::nullopt;
    return BlobPlace{from_epoch_ms(ms), std::string(sha256)};
}

api::StoredFileView view_of(const StoredBlob& stored) {
    api::StoredFileView out;
    out.path = "blobs/" + stored.blob.sha256;
    out.size_bytes = stored.blob.size_bytes;
    out.size_mb = mb_of(stored.blob.size_bytes);
    out.modified = std::to_string(epoch_ms(stored.created_at) / 1'000);
    out.filename = stored.filename;
    out.content_type = stored.content_type;
    out.sha256 = stored.blob.sha256;
    out.job_id = stored.job_id;
    out.file_id = stored.file_id;
    out.jobs = stored.jobs;
    out.created_at = iso_utc(stored.created_at);
    return out;
}

}  // namespace

api::DiskUsageView StorageReport::disk_usage() const {
    const StorageSums sums = parts_.store.housekeeping().storage_sums();
    const DiskSpace disk = parts_.disk.space();
    const auto folder = [&](const BlobSums& of) {
        api::FolderUsage out;
        out.path = parts_.blob_folder;
        out.size_bytes = of.bytes;
        out.size_mb = mb_of(of.bytes);
        out.file_count = of.blobs;
        out.directory_count = sums.jobs;
        out.disk_total_gb = gb_of(disk.total);
        out.disk_used_gb = gb_of(disk.used);
        out.disk_free_gb = gb_of(disk.free);
        out.disk_usage_percent = disk.used_percent();
        return out;
    };
    api::DiskUsageView out;
    out.upload_dir = folder(sums.uploads);
    out.output_dir = folder(sums.results);
    out.stored_bytes = sums.all.bytes;
    out.jobs = sums.jobs;
    out.free_bytes = disk.free;
    out.upload_limit_percent = parts_.guard.options().limit_percent;
    out.refuses_uploads = parts_.guard.refusal().has_value();
    out.timestamp = iso_utc(parts_.clock.now());
    return out;
}

api::SystemHealthView StorageReport::health() const {
    api::SystemHealthView out;
    out.disk_usage = disk_usage();
    out.timestamp = out.disk_usage.timestamp;
    const double used = out.disk_usage.upload_dir.disk_usage_percent;
    const std::string percent = std::to_string(static_cast<std::int64_t>(std::floor(used)));
    if (used > kCriticalPercent) {
        out.status = api::StorageHealth::Critical;
        out.warnings.push_back("The disk is " + percent + " % full. Delete jobs, set retention rules, or give it more space.");
    } else if (used > kWarningPercent) {
        out.status = api::StorageHealth::Warning;
        out.warnings.push_back("The disk is " + percent + " % full.");
    }
    if (const std::optional<Error> refusal = parts_.guard.refusal()) {
        out.status = api::StorageHealth::Critical;
        // Its own words send people to the administrator, who reads this.
        out.warnings.push_back(refusal->code != ErrorCode::StorageFull
                                   ? refusal->message
                                   : "Uploads are refused until there is room; " + format_bytes(out.disk_usage.free_bytes) +
                                         " are free. Delete jobs, set retention rules, or give the disk more space.");
    }
    return out;
}

Result<api::FileListAnswer> StorageReport::files(const FileListRequest& request) const {
    const bool is_uploads = request.directory == "uploads";
    if (!is_uploads && request.directory != "results") return bad_value("directory", "uploads or results");
    if (request.limit < 1 || request.limit > kMostListed) return bad_value("limit", "a whole number from 1 to 1000");
    std::optional<BlobPlace> place;
    if (!request.cursor.empty()) {
        place = place_of(request.cursor);
        if (!place) return bad_value("cursor", "next_cursor of the answer before");
    }
    const HousekeepingStore& store = parts_.store.housekeeping();
    const StorageSums sums = store.storage_sums();
    const BlobSums& all = is_uploads ? sums.uploads : sums.results;
    api::FileListAnswer out;
    out.directory = request.directory;
    out.total_files = all.blobs;
    out.total_size_bytes = all.bytes;
    out.total_size_mb = mb_of(all.bytes);
    // One more than asked tells whether there is another page.
    std::vector<StoredBlob> found =
        store.stored_blobs(is_uploads ? BlobKind::Upload : BlobKind::Result, place, request.limit + 1);
    if (found.size() > request.limit) {
        found.pop_back();
        out.next_cursor = cursor_of(found.back());
    }
    for (const StoredBlob& stored : found) out.items.push_back(view_of(stored));
    return out;
}

}  // namespace i2m
