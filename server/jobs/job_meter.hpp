// job_meter.hpp - what happens to files, as metrics. Its handles are made at start; feeding it is a few atomic additions.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

#include "server/core/clock.hpp"
#include "server/core/job_record.hpp"
#include "server/core/ledger.hpp"
#include "server/core/metrics.hpp"

namespace i2m {

/// Safe from any thread.
class JobMeter {
public:
    explicit JobMeter(Metrics& metrics);

    /// An upload became a job.
    void accepted(std::size_t files, std::uint64_t size_bytes);
    /// People ended files that no worker had to end.
    void cancelled(std::size_t files);
    /// A worker took the file up; one whose request runs already does not start again.
    void claimed(const FileRecord& file);
    /// The file has left its worker in this state; `now` ends the duration of one that has its model.
    void left(const FileRecord& file, TimePoint now);
    void stored_model(std::uint64_t size_bytes);
    /// Counts a settled charge, by its cost, else by `estimate`.
    void charged(const std::string& model, const Charge& charge, MicroUsd estimate);

private:
    enum class Step : std::uint8_t { Accepted, Started, Completed, Failed, Cancelled, Retried, Unknown };
    static constexpr std::size_t kSteps = 7;
    struct OfModel {
        Histogram* duration;
        Counter* cost;
    };
    void count(Step step, std::size_t files = 1);
    [[nodiscard]] const OfModel& of_model(const std::string& model) const;

    std::array<Counter*, kSteps> steps_{};
    Counter& uploaded_;
    Counter& stored_;
    std::map<std::string, OfModel> models_;  ///< of the registry; filled by the constructor
    OfModel other_;                          ///< of models that the registry knows no more
};

}  // namespace i2m
