// job_service.hpp - everything that a person or a script can do with jobs; the HTTP handlers call this and
// nothing else.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/core/blob_store.hpp"
#include "server/core/caller.hpp"
#include "server/core/clock.hpp"
#include "server/core/event_sink.hpp"
#include "server/core/generator.hpp"
#include "server/core/ids.hpp"
#include "server/core/job_store.hpp"
#include "server/core/lanes.hpp"
#include "server/jobs/charges.hpp"
#include "server/jobs/job_meter.hpp"
#include "server/jobs/job_origins.hpp"
#include "server/jobs/job_remover.hpp"
#include "server/jobs/progress_board.hpp"
#include "server/jobs/work_signal.hpp"
#include "shared/api/messages.hpp"
#include "shared/api/messages_usage.hpp"
#include "shared/image/check.hpp"

namespace i2m {

/// One file of an upload: finished, checked, not yet committed.
struct AcceptFile {
    std::string filename;  ///< as sent; cleaned here
    std::unique_ptr<BlobWriter> blob;
    ImageReport report;
};

struct AcceptRequest {
    std::string owner;
    std::string model;  ///< "" for the default
    json::Value options = json::Object{};
    std::optional<std::int64_t> face_limit;
    std::string idempotency_key;  ///< "" for none; 1 to 200 printable ASCII characters
    std::vector<AcceptFile> files;
    std::string request_id = {};  ///< for the log
};

/// What GET /api/v1/jobs takes, as sent.
struct ListRequest {
    std::string owner = {};  ///< "" for all
    std::string text;        ///< words to look for, see parse_search
    std::optional<JobStatus> status;
    std::string model;
    std::optional<TimePoint> from;
    std::optional<TimePoint> to;
    JobOrder order = JobOrder::NewestFirst;
    std::uint32_t limit = 50;  ///< 1..200, else InvalidRequest
    std::string cursor;        ///< from the answer before, "" for the first page
};

/// A blob that may be handed out.
struct StoredFile {
    std::string sha256;  ///< also its ETag
    std::uint64_t size_bytes = 0;
    std::string filename;
    std::string content_type;
    TimePoint created;
};

struct ServiceOptions {
    std::uint32_t max_files = 25;
    Lanes lanes = {};
    std::string default_model = "draft";
    Budget budget = {};
    MicroUsd unknown_price = 1'000'000;  ///< what a run counts whose price is not known
    Millis deadline{0};                  ///< of a run at a provider, as people are told; 0: none
};

/// What a person wants run again.
struct RunAgain {
    std::vector<std::string> file_ids = {};  ///< empty: all that failed or were cancelled; of a new job: all that have ended
    std::string model = {};                  ///< "": as before
    json::Value options = json::Object{};
    bool is_new_job = false;  ///< as a job of its own; the old one keeps everything
};

/// What the service works with; all outlive it.
struct ServiceParts {
    JobStore& store;
    BlobStore& blobs;
    Clock& clock;
    Ids& ids;
    EventSink& events;
    ProgressBoard& progress;
    WorkSignal& work;
    GeneratorOf generator_of;
    /// Why files of a job wait beyond the ordinary; may be empty.
    std::function<std::optional<api::Hold>(const JobWithFiles&)> hold_of = {};
    JobMeter* meter = nullptr;      ///< told of uploads and cancels; nullptr: nobody is
    JobOrigins* origins = nullptr;  ///< told which request made a job; nullptr: nobody is
};

/// The use cases. Ids that come from outside are checked: malformed InvalidId, unknown JobNotFound or
/// FileNotFound; a job that the viewer may not see is unknown to it. Wherever a job is asked for, the id of one of its files is
/// taken too. Safe from any thread; throws StorageError.
class JobService {
public:
    JobService(ServiceParts parts, ServiceOptions options);

    /// Takes an upload: blobs made durable, then job, files and event in one transaction, then the workers
    /// are woken. The same idempotency key with the same content gives the same answer again; with other
    /// content Conflict. NoFiles, TooManyFiles, InvalidOption (model, options, face_limit), FileValidation
    /// when a report refuses (all of them: refusals_of), Unavailable when the model cannot run now, BudgetTooSmall when a run
    /// alone costs more than a day may. Nothing is stored when it fails.
    Result<api::UploadAnswer> accept(AcceptRequest request);
    /// Every refused file of an upload, for details.files.
    [[nodiscard]] static std::vector<api::RefusedFile> refusals_of(const std::vector<AcceptFile>& files);

    [[nodiscard]] Result<api::JobView> job(std::string_view id, const Viewer& viewer = Viewer::everything()) const;
    /// A page of the history. InvalidRequest names what is wrong: limit, q, or a cursor that is none or of another search.
    [[nodiscard]] Result<api::JobListAnswer> list(const ListRequest& request) const;

    Result<api::JobView> cancel(std::string_view id, const Viewer& viewer = Viewer::everything());
    /// `file_ids` empty: all that failed or were cancelled. `model` "": as before.
    Result<api::JobView> retry(std::string_view id, const std::vector<std::string>& file_ids = {}, const std::string& model = {},
                               const json::Value& options = json::Object{});
    /// The same; with `is_new_job` files that have their model already may be run again too, and nothing of it is touched.
    Result<api::JobView> run_again(std::string_view id, const RunAgain& request, const Viewer& viewer = Viewer::everything());
    /// What a person decides about files that may have been charged. look_again asks the provider where it let a request id slip,
    /// which may take as long as a call; Conflict when no file is found again.
    Result<api::JobView> resolve(std::string_view id, const api::ResolveRequest& request,
                                 const Viewer& viewer = Viewer::everything());
    /// Puts a job's waiting files elsewhere in the queue.
    Result<api::JobView> move(std::string_view id, const api::MoveRequest& request, const Viewer& viewer = Viewer::everything());
    /// A hint that the provider knows this attempt of a file by that id. True when something follows from it.
    bool hear_of_request(std::string_view file_id, std::uint32_t attempt, std::string_view request_id);
    /// Deletes the job and all that only it holds; what runs is cancelled first, at its provider too.
    Result<api::DeleteAnswer> remove(std::string_view id, const Viewer& viewer = Viewer::everything());

    [[nodiscard]] Result<api::DownloadListAnswer> downloads(std::string_view id,
                                                            const Viewer& viewer = Viewer::everything()) const;
    [[nodiscard]] Result<StoredFile> find_download(std::string_view job_id, std::string_view filename,
                                                   const Viewer& viewer = Viewer::everything()) const;
    /// The uploaded image.
    [[nodiscard]] Result<StoredFile> source(std::string_view file_id, const Viewer& viewer = Viewer::everything()) const;
    /// The picture that stands for a file: the provider's of the model, else the uploaded image.
    [[nodiscard]] Result<StoredFile> preview(std::string_view file_id, const Viewer& viewer = Viewer::everything()) const;

    /// All models, with whether and why not they can be chosen now.
    [[nodiscard]] std::vector<api::ModelView> models() const;

    /// What was spent in the last `days` days, 1..366, and today's budget. InvalidRequest for others.
    /// The budget and what is spent today are the server's; days and models are sums over what the viewer sees.
    [[nodiscard]] Result<api::UsageAnswer> usage(std::uint32_t days, const Viewer& viewer = Viewer::everything()) const;

private:
    struct ChosenModel {
        const models::Model* model = nullptr;
        std::string options_json;
        bool is_direct = false;
        RunPrice price;
    };
    /// BudgetTooSmall in words when a run can never be paid from the budget.
    [[nodiscard]] Result<void> check_budget(const std::string& model, MicroUsd price) const;
    Result<ChosenModel> choose_model(const std::string& id, json::Value options, std::optional<std::int64_t> face_limit) const;
    Result<void> check_upload(const AcceptRequest& request) const;
    Result<JobWithFiles> load(std::string_view id, const Viewer& viewer) const;
    /// A file of a job that the viewer sees, with its job; FileNotFound.
    Result<std::pair<FileRecord, JobRecord>> load_file(std::string_view file_id, const Viewer& viewer) const;
    /// With what the rows do not know yet: the progress of running files.
    api::JobView view_of(JobWithFiles job) const;
    void add_outlook(api::FileView& view, const FileRecord& file, TimePoint now) const;
    void add_queue_positions(api::JobView& view) const;
    Result<api::JobView> look_again(const JobWithFiles& found, const std::vector<std::string>& file_ids);
    /// What keeps the file in doubt; nullopt when the provider knows its request.
    std::optional<Error> look_for(const FileRecord& file);
    bool note_request(std::string_view file_id, std::uint32_t attempt, const Submission& request);
    Result<api::JobView> run_as_new_job(const JobWithFiles& old, const RunAgain& request);
    std::int64_t typical_ms_of(const models::Model& model) const;

    ServiceParts parts_;
    ServiceOptions options_;
    JobRemover remover_;
};

}  // namespace i2m
