// job_rules.hpp - what an event does to a file, as pure functions that every job store shares.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "server/core/job_record.hpp"
#include "server/core/job_store.hpp"
#include "shared/job/job_status.hpp"

namespace i2m {

/// A file whose runs end with the death of the program may be its cause. After kSuspectAfter such runs it goes to the end of the
/// queue each time, and only one suspect runs at once, so that those that only ran beside the cause get through. After
/// kMaxLostRuns it fails.
inline constexpr std::uint32_t kSuspectAfter = 3;
inline constexpr std::uint32_t kMaxLostRuns = 8;

/// `file` after `events` and `patch`, all or nothing: nullopt when an event makes no sense in its turn. A file that does not run
/// any more has no lease: the caller drops it. RetryScheduled and Released of a file that a person wants cancelled cancel it.
[[nodiscard]] std::optional<FileRecord> after_events(FileRecord file, std::span<const FileEvent> events, const FilePatch& patch,
                                                     TimePoint now);

/// For a claim that only tries whether a provider works again: nobody is told before something comes of it. The file keeps the
/// words of the queue, which say so in its row.
[[nodiscard]] FilePatch quiet_claim();
/// True after such a claim, until something has come of it.
[[nodiscard]] bool is_untold(const FileRecord& file);
/// `file` as people see it: in the queue while it is untold.
[[nodiscard]] FileRecord as_shown(FileRecord file);
/// An untold file as it has to be told of before anything else is.
[[nodiscard]] FileRecord as_told(FileRecord file);

/// The events that lead from `state` to Succeeded, empty when there is no such way.
[[nodiscard]] std::vector<FileEvent> events_to_stored(FileState state);

/// `file` after its worker is gone: unchanged with a submission (any worker goes on), Unknown when its request may have left
/// without a confirmation, else back in the queue; Failed after kMaxLostRuns. `is_orderly`: the program stops and knows it, so
/// the run does not count.
[[nodiscard]] FileRecord after_lost_worker(FileRecord file, bool is_orderly, TimePoint now);

/// `file` after a person cancelled it: Cancelled, or marked `cancel_asked` when the provider has to be asked first. nullopt when
/// it has ended already.
[[nodiscard]] std::optional<FileRecord> after_cancel(FileRecord file, TimePoint now);

/// An Unknown file after a person's choice: RetryAsked (Queued, a new run) or GivenUp (Failed, with what it may have cost).
[[nodiscard]] FileRecord after_choice(const FileRecord& file, FileEvent event, TimePoint now);
/// What is said about a retry of a file that has not failed.
[[nodiscard]] Error not_retryable(const FileRecord& file);
/// Why a retry of all of a job's files moved none of them.
[[nodiscard]] Error nothing_to_retry(std::span<const FileRecord> files);
/// What is said about a choice for a file that is not Unknown, and for a job that has none.
[[nodiscard]] Error not_unknown(const FileRecord& file);
[[nodiscard]] Error none_unknown();

/// What is said about new runs in a job that is doomed.
[[nodiscard]] Error being_deleted();
/// True while deleting the file's job would lose sight of a request at a provider.
[[nodiscard]] bool is_held_by_provider(const FileRecord& file);

/// stem + extension, with "-2", "-3" ... between them when `taken` has that name already in any case.
[[nodiscard]] std::string unique_result_name(std::string_view stem, std::span<const std::string> taken,
                                             std::string_view extension = ".glb");

/// `file` after its run was stored as `model` under a name that `taken` does not have; nullopt when its state does not take that.
[[nodiscard]] std::optional<FileRecord> after_stored(const FileRecord& file, const FinishedModel& model,
                                                     std::span<const std::string> taken, TimePoint now);
/// `file` for the retry that a person asked for: with the other model and its price, where there is one.
void take_model(FileRecord& file, const RetryRequest& request);

/// After one more run: the exponential mean (weight 1/5; the first run counts whole), and the last runs.
[[nodiscard]] ModelStats after_run(std::optional<ModelStats> before, std::int64_t duration_ms);

/// What a person reads beside a file in `state` when nothing more exact is known.
[[nodiscard]] std::string_view words_of(FileState state);

}  // namespace i2m
