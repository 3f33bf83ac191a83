// memory_job_store_ledger.cpp - the ledger as a list, and its sums.
#include <algorithm>
#include <map>

#include "tests/support/memory_job_store.hpp"

namespace i2m::test {

void MemoryJobStore::save_charge(const FileRecord& before, FileRecord& after, const std::optional<Charge>& told) {
    if (!touches_ledger(before, after)) return;
    const std::uint32_t attempt = ledger_attempt(before, after);
    const auto found = std::find_if(ledger_.begin(), ledger_.end(),
                                    [&](const LedgerRow& row) { return row.file_id == after.id && row.attempt == attempt; });
    const bool is_new = found == ledger_.end();
    LedgerRow row = ledger_after(is_new ? std::nullopt : std::optional(*found), before, after, told, clock_.now());
    if (is_new) {
        ledger_.push_back(std::move(row));
    } else {
        *found = std::move(row);
    }
    std::vector<LedgerRow> of_file;
    std::copy_if(ledger_.begin(), ledger_.end(), std::back_inserter(of_file),
                 [&](const LedgerRow& each) { return each.file_id == after.id; });
    after.cost = cost_of(of_file);
}

Spending MemoryJobStore::spending_now() const {
    Spending out;
    for (const LedgerRow& row : ledger_) {
        if (day_of(row.sent_at) != day_of(clock_.now())) continue;
        (row.state == ChargeState::Reserved ? out.reserved : out.spent) += counted(row);
    }
    for (const Job& job : jobs_) {
        for (const File& file : job.files) {
            const FileRecord& record = file.record;
            if (record.state == FileState::Submitting && !record.is_direct && !record.is_sent) out.reserved += record.reserve;
        }
    }
    if (!budget_.daily) return out;
    for (const Job& job : jobs_) {
        for (const File& file : job.files) {
            const FileRecord& record = file.record;
            const bool waits = record.state == FileState::Queued && !record.is_direct && record.reserve > *out.left_of(budget_);
            if (waits) out.waits_for = std::min(out.waits_for.value_or(record.reserve), record.reserve);
        }
    }
    return out;
}

bool MemoryJobStore::fits_budget(const FileRecord& file) const {
    if (file.is_direct || !budget_.daily) return true;
    const Spending now = spending_now();
    return file.reserve <= *budget_.daily - now.spent - now.reserved;
}

Spending MemoryJobStore::spending() const {
    const std::scoped_lock lock(mutex_);
    return spending_now();
}

UsageSums MemoryJobStore::usage(std::int64_t first_day, const std::optional<std::string>& owner) const {
    const std::scoped_lock lock(mutex_);
    std::map<std::int64_t, UsageSums::Day, std::greater<>> days;
    std::map<std::string, UsageSums::OfModel> models;
    for (const LedgerRow& row : ledger_) {
        const std::int64_t day = day_of(row.sent_at);
        if (day < first_day || row.state == ChargeState::Released) continue;
        if (owner && file_owners_.at(row.file_id) != *owner) continue;
        UsageSums::Day& of_day = days[day];
        of_day = {day, of_day.runs + 1, of_day.cost + counted(row)};
        UsageSums::OfModel& of_model = models[row.model];
        of_model = {row.model, of_model.runs + 1, of_model.cost + counted(row)};
    }
    UsageSums out;
    for (const auto& [day, sum] : days) out.days.push_back(sum);
    for (const auto& [model, sum] : models) out.models.push_back(sum);
    std::stable_sort(out.models.begin(), out.models.end(),
                     [](const UsageSums::OfModel& a, const UsageSums::OfModel& b) { return a.cost > b.cost; });
    return out;
}

}  // namespace i2m::test
