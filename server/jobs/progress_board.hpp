// progress_board.hpp - how far the running files are, in memory only: what the rows do not say yet.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace i2m {

/// Progress of running files. Never falls while a file runs. Safe from any thread.
class ProgressBoard {
public:
    struct Entry {
        double percent = 0;  ///< 0..99
        std::string message;
        bool is_told = false;  ///< the provider itself tells a percentage
    };

    /// Moves a file forward; an empty message keeps the old one. Returns what is shown now.
    Entry advance(std::string_view file_id, double percent, std::string_view message);
    /// The same with what the provider itself told: from now on time says nothing any more.
    Entry advance_told(std::string_view file_id, double percent, std::string_view message);
    /// The same with a guess by time.
    Entry advance_by_time(std::string_view file_id, double percent);
    /// The file runs no more.
    void forget(std::string_view file_id);
    [[nodiscard]] std::optional<Entry> find(std::string_view file_id) const;

private:
    Entry& entry_of(std::string_view file_id);  ///< mutex_ is held

    mutable std::mutex mutex_;
    std::map<std::string, Entry, std::less<>> entries_;  ///< guarded by mutex_
};

}  // namespace i2m
