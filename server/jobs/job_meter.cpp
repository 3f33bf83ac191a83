// job_meter.cpp - states of files as steps that are counted.
#include "server/jobs/job_meter.hpp"

#include "shared/models/registry.hpp"

namespace i2m {
namespace {

constexpr std::string_view kOther = "other";

}  // namespace

JobMeter::JobMeter(Metrics& metrics)
    : uploaded_(metrics.counter(Metric::UploadedBytes)),
      stored_(metrics.counter(Metric::ResultBytes)),
      other_{&metrics.histogram(Metric::JobDuration, {kOther}), &metrics.counter(Metric::ProviderCost, {kOther})} {
    constexpr std::array<std::string_view, kSteps> kNames = {"accepted",  "started", "completed", "failed",
                                                             "cancelled", "retried", "unknown"};
    for (std::size_t i = 0; i < kSteps; ++i) steps_[i] = &metrics.counter(Metric::Jobs, {kNames[i]});
    for (const models::Model& model : models::all()) {
        models_.emplace(model.id, OfModel{&metrics.histogram(Metric::JobDuration, {model.id}),
                                          &metrics.counter(Metric::ProviderCost, {model.id})});
    }
}

void JobMeter::accepted(std::size_t files, std::uint64_t size_bytes) {
    count(Step::Accepted, files);
    uploaded_.add(static_cast<double>(size_bytes));
}

void JobMeter::cancelled(std::size_t files) {
    if (files > 0) count(Step::Cancelled, files);
}

void JobMeter::claimed(const FileRecord& file) {
    const FileState begins_in = file.is_direct ? FileState::Generating : FileState::Submitting;
    if (file.state == begins_in) count(Step::Started);
}

void JobMeter::left(const FileRecord& file, TimePoint now) {
    switch (file.state) {
        case FileState::Succeeded:
            count(Step::Completed);
            if (file.claimed_at)
                of_model(file.model).duration->observe(static_cast<double>((now - *file.claimed_at).count()) / 1'000);
            return;
        case FileState::Failed: return count(Step::Failed);
        case FileState::Cancelled: return count(Step::Cancelled);
        case FileState::Retrying: return count(Step::Retried);
        case FileState::Unknown: return count(Step::Unknown);
        default: return;  // it waits for its next poll, went back to the queue, or belongs to somebody else
    }
}

void JobMeter::stored_model(std::uint64_t size_bytes) { stored_.add(static_cast<double>(size_bytes)); }

void JobMeter::charged(const std::string& model, const Charge& charge, MicroUsd estimate) {
    if (charge.state == ChargeState::Settled) of_model(model).cost->add(usd_of(charge.cost.value_or(estimate)));
}

void JobMeter::count(Step step, std::size_t files) { steps_[static_cast<std::size_t>(step)]->add(static_cast<double>(files)); }

const JobMeter::OfModel& JobMeter::of_model(const std::string& model) const {
    const auto known = models_.find(model);
    return known != models_.end() ? known->second : other_;
}

}  // namespace i2m
