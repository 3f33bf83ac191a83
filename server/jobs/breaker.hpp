// breaker.hpp - whether files may be sent to one provider account now: a circuit breaker, and parking without credit or key.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "server/core/clock.hpp"
#include "shared/api/messages_queue.hpp"
#include "shared/base/error.hpp"

namespace i2m {

struct BreakerRules {
    std::uint32_t threshold = 3;        ///< failures in a row that open it
    Millis first_wait{30'000};          ///< until the first probe; doubles
    Millis longest_wait{10 * 60'000};   ///< between two probes
    Millis park_wait{15 * 60'000};      ///< between two probes of an account without credit or with a refused key
    Millis longest_asked{15 * 60'000};  ///< a provider that asks for more time is probed anyway
};

/// The same with every wait multiplied, for tests. Not under a tenth of a second, and a fifth for parking: with 0 an account out of
/// order would be tried without a pause.
[[nodiscard]] BreakerRules scaled(BreakerRules rules, double scale);

/// What a call was for. Each kind is counted by itself: that a request can be watched does not prove that one is taken.
enum class ProviderCall : std::uint8_t {
    Watch,  ///< a free question about a request that runs
    Start,  ///< bringing the image, sending the request
    Run,    ///< how a run ended there
};

/// Closed: files start. After `threshold` failures in a row of one kind: open, no file starts. After a wait: half open, one file
/// starts (the probe); when that works it closes, else it opens for twice as long. Parking opens it at once, with the reason kept
/// until a start works or a person resumes.
///
/// It lives in memory: a restart begins closed. That costs at most `threshold` calls which fail without a charge; whatever must not
/// be lost (who waits, until when, how often it was tried) is in the files' rows. Safe from any thread.
class Breaker {
public:
    Breaker(const Clock& clock, const BreakerRules& rules) : clock_(clock), rules_(rules) {}

    enum class Admission : std::uint8_t {
        Any,    ///< as many as the limits allow
        Probe,  ///< one file; the caller has the probe now and must call begin_probe() or drop_probe()
        None,
    };
    [[nodiscard]] Admission ask();
    /// The probe is this file: its failures and its end decide.
    void begin_probe(std::string_view file_id);
    /// There was no file to probe with.
    void drop_probe();
    /// The file has ended or waits without a verdict about the provider: another one may be the probe.
    void leave_probe(std::string_view file_id);

    void succeeded(ProviderCall call);
    /// A run that failed counts once a file: one bad image keeps nobody else out.
    void failed(ProviderCall call, std::string_view file_id, std::optional<Millis> retry_after = {});
    /// Out of credit, or the key is refused: nothing starts until a probe works.
    void park(ProviderCall call, const Error& reason);
    /// A person says that it may go on: closed, all counts forgotten.
    void resume();

    struct Snapshot {
        api::BreakerState state = api::BreakerState::Closed;
        std::uint32_t failures_in_row = 0;
        std::optional<TimePoint> retry_at;  ///< while it is not closed
        std::optional<Error> parked;
        friend bool operator==(const Snapshot& a, const Snapshot& b) {
            return a.state == b.state && a.failures_in_row == b.failures_in_row && a.retry_at == b.retry_at &&
                   a.parked == b.parked;
        }
    };
    [[nodiscard]] Snapshot snapshot() const;

private:
    // All below: mutex_ is held.
    [[nodiscard]] std::uint32_t& count_of(ProviderCall call) { return failures_[static_cast<std::size_t>(call)]; }
    void open(Millis wait);
    void close();

    const Clock& clock_;
    const BreakerRules rules_;
    mutable std::mutex mutex_;
    api::BreakerState state_ = api::BreakerState::Closed;
    std::array<std::uint32_t, 3> failures_{};  ///< in a row, by kind
    std::uint32_t openings_ = 0;               ///< in a row: each doubles the wait
    TimePoint retry_at_{};
    bool is_probe_taken_ = false;
    std::string probe_file_;
    std::string last_failed_run_;
    std::optional<Error> parked_;
    ProviderCall parked_by_ = ProviderCall::Start;
};

}  // namespace i2m
