// price_list.hpp - what a unit of the provider costs: its own list, asked for once a day, else the registry. No run ever waits for it.
#pragma once

#include <mutex>
#include <optional>
#include <stop_token>
#include <string_view>

#include "server/core/clock.hpp"
#include "server/core/job_store.hpp"
#include "server/core/log.hpp"
#include "server/core/price_source.hpp"
#include "shared/models/registry.hpp"

namespace i2m {

/// The list is a note in the store with its date, so a restart does not ask again. Safe from any thread, but next() and run() are for
/// one; those throw StorageError.
class PriceList {
public:
    /// Takes the stored list over. Without a `source` the registry alone counts.
    PriceList(JobStore& store, PriceSource* source, const Clock& clock, Log& log);

    /// US dollars for the units that the provider counted for a run; nullopt when the price of one is not known. A list counts for a
    /// week, so that prices nobody can look up any more do not stand for ever.
    [[nodiscard]] std::optional<double> cost_usd(const models::Model& model, double units) const;
    /// A day after the last list, an hour after a failure; nullopt without a source.
    [[nodiscard]] std::optional<TimePoint> next() const;
    void run(const std::stop_token& stop);

private:
    struct Dated {
        TimePoint asked_at{};
        UnitPrices prices;
    };
    [[nodiscard]] std::optional<Dated> stored() const;
    [[nodiscard]] std::optional<double> listed_usd(std::string_view model_id) const;
    [[nodiscard]] bool is_good(const Dated& list) const;

    JobStore& store_;
    PriceSource* const source_;
    const Clock& clock_;
    Log& log_;
    mutable std::mutex mutex_;
    std::optional<Dated> list_;        ///< guarded by mutex_
    std::optional<TimePoint> failed_;  ///< of the thread that runs it
};

}  // namespace i2m
