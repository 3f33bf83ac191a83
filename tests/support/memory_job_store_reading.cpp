// memory_job_store_reading.cpp - what the in-memory job store answers.
#include <algorithm>

#include "tests/support/memory_job_store.hpp"

namespace i2m::test {

std::optional<JobWithFiles> MemoryJobStore::job(std::string_view job_id) const {
    const std::scoped_lock lock(mutex_);
    const Job* const job = find_job(job_id);
    if (job == nullptr) return std::nullopt;
    return whole(*job, last_id_of(job_id));
}

std::optional<FileRecord> MemoryJobStore::file(std::string_view file_id) const {
    const std::scoped_lock lock(mutex_);
    for (const Job& job : jobs_) {
        for (const File& file : job.files) {
            if (file.record.id == file_id) return file.record;
        }
    }
    return std::nullopt;
}

std::vector<JobWithFiles> MemoryJobStore::list(const JobQuery& query) const {
    const std::scoped_lock lock(mutex_);
    const bool is_newest_first = query.order == JobOrder::NewestFirst;
    const auto status_of = [](const Job& job) {
        std::vector<FileState> states;
        for (const File& file : job.files) states.push_back(file.record.state);
        return job_status(tally(states));
    };
    const auto has_all_words = [&](const File& file) {
        return std::all_of(query.search.words.begin(), query.search.words.end(), [&](const SearchWord& word) {
            return has_word(word, file.record.filename, file.record.model, file.record.error ? file.record.error->message : "");
        });
    };
    const auto matches = [&](const Job& job) {
        const JobRecord& record = job.record;
        if (!query.owner.empty() && record.owner != query.owner) return false;
        if (!query.model.empty() && record.model != query.model) return false;
        if (query.from && record.created_at < *query.from) return false;
        if (query.to && record.created_at >= *query.to) return false;
        if (query.after_sequence &&
            (is_newest_first ? record.sequence >= *query.after_sequence : record.sequence <= *query.after_sequence))
            return false;
        if (query.status && status_of(job) != *query.status) return false;
        const std::string& id_prefix = query.search.id_prefix;
        if (query.search.is_empty() || (!id_prefix.empty() && record.id.starts_with(id_prefix))) return true;
        return std::any_of(job.files.begin(), job.files.end(), has_all_words);
    };
    std::vector<JobWithFiles> found;
    for (const Job& job : jobs_) {
        if (matches(job)) found.push_back(whole(job, last_id_of(job.record.id)));
    }
    if (is_newest_first) std::reverse(found.begin(), found.end());
    if (found.size() > query.limit) found.resize(query.limit);
    return found;
}

std::vector<EventRow> MemoryJobStore::events_after(std::string_view job_id, std::int64_t after_id, std::size_t limit) const {
    const std::scoped_lock lock(mutex_);
    std::vector<EventRow> found;
    for (const EventRow& event : events_) {
        if (event.id <= after_id || found.size() >= limit || !(job_id.empty() || event.job_id == job_id)) continue;
        found.push_back(event);
        if (job_id.empty()) found.back().owner = find_job(event.job_id)->record.owner;
    }
    return found;
}

std::int64_t MemoryJobStore::last_event_id() const {
    const std::scoped_lock lock(mutex_);
    return last_event_id_;
}

std::optional<ModelStats> MemoryJobStore::model_stats(std::string_view model) const {
    const std::scoped_lock lock(mutex_);
    const auto known = stats_.find(std::string(model));
    if (known == stats_.end()) return std::nullopt;
    return known->second;
}

QueueStats MemoryJobStore::queue_stats() const {
    const std::scoped_lock lock(mutex_);
    QueueStats stats;
    for (const Job& job : jobs_) {
        for (const File& file : job.files) {
            if (is_running(file.record.state)) ++stats.running;
            if (file.record.state == FileState::Retrying) ++stats.retrying;
            if (file.record.state == FileState::Unknown) ++stats.unknown;
            if (file.record.state != FileState::Queued) continue;
            ++stats.queued;
            stats.oldest_queued = std::min(stats.oldest_queued.value_or(job.record.created_at), job.record.created_at);
        }
    }
    return stats;
}

}  // namespace i2m::test
