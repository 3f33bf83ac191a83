// ledger.cpp - the rules of the ledger, shared by every job store.
#include "server/core/ledger.hpp"

#include <algorithm>
#include <utility>

namespace i2m {
namespace {

constexpr std::pair<ChargeState, std::string_view> kNames[] = {{ChargeState::Reserved, "reserved"},
                                                               {ChargeState::Settled, "settled"},
                                                               {ChargeState::Released, "released"},
                                                               {ChargeState::Maybe, "maybe"}};
constexpr std::int64_t kDayMs = 24LL * 3'600'000;

/// A charge that the provider told stays: what comes after it is about the model, not about the money.
void take(LedgerRow& row, const Charge& told) {
    if (row.state == ChargeState::Settled && row.units) return;
    row.state = told.state;
    if (told.units) row.units = told.units;
    if (told.cost) row.cost = told.cost;
}

}  // namespace

std::string_view name_of(ChargeState state) { return kNames[static_cast<std::size_t>(state)].second; }

std::optional<ChargeState> charge_state_from(std::string_view name) {
    for (const auto& [state, known] : kNames) {
        if (known == name) return state;
    }
    return std::nullopt;
}

MicroUsd counted(const LedgerRow& row) { return row.state == ChargeState::Released ? 0 : row.cost.value_or(row.estimated); }

bool touches_ledger(const FileRecord& before, const FileRecord& after) { return before.is_sent || after.is_sent; }

std::uint32_t ledger_attempt(const FileRecord& before, const FileRecord& after) {
    return after.is_sent ? after.attempt : before.attempt;
}

LedgerRow ledger_after(std::optional<LedgerRow> row, const FileRecord& before, const FileRecord& after,
                       const std::optional<Charge>& told, TimePoint now) {
    const bool is_under_way = after.is_sent && after.state != FileState::Unknown;
    // A request that was not taken gives its number back: the next one under it is another one.
    if (row && row->state == ChargeState::Released && is_under_way) row.reset();
    if (!row) row = LedgerRow{after.id, ledger_attempt(before, after), before.model, now, {}, before.reserve, {}, {}};
    if (told) {
        take(*row, *told);
    } else if (is_under_way && row->state == ChargeState::Maybe) {
        row->state = ChargeState::Reserved;  // it was found again
    } else if (!is_under_way && row->state == ChargeState::Reserved) {
        row->state = after.state == FileState::Succeeded ? ChargeState::Settled : ChargeState::Maybe;
    }
    return *std::move(row);
}

std::optional<FileCost> cost_of(const std::vector<LedgerRow>& rows_of_file) {
    std::optional<FileCost> cost;
    for (const LedgerRow& row : rows_of_file) {
        if (row.state == ChargeState::Reserved || row.state == ChargeState::Released) continue;
        if (!cost) cost.emplace();
        cost->amount += counted(row);
        cost->is_estimated = cost->is_estimated || !row.cost;
    }
    return cost;
}

std::int64_t day_of(TimePoint time) { return epoch_ms(time) / kDayMs; }
TimePoint start_of_day(std::int64_t day) { return from_epoch_ms(day * kDayMs); }

std::optional<MicroUsd> Spending::left_of(const Budget& budget) const {
    if (!budget.daily) return std::nullopt;
    return std::max<MicroUsd>(0, *budget.daily - spent - reserved);
}

}  // namespace i2m
