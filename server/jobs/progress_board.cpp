// progress_board.cpp - a map of running files.
#include "server/jobs/progress_board.hpp"

#include "shared/job/job_status.hpp"

namespace i2m {

ProgressBoard::Entry& ProgressBoard::entry_of(std::string_view file_id) {
    const auto found = entries_.find(file_id);
    return found != entries_.end() ? found->second : entries_.emplace(std::string(file_id), Entry{}).first->second;
}

ProgressBoard::Entry ProgressBoard::advance(std::string_view file_id, double percent, std::string_view message) {
    const std::scoped_lock lock(mutex_);
    Entry& entry = entry_of(file_id);
    entry.percent = Progress(entry.percent).advance(percent);
    if (!message.empty()) entry.message = message;
    return entry;
}

ProgressBoard::Entry ProgressBoard::advance_told(std::string_view file_id, double percent, std::string_view message) {
    {
        const std::scoped_lock lock(mutex_);
        entry_of(file_id).is_told = true;
    }
    return advance(file_id, percent, message);
}

ProgressBoard::Entry ProgressBoard::advance_by_time(std::string_view file_id, double percent) {
    const std::optional<Entry> known = find(file_id);
    return known && known->is_told ? *known : advance(file_id, percent, {});
}

void ProgressBoard::forget(std::string_view file_id) {
    const std::scoped_lock lock(mutex_);
    if (const auto found = entries_.find(file_id); found != entries_.end()) entries_.erase(found);
}

std::optional<ProgressBoard::Entry> ProgressBoard::find(std::string_view file_id) const {
    const std::scoped_lock lock(mutex_);
    const auto found = entries_.find(file_id);
    if (found == entries_.end()) return std::nullopt;
    return found->second;
}

}  // namespace i2m
