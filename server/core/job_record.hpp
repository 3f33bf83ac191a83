// job_record.hpp - a job, its files and its events as they are stored: plain values, no rules.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "server/core/clock.hpp"
#include "server/core/money.hpp"
#include "shared/base/error.hpp"
#include "shared/job/file_state.hpp"

namespace i2m {

/// What a provider confirmed for one attempt; enough to find the request again after a crash.
struct Submission {
    std::string request_id;
    std::string urls_json = "{}";  ///< the provider's addresses, as its generator wants them back

    friend bool operator==(const Submission& a, const Submission& b) {
        return a.request_id == b.request_id && a.urls_json == b.urls_json;
    }
};

/// What a provider's run gave, before its files are here.
struct RunResult {
    std::string json;             ///< the provider's own words
    std::optional<double> units;  ///< what it counted for the bill
};

/// What a file's runs have cost.
struct FileCost {
    MicroUsd amount = 0;
    bool is_estimated = false;  ///< a part of it is
};

/// A provider's picture of a model.
struct StoredPreview {
    std::string sha256;
    std::uint64_t size_bytes = 0;
    std::string content_type;  ///< "image/png" or "image/jpeg"
};

/// The model that came out of a file.
struct StoredResult {
    std::string filename;  ///< unique in its job; its extension says what it is, GLB nearly always
    std::string sha256;
    std::uint64_t size_bytes = 0;
    std::uint64_t triangles = 0;
    std::uint64_t vertices = 0;
    std::int64_t duration_ms = 0;  ///< from claim to stored
};

/// One image and its way to a model.
struct FileRecord {
    std::string id;
    std::string job_id;
    std::uint32_t position = 0;  ///< 0-based, order of the upload
    std::string filename;
    std::string content_type;
    std::string source_sha256;
    std::uint64_t source_bytes = 0;
    std::uint32_t width_px = 0;
    std::uint32_t height_px = 0;
    std::string model;  ///< the job's, or another one after a retry
    std::string options_json = "{}";
    bool is_direct = false;  ///< the model's provider is part of this program: losing a run costs nothing
    FileState state = FileState::Queued;
    double percent = 0;  ///< as last stored; running files are further (ProgressBoard)
    std::string message;
    std::optional<Error> error;
    std::uint32_t attempt = 0;          ///< runs so far
    std::uint32_t attempts_before = 0;  ///< those before a person last asked for one: tries are counted from there
    std::uint32_t lost_runs = 0;        ///< of those since, how many ended with the death of the program
    std::optional<TimePoint> retry_at;
    bool cancel_asked = false;  ///< a person wants it cancelled; the worker asks the provider
    bool is_sent = false;       ///< the request may have left this program (this attempt)
    std::optional<Submission> submission;
    std::optional<RunResult> run_result;  ///< of this attempt; kept before its files are fetched
    MicroUsd reserve = 0;                 ///< what a run counts before its price is known; 0: free
    bool is_price_known = true;           ///< `reserve` is from a price list, no assumption
    std::optional<FileCost> cost;         ///< of runs that have ended
    /// A running file without a worker is taken up again then; absent: at once.
    std::optional<TimePoint> next_try_at;
    std::uint32_t failed_calls = 0;  ///< calls about its request that failed, in a row
    bool is_cancel_sent = false;     ///< the provider was asked to cancel it
    std::optional<TimePoint> claimed_at;
    std::optional<TimePoint> ended_at;
    std::optional<StoredResult> result;
    std::optional<StoredPreview> preview;
};

/// One submission.
struct JobRecord {
    std::string id;
    std::int64_t sequence = 0;  ///< order of arrival
    std::string owner;
    std::string model;
    std::string options_json = "{}";
    std::optional<std::int64_t> face_limit;
    std::int64_t typical_ms = 0;  ///< a run of this model when the job came in
    TimePoint created_at;
    std::optional<TimePoint> ended_at;
};

struct JobWithFiles {
    JobRecord job;
    std::vector<FileRecord> files;  ///< by position
    std::int64_t last_event_id = 0;
};

/// One row of the outbox that all streams read.
struct EventRow {
    std::int64_t id = 0;
    std::string job_id;
    std::string name;        ///< api::kEvent...
    std::string data;        ///< api::EventData as JSON
    std::string owner = {};  ///< the job's; only where events of all jobs are read
};

}  // namespace i2m
