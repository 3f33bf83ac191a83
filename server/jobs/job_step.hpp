// job_step.hpp - carries one claimed file forward, one bounded step at a time, in an order that a crash cannot spoil.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>

#include "server/core/blob_store.hpp"
#include "server/core/clock.hpp"
#include "server/core/event_sink.hpp"
#include "server/core/generator.hpp"
#include "server/core/job_store.hpp"
#include "server/jobs/charges.hpp"
#include "server/jobs/gate.hpp"
#include "server/jobs/job_meter.hpp"
#include "server/jobs/progress_board.hpp"

namespace i2m {

/// What a step works with; all outlive it.
struct StepParts {
    JobStore& store;
    BlobStore& blobs;
    const Clock& clock;
    EventSink& events;
    ProgressBoard& progress;
    const GeneratorOf& generator_of;
    Millis lease_time;
    double retry_scale = 1.0;
    Gate* gate = nullptr;       ///< told how calls went; nullptr: nobody is
    Millis deadline{0};         ///< a run at a provider that takes longer is cancelled; 0: none
    JobMeter* meter = nullptr;  ///< told what is stored and charged; nullptr: nobody is
    CostOfUnits cost_of_units = models::cost_of_units_usd;
};

/// What to do after a step.
struct StepOutcome {
    enum class Kind : std::uint8_t {
        Again,    ///< call next() again, after `wait`
        Ended,    ///< the file is done with, or belongs to somebody else now
        Stopped,  ///< the program stops: give the lease back
    };
    Kind kind = Kind::Ended;
    Millis wait{0};
};

/// One claimed file. One thread. Throws what the stores and the generator throw.
class JobStep {
public:
    JobStep(const StepParts& parts, Claim claim);

    /// Does the next step.
    [[nodiscard]] StepOutcome next(std::stop_token stop);
    /// After an exception: schedules another run, or leaves a request that may have left to a person. Throws StorageError when
    /// even that cannot be stored; then the lease runs out by itself.
    [[nodiscard]] StepOutcome recover(const Error& error);

    /// True when the file's request runs on at a provider, so that no worker needs to wait with it.
    [[nodiscard]] bool can_park() const { return !claim_.file.is_direct && claim_.file.submission.has_value(); }
    /// Gives the file back until `wait` has passed; the row knows what the next worker needs. False when the lease was lost.
    [[nodiscard]] bool park(Millis wait);

    [[nodiscard]] const Claim& claim() const { return claim_; }

private:
    [[nodiscard]] StepOutcome submit(Generator& generator, std::stop_token stop);
    [[nodiscard]] StepOutcome poll(Generator& generator, std::stop_token stop);
    void tell_progress(const PollAnswer& answer);
    [[nodiscard]] StepOutcome fetch(Generator& generator, std::stop_token stop);
    /// Asks for what the run gave and stores it; nullopt when the files can be fetched now.
    [[nodiscard]] std::optional<StepOutcome> ask_result(Generator& generator, const GenerateInput& input, std::stop_token stop);
    [[nodiscard]] StepOutcome keep(std::unique_ptr<BlobWriter> model, const Fetched& fetched);
    /// What came is no model: a provider's is fetched again a few times, since that is free.
    [[nodiscard]] StepOutcome refuse_model(const Error& error);
    /// The provider's picture, finished; nullptr when there is none that can be shown.
    [[nodiscard]] std::unique_ptr<BlobWriter> keep_preview(const Bytes& picture, FinishedModel& model) const;
    /// nullopt when the provider did not hear of it.
    [[nodiscard]] std::optional<StepOutcome> cancel(Generator& generator, std::stop_token stop);
    /// What a person or the deadline wants of a request that runs; nullopt when it may go on.
    [[nodiscard]] std::optional<StepOutcome> heed_end(Generator& generator, std::stop_token stop);
    /// The run is over because somebody wanted it so: a person, else the deadline.
    [[nodiscard]] StepOutcome end_cancelled(const std::optional<Charge>& charge = {});
    [[nodiscard]] bool is_late(Millis grace = Millis{0}) const;
    [[nodiscard]] StepOutcome fail(const Failure& failure, ProviderCall call);
    [[nodiscard]] StepOutcome ask_again(const Failure& failure, const std::optional<Charge>& charge);
    void tell_success(ProviderCall call);
    [[nodiscard]] StepOutcome refuse(Error error, const std::optional<Charge>& charge = {});
    /// Stores `events`; Ended when the lease is lost or the file has come to rest.
    [[nodiscard]] StepOutcome advance(std::span<const FileEvent> events, const FilePatch& patch);
    [[nodiscard]] Result<std::unique_ptr<BlobReader>> open_source() const;
    [[nodiscard]] Millis next_poll_delay() const;
    [[nodiscard]] Millis scaled(Millis delay) const;

    StepParts parts_;
    Claim claim_;           ///< claim_.file follows what was stored, and what park() will store
    bool is_fresh_ = true;  ///< the claim has just told whether the file is wanted
};

}  // namespace i2m
