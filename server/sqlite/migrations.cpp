// migrations.cpp - every step of the schema, oldest first. Times are epoch milliseconds.
#include <array>

#include "server/sqlite/migrate.hpp"
#include "server/sqlite/schema_housekeeping.hpp"
#include "server/sqlite/schema_search.hpp"

namespace i2m::sqlite {
namespace {

constexpr const char* kFirst = R"sql(
CREATE TABLE blobs (
    sha256      TEXT NOT NULL PRIMARY KEY CHECK (length(sha256) = 64),
    size_bytes  INTEGER NOT NULL CHECK (size_bytes >= 0),
    created_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE jobs (
    sequence         INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    id               TEXT NOT NULL UNIQUE CHECK (length(id) = 36),
    owner            TEXT NOT NULL,
    model            TEXT NOT NULL CHECK (model <> ''),
    options_json     TEXT NOT NULL CHECK (json_valid(options_json)),
    face_limit       INTEGER CHECK (face_limit > 0),
    typical_ms       INTEGER NOT NULL CHECK (typical_ms >= 0),
    idempotency_key  TEXT CHECK (idempotency_key <> ''),
    fingerprint      TEXT NOT NULL,
    created_at       INTEGER NOT NULL,
    ended_at         INTEGER,
    is_trimmed       INTEGER NOT NULL DEFAULT 0 CHECK (is_trimmed IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX jobs_by_key ON jobs (owner, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX jobs_to_trim ON jobs (ended_at) WHERE is_trimmed = 0 AND ended_at IS NOT NULL;

CREATE TABLE files (
    sequence         INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    id               TEXT NOT NULL UNIQUE CHECK (length(id) = 36),
    job_id           TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    position         INTEGER NOT NULL CHECK (position >= 0),
    filename         TEXT NOT NULL CHECK (filename <> ''),
    content_type     TEXT NOT NULL,
    source_sha256    TEXT NOT NULL REFERENCES blobs (sha256),
    source_bytes     INTEGER NOT NULL CHECK (source_bytes >= 0),
    width_px         INTEGER NOT NULL CHECK (width_px >= 0),
    height_px        INTEGER NOT NULL CHECK (height_px >= 0),
    model            TEXT NOT NULL CHECK (model <> ''),
    options_json     TEXT NOT NULL CHECK (json_valid(options_json)),
    is_direct        INTEGER NOT NULL CHECK (is_direct IN (0, 1)),
    state            TEXT NOT NULL CHECK (state IN ('queued', 'submitting', 'waiting', 'generating', 'fetching',
                                                    'retrying', 'unknown', 'succeeded', 'failed', 'cancelled')),
    percent          REAL NOT NULL DEFAULT 0 CHECK (percent BETWEEN 0 AND 100),
    message          TEXT NOT NULL DEFAULT '',
    error_code       TEXT,
    error_message    TEXT,
    attempt          INTEGER NOT NULL DEFAULT 0 CHECK (attempt >= 0),
    lost_runs        INTEGER NOT NULL DEFAULT 0 CHECK (lost_runs >= 0),
    queue_rank       INTEGER NOT NULL,
    retry_at         INTEGER,
    cancel_asked     INTEGER NOT NULL DEFAULT 0 CHECK (cancel_asked IN (0, 1)),
    lease_token      TEXT,
    lease_until      INTEGER,
    claimed_at       INTEGER,
    ended_at         INTEGER,
    result_filename  TEXT,
    result_sha256    TEXT REFERENCES blobs (sha256),
    result_bytes     INTEGER CHECK (result_bytes > 0),
    triangles        INTEGER,
    vertices         INTEGER,
    duration_ms      INTEGER,
    UNIQUE (job_id, position),
    CHECK ((error_code IS NULL) = (error_message IS NULL)),
    CHECK ((lease_token IS NULL) = (lease_until IS NULL)),
    CHECK (lease_token IS NULL OR state IN ('submitting', 'waiting', 'generating', 'fetching')),
    CHECK ((state = 'retrying') = (retry_at IS NOT NULL)),
    CHECK ((state IN ('succeeded', 'failed', 'cancelled')) = (ended_at IS NOT NULL)),
    CHECK ((state = 'succeeded') = (result_sha256 IS NOT NULL)),
    CHECK (state <> 'failed' OR error_code IS NOT NULL),
    CHECK ((result_sha256 IS NULL) = (result_filename IS NULL) AND (result_sha256 IS NULL) = (result_bytes IS NULL))
) STRICT;
CREATE INDEX files_queued ON files (queue_rank, sequence) WHERE state = 'queued';
CREATE INDEX files_running ON files (lease_until, sequence) WHERE state IN ('submitting', 'waiting', 'generating', 'fetching');
CREATE INDEX files_retrying ON files (retry_at) WHERE state = 'retrying';
CREATE INDEX files_by_source ON files (source_sha256);
CREATE UNIQUE INDEX files_by_result_name ON files (job_id, result_filename) WHERE result_filename IS NOT NULL;
CREATE INDEX files_by_result ON files (result_sha256) WHERE result_sha256 IS NOT NULL;

-- One row a run: the intent is here before a request leaves, and what came of it afterwards.
CREATE TABLE attempts (
    file_id     TEXT NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    number      INTEGER NOT NULL CHECK (number > 0),
    model       TEXT NOT NULL,
    started_at  INTEGER NOT NULL,
    is_sent     INTEGER NOT NULL DEFAULT 0 CHECK (is_sent IN (0, 1)),
    request_id  TEXT CHECK (request_id <> ''),
    urls_json   TEXT CHECK (urls_json IS NULL OR json_valid(urls_json)),
    ended_at    INTEGER,
    outcome     TEXT CHECK (outcome IN ('queued', 'retrying', 'unknown', 'succeeded', 'failed', 'cancelled')),
    cost_usd    REAL CHECK (cost_usd >= 0),
    PRIMARY KEY (file_id, number),
    CHECK ((ended_at IS NULL) = (outcome IS NULL)),
    CHECK (request_id IS NULL OR is_sent = 1)
) STRICT, WITHOUT ROWID;

-- The outbox of all streams. AUTOINCREMENT: an id is never used twice, so a reader can go on from the last one it saw.
CREATE TABLE events (
    id          INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    job_id      TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    name        TEXT NOT NULL CHECK (name <> ''),
    data        TEXT NOT NULL CHECK (json_valid(data)),
    created_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX events_by_job ON events (job_id, id);

CREATE TABLE model_stats (
    model       TEXT NOT NULL PRIMARY KEY,
    runs        INTEGER NOT NULL CHECK (runs > 0),
    typical_ms  INTEGER NOT NULL CHECK (typical_ms >= 0)
) STRICT, WITHOUT ROWID;
)sql";

// Files of a provider that wait when this step comes have no price yet: they count as one whose price is not known, a dollar.
constexpr const char* kLedger = R"sql(
-- One row a paid run; it stays when its job is deleted. Money is whole millionths of a US dollar, days are since 1970-01-01.
CREATE TABLE ledger (
    job_id              TEXT NOT NULL,
    file_id             TEXT NOT NULL,
    attempt             INTEGER NOT NULL CHECK (attempt > 0),
    model               TEXT NOT NULL CHECK (model <> ''),
    owner               TEXT NOT NULL,
    day                 INTEGER NOT NULL,
    sent_at             INTEGER NOT NULL,
    ended_at            INTEGER,
    state               TEXT NOT NULL CHECK (state IN ('reserved', 'settled', 'released', 'maybe')),
    estimated_microusd  INTEGER NOT NULL CHECK (estimated_microusd >= 0),
    billable_units      REAL CHECK (billable_units >= 0),
    cost_microusd       INTEGER CHECK (cost_microusd >= 0),
    PRIMARY KEY (file_id, attempt),
    CHECK (state = 'reserved' OR ended_at IS NOT NULL)
) STRICT, WITHOUT ROWID;
CREATE INDEX ledger_by_day ON ledger (day);

ALTER TABLE files ADD COLUMN reserve_microusd INTEGER NOT NULL DEFAULT 0 CHECK (reserve_microusd >= 0);
ALTER TABLE files ADD COLUMN is_price_known INTEGER NOT NULL DEFAULT 1 CHECK (is_price_known IN (0, 1));
ALTER TABLE files ADD COLUMN cost_microusd INTEGER CHECK (cost_microusd >= 0);
ALTER TABLE files ADD COLUMN is_cost_estimated INTEGER NOT NULL DEFAULT 0 CHECK (is_cost_estimated IN (0, 1));
ALTER TABLE files ADD COLUMN preview_sha256 TEXT REFERENCES blobs (sha256);
ALTER TABLE files ADD COLUMN preview_bytes INTEGER CHECK (preview_bytes > 0);
ALTER TABLE files ADD COLUMN preview_type TEXT CHECK (preview_type IN ('image/png', 'image/jpeg'));
CREATE INDEX files_by_preview ON files (preview_sha256) WHERE preview_sha256 IS NOT NULL;
UPDATE files SET reserve_microusd = 1000000, is_price_known = 0 WHERE is_direct = 0;

ALTER TABLE attempts ADD COLUMN result_json TEXT;
ALTER TABLE attempts ADD COLUMN billable_units REAL;
ALTER TABLE attempts DROP COLUMN cost_usd;
)sql";

constexpr const char* kQueue = R"sql(
-- A running file without a worker is due then; NULL: at once.
ALTER TABLE files ADD COLUMN next_try_at INTEGER;
ALTER TABLE files ADD COLUMN failed_calls INTEGER NOT NULL DEFAULT 0 CHECK (failed_calls >= 0);
ALTER TABLE files ADD COLUMN cancel_sent INTEGER NOT NULL DEFAULT 0 CHECK (cancel_sent IN (0, 1));
CREATE INDEX files_to_adopt ON files (next_try_at, sequence)
    WHERE state IN ('submitting', 'waiting', 'generating', 'fetching') AND lease_until IS NULL;
CREATE INDEX files_unknown ON files (sequence) WHERE state = 'unknown';

ALTER TABLE model_stats ADD COLUMN recent_json TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(recent_json));

-- What the server itself must remember: the queue's pause.
CREATE TABLE notes (
    name   TEXT NOT NULL PRIMARY KEY,
    value  TEXT NOT NULL
) STRICT, WITHOUT ROWID;
)sql";

constexpr const char* kAccess = R"sql(
-- Keys and cookies are here as SHA-256 only. A key's owner is what its jobs carry: its own id, or that of the key it replaces.
CREATE TABLE keys (
    id          TEXT NOT NULL PRIMARY KEY CHECK (id NOT IN ('', 'user', 'admin')),
    name        TEXT NOT NULL CHECK (name <> ''),
    role        TEXT NOT NULL CHECK (role IN ('user', 'admin')),
    owner       TEXT NOT NULL CHECK (owner <> ''),
    sha256      TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),
    created_at  INTEGER NOT NULL,
    revoked_at  INTEGER
) STRICT, WITHOUT ROWID;

-- `key_id` is of `keys`, or the name of a configured key.
CREATE TABLE sessions (
    sha256      TEXT NOT NULL PRIMARY KEY CHECK (length(sha256) = 64),
    key_id      TEXT NOT NULL CHECK (key_id <> ''),
    binding     TEXT NOT NULL CHECK (length(binding) = 64),
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_end ON sessions (expires_at);

-- What administrators did; it outlives what it was done to.
CREATE TABLE audit (
    sequence    INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at          INTEGER NOT NULL,
    actor       TEXT NOT NULL,
    actor_name  TEXT NOT NULL,
    address     TEXT NOT NULL,
    request_id  TEXT NOT NULL,
    action      TEXT NOT NULL CHECK (action <> ''),
    subject     TEXT NOT NULL,
    details     TEXT NOT NULL CHECK (json_valid(details))
) STRICT;

-- The streams of an owner's jobs, and lists by owner.
CREATE INDEX jobs_by_owner ON jobs (owner, sequence);
)sql";

constexpr const char* kTries = R"sql(
ALTER TABLE files ADD COLUMN attempts_before INTEGER NOT NULL DEFAULT 0 CHECK (attempts_before >= 0);
)sql";

constexpr std::array kSteps = {
    Migration{"0001 jobs, files, attempts, events, blobs, model_stats", kFirst},
    Migration{"0002 ledger, prices, previews, kept results", kLedger},
    Migration{"0003 times of the next try, recent runs, notes", kQueue},
    Migration{"0004 doomed jobs, copies at providers", kHousekeepingSchema},
    Migration{"0005 keys, sessions, audit log", kAccess},
    Migration{"0006 search of jobs", kSearchSchema},
    Migration{"0007 tries since a person asked", kTries},
};

}  // namespace

const std::span<const Migration> kMigrations{kSteps};

}  // namespace i2m::sqlite
