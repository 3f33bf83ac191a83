// scenario.hpp - what a test asks of the fake, as one JSON document: timing, account, jobs, faults.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/json/fields.hpp"
#include "tools/fake_fal/dice.hpp"
#include "tools/fake_fal/fault_table.hpp"

namespace i2m::fake {

enum class Spread : std::uint8_t { Fixed, Uniform, Normal, Exponential, LogNormal };

/// How long something takes.
struct Latency {
    Spread spread = Spread::Fixed;
    double ms = 0;      ///< the value, the mean, or (log-normal) the median
    double max_ms = 0;  ///< Uniform: from `ms` to this; others: never above it when it is not 0
    double sigma = 0;   ///< Normal: deviation in ms; log-normal: of the logarithm
};
/// One draw, never below 0.
[[nodiscard]] double draw_ms(const Latency& latency, Dice& dice);

struct LogLine {
    double at = 0;  ///< when it is written, as a share of the run
    std::string message;
    std::string level = "INFO";
    std::string source = "USER";
};

/// What a cancel does to a job that has not ended.
enum class CancelRule : std::uint8_t {
    Honoured,  ///< it ends as cancelled
    Ignored,   ///< accepted, and the job goes on to its end
    WonByJob,  ///< accepted, and the job ends well at the same moment
    TooLate,   ///< the job ends well at the same moment, and the answer says so
};
/// What a cancelled job looks like from then on.
enum class CancelTrace : std::uint8_t {
    Error,  ///< COMPLETED with client_cancelled, the result answers 499
    Gone,   ///< 404
};

/// How a job goes; the defaults of the fake are those of a quick model.
struct JobSettings {
    std::optional<Latency> queue;
    std::optional<Latency> run;
    std::optional<std::vector<std::int64_t>>
        positions;  ///< told one after the other while it waits; else how many wait before it
    std::optional<std::vector<LogLine>> logs;
    std::optional<std::int64_t> requeues;  ///< times that it goes back into the queue, its runner lost
    std::optional<CancelRule> cancel;
    std::optional<CancelTrace> after_cancel;
    std::optional<std::int64_t> result_ttl_ms;  ///< default: an hour, six minutes for results of 10 KB or more
    std::optional<std::int64_t> media_ttl_ms;   ///< of its files; default: what the request asked for, else for ever
    std::optional<double> billable_units;       ///< default: what makes the price of the run
    std::optional<std::int64_t> texture_px;     ///< of the models that are made; 128..2048
};

/// Settings for some jobs; the first that matches counts, before the general ones.
struct JobRule {
    std::string endpoint;           ///< "": any
    std::vector<std::int64_t> nth;  ///< which submits, from 1; empty: all
    JobSettings job;
};

struct HeaderLine {
    std::string name;
    std::string value;
};

/// One thing that goes wrong.
struct FaultRule {
    std::string step;                     ///< a name of kStepNames
    std::string fault;                    ///< a name of fault_table()
    std::int64_t times = 1;               ///< 0: every time
    std::int64_t after = 0;               ///< so many go well first
    std::int64_t every = 1;               ///< then each n-th
    double probability = 1;               ///< of those; drawn from the seed
    std::string endpoint;                 ///< "": any
    std::vector<std::int64_t> nth;        ///< of which submits, from 1; empty: any
    std::optional<bool> done;             ///< whether the step does its work before the bad answer; the default is the row's
    std::optional<std::int64_t> seconds;  ///< of Retry-After
    std::optional<std::int64_t> ms;       ///< of stalls (default: until the peer goes) and between trickled pieces
    std::optional<std::int64_t> bytes;    ///< of what is oversized; where an answer is cut
    std::optional<std::int64_t> status;
    std::optional<std::string> type;
    std::optional<std::string> words;
    std::optional<std::string> location;
    std::vector<HeaderLine> headers;
    std::optional<std::string> body;
};

struct StepLatency {
    std::string step;
    Latency latency;
};

struct AccountSettings {
    std::vector<std::string> keys;  ///< "id:secret"; empty: any well-formed key
    bool locked = false;
    std::optional<double> balance_usd;  ///< spent by finished jobs; locked when it is gone
    std::int64_t concurrency = 0;       ///< jobs that run at once; 0: no limit
};

struct ClockSettings {
    bool manual = false;
    std::optional<std::int64_t> start_ms;  ///< default: the machine's time, or 2026-01-01 when manual
    double speed = 1;
};

enum class StatusCodes : std::uint8_t { Live, Ok };           ///< 202 while it is not ended, or always 200
enum class UrlForm : std::uint8_t { Alias, Full, Response };  ///< of the URLs in a submit answer
enum class CancelForm : std::uint8_t { Status, Success };     ///< {"status":...} or {"success":true}
enum class ValidateAt : std::uint8_t { Result, Submit };      ///< where wrong input comes out

/// What sources disagree about.
struct WireSettings {
    StatusCodes status_codes = StatusCodes::Live;
    std::int64_t submit_status = 200;
    UrlForm urls = UrlForm::Alias;
    CancelForm cancel = CancelForm::Status;
    ValidateAt validate_at = ValidateAt::Result;
    bool reject_unknown_input = false;
    std::int64_t early_result_status = 400;  ///< of a result that is asked for before the end
    std::int64_t upload_ttl_ms = 900'000;    ///< of upload URLs
};

struct Scenario {
    std::uint64_t seed = 1;
    ClockSettings clock;
    AccountSettings account;
    WireSettings wire;
    JobSettings job;
    std::vector<JobRule> jobs;
    std::vector<StepLatency> latency;
    std::vector<FaultRule> faults;
};

/// A scenario from JSON. InvalidRequest that names the place for anything unknown, wrong or impossible (a fault that its step
/// cannot have).
[[nodiscard]] Result<Scenario> parse_scenario(std::string_view text);
[[nodiscard]] Result<FaultRule> parse_fault_rule(const json::Value& value);

/// The settings of the `number`-th job: rules first, then the general ones, then the fake's own.
[[nodiscard]] JobSettings settings_of(const Scenario& scenario, std::string_view endpoint, std::int64_t number);

}  // namespace i2m::fake
