// log_scope.hpp - what the present thread works for: the log adds it to each line, so that one request is found from the edge to the
// worker to the call to the provider.
#pragma once

#include <array>
#include <cassert>
#include <cstddef>
#include <initializer_list>
#include <string_view>

#include "shared/json/value.hpp"

namespace i2m {

/// While it lives, lines of this thread carry these members unless they say them themselves. Scopes nest; the inner one's are added.
/// It keeps views: names and values outlive it. It allocates nothing, for it stands on the way of every request.
class LogScope {
public:
    struct Member {
        std::string_view name;
        std::string_view value;  ///< "": left out
    };
    explicit LogScope(std::initializer_list<Member> members) : outer_(current()) {
        assert(members.size() <= members_.size());
        for (const Member& member : members) members_[size_++] = member;
        current() = this;
    }
    ~LogScope() { current() = outer_; }
    LogScope(const LogScope&) = delete;
    LogScope& operator=(const LogScope&) = delete;

    /// Adds what the scopes of this thread say and `line` does not.
    static void add_to(json::Object& line) {
        for (const LogScope* scope = current(); scope != nullptr; scope = scope->outer_) {
            for (std::size_t i = 0; i < scope->size_; ++i) add_to(line, scope->members_[i]);
        }
    }

private:
    static void add_to(json::Object& line, const Member& member) {
        if (member.value.empty()) return;
        for (const auto& said : line) {
            if (said.first == member.name) return;
        }
        line.emplace_back(member.name, member.value);
    }

    /// The one piece of state that is global: it belongs to its thread, and every scope puts back what it found.
    static const LogScope*& current() {
        thread_local const LogScope* innermost = nullptr;
        return innermost;
    }

    std::array<Member, 4> members_{};
    std::size_t size_ = 0;
    const LogScope* const outer_;
};

}  // namespace i2m
