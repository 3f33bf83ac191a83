// event_judge.hpp - reads a job's streams as a page does and says what in them cannot be right.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "shared/api/messages.hpp"
#include "shared/api/sse.hpp"
#include "shared/job/file_state.hpp"

namespace i2m::test {

/// Takes the events of one job in the order in which they came, over any number of connections. What it holds them to: ids ascend
/// and never repeat; each stored state follows the one before by a row of kTransitions; stored progress of a file never falls
/// but when a person asked for the file again; overall progress never falls on one connection but with a task_retry, which
/// begins a run anew (what its snapshot contains already does not count); nothing follows the end.
class EventJudge {
public:
    /// A new connection: it may tell a snapshot that is behind what was told before the server died.
    void begin_connection() {
        told_progress_ = 0;
        contained_ = 0;
    }
    void take(const api::SseEvent& event);

    [[nodiscard]] const std::vector<std::string>& complaints() const { return complaints_; }
    [[nodiscard]] const std::string& last_id() const { return last_id_; }
    [[nodiscard]] bool has_ended() const { return has_ended_; }
    /// The state that the file's last stored event told; Queued before any.
    [[nodiscard]] FileState state_of(const std::string& file_id) const;
    /// How often a file was told to have ended.
    [[nodiscard]] int ends_of(const std::string& file_id) const;

private:
    struct File {
        FileState state = FileState::Queued;
        double progress = 0;
        int ends = 0;
    };
    void take_file(const api::FileView& now);
    void complain(const std::string& words);

    std::map<std::string, File> files_;
    std::string last_id_;
    std::int64_t last_number_ = 0;
    int told_progress_ = 0;
    std::int64_t contained_ = 0;  ///< the last event that the connection's snapshot contains
    bool has_ended_ = false;
    std::vector<std::string> complaints_;
};

/// True when one event leads from one state to the other.
[[nodiscard]] bool may_follow(FileState from, FileState to);

}  // namespace i2m::test
