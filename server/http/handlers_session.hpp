// handlers_session.hpp - logging in and out, and the log of what administrators did.
#pragma once

#include <string>

#include "server/access/attempts.hpp"
#include "server/access/keyring.hpp"
#include "server/access/sessions.hpp"
#include "server/core/access_store.hpp"
#include "server/core/audit.hpp"
#include "server/http/router.hpp"

namespace i2m::http {

/// All outlive the router.
struct SessionParts {
    const access::Keyring& keys;
    access::Sessions& sessions;
    access::Attempts& attempts;
    const AccessStore& store;  ///< of the audit log
    Audit& audit;
    std::string cookie_path = "/";
};

/// SessionOpen, SessionClose, AdminAudit.
void set_session_handlers(Router& router, const SessionParts& parts);

}  // namespace i2m::http
