// audit.hpp - seam: where actions of administrators are noted, by whoever carries them out.
#pragma once

#include <string_view>

#include "server/core/caller.hpp"
#include "shared/json/value.hpp"

namespace i2m {

/// Safe from any thread. Never throws: an action that is done stays done when its note is lost (that is logged).
class Audit {
public:
    virtual ~Audit() = default;
    /// `action` is "what.verb" ("queue.pause"), `subject` the id of what it was done to or "", `details` what else is worth
    /// knowing, without secrets. To be called when the action is done.
    virtual void note(const Caller& who, std::string_view action, std::string_view subject, json::Object details = {}) = 0;
};

/// Notes nothing: for tests.
class NoAudit final : public Audit {
public:
    void note(const Caller&, std::string_view, std::string_view, json::Object) override {}
};

}  // namespace i2m
