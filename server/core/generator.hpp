// generator.hpp - whoever makes a model of an image: the built-in draft engine, or a provider elsewhere.
//
// Each call does one bounded thing and returns what must survive a crash; the caller stores it before the
// next call. So a generator keeps no state of a request: prepare -> (note that it may leave) -> submit ->
// (store the Submission) -> poll ... -> result -> (store the RunResult) -> fetch.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "server/core/blob_store.hpp"
#include "server/core/clock.hpp"
#include "server/core/job_record.hpp"
#include "shared/base/bytes.hpp"
#include "shared/base/error.hpp"
#include "shared/json/value.hpp"
#include "shared/models/registry.hpp"

namespace i2m {

/// One file to be turned into a model. References live as long as the call.
struct GenerateInput {
    const models::Model& model;
    json::Value options;  ///< checked against the model; a face limit is among them
    std::string filename;
    std::string content_type;
    std::string source_sha256;
    const BlobReader& source;
    std::string prepared = {};     ///< what prepare() gave, for submit()
    std::string result_json = {};  ///< what result() gave, for fetch()
    std::string file_id = {};      ///< with `attempt`: what a provider's notice names
    std::uint32_t attempt = 0;
};

/// What kind of failure decides what happens next.
enum class FailureKind : std::uint8_t {
    Permanent,    ///< the same again would fail again
    Transient,    ///< this call did not get through; the same call may work soon
    RateLimited,  ///< the same, but much later
    Timeout,      ///< the same, after a while
    RunFailed,    ///< the run ended without a model through no fault of the input; a new run may work
    Ambiguous,    ///< the request left and the answer did not come: maybe charged, a person decides
    Cancelled,    ///< it was cancelled at the provider
};

struct Failure {
    FailureKind kind = FailureKind::Permanent;
    Error error;                             ///< in words for people
    std::optional<Millis> retry_after = {};  ///< what the provider asked for
    bool is_free = false;                    ///< the run that ended so is not charged
    std::optional<double> units = {};        ///< the provider counted these for it all the same
    std::optional<Submission> trace = {};    ///< with Ambiguous: a request id that the provider let slip
};

struct PollAnswer {
    enum class Stage : std::uint8_t { Waiting, Running, Done };
    Stage stage = Stage::Waiting;
    std::optional<double> percent = {};  ///< when the provider tells
    std::string message = {};            ///< its last words
};

using PollNews = std::function<void(const PollAnswer&)>;

enum class CancelAnswer : std::uint8_t {
    Cancelled,
    TooLate,
    KeepPolling,
    NotReached,  ///< the provider did not hear of it: ask again
};

template <class T>
using Outcome = std::variant<T, Failure>;

/// What a fetch brought beside the model.
struct Fetched {
    std::string extension = ".glb";  ///< of what was written; another one is kept for download only
    std::string message = {};        ///< with another one: why it is not shown, in words
    Bytes preview = {};              ///< the provider's picture, unchecked; empty for none
};

/// A provider. Safe from several threads at once. Expected failures are returned; an exception counts as
/// Transient. `stop` asks to return soon with whatever is true (a direct generator: Transient).
class Generator {
public:
    virtual ~Generator() = default;

    [[nodiscard]] virtual models::Provider provider() const = 0;
    /// Why its models cannot be chosen now, in words; nullopt when they can.
    [[nodiscard]] virtual std::optional<std::string> unavailable_reason() const = 0;
    /// True when all work is done by fetch() inside this program: no submit, no poll, no cancel, and losing a
    /// run costs nothing. A file of such a generator goes from the queue straight to Generating.
    [[nodiscard]] virtual bool is_direct() const = 0;

    /// What can be done before the request and costs nothing: checks, bringing the image there. A crash in it loses nothing.
    [[nodiscard]] virtual Outcome<std::string> prepare(const GenerateInput& input, std::stop_token stop) {
        static_cast<void>(input);
        static_cast<void>(stop);
        return std::string();
    }
    /// Sends the request, at most once. The caller has noted before that it may have left.
    [[nodiscard]] virtual Outcome<Submission> submit(const GenerateInput& input, std::stop_token stop) = 0;
    [[nodiscard]] virtual Outcome<PollAnswer> poll(const Submission& submission, std::stop_token stop) = 0;
    /// Like poll(), but may stay with the provider for up to half a minute and give what it says meanwhile to `news`, on the
    /// caller's thread. Returns as soon as the stage is another one than `known`.
    [[nodiscard]] virtual Outcome<PollAnswer> watch(const Submission& submission, PollAnswer::Stage known, const PollNews& news,
                                                    std::stop_token stop) {
        static_cast<void>(known);
        static_cast<void>(news);
        return poll(submission, std::move(stop));
    }
    /// What a run gave that is done, without its files: asked for once, then stored. Not for direct generators.
    [[nodiscard]] virtual Outcome<RunResult> result(const GenerateInput& input, const Submission& submission,
                                                    std::stop_token stop) {
        static_cast<void>(input);
        static_cast<void>(submission);
        static_cast<void>(stop);
        return RunResult{"{}", std::nullopt};
    }
    /// Writes the model (a GLB, or another file that is worth keeping) into `out`, unfinished. `submission` is null for a direct
    /// generator. A preview that cannot be had is no failure.
    [[nodiscard]] virtual Outcome<Fetched> fetch(const GenerateInput& input, const Submission* submission, BlobWriter& out,
                                                 std::stop_token stop) = 0;
    [[nodiscard]] virtual CancelAnswer cancel(const Submission& submission, std::stop_token stop) = 0;
    /// What submit() would have returned for a request of which only the id is known; nullopt when it is no id.
    [[nodiscard]] virtual std::optional<Submission> submission_of(const models::Model& model, std::string_view request_id) const {
        static_cast<void>(model);
        static_cast<void>(request_id);
        return std::nullopt;
    }
};

/// Finds the generator of a provider; nullptr when this server has none.
using GeneratorOf = std::function<Generator*(models::Provider)>;

}  // namespace i2m
