// sqlite_access_store.cpp - keys, sessions and the audit log in the server's database.
#include <utility>

#include "server/sqlite/database.hpp"
#include "server/sqlite/stores.hpp"

namespace i2m::sqlite {
namespace {

Role role_of(const std::string& name) { return name == "admin" ? Role::Admin : Role::User; }

class SqliteAccessStore final : public AccessStore {
public:
    explicit SqliteAccessStore(std::shared_ptr<Database> database) : database_(std::move(database)) {}

    std::vector<KeyRecord> keys() const override {
        return database_->read([](Connection& db) {
            std::vector<KeyRecord> found;
            Query row =
                db.query("SELECT id, name, role, owner, sha256, created_at, revoked_at FROM keys ORDER BY created_at, id");
            while (row.step()) {
                found.push_back(
                    {row.text(0), row.text(1), role_of(row.text(2)), row.text(3), row.text(4), row.time(5), row.time_or_none(6)});
            }
            return found;
        });
    }

    Result<void> add_key(const KeyRecord& key) override {
        return database_->write([&](Connection& db) -> Result<void> {
            {
                Query same = db.query("SELECT 1 FROM keys WHERE id = ? OR sha256 = ?");
                if (same.bind(key.id, key.sha256).step()) return Error{ErrorCode::Conflict, "There is such a key already."};
            }
            Query row =
                db.query("INSERT INTO keys (id, name, role, owner, sha256, created_at, revoked_at) VALUES (?, ?, ?, ?, ?, ?, ?)");
            row.bind(key.id, key.name, role_name(key.role), key.owner, key.sha256, key.created_at, key.revoked_at).run();
            return {};
        });
    }

    Result<void> revoke_key(std::string_view id, TimePoint at) override {
        return database_->write([&](Connection& db) -> Result<void> {
            {
                Query found = db.query("SELECT revoked_at FROM keys WHERE id = ?");
                if (!found.bind(id).step())
                    return Error{ErrorCode::NotFound, "There is no key with the id " + std::string(id) + "."};
                if (!found.is_null(0)) return Error{ErrorCode::Conflict, "The key " + std::string(id) + " is revoked already."};
            }
            db.query("UPDATE keys SET revoked_at = ? WHERE id = ?").bind(at, id).run();
            db.query("DELETE FROM sessions WHERE key_id = ?").bind(id).run();
            return {};
        });
    }

    std::vector<SessionRecord> sessions(TimePoint now) const override {
        return database_->read([&](Connection& db) {
            std::vector<SessionRecord> found;
            Query row = db.query(
                "SELECT sha256, key_id, binding, created_at, expires_at FROM sessions WHERE expires_at > ? "
                "ORDER BY expires_at, sha256");
            for (row.bind(now); row.step();) {
                found.push_back({row.text(0), row.text(1), row.text(2), row.time(3), row.time(4)});
            }
            return found;
        });
    }

    void add_session(const SessionRecord& session) override {
        database_->write([&](Connection& db) {
            Query row = db.query("INSERT INTO sessions (sha256, key_id, binding, created_at, expires_at) VALUES (?, ?, ?, ?, ?)");
            row.bind(session.sha256, session.key_id, session.binding, session.created_at, session.expires_at).run();
        });
    }

    void remove_session(std::string_view sha256) override {
        database_->write([&](Connection& db) { db.query("DELETE FROM sessions WHERE sha256 = ?").bind(sha256).run(); });
    }

    void drop_sessions(TimePoint now) override {
        database_->write([&](Connection& db) { db.query("DELETE FROM sessions WHERE expires_at <= ?").bind(now).run(); });
    }

    void add_audit(const AuditRecord& record) override {
        database_->write([&](Connection& db) {
            Query row = db.query(
                "INSERT INTO audit (at, actor, actor_name, address, request_id, action, subject, details) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
            row.bind(record.at, record.actor, record.actor_name, record.address, record.request_id, record.action, record.subject,
                     record.details_json)
                .run();
            db.query("DELETE FROM audit WHERE sequence <= ?").bind(db.last_insert_id() - kKeptAuditRecords).run();
        });
    }

    std::vector<AuditRecord> audit(const AuditQuery& query) const override {
        return database_->read([&](Connection& db) {
            std::vector<AuditRecord> found;
            Query row = db.query(
                "SELECT sequence, at, actor, actor_name, address, request_id, action, subject, details FROM audit "
                "WHERE (?1 IS NULL OR substr(action, 1, length(?1)) = ?1) AND (?2 IS NULL OR actor = ?2) "
                "AND (?3 IS NULL OR at >= ?3) AND (?4 IS NULL OR at < ?4) AND (?5 IS NULL OR sequence < ?5) "
                "ORDER BY sequence DESC LIMIT ?6");
            row.bind(unless_empty(query.action), unless_empty(query.actor), query.from, query.to, query.before_sequence,
                     query.limit);
            while (row.step()) {
                found.push_back({row.integer(0), row.time(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6),
                                 row.text(7), row.text(8)});
            }
            return found;
        });
    }

private:
    const std::shared_ptr<Database> database_;
};

}  // namespace
}  // namespace i2m::sqlite

namespace i2m {

std::shared_ptr<sqlite::Database> open_database(const std::filesystem::path& file) {
    return std::make_shared<sqlite::Database>(file);
}

std::unique_ptr<AccessStore> make_sqlite_access_store(std::shared_ptr<sqlite::Database> database) {
    return std::make_unique<sqlite::SqliteAccessStore>(std::move(database));
}

std::unique_ptr<AccessStore> open_access_store_for_command(const std::filesystem::path& file) {
    return make_sqlite_access_store(std::make_shared<sqlite::Database>(file, sqlite::Sharing::BesideServer));
}

}  // namespace i2m
