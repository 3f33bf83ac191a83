// stored_audit.cpp - one row a note.
#include "server/access/stored_audit.hpp"

#include <string>
#include <utility>

#include "server/core/storage_error.hpp"

namespace i2m::access {

void StoredAudit::note(const Caller& who, std::string_view action, std::string_view subject, json::Object details) {
    AuditRecord record;
    record.at = clock_.now();
    record.actor = who.key_id;
    record.actor_name = who.name;
    record.address = who.address;
    record.request_id = who.request_id;
    record.action = std::string(action);
    record.subject = std::string(subject);
    record.details_json = json::dump(std::move(details));
    try {
        store_.add_audit(record);
    } catch (const StorageError& broken) {
        log_.error("an audit note was lost", {{"request_id", who.request_id},
                                              {"actor", who.key_id},
                                              {"action", action},
                                              {"subject", subject},
                                              {"reason", broken.what()}});
    }
}

}  // namespace i2m::access
