// issues.hpp - collects findings while a GLB is read.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shared/base/result.hpp"
#include "shared/glb/glb.hpp"

namespace i2m::glb {

/// The findings of one reading, at most kMostIssues of them: a hostile file could have millions. The first error is always
/// kept; a warning or information with the same words as one before is left out.
class Issues {
public:
    void error(std::string_view code, std::string pointer, std::string message) {
        add(IssueSeverity::Error, code, std::move(pointer), std::move(message));
    }
    void warning(std::string_view code, std::string pointer, std::string message) {
        add(IssueSeverity::Warning, code, std::move(pointer), std::move(message));
    }
    void info(std::string_view code, std::string pointer, std::string message) {
        add(IssueSeverity::Info, code, std::move(pointer), std::move(message));
    }

    [[nodiscard]] bool has_error() const { return has_error_; }
    /// ModelInvalid with the words of the first error. Needs has_error.
    [[nodiscard]] Error first_error() const {
        for (const Issue& issue : list_) {
            if (issue.severity == IssueSeverity::Error) return Error{ErrorCode::ModelInvalid, issue.message, issue.pointer};
        }
        return Error::of(ErrorCode::ModelInvalid);
    }
    /// Errors first, then warnings, then the rest, each in the order found.
    [[nodiscard]] std::vector<Issue> take() && {
        std::stable_sort(list_.begin(), list_.end(), [](const Issue& a, const Issue& b) { return a.severity > b.severity; });
        return std::move(list_);
    }

private:
    static constexpr std::size_t kMostIssues = 200;

    void add(IssueSeverity severity, std::string_view code, std::string pointer, std::string message) {
        if (severity != IssueSeverity::Error && says(message)) return;
        const bool is_first_error = severity == IssueSeverity::Error && !has_error_;
        has_error_ = has_error_ || severity == IssueSeverity::Error;
        if (list_.size() < kMostIssues || is_first_error)
            list_.push_back({severity, std::string(code), std::move(pointer), std::move(message)});
    }

    bool says(std::string_view message) const {
        return std::any_of(list_.begin(), list_.end(), [&](const Issue& issue) { return issue.message == message; });
    }

    std::vector<Issue> list_;
    bool has_error_ = false;
};

/// "/accessors/3", "/meshes/0/primitives/2".
[[nodiscard]] inline std::string pointer_to(std::string_view list, std::size_t index) {
    return "/" + std::string(list) + "/" + std::to_string(index);
}

}  // namespace i2m::glb
