// store_housekeeping.cpp - what is stored and what has ended; each answer is one unchanging view.
#include "server/core/model_types.hpp"
#include "server/sqlite/rows.hpp"
#include "server/sqlite/sqlite_job_store_impl.hpp"

namespace i2m::sqlite {
namespace {

/// How many jobs name the blob ?1.
constexpr std::string_view kJobsNaming =
    "SELECT count(*) FROM (SELECT job_id FROM files WHERE source_sha256 = ?1 UNION "
    "SELECT job_id FROM files WHERE result_sha256 = ?1 UNION SELECT job_id FROM files WHERE preview_sha256 = ?1)";

std::vector<NamedBlob> named_blobs(Connection& db, const std::string& job_id) {
    std::vector<NamedBlob> blobs;
    {
        Query row = db.query(
            "SELECT sha256, size_bytes FROM blobs WHERE sha256 IN (SELECT source_sha256 FROM files WHERE job_id = ?1 UNION "
            "SELECT result_sha256 FROM files WHERE job_id = ?1 UNION SELECT preview_sha256 FROM files WHERE job_id = ?1)");
        for (row.bind(job_id); row.step();) blobs.push_back({{row.text(0), large(row, 1)}, 0});
    }
    for (NamedBlob& named : blobs) {
        Query row = db.query(kJobsNaming);
        if (row.bind(named.blob.sha256).step()) named.jobs = static_cast<std::uint32_t>(row.integer(0));
    }
    return blobs;
}

JobStatus status_of(const std::vector<FileProgress>& files) {
    std::vector<FileState> states;
    states.reserve(files.size());
    for (const FileProgress& file : files) states.push_back(file.state);
    return job_status(tally(states));
}

BlobSums sums(Connection& db, std::string_view sql) {
    Query row = db.query(sql);
    return row.step() ? BlobSums{large(row, 0), large(row, 1)} : BlobSums{};
}

constexpr std::string_view kUploadSums =
    "SELECT count(*), coalesce(sum(size_bytes), 0) FROM blobs WHERE EXISTS (SELECT 1 FROM files WHERE source_sha256 = sha256)";
constexpr std::string_view kResultSums =
    "SELECT count(*), coalesce(sum(size_bytes), 0) FROM blobs WHERE EXISTS (SELECT 1 FROM files WHERE result_sha256 = sha256) "
    "OR EXISTS (SELECT 1 FROM files WHERE preview_sha256 = sha256)";

/// The first file that names each blob stands for it. ?1, ?2: the place to go on from, ?3: how many.
constexpr std::string_view kUploads =
    "SELECT b.sha256, b.size_bytes, b.created_at, f.filename, f.content_type, f.id, f.job_id FROM blobs b JOIN files f "
    "ON f.sequence = (SELECT min(sequence) FROM files WHERE source_sha256 = b.sha256) "
    "WHERE b.created_at < ?1 OR (b.created_at = ?1 AND b.sha256 > ?2) ORDER BY b.created_at DESC, b.sha256 LIMIT "
    "?3";
constexpr std::string_view kResults =
    "SELECT b.sha256, b.size_bytes, b.created_at, CASE WHEN f.result_sha256 = b.sha256 THEN f.result_filename "
    "ELSE f.filename END, CASE WHEN f.result_sha256 = b.sha256 THEN '' ELSE f.preview_type END, f.id, f.job_id FROM blobs b JOIN "
    "files f ON f.sequence = coalesce((SELECT min(sequence) FROM files WHERE result_sha256 = "
    "b.sha256), (SELECT min(sequence) FROM files WHERE preview_sha256 = b.sha256)) "
    "WHERE b.created_at < ?1 OR (b.created_at = ?1 AND b.sha256 > ?2) ORDER BY b.created_at DESC, b.sha256 LIMIT "
    "?3";

}  // namespace

std::vector<EndedJob> SqliteJobStore::ended_jobs(const EndedQuery& query) const {
    return database_.read([&](Connection& db) {
        std::vector<EndedJob> jobs;
        {
            Query row = db.query(
                "SELECT id, sequence, created_at, ended_at FROM jobs WHERE ended_at IS NOT NULL AND is_doomed = 0 "
                "AND ended_at <= ?1 AND (ended_at > ?2 OR (ended_at = ?2 AND sequence > ?3)) "
                "ORDER BY ended_at, sequence LIMIT ?4");
            const EndedPlace place = query.after.value_or(EndedPlace{TimePoint::min(), 0});
            row.bind(query.ended_before, place.ended_at, place.sequence, query.limit);
            while (row.step()) {
                EndedJob job;
                job.id = row.text(0);
                job.sequence = row.integer(1);
                job.created_at = row.time(2);
                job.ended_at = row.time(3);
                jobs.push_back(std::move(job));
            }
        }
        for (EndedJob& job : jobs) {
            const std::vector<FileProgress> files = load_progress(db, job.id);
            job.files = static_cast<std::uint32_t>(files.size());
            job.status = status_of(files);
            job.blobs = named_blobs(db, job.id);
        }
        return jobs;
    });
}

StorageSums SqliteJobStore::storage_sums() const {
    return database_.read([&](Connection& db) {
        StorageSums out;
        {
            Query row = db.query("SELECT count(*) FROM jobs");
            if (row.step()) out.jobs = large(row, 0);
        }
        out.uploads = sums(db, kUploadSums);
        out.results = sums(db, kResultSums);
        out.all = sums(db, "SELECT count(*), coalesce(sum(size_bytes), 0) FROM blobs");
        return out;
    });
}

std::vector<StoredBlob> SqliteJobStore::stored_blobs(BlobKind kind, const std::optional<BlobPlace>& after,
                                                     std::uint32_t limit) const {
    return database_.read([&](Connection& db) {
        std::vector<StoredBlob> blobs;
        {
            Query row = db.query(kind == BlobKind::Upload ? kUploads : kResults);
            const BlobPlace place = after.value_or(BlobPlace{TimePoint::max(), ""});
            row.bind(place.created_at, place.sha256, limit);
            while (row.step()) {
                StoredBlob stored{{row.text(0), large(row, 1)}, row.time(2), row.text(3), row.text(4), row.text(5), row.text(6)};
                if (stored.content_type.empty()) stored.content_type = model_content_type(stored.filename);
                blobs.push_back(std::move(stored));
            }
        }
        for (StoredBlob& stored : blobs) {
            Query row = db.query(kJobsNaming);
            if (row.bind(stored.blob.sha256).step()) stored.jobs = static_cast<std::uint32_t>(row.integer(0));
        }
        return blobs;
    });
}

}  // namespace i2m::sqlite
