// copy_cleaner.hpp - deletes at the provider what deleted jobs left there, until it is gone or there is no use in asking.
#pragma once

#include <optional>
#include <stop_token>

#include "server/core/clock.hpp"
#include "server/core/copy_remover.hpp"
#include "server/core/job_store.hpp"
#include "server/core/log.hpp"

namespace i2m {

/// For one thread at a time. Throws StorageError.
class CopyCleaner {
public:
    /// Without a `remover` copies are forgotten: they expire at the provider by themselves.
    CopyCleaner(JobStore& store, CopyRemover* remover, const Clock& clock, Log& log)
        : store_(store), remover_(remover), clock_(clock), log_(log) {}

    /// At once while copies are due, else after a while.
    [[nodiscard]] std::optional<TimePoint> next() const;
    /// One round; what is left when it is to stop stays due.
    void run(const std::stop_token& stop);

private:
    void clean(const ProviderCopy& copy, const std::stop_token& stop);

    JobStore& store_;
    CopyRemover* remover_;
    const Clock& clock_;
    Log& log_;
};

}  // namespace i2m
