// ledger_rows.cpp - reading, writing and adding up the ledger. Money is whole millionths of a dollar.
#include "server/sqlite/ledger_rows.hpp"

#include "server/core/storage_error.hpp"

namespace i2m::sqlite {
namespace {

constexpr std::string_view kSelect =
    "SELECT attempt, model, sent_at, state, estimated_microusd, billable_units, cost_microusd FROM ledger WHERE file_id = ? ";

LedgerRow read_row(const Query& row, const std::string& file_id) {
    LedgerRow out;
    out.file_id = file_id;
    out.attempt = static_cast<std::uint32_t>(row.integer(0));
    out.model = row.text(1);
    out.sent_at = row.time(2);
    const std::optional<ChargeState> state = charge_state_from(row.text(3));
    if (!state) throw StorageError(ErrorCode::Internal, "database: unknown charge state " + row.text(3));
    out.state = *state;
    out.estimated = row.integer(4);
    if (!row.is_null(5)) out.units = row.real(5);
    out.cost = row.integer_or_none(6);
    return out;
}

std::optional<LedgerRow> load_row(Connection& db, const std::string& file_id, std::uint32_t attempt) {
    static const std::string sql = std::string(kSelect) + "AND attempt = ?";
    Query row = db.query(sql);
    if (!row.bind(file_id, attempt).step()) return std::nullopt;
    return read_row(row, file_id);
}

std::vector<LedgerRow> load_rows(Connection& db, const std::string& file_id) {
    std::vector<LedgerRow> rows;
    Query row = db.query(kSelect);
    for (row.bind(file_id); row.step();) rows.push_back(read_row(row, file_id));
    return rows;
}

void store_row(Connection& db, const std::string& job_id, const LedgerRow& row, TimePoint now) {
    const bool is_open = row.state == ChargeState::Reserved;
    db.query(
          "INSERT INTO ledger (job_id, file_id, attempt, model, owner, day, sent_at, ended_at, state, estimated_microusd, "
          "billable_units, cost_microusd) VALUES (?1, ?2, ?3, ?4, coalesce((SELECT owner FROM jobs WHERE id = ?1), ''), ?5, ?6, "
          "?7, ?8, ?9, ?10, ?11) ON CONFLICT (file_id, attempt) DO UPDATE SET model = excluded.model, "
          "day = excluded.day, sent_at = excluded.sent_at, estimated_microusd = excluded.estimated_microusd, "
          "ended_at = CASE WHEN excluded.ended_at IS NOT NULL THEN coalesce(ended_at, excluded.ended_at) END, "
          "state = excluded.state, billable_units = excluded.billable_units, cost_microusd = excluded.cost_microusd")
        .bind(job_id, row.file_id, row.attempt, row.model, day_of(row.sent_at), row.sent_at,
              is_open ? std::optional<TimePoint>() : std::optional(now), name_of(row.state), row.estimated, row.units, row.cost)
        .run();
}

MicroUsd sum_today(Connection& db, TimePoint now, bool is_reserved) {
    Query row = db.query(
        "SELECT coalesce(sum(coalesce(cost_microusd, estimated_microusd)), 0) FROM ledger "
        "WHERE day = ? AND state <> 'released' AND (state = 'reserved') = ?");
    return row.bind(day_of(now), is_reserved).step() ? row.integer(0) : 0;
}

/// Files that are claimed and not yet sent.
MicroUsd sum_about_to_be_sent(Connection& db) {
    Query row = db.query(
        "SELECT coalesce(sum(f.reserve_microusd), 0) FROM files f WHERE f.state = 'submitting' AND f.is_direct = 0 "
        "AND NOT EXISTS (SELECT 1 FROM ledger l WHERE l.file_id = f.id AND l.attempt = f.attempt AND l.state <> 'released')");
    return row.step() ? row.integer(0) : 0;
}

}  // namespace

void save_charge(Connection& db, const FileRecord& before, FileRecord& after, const std::optional<Charge>& told, TimePoint now) {
    if (!touches_ledger(before, after)) return;
    std::optional<LedgerRow> row = load_row(db, after.id, ledger_attempt(before, after));
    store_row(db, after.job_id, ledger_after(std::move(row), before, after, told, now), now);
    after.cost = cost_of(load_rows(db, after.id));
}

Spending load_spending(Connection& db, const Budget& budget, TimePoint now) {
    Spending out{sum_today(db, now, false), sum_today(db, now, true) + sum_about_to_be_sent(db), std::nullopt};
    if (!budget.daily) return out;
    Query row =
        db.query("SELECT min(reserve_microusd) FROM files WHERE state = 'queued' AND is_direct = 0 AND reserve_microusd > ?");
    if (row.bind(*out.left_of(budget)).step()) out.waits_for = row.integer_or_none(0);
    return out;
}

UsageSums load_usage(Connection& db, std::int64_t first_day, const std::optional<std::string>& owner) {
    UsageSums out;
    Query days = db.query(
        "SELECT day, count(*), sum(coalesce(cost_microusd, estimated_microusd)) FROM ledger "
        "WHERE day >= ?1 AND (?2 IS NULL OR owner = ?2) AND state <> 'released' GROUP BY day ORDER BY day DESC");
    for (days.bind(first_day, owner); days.step();)
        out.days.push_back({days.integer(0), static_cast<std::uint32_t>(days.integer(1)), days.integer(2)});
    Query models = db.query(
        "SELECT model, count(*), sum(coalesce(cost_microusd, estimated_microusd)) AS cost FROM ledger "
        "WHERE day >= ?1 AND (?2 IS NULL OR owner = ?2) AND state <> 'released' GROUP BY model ORDER BY cost DESC, model");
    for (models.bind(first_day, owner); models.step();)
        out.models.push_back({models.text(0), static_cast<std::uint32_t>(models.integer(1)), models.integer(2)});
    return out;
}

}  // namespace i2m::sqlite
