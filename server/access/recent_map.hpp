// recent_map.hpp - a map that keeps so many entries and forgets those that were used longest ago.
#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace i2m::access {

/// For one thread at a time. Memory is bounded by `max_kept` entries of at most kMaxNameBytes each.
template <class Value>
class RecentMap {
public:
    static constexpr std::size_t kMaxNameBytes = 128;

    explicit RecentMap(std::size_t max_kept) : max_kept_(max_kept) {}

    /// The entry, now the most recent; nullptr when there is none.
    [[nodiscard]] Value* find(std::string_view name) {
        const auto found = places_.find(std::string(name.substr(0, kMaxNameBytes)));
        if (found == places_.end()) return nullptr;
        rows_.splice(rows_.begin(), rows_, found->second);
        return &found->second->second;
    }
    /// The entry, made by `fresh` when there is none.
    [[nodiscard]] Value& find_or(std::string_view name, const Value& fresh) {
        if (Value* const found = find(name)) return *found;
        if (rows_.size() >= max_kept_) {
            places_.erase(rows_.back().first);
            rows_.pop_back();
        }
        rows_.emplace_front(std::string(name.substr(0, kMaxNameBytes)), fresh);
        places_.emplace(rows_.front().first, rows_.begin());
        return rows_.front().second;
    }
    void erase(std::string_view name) {
        const auto found = places_.find(std::string(name.substr(0, kMaxNameBytes)));
        if (found == places_.end()) return;
        rows_.erase(found->second);
        places_.erase(found);
    }
    [[nodiscard]] std::size_t size() const { return rows_.size(); }

private:
    using Rows = std::list<std::pair<std::string, Value>>;

    const std::size_t max_kept_;
    Rows rows_;  ///< the most recent first
    std::unordered_map<std::string, typename Rows::iterator> places_;
};

}  // namespace i2m::access
