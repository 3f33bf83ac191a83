// copy_cleaner.cpp - growing waits, and an end.
#include "server/jobs/copy_cleaner.hpp"

#include <algorithm>

namespace i2m {
namespace {

constexpr std::uint32_t kRound = 20;
constexpr Millis kLook{30'000};
constexpr Millis kFirstWait{60'000};
constexpr Millis kLongestWait{6 * 3'600'000};
/// Outputs expire at the provider after so long; then there is nothing left to delete.
constexpr Millis kGiveUpAfter{8LL * 24 * 3'600'000};

Millis wait_after(std::uint32_t tries) { return std::min(kLongestWait, kFirstWait * (1 << std::min(tries, 16U))); }

}  // namespace

std::optional<TimePoint> CopyCleaner::next() const {
    const bool is_due = !store_.housekeeping().provider_copies(clock_.now(), 1).empty();
    return is_due ? clock_.now() : clock_.now() + kLook;
}

void CopyCleaner::run(const std::stop_token& stop) {
    for (const ProviderCopy& copy : store_.housekeeping().provider_copies(clock_.now(), kRound)) {
        if (stop.stop_requested()) return;
        clean(copy, stop);
    }
}

void CopyCleaner::clean(const ProviderCopy& copy, const std::stop_token& stop) {
    HousekeepingStore& store = store_.housekeeping();
    if (remover_ == nullptr) return store.settle_copy(copy.request_id, std::nullopt);
    const CopyOutcome outcome = remover_->remove(copy.request_id, stop);
    if (stop.stop_requested() && outcome == CopyOutcome::TryLater) return;
    const bool is_over = clock_.now() - copy.deleted_at > kGiveUpAfter;
    if (outcome == CopyOutcome::TryLater && !is_over) {
        return store.settle_copy(copy.request_id, clock_.now() + wait_after(copy.tries));
    }
    store.settle_copy(copy.request_id, std::nullopt);
    const json::Object fields = {{"request_id", copy.request_id}, {"model", copy.model}};
    if (outcome == CopyOutcome::Removed) return log_.info("the provider's copy is deleted", fields);
    log_.warning("the provider's copy is not deleted and expires by itself", fields);
}

}  // namespace i2m
