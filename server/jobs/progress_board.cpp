// progress_board.cpp - a map of running files.
#include "server/jobs/progress_board.hpp"

#include "shared/job/job_status.hpp"

namespace i2m {

ProgressBoard::Entry ProgressBoard::advance(std::string_view file_id, double percent, std::string_view message) {
    const std::scoped_lock lock(mutex_);
    auto found = entries_.find(file_id);
    if (found == entries_.end()) found = entries_.emplace(std::string(file_id), Entry{}).first;
    Entry& entry = found->second;
    entry.percent = Progress(entry.percent).advance(percent);
    if (!message.empty()) entry.message = message;
    return entry;
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
