// stored_audit.hpp - notes of what administrators do, kept in the store.
#pragma once

#include "server/core/access_store.hpp"
#include "server/core/audit.hpp"
#include "server/core/clock.hpp"
#include "server/core/log.hpp"

namespace i2m::access {

/// Safe from any thread; store, clock and log outlive it. A note that cannot be stored is logged.
class StoredAudit final : public Audit {
public:
    StoredAudit(AccessStore& store, const Clock& clock, Log& log) : store_(store), clock_(clock), log_(log) {}
    void note(const Caller& who, std::string_view action, std::string_view subject, json::Object details = {}) override;

private:
    AccessStore& store_;
    const Clock& clock_;
    Log& log_;
};

}  // namespace i2m::access
