// store_workers.cpp - claims, leases and results. The time is taken inside the write lock: a lease is judged by the time at which
// the change is stored, not by the time at which it was asked for.
#include "server/core/job_rules.hpp"
#include "server/sqlite/ledger_rows.hpp"
#include "server/sqlite/model_stats.hpp"
#include "server/sqlite/rows.hpp"
#include "server/sqlite/sqlite_job_store_impl.hpp"

namespace i2m::sqlite {
namespace {

constexpr FileEvent kClaimed[] = {FileEvent::Claimed};
constexpr FileEvent kClaimedDirect[] = {FileEvent::Claimed, FileEvent::Started};

/// Takes a file whose request runs on at its provider without a worker: the one that is due longest.
std::optional<std::string> adopt(Connection& db, std::string_view token, TimePoint now, TimePoint until) {
    Query row = db.query(
        "UPDATE files SET lease_token = ?, lease_until = ?, next_try_at = NULL WHERE sequence = (SELECT sequence FROM files "
        "WHERE state IN ('submitting', 'waiting', 'generating', 'fetching') AND lease_until IS NULL "
        "AND (next_try_at IS NULL OR next_try_at <= ?) ORDER BY next_try_at, sequence LIMIT 1) RETURNING id");
    return row.bind(token, until, now).step() ? std::optional(row.text(0)) : std::nullopt;
}

/// The models that may not start now, as a JSON list.
std::string barred_list(Connection& db, const ClaimRules& rules) {
    if (rules.providers.empty()) return "[]";
    json::Array list;
    for (const std::string& model : barred_models(rules, count_running(db))) list.emplace_back(model);
    return json::dump(list);
}

/// Takes the next queued file; its state is as after kClaimed or kClaimedDirect, nothing else has changed yet.
std::optional<std::string> dequeue(Connection& db, std::string_view token, TimePoint until, const ClaimRules& rules,
                                   const Budget& budget, TimePoint now) {
    if (rules.is_paused) return std::nullopt;
    static const std::string sql =
        std::string(
            "UPDATE files SET lease_token = ?1, lease_until = ?2, state = CASE is_direct WHEN 1 THEN 'generating' ELSE "
            "'submitting' END "
            "WHERE sequence = (SELECT sequence FROM files WHERE state = 'queued' AND (lost_runs < ?3 OR NOT EXISTS (SELECT 1 "
            "FROM files "
            "WHERE state IN ('submitting', 'waiting', 'generating', 'fetching') AND lost_runs >= ?3)) "
            "AND (?6 = '[]' OR model NOT IN (SELECT value FROM json_each(?6))) AND (NOT ?7 OR is_direct = 1) AND ") +
        std::string(kFitsBudget) + " ORDER BY queue_rank, sequence LIMIT 1) RETURNING id";
    Query row = db.query(sql);
    row.bind(token, until, kSuspectAfter, budget.daily, day_of(now), barred_list(db, rules), rules.is_direct_only);
    return row.step() ? std::optional(row.text(0)) : std::nullopt;
}

std::optional<FileRecord> held_file(Connection& db, const Lease& lease) {
    Query row = db.query("SELECT 1 FROM files WHERE id = ? AND lease_token = ?");
    if (!row.bind(lease.file_id, lease.token).step()) return std::nullopt;
    return load_file(db, lease.file_id);
}

Change lost(Connection& db, const Lease& lease) {
    const std::optional<FileRecord> file = load_file(db, lease.file_id);
    Change change;
    change.state = file ? file->state : FileState::Cancelled;
    return change;
}

Change stored(Connection& db, const FileRecord& before, const FileRecord& after, const std::optional<Charge>& charge,
              const Lanes& lanes, TimePoint now) {
    Change change;
    change.applied = true;
    change.cancel_asked = after.cancel_asked;
    change.state = after.state;
    change.last_event_id = store_changes(db, {{before, after, charge}}, lanes, now);
    return change;
}

std::vector<std::string> result_names(Connection& db, const std::string& job_id) {
    std::vector<std::string> names;
    Query row = db.query("SELECT result_filename FROM files WHERE job_id = ? AND result_filename IS NOT NULL");
    for (row.bind(job_id); row.step();) names.push_back(row.text(0));
    return names;
}

}  // namespace

std::optional<Claim> SqliteJobStore::claim_next(std::string_view token, Millis lease_time, const ClaimRules& rules) {
    return database_.write([&](Connection& db) -> std::optional<Claim> {
        const TimePoint now = clock_.now();
        Claim claim;
        const std::optional<std::string> adopted = rules.is_direct_only ? std::nullopt : adopt(db, token, now, now + lease_time);
        if (adopted) {
            claim.file = *load_file(db, *adopted);
            claim.last_event_id = load_last_event_id(db, claim.file.job_id);
        } else if (const std::optional<std::string> taken = dequeue(db, token, now + lease_time, rules, budget_, now)) {
            FileRecord before = *load_file(db, *taken);
            before.state = FileState::Queued;
            const std::span<const FileEvent> events = before.is_direct ? std::span<const FileEvent>(kClaimedDirect) : kClaimed;
            claim.file = *after_events(before, events, is_probe(rules, before.model) ? quiet_claim() : FilePatch{}, now);
            claim.last_event_id = store_changes(db, {{before, claim.file}}, lanes_, now);
        } else {
            return std::nullopt;
        }
        const std::optional<JobRecord> job = load_job(db, claim.file.job_id);
        claim.lease = {claim.file.id, std::string(token)};
        claim.job_id = claim.file.job_id;
        claim.typical_ms = job->typical_ms;
        return claim;
    });
}

std::vector<LeaseState> SqliteJobStore::renew(std::span<const Lease> leases, Millis lease_time) {
    return database_.write([&](Connection& db) {
        const TimePoint until = clock_.now() + lease_time;
        std::vector<LeaseState> states;
        for (const Lease& lease : leases) {
            Query row = db.query("UPDATE files SET lease_until = ? WHERE id = ? AND lease_token = ? RETURNING cancel_asked");
            if (!row.bind(until, lease.file_id, lease.token).step()) {
                states.push_back(LeaseState::Lost);
            } else {
                states.push_back(row.integer(0) != 0 ? LeaseState::CancelAsked : LeaseState::Held);
            }
        }
        return states;
    });
}

Change SqliteJobStore::mark_sent(const Lease& lease) {
    return database_.write([&](Connection& db) {
        const std::optional<FileRecord> before = held_file(db, lease);
        if (!before) return lost(db, lease);
        Change change;
        change.state = before->state;
        change.cancel_asked = before->cancel_asked;
        if (before->state != FileState::Submitting || before->cancel_asked) return change;
        FileRecord after = *before;
        after.is_sent = true;
        (void)save_file(db, *before, after, {}, clock_.now());
        change.applied = true;
        return change;
    });
}

Change SqliteJobStore::advance(const Lease& lease, std::span<const FileEvent> events, const FilePatch& patch) {
    return database_.write([&](Connection& db) {
        const TimePoint now = clock_.now();
        const std::optional<FileRecord> before = held_file(db, lease);
        if (!before) return lost(db, lease);
        const std::optional<FileRecord> after = after_events(*before, events, patch, now);
        return after ? stored(db, *before, *after, patch.charge, lanes_, now) : lost(db, lease);
    });
}

Change SqliteJobStore::complete(const Lease& lease, const FinishedModel& model) {
    return database_.write([&](Connection& db) {
        const TimePoint now = clock_.now();
        const std::optional<FileRecord> before = held_file(db, lease);
        if (!before) return lost(db, lease);
        const std::optional<FileRecord> after = after_stored(*before, model, result_names(db, before->job_id), now);
        if (!after) return lost(db, lease);
        insert_blob(db, model.sha256, model.size_bytes, now);
        if (model.preview) insert_blob(db, model.preview->sha256, model.preview->size_bytes, now);
        save_stats(db, before->model, after_run(load_stats(db, before->model), after->result->duration_ms));
        return stored(db, *before, *after, {}, lanes_, now);
    });
}

Change SqliteJobStore::keep_result(const Lease& lease, const RunResult& result, const Charge& charge) {
    return database_.write([&](Connection& db) {
        const std::optional<FileRecord> before = held_file(db, lease);
        if (!before || before->state != FileState::Fetching) return lost(db, lease);
        FileRecord after = *before;
        after.run_result = result;
        (void)save_file(db, *before, after, charge, clock_.now());
        Change change;
        change.applied = true;
        change.cancel_asked = before->cancel_asked;
        change.state = before->state;
        return change;
    });
}

Change SqliteJobStore::release(const Lease& lease) {
    return database_.write([&](Connection& db) {
        const TimePoint now = clock_.now();
        const std::optional<FileRecord> before = held_file(db, lease);
        if (!before) return lost(db, lease);
        const FileRecord after = after_lost_worker(*before, true, now);
        if (after.state != before->state) return stored(db, *before, after, {}, lanes_, now);
        db.query("UPDATE files SET lease_token = NULL, lease_until = NULL WHERE id = ?").bind(before->id).run();
        Change change;
        change.applied = true;
        change.state = before->state;
        return change;
    });
}

}  // namespace i2m::sqlite
