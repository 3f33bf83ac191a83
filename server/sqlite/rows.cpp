// rows.cpp - the columns, in one place each.
#include "server/sqlite/rows.hpp"

#include "server/core/storage_error.hpp"
#include "server/sqlite/ledger_rows.hpp"

namespace i2m::sqlite {
namespace {

constexpr std::string_view kSelectJob =
    "SELECT id, sequence, owner, model, options_json, face_limit, typical_ms, created_at, ended_at FROM jobs ";

// An open attempt is the one that runs: it says whether a request may have left, and where it is.
constexpr std::string_view kSelectFile =
    "SELECT f.id, f.job_id, f.position, f.filename, f.content_type, f.source_sha256, f.source_bytes, f.width_px, "
    "f.height_px, f.model, f.options_json, f.is_direct, f.state, f.percent, f.message, f.error_code, f.error_message, "
    "f.attempt, f.retry_at, f.cancel_asked, f.claimed_at, f.ended_at, f.result_filename, f.result_sha256, "
    "f.result_bytes, f.triangles, f.vertices, f.duration_ms, a.is_sent, a.request_id, a.urls_json, f.lost_runs, "
    "f.reserve_microusd, f.is_price_known, f.cost_microusd, f.is_cost_estimated, f.preview_sha256, f.preview_bytes, "
    "f.preview_type, a.result_json, a.billable_units, "
    "f.next_try_at, f.failed_calls, f.cancel_sent, f.attempts_before "
    "FROM files f LEFT JOIN attempts a ON a.file_id = f.id AND a.number = f.attempt AND a.ended_at IS NULL ";

FileState state_of(const std::string& name) {
    const std::optional<FileState> state = file_state_from(name);
    if (!state) throw StorageError(ErrorCode::Internal, "database: unknown file state " + name);
    return *state;
}

std::uint32_t small(const Query& row, int column) { return static_cast<std::uint32_t>(row.integer(column)); }

std::optional<Error> read_error(const Query& row, int code_column) {
    const std::optional<std::string> code = row.text_or_none(code_column);
    if (!code) return std::nullopt;
    return Error{error_code_from_wire(*code).value_or(ErrorCode::Internal), row.text(code_column + 1)};
}

std::optional<StoredResult> read_result(const Query& row, int first_column) {
    if (row.is_null(first_column)) return std::nullopt;
    StoredResult result;
    result.filename = row.text(first_column);
    result.sha256 = row.text(first_column + 1);
    result.size_bytes = large(row, first_column + 2);
    result.triangles = large(row, first_column + 3);
    result.vertices = large(row, first_column + 4);
    result.duration_ms = row.integer(first_column + 5);
    return result;
}

/// Prices, costs, and what the provider gave beside the model.
void read_money(const Query& row, FileRecord& file) {
    file.reserve = row.integer(32);
    file.is_price_known = row.integer(33) != 0;
    if (!row.is_null(34)) file.cost = FileCost{row.integer(34), row.integer(35) != 0};
    if (!row.is_null(36)) file.preview = StoredPreview{row.text(36), large(row, 37), row.text(38)};
    if (row.is_null(39)) return;
    file.run_result.emplace().json = row.text(39);
    if (!row.is_null(40)) file.run_result->units = row.real(40);
}

FileRecord read_file(const Query& row) {
    FileRecord file;
    file.id = row.text(0);
    file.job_id = row.text(1);
    file.position = small(row, 2);
    file.filename = row.text(3);
    file.content_type = row.text(4);
    file.source_sha256 = row.text(5);
    file.source_bytes = large(row, 6);
    file.width_px = small(row, 7);
    file.height_px = small(row, 8);
    file.model = row.text(9);
    file.options_json = row.text(10);
    file.is_direct = row.integer(11) != 0;
    file.state = state_of(row.text(12));
    file.percent = row.real(13);
    file.message = row.text(14);
    file.error = read_error(row, 15);
    file.attempt = small(row, 17);
    file.retry_at = row.time_or_none(18);
    file.cancel_asked = row.integer(19) != 0;
    file.claimed_at = row.time_or_none(20);
    file.ended_at = row.time_or_none(21);
    file.result = read_result(row, 22);
    file.is_sent = row.integer_or_none(28).value_or(0) != 0;
    file.lost_runs = small(row, 31);
    file.next_try_at = row.time_or_none(41);
    file.failed_calls = small(row, 42);
    file.is_cancel_sent = row.integer(43) != 0;
    file.attempts_before = small(row, 44);
    if (!row.is_null(29)) file.submission = Submission{row.text(29), row.text(30)};
    read_money(row, file);
    return file;
}

JobRecord read_job(const Query& row) {
    JobRecord job;
    job.id = row.text(0);
    job.sequence = row.integer(1);
    job.owner = row.text(2);
    job.model = row.text(3);
    job.options_json = row.text(4);
    job.face_limit = row.integer_or_none(5);
    job.typical_ms = row.integer(6);
    job.created_at = row.time(7);
    job.ended_at = row.time_or_none(8);
    return job;
}

void save_attempt(Connection& db, const FileRecord& before, const FileRecord& after, TimePoint now) {
    const bool is_open = is_running(after.state) || after.state == FileState::Unknown;
    const bool was_open = is_running(before.state) || before.state == FileState::Unknown;
    if (is_open) {
        const std::optional<Submission>& sent = after.submission;
        db.query(
              "INSERT INTO attempts (file_id, number, model, started_at, is_sent, request_id, urls_json, result_json, "
              "billable_units) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (file_id, number) DO UPDATE SET "
              "started_at = excluded.started_at, model = excluded.model, is_sent = excluded.is_sent, "
              "request_id = excluded.request_id, urls_json = excluded.urls_json, result_json = excluded.result_json, "
              "billable_units = excluded.billable_units, ended_at = NULL, outcome = NULL")
            .bind(after.id, after.attempt, after.model, after.claimed_at.value_or(now), after.is_sent,
                  sent ? std::optional(sent->request_id) : std::nullopt, sent ? std::optional(sent->urls_json) : std::nullopt,
                  after.run_result ? std::optional(after.run_result->json) : std::nullopt,
                  after.run_result ? after.run_result->units : std::nullopt)
            .run();
    } else if (was_open) {
        // A person gave an unknown request up: that it was unknown is what came of it.
        const bool was_unknown = before.state == FileState::Unknown;
        db.query("UPDATE attempts SET ended_at = ?, outcome = ? WHERE file_id = ? AND number = ?")
            .bind(now, was_unknown ? std::string_view("unknown") : name_of(after.state), after.id, before.attempt)
            .run();
    }
}

}  // namespace

std::optional<JobRecord> load_job(Connection& db, std::string_view job_id) {
    static const std::string sql = std::string(kSelectJob) + "WHERE id = ?";
    Query row = db.query(sql);
    if (!row.bind(job_id).step()) return std::nullopt;
    return read_job(row);
}

std::optional<FileRecord> load_file(Connection& db, std::string_view file_id) {
    static const std::string sql = std::string(kSelectFile) + "WHERE f.id = ?";
    Query row = db.query(sql);
    if (!row.bind(file_id).step()) return std::nullopt;
    return read_file(row);
}

std::vector<FileRecord> load_files(Connection& db, std::string_view job_id) {
    static const std::string sql = std::string(kSelectFile) + "WHERE f.job_id = ? ORDER BY f.position";
    std::vector<FileRecord> files;
    Query row = db.query(sql);
    for (row.bind(job_id); row.step();) files.push_back(read_file(row));
    return files;
}

std::vector<FileProgress> load_progress(Connection& db, std::string_view job_id) {
    std::vector<FileProgress> files;
    Query row = db.query("SELECT state, percent FROM files WHERE job_id = ? ORDER BY position");
    for (row.bind(job_id); row.step();) files.push_back({state_of(row.text(0)), row.real(1)});
    return files;
}

std::int64_t load_last_event_id(Connection& db, std::string_view job_id) {
    Query row = db.query("SELECT max(id) FROM events WHERE job_id = ?");
    return row.bind(job_id).step() ? row.integer(0) : 0;
}

std::optional<JobWithFiles> load_whole_job(Connection& db, std::string_view job_id) {
    std::optional<JobRecord> job = load_job(db, job_id);
    if (!job) return std::nullopt;
    return JobWithFiles{*std::move(job), load_files(db, job_id), load_last_event_id(db, job_id)};
}

std::int64_t first_free_rank(Connection& db) {
    Query row = db.query("SELECT min(queue_rank) FROM files WHERE state = 'queued'");
    return row.step() ? row.integer(0) : 0;
}

void insert_job(Connection& db, const NewJob& job, TimePoint now) {
    const std::int64_t rank = first_free_rank(db);
    const bool has_key = !job.idempotency_key.empty();
    db.query(
          "INSERT INTO jobs (id, owner, model, options_json, face_limit, typical_ms, idempotency_key, fingerprint, created_at) "
          "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(job.id, job.owner, job.model, job.options_json, job.face_limit, job.typical_ms,
              has_key ? std::optional(job.idempotency_key) : std::nullopt, job.fingerprint, now)
        .run();
    std::int64_t position = 0;
    for (const NewFile& file : job.files) {
        insert_blob(db, file.source_sha256, file.source_bytes, now);
        db.query(
              "INSERT INTO files (id, job_id, position, filename, content_type, source_sha256, source_bytes, width_px, "
              "height_px, model, options_json, is_direct, state, message, queue_rank, reserve_microusd, is_price_known) "
              "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', 'Waiting for a worker', ?, ?, ?)")
            .bind(file.id, job.id, position, file.filename, file.content_type, file.source_sha256, file.source_bytes,
                  file.width_px, file.height_px, job.model, job.options_json, job.is_direct, rank + position, job.reserve,
                  job.is_price_known)
            .run();
        ++position;
    }
}

void insert_blob(Connection& db, std::string_view sha256, std::uint64_t size_bytes, TimePoint now) {
    db.query("INSERT INTO blobs (sha256, size_bytes, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
        .bind(sha256, size_bytes, now)
        .run();
}

FileRecord save_file(Connection& db, const FileRecord& before, FileRecord after, const std::optional<Charge>& charge,
                     TimePoint now) {
    save_charge(db, before, after, charge, now);
    const bool keeps_lease = is_running(after.state);
    const auto of = [](const auto& part, auto member) {
        using Member = std::remove_cvref_t<decltype((*part).*member)>;
        return part ? std::optional<Member>((*part).*member) : std::optional<Member>();
    };
    const auto of_result = [&](auto member) { return of(after.result, member); };
    db.query(
          "UPDATE files SET model = ?, options_json = ?, is_direct = ?, state = ?, percent = ?, message = ?, error_code = ?, "
          "error_message = ?, attempt = ?, attempts_before = ?, lost_runs = ?, retry_at = ?, cancel_asked = ?, next_try_at = ?, "
          "failed_calls = ?, cancel_sent = ?, claimed_at = ?, ended_at = ?, "
          "result_filename = ?, "
          "result_sha256 = ?, result_bytes = ?, triangles = ?, vertices = ?, duration_ms = ?, reserve_microusd = ?, "
          "is_price_known = ?, cost_microusd = ?, is_cost_estimated = ?, preview_sha256 = ?, preview_bytes = ?, preview_type = "
          "?, "
          "lease_token = CASE WHEN ? THEN lease_token END, lease_until = CASE WHEN ? THEN lease_until END WHERE id = ?")
        .bind(after.model, after.options_json, after.is_direct, name_of(after.state), after.percent, after.message,
              after.error ? std::optional(error_info(after.error->code).wire_name) : std::nullopt,
              after.error ? std::optional(after.error->message) : std::nullopt, after.attempt, after.attempts_before,
              after.lost_runs, after.retry_at, after.cancel_asked, after.next_try_at, after.failed_calls, after.is_cancel_sent,
              after.claimed_at, after.ended_at, of_result(&StoredResult::filename), of_result(&StoredResult::sha256),
              of_result(&StoredResult::size_bytes), of_result(&StoredResult::triangles), of_result(&StoredResult::vertices),
              of_result(&StoredResult::duration_ms), after.reserve, after.is_price_known, of(after.cost, &FileCost::amount),
              after.cost && after.cost->is_estimated, of(after.preview, &StoredPreview::sha256),
              of(after.preview, &StoredPreview::size_bytes), of(after.preview, &StoredPreview::content_type), keeps_lease,
              keeps_lease, after.id)
        .run();
    save_attempt(db, before, after, now);
    return after;
}

std::int64_t insert_event(Connection& db, std::string_view job_id, const EventDraft& event, TimePoint now) {
    db.query("INSERT INTO events (job_id, name, data, created_at) VALUES (?, ?, ?, ?)")
        .bind(job_id, event.name, event.data, now)
        .run();
    return db.last_insert_id();
}

}  // namespace i2m::sqlite
