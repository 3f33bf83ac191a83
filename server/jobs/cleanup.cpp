// cleanup.cpp - plans carried out job by job.
#include "server/jobs/cleanup.hpp"

#include <algorithm>

#include "server/core/iso_time.hpp"
#include "shared/base/text.hpp"
#include "shared/json/value.hpp"

namespace i2m {
namespace {

constexpr std::int64_t kMostHours = 876'000;  // a hundred years
constexpr std::int64_t kMostJobs = 10'000;
constexpr std::size_t kPreviewJobs = 1'000;
constexpr Millis kHour{3'600'000};
constexpr Millis kDay{24 * 3'600'000};
constexpr std::string_view kLastRunNote = "retention.last_run";

double mb_of(std::uint64_t bytes) { return static_cast<double>(bytes) / (1024.0 * 1024.0); }

api::RemovedJobView view_of(const PlannedRemoval& planned) {
    api::RemovedJobView out;
    out.job_id = planned.job_id;
    out.status = planned.status;
    out.ended_at = iso_utc(planned.ended_at);
    out.files = planned.files;
    out.freed_bytes = planned.freed_bytes;
    for (const BlobInfo& blob : planned.blobs) out.contents.push_back({blob.sha256, blob.size_bytes});
    return out;
}

void count(api::CleanupAnswer& answer, api::RemovedJobView job) {
    answer.directories_removed += 1;
    answer.files_removed += job.contents.size();
    answer.freed_bytes += job.freed_bytes;
    answer.freed_space_mb = mb_of(answer.freed_bytes);
    answer.jobs.push_back(std::move(job));
}

api::CleanupAnswer preview_of(const RemovalPlan& plan, TimePoint now) {
    api::CleanupAnswer answer;
    answer.timestamp = iso_utc(now);
    answer.dry_run = true;
    answer.has_more = plan.has_more;
    for (const PlannedRemoval& planned : plan.jobs) count(answer, view_of(planned));
    return answer;
}

Error out_of_range(const char* name, std::int64_t least, std::int64_t most) {
    return Error{
        ErrorCode::InvalidRequest,
        std::string(name) + " must be a whole number from " + std::to_string(least) + " to " + std::to_string(most) + ".",
        "/" + std::string(name)};
}

}  // namespace

Cleanup::Cleanup(CleanupParts parts, RetentionSettings settings)
    : parts_(parts), settings_(std::move(settings)), started_(parts.clock.now()) {}

Result<api::CleanupAnswer> Cleanup::by_age(const api::CleanupRequest& request) {
    if (request.hours < 0 || request.hours > kMostHours) return out_of_range("hours", 0, kMostHours);
    if (request.limit < 1 || request.limit > kMostJobs) return out_of_range("limit", 1, kMostJobs);
    const std::lock_guard lock(running_);
    const TimePoint now = parts_.clock.now();
    const RemovalPlan plan = plan_removals(parts_.store.housekeeping(), RetentionRules::all_after(request.hours * kHour), now,
                                           static_cast<std::size_t>(request.limit));
    api::CleanupAnswer answer;
    if (request.dry_run) {
        answer = preview_of(plan, now);
    } else {
        answer.timestamp = iso_utc(now);
        answer.has_more = plan.has_more;
        carry_out(plan, answer, {});
        parts_.log.info("cleaned up by age",
                        {{"hours", request.hours}, {"jobs", answer.directories_removed}, {"freed_bytes", answer.freed_bytes}});
    }
    answer.cleanup_hours = request.hours;
    return answer;
}

void Cleanup::carry_out(const RemovalPlan& plan, api::CleanupAnswer& answer, const std::stop_token& stop) {
    for (const PlannedRemoval& planned : plan.jobs) {
        if (stop.stop_requested()) return;
        const Result<RemovedJob> removed = parts_.remover.remove_ended(planned.job_id, planned.ended_at);
        if (!removed) {
            answer.errors.push_back(planned.job_id + ": " +
                                    (removed.error().code == ErrorCode::JobNotFound ? "It was deleted by somebody else meanwhile."
                                                                                    : "It was run again meanwhile, and stays."));
            continue;
        }
        api::RemovedJobView job = view_of(planned);
        job.freed_bytes = removed->freed_bytes;
        // What went is what the store says; the plan only knows the sizes by name.
        std::erase_if(job.contents, [&](const api::RemovedContent& content) {
            const auto& gone = removed->orphaned_sha256;
            return std::find(gone.begin(), gone.end(), content.sha256) == gone.end();
        });
        count(answer, std::move(job));
    }
}

Result<api::CleanupJobAnswer> Cleanup::job(std::string_view id) {
    if (!is_uuid(id)) return Error::of(ErrorCode::InvalidId);
    api::CleanupJobAnswer answer;
    answer.job_id = to_lower(id);
    answer.timestamp = iso_utc(parts_.clock.now());
    const Result<RemovedJob> removed = parts_.remover.remove(answer.job_id);
    if (!removed && removed.error().code != ErrorCode::JobNotFound) return removed.error();
    if (!removed) {
        answer.status = "unknown";
        return answer;
    }
    answer.status = removed->is_pending ? "deleting" : "deleted";
    answer.freed_bytes = removed->freed_bytes;
    answer.freed_space_mb = mb_of(removed->freed_bytes);
    answer.files_removed = removed->orphaned_sha256.size();
    return answer;
}

api::RetentionView Cleanup::retention() const {
    const TimePoint now = parts_.clock.now();
    const HousekeepingStore& store = parts_.store.housekeeping();
    api::RetentionView out;
    for (const auto& [status, name] : json::EnumNames<JobStatus>::kNames) {
        if (!is_final(status)) continue;
        api::RetentionRuleView rule{status, std::nullopt};
        if (const auto keep = settings_.rules.keep.find(status); keep != settings_.rules.keep.end())
            rule.keep_days = keep->second / kDay;
        out.rules.push_back(rule);
    }
    out.max_bytes = settings_.rules.max_bytes;
    out.stored_bytes = store.storage_sums().all.bytes;
    out.schedule = settings_.schedule_text;
    if (const std::optional<TimePoint> next = next_retention()) out.next_run_at = iso_utc(*next);
    if (const std::optional<LastRun> last = last_run())
        out.last_run = api::RetentionRunView{iso_utc(last->at), last->jobs, last->bytes};
    out.preview = preview_of(plan_removals(store, settings_.rules, now, kPreviewJobs), now);
    return out;
}

std::optional<Cleanup::LastRun> Cleanup::last_run() const {
    const std::optional<std::string> note = parts_.store.note(kLastRunNote);
    if (!note) return std::nullopt;
    const Result<json::Value> value = json::parse(*note);
    const auto number = [&](std::string_view name) {
        const json::Value* const member = value ? value->find(name) : nullptr;
        return member != nullptr && member->as_int() != nullptr ? *member->as_int() : 0;
    };
    return LastRun{from_epoch_ms(number("at")), static_cast<std::uint64_t>(number("jobs")),
                   static_cast<std::uint64_t>(number("bytes"))};
}

std::optional<TimePoint> Cleanup::next_retention() const {
    if (!settings_.rules.is_active() || !settings_.schedule) return std::nullopt;
    // A time that passed while the server was off is caught up with.
    const std::optional<LastRun> last = last_run();
    return settings_.schedule->next_after(last ? last->at : started_);
}

api::RetentionRunView Cleanup::run_retention(std::stop_token stop) {
    const std::lock_guard lock(running_);
    const TimePoint now = parts_.clock.now();
    api::CleanupAnswer done;
    for (bool is_more = true; is_more;) {
        const RemovalPlan plan = plan_removals(parts_.store.housekeeping(), settings_.rules, now, kPreviewJobs);
        const std::uint64_t before = done.directories_removed;
        carry_out(plan, done, stop);
        done.jobs.clear();
        is_more = plan.has_more && done.directories_removed > before;
    }
    if (stop.stop_requested()) return {iso_utc(now), done.directories_removed, done.freed_bytes};  // still due
    const json::Object note = {{"at", epoch_ms(now)}, {"jobs", done.directories_removed}, {"bytes", done.freed_bytes}};
    parts_.store.set_note(kLastRunNote, json::dump(json::Value(note)));
    parts_.log.info("retention rules applied", {{"jobs", done.directories_removed}, {"freed_bytes", done.freed_bytes}});
    return {iso_utc(now), done.directories_removed, done.freed_bytes};
}

}  // namespace i2m
