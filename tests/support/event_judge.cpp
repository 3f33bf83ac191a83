// event_judge.cpp - the rules that hold for every stream.
#include "tests/support/event_judge.hpp"

#include <algorithm>
#include <cstdlib>

#include "shared/api/messages_queue.hpp"
#include "shared/json/fields.hpp"

namespace i2m::test {

bool may_follow(FileState from, FileState to) {
    return std::any_of(std::begin(kTransitions), std::end(kTransitions),
                       [&](const Transition& row) { return row.from == from && row.to == to; });
}

void EventJudge::complain(const std::string& words) {
    complaints_.push_back("at event " + (last_id_.empty() ? "(none)" : last_id_) + ": " + words);
}

void EventJudge::take(const api::SseEvent& event) {
    if (event.name.empty() || event.name == api::kEventHeartbeat || event.name == api::kEventQueueChanged) return;
    const auto data = json::decode_text<api::EventData>(event.data);
    if (!data) return complain(event.name + " cannot be read: " + data.error().message);
    const bool is_snapshot = event.name == api::kEventSnapshot;
    if (!event.id.empty()) {
        const std::int64_t number = std::atoll(event.id.c_str());
        if (number <= last_number_ && !is_snapshot) complain("id " + event.id + " after " + std::to_string(last_number_));
        last_number_ = std::max(last_number_, number);
        last_id_ = event.id;
    }
    if (event.name == api::kEventFile) {
        if (!data->file) return complain("file_update without a file");
        if (!event.id.empty()) take_file(*data->file);
        return;
    }
    if (is_snapshot && data->result) contained_ = data->result->last_event_id;
    // What a snapshot contains already is missed news, not the present.
    if (!is_snapshot && !event.id.empty() && last_number_ <= contained_) {
        has_ended_ = has_ended_ || api::is_final_event(event.name);
        return;
    }
    if (event.name == api::kEventRetry) told_progress_ = 0;
    if (data->progress < told_progress_)
        complain(event.name + ": progress falls from " + std::to_string(told_progress_) + " to " +
                 std::to_string(data->progress));
    told_progress_ = std::max(told_progress_, data->progress);
    if (has_ended_ && !is_snapshot) complain(event.name + " after the end");
    has_ended_ = has_ended_ || api::is_final_event(event.name);
}

void EventJudge::take_file(const api::FileView& now) {
    File& file = files_[now.file_id];
    const bool is_asked_again = now.status == FileState::Queued && (is_final(file.state) || file.state == FileState::Unknown);
    if (now.status != file.state && !may_follow(file.state, now.status))
        complain(std::string(name_of(file.state)) + " is followed by " + std::string(name_of(now.status)));
    if (is_asked_again) file = {};
    if (now.progress < file.progress)
        complain("a file's progress falls from " + std::to_string(file.progress) + " to " + std::to_string(now.progress));
    file.progress = now.progress;
    if (is_final(now.status) && now.status != file.state) ++file.ends;
    file.state = now.status;
}

FileState EventJudge::state_of(const std::string& file_id) const {
    const auto found = files_.find(file_id);
    return found == files_.end() ? FileState::Queued : found->second.state;
}

int EventJudge::ends_of(const std::string& file_id) const {
    const auto found = files_.find(file_id);
    return found == files_.end() ? 0 : found->second.ends;
}

}  // namespace i2m::test
