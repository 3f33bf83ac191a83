// ledger_rows.hpp - the ledger's table: one row a paid attempt, written with the change of the file that it belongs to.
#pragma once

#include <optional>
#include <string_view>

#include "server/core/ledger.hpp"
#include "server/sqlite/connection.hpp"

namespace i2m::sqlite {

/// Writes what the change of a file does to its ledger and gives `after` the costs that follow. Nothing for a file that sends
/// nothing.
void save_charge(Connection& db, const FileRecord& before, FileRecord& after, const std::optional<Charge>& told, TimePoint now);

/// Today's sums; `waits_for` only with a budget.
[[nodiscard]] Spending load_spending(Connection& db, const Budget& budget, TimePoint now);
[[nodiscard]] UsageSums load_usage(Connection& db, std::int64_t first_day, const std::optional<std::string>& owner);

/// A condition on a row of `files` for the queue's statements: its run fits into the budget. ?4 is the budget (NULL: none), ?5 the
/// day. A subquery that names no outer column is run once, and only when a paid file is looked at.
inline constexpr std::string_view kFitsBudget =
    "(is_direct = 1 OR ?4 IS NULL OR reserve_microusd <= ?4 "
    "- (SELECT coalesce(sum(coalesce(cost_microusd, estimated_microusd)), 0) FROM ledger WHERE day = ?5 AND state <> 'released') "
    "- (SELECT coalesce(sum(c.reserve_microusd), 0) FROM files c WHERE c.state = 'submitting' AND c.is_direct = 0 "
    "AND NOT EXISTS (SELECT 1 FROM ledger l WHERE l.file_id = c.id AND l.attempt = c.attempt AND l.state <> 'released')))";

}  // namespace i2m::sqlite
