// ledger.hpp - what paid runs cost: one row an attempt whose request may have left, and the rules by which it changes. Rows survive
// their job.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/core/job_record.hpp"
#include "server/core/money.hpp"

namespace i2m {

/// Wire-stable: these are the names in the database.
enum class ChargeState : std::uint8_t {
    Reserved,  ///< the run is under way: its estimate counts
    Settled,   ///< it was charged: its cost counts, or the estimate where the price of a unit is not known
    Released,  ///< it was not charged
    Maybe,     ///< nobody told: the estimate counts
};
[[nodiscard]] std::string_view name_of(ChargeState state);
[[nodiscard]] std::optional<ChargeState> charge_state_from(std::string_view name);

/// What a worker learned of the charge of a run.
struct Charge {
    ChargeState state = ChargeState::Maybe;
    std::optional<double> units;   ///< as the provider counted
    std::optional<MicroUsd> cost;  ///< of the units; absent: not known
};

struct LedgerRow {
    std::string file_id;
    std::uint32_t attempt = 0;
    std::string model;
    TimePoint sent_at;  ///< the run counts for this day
    ChargeState state = ChargeState::Reserved;
    MicroUsd estimated = 0;
    std::optional<double> units;
    std::optional<MicroUsd> cost;
};

/// What the row counts for budgets and sums.
[[nodiscard]] MicroUsd counted(const LedgerRow& row);

/// True when a change of a file concerns its ledger: never for direct generators.
[[nodiscard]] bool touches_ledger(const FileRecord& before, const FileRecord& after);
/// The attempt whose row the change concerns.
[[nodiscard]] std::uint32_t ledger_attempt(const FileRecord& before, const FileRecord& after);
/// The row after the change; `row` is the one before, if there was one, and `told` what the worker learned. Only for changes that
/// touch the ledger.
[[nodiscard]] LedgerRow ledger_after(std::optional<LedgerRow> row, const FileRecord& before, const FileRecord& after,
                                     const std::optional<Charge>& told, TimePoint now);

/// What a file's runs have cost: the sum of those that have ended; nullopt when none may have been charged.
[[nodiscard]] std::optional<FileCost> cost_of(const std::vector<LedgerRow>& rows_of_file);

/// Whole days since 1970-01-01, UTC.
[[nodiscard]] std::int64_t day_of(TimePoint time);
[[nodiscard]] TimePoint start_of_day(std::int64_t day);

/// The most that may be spent a day; without one there is no limit.
struct Budget {
    std::optional<MicroUsd> daily;
};

/// Today's money.
struct Spending {
    MicroUsd spent = 0;                 ///< runs of today that have ended
    MicroUsd reserved = 0;              ///< runs under way, and files that are about to be sent
    std::optional<MicroUsd> waits_for;  ///< the cheapest of the queued files that the budget does not let run now

    /// What the budget leaves, never below 0; nullopt without one.
    [[nodiscard]] std::optional<MicroUsd> left_of(const Budget& budget) const;
};

/// Sums of the ledger, zero rows left out.
struct UsageSums {
    struct Day {
        std::int64_t day = 0;  ///< day_of
        std::uint32_t runs = 0;
        MicroUsd cost = 0;
    };
    struct OfModel {
        std::string model;
        std::uint32_t runs = 0;
        MicroUsd cost = 0;
    };
    std::vector<Day> days;        ///< newest first
    std::vector<OfModel> models;  ///< dearest first, then by name
};

}  // namespace i2m
