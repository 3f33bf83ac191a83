// schema_housekeeping.hpp - the migration for deleting and tidying up.
#pragma once

namespace i2m::sqlite {

inline constexpr const char* kHousekeepingSchema = R"sql(
-- A doomed job goes when its provider has stopped working on it.
ALTER TABLE jobs ADD COLUMN is_doomed INTEGER NOT NULL DEFAULT 0 CHECK (is_doomed IN (0, 1));
CREATE INDEX jobs_doomed ON jobs (id) WHERE is_doomed = 1;
CREATE INDEX jobs_by_end ON jobs (ended_at, sequence) WHERE ended_at IS NOT NULL;
CREATE INDEX blobs_by_age ON blobs (created_at DESC, sha256);

-- Runs of deleted jobs whose copy at the provider is still to be deleted.
CREATE TABLE provider_copies (
    request_id   TEXT NOT NULL PRIMARY KEY CHECK (request_id <> ''),
    model        TEXT NOT NULL,
    deleted_at   INTEGER NOT NULL,
    tries        INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
    next_try_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX provider_copies_due ON provider_copies (next_try_at);
)sql";

}  // namespace i2m::sqlite
