// provider_calls.hpp - calls to FAL.AI as metrics, and as evidence whether it can be reached.
#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "server/core/call_observer.hpp"
#include "server/core/clock.hpp"
#include "server/core/metrics.hpp"

namespace i2m {

class ProviderCalls final : public CallObserver {
public:
    ProviderCalls(Metrics& metrics, const Clock& clock) : metrics_(metrics), clock_(clock) {}

    void called(std::string_view operation, CallEnd end, Millis took) override;

    /// The last word of the network: that the provider answered anything, or that no answer came.
    struct Evidence {
        TimePoint at;
        bool is_reached = false;
    };
    [[nodiscard]] std::optional<Evidence> last() const;

private:
    struct Handles {
        Histogram* duration = nullptr;
        Counter* by_end[3] = {};
    };
    const Handles& handles_of(std::string_view operation);

    Metrics& metrics_;
    const Clock& clock_;
    mutable std::mutex mutex_;
    std::map<std::string, Handles, std::less<>> handles_;  ///< guarded by mutex_
    std::optional<Evidence> last_;                         ///< guarded by mutex_
};

}  // namespace i2m
