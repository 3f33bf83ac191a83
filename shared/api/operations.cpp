// operations.cpp - which bodies, parameters and errors belong to which route: the only such table.
#include <array>

#include "shared/api/messages.hpp"
#include "shared/api/messages_access.hpp"
#include "shared/api/messages_admin.hpp"
#include "shared/api/messages_generate.hpp"
#include "shared/api/messages_health.hpp"
#include "shared/api/messages_logs.hpp"
#include "shared/api/messages_usage.hpp"
#include "shared/api/openapi.hpp"
#include "shared/api/operation_schemas.hpp"

namespace i2m::api {
namespace {

using E = ErrorCode;
using json::schema;

constexpr std::array kUploadErrors = {E::InvalidRequest, E::InvalidOption, E::FileValidation, E::TooManyFiles,  E::NoFiles,
                                      E::Conflict,       E::StorageFull,   E::Unavailable,    E::BudgetTooSmall};
constexpr std::array kJobErrors = {E::JobNotFound};
constexpr std::array kChangeErrors = {E::JobNotFound, E::Conflict};
constexpr std::array kRetryErrors = {E::JobNotFound,   E::FileNotFound, E::Conflict,
                                     E::InvalidOption, E::Unavailable,  E::BudgetTooSmall};
constexpr std::array kResolveErrors = {E::JobNotFound, E::FileNotFound, E::Conflict, E::ProviderUnreachable, E::ProviderBusy};
constexpr std::array kMoveErrors = {E::JobNotFound, E::Conflict, E::InvalidRequest};
constexpr std::array kListErrors = {E::InvalidRequest};
constexpr std::array kBackupErrors = {E::Conflict};
constexpr std::array kUsageErrors = {E::InvalidRequest};
constexpr std::array kStreamErrors = {E::JobNotFound, E::InvalidRequest, E::Unavailable};
constexpr std::array kAllEventsErrors = {E::InvalidRequest, E::Unavailable};
constexpr std::array kFileErrors = {E::FileNotFound, E::Gone, E::RangeNotSatisfiable};
constexpr std::array kDownloadErrors = {E::JobNotFound,  E::FileNotFound,        E::InvalidRequest,  E::Gone,
                                        E::ModelInvalid, E::RangeNotSatisfiable, E::PayloadTooLarge, E::Unavailable};
constexpr std::array kModelDownloadErrors = {E::JobNotFound, E::FileNotFound, E::InvalidRequest,      E::Gone,
                                             E::Conflict,    E::ModelInvalid, E::RangeNotSatisfiable, E::PayloadTooLarge,
                                             E::Unavailable};
constexpr std::array kGenerateErrors = {E::FileNotFound, E::InvalidId, E::InvalidOption, E::Unavailable, E::BudgetTooSmall};

constexpr std::array kIdempotency = {OperationParameter{"Idempotency-Key", "header", R"({"type":"string","maxLength":200})",
                                                        "The same key with the same content gives the same job again"}};
constexpr std::array kListParameters = {
    OperationParameter{"q", "query", R"({"type":"string","maxLength":200})",
                       "Words that one file of the job has, each in its name, its model's name or its error, in any case; or the "
                       "start of a job id"},
    OperationParameter{
        "status", "query",
        R"({"type":"string","enum":["queued","processing","completed","partially_completed","failed","cancelled"]})",
        "Only jobs in this state"},
    OperationParameter{"model", "query", R"({"type":"string"})", "Only jobs of this model"},
    OperationParameter{"from", "query", R"({"type":"string","format":"date-time"})", "Created at or after"},
    OperationParameter{"to", "query", R"({"type":"string","format":"date-time"})", "Created before"},
    OperationParameter{"sort", "query", R"({"type":"string","enum":["newest","oldest"],"default":"newest"})",
                       "Order by time of creation"},
    OperationParameter{"limit", "query", R"({"type":"integer","minimum":1,"maximum":200,"default":50})",
                       "Most jobs of one answer"},
    OperationParameter{"cursor", "query", R"({"type":"string"})",
                       "next_cursor of the answer before, which had the same search, filters and order"},
};
constexpr std::array kUsageParameters = {
    OperationParameter{"days", "query", R"({"type":"integer","minimum":1,"maximum":366,"default":30})",
                       "Sums of so many days, today among them"},
};
constexpr std::array kStreamParameters = {
    OperationParameter{"timeout", "query", R"({"type":"integer","minimum":1,"maximum":86400,"default":3600})",
                       "Seconds until the stream ends"},
    OperationParameter{"last_event_id", "query", R"({"type":"integer","minimum":0})", "Events after this one are sent again"},
    OperationParameter{"Last-Event-ID", "header", R"({"type":"integer","minimum":0})",
                       "The same; browsers send it when they reconnect"},
};
constexpr std::array kFileParameters = {
    OperationParameter{"Range", "header", R"({"type":"string"})", "One range of bytes"},
    OperationParameter{"If-None-Match", "header", R"({"type":"string"})",
                       "An ETag; the file is not sent again when it is the same"},
};
constexpr std::array kDownloadListErrors = {E::JobNotFound, E::InvalidRequest};
constexpr std::array kDownloadListParameters = {
    OperationParameter{"format", "query", R"({"type":"string","enum":["json","zip"],"default":"json"})",
                       "zip: all models as one archive"},
};
constexpr std::array kDownloadParameters = {
    OperationParameter{
        "format", "query", R"({"type":"string","enum":["glb","obj","stl","ply","3mf"]})",
        "Left out or glb: as it is stored. Others are made of the GLB when they are asked for; obj is a ZIP of the "
        "OBJ, its materials and its textures, stl and 3mf are in millimetres with Z up"},
    kFileParameters[0],
    kFileParameters[1],
};

constexpr std::array kMetricsErrors = {E::Unauthorized, E::TooManyRequests};
constexpr std::array kLogErrors = {E::InvalidRequest, E::NotFound, E::Unavailable};
constexpr std::array kAnalyzeParameters = {
    OperationParameter{"log_type", "query", R"({"type":"string"})", "server or requests; left out: both"},
    OperationParameter{"hours_back", "query", R"({"type":"integer","minimum":1,"maximum":168,"default":24})", "How far back"},
};
constexpr std::array kDayParameters = {
    OperationParameter{"date", "query", R"({"type":"string","format":"date"})", "A day, UTC; left out: today"},
};
constexpr std::array kExportParameters = {
    OperationParameter{"start_date", "query", R"({"type":"string"})", "A date or a time, UTC; left out: a day before the end"},
    OperationParameter{"end_date", "query", R"({"type":"string"})", "The same; a date means to its end; left out: now"},
    OperationParameter{"log_types", "query", R"({"type":"string"})", "server, requests, or both with a comma"},
    OperationParameter{"format", "query", R"({"type":"string","enum":["json","csv","txt"],"default":"json"})",
                       "json: one object a line"},
};
constexpr std::array kCleanupParameters = {
    OperationParameter{"older_than_days", "query", R"({"type":"integer","minimum":1,"maximum":365,"default":30})",
                       "Closed files older than this are removed"},
    OperationParameter{"dry_run", "query", R"({"type":"boolean","default":false})", "Only tell what would be removed"},
};
constexpr std::array kWebhookErrors = {E::Forbidden, E::InvalidRequest, E::Unavailable};
constexpr std::array kWebhookParameters = {
    OperationParameter{"file", "query", R"({"type":"string"})", "Id of a file"},
    OperationParameter{"attempt", "query", R"({"type":"integer","minimum":1})", "Number of its run"},
    OperationParameter{"check", "query", R"({"type":"string"})", "Proof that this server made the address"},
};

constexpr std::array kListFilesParameters = {
    OperationParameter{"directory", "query", R"({"type":"string","enum":["uploads","results"]})", "Which files; required"},
    OperationParameter{"limit", "query", R"({"type":"integer","minimum":1,"maximum":1000,"default":100})",
                       "Most files of one answer"},
    OperationParameter{"cursor", "query", R"({"type":"string"})", "next_cursor of the answer before"},
};

constexpr std::array kSessionErrors = {E::Unauthorized, E::TooManyRequests};
constexpr std::array kAuditParameters = {
    OperationParameter{"action", "query", R"({"type":"string"})", "Only actions that begin so, such as queue."},
    OperationParameter{"actor", "query", R"({"type":"string"})", "Only of this key, by its id"},
    OperationParameter{"from", "query", R"({"type":"string","format":"date-time"})", "Done at or after"},
    OperationParameter{"to", "query", R"({"type":"string","format":"date-time"})", "Done before"},
    OperationParameter{"limit", "query", R"({"type":"integer","minimum":1,"maximum":200,"default":50})",
                       "Most entries of one answer"},
    OperationParameter{"cursor", "query", R"({"type":"string"})", "next_cursor of the answer before"},
};

constexpr AnswerKind kJson = AnswerKind::Json;
constexpr AnswerKind kEvents = AnswerKind::EventStream;

constexpr std::array kOperations = {
    Operation{Route::UploadBatch, "uploadBatch", "Uploads",
              "All images are checked first: one bad image refuses the batch, and nothing is stored.", batch_form, kJson,
              schema<UploadAnswer>, kUploadErrors, kIdempotency},
    Operation{Route::UploadImage, "uploadImage", "Uploads", "", image_form, kJson, image_answer_schema, kUploadErrors,
              kIdempotency},
    Operation{Route::UploadStatus, "uploadStatus", "Uploads", "", nullptr, kJson, upload_status_schema, kJobErrors, {}},
    Operation{Route::UploadBatchStatus,
              "uploadBatchStatus",
              "Uploads",
              "As the state of an upload, but with counts as progress.",
              nullptr,
              kJson,
              batch_status_schema,
              kJobErrors,
              {}},
    Operation{Route::JobList, "listJobs", "Jobs", "", nullptr, kJson, schema<JobListAnswer>, kListErrors, kListParameters},
    Operation{Route::JobGet,
              "getJob",
              "Jobs",
              "The id of one of its files is taken too.",
              nullptr,
              kJson,
              schema<JobView>,
              kJobErrors,
              {}},
    Operation{Route::JobCancel,
              "cancelJob",
              "Jobs",
              "What has ended stays as it is.",
              nullptr,
              kJson,
              schema<JobView>,
              kChangeErrors,
              {}},
    Operation{Route::JobRetry, "retryJob", "Jobs", "", schema<RetryRequest>, kJson, schema<JobView>, kRetryErrors, {}},
    Operation{
        Route::JobResolve,
        "resolveJob",
        "Jobs",
        "For files in the state unknown: look_again asks the provider, send_again is a new run that may be charged beside the "
        "first, give_up ends them as failed.",
        schema<ResolveRequest>,
        kJson,
        schema<JobView>,
        kResolveErrors,
        {}},
    Operation{Route::JobMove,
              "moveJob",
              "Jobs",
              "The waiting files go to the front, to the back, or before another job's. What runs stays as it is.",
              schema<MoveRequest>,
              kJson,
              schema<JobView>,
              kMoveErrors,
              {}},
    Operation{Route::JobDelete,
              "deleteJob",
              "Jobs",
              "What runs is cancelled first, at its provider too.",
              nullptr,
              kJson,
              schema<DeleteAnswer>,
              kJobErrors,
              {}},
    Operation{Route::TaskStream, "streamJob", "Progress",
              "Server-Sent Events. The first is a snapshot; the stream ends after task_completed, task_failed or task_cancelled.",
              nullptr, kEvents, event_schema, kStreamErrors, kStreamParameters},
    Operation{Route::AllEvents, "streamEvents", "Progress", "Server-Sent Events of every job that the caller may see.", nullptr,
              kEvents, event_schema, kAllEventsErrors, kStreamParameters},
    Operation{Route::TaskStatus, "getStatus", "Progress", "", nullptr, kJson, task_status_schema, kJobErrors, {}},
    Operation{Route::JobProgress, "getProgress", "Progress", "", nullptr, kJson, progress_schema, kJobErrors, {}},
    Operation{Route::DownloadList, "listDownloads", "Results", "With format=zip it answers as the archive does.", nullptr, kJson,
              schema<DownloadListAnswer>, kDownloadListErrors, kDownloadListParameters},
    Operation{Route::DownloadArchive, "downloadArchive", "Results",
              "Made while it is sent, of the models as they are; a part of it can be asked for.", nullptr, AnswerKind::Zip,
              nullptr, kFileErrors, kFileParameters},
    Operation{Route::DownloadFile, "downloadModel", "Results", "", nullptr, AnswerKind::Model, nullptr, kDownloadErrors,
              kDownloadParameters},
    Operation{Route::FileSource, "getSourceImage", "Results", "", nullptr, AnswerKind::Image, nullptr, kFileErrors,
              kFileParameters},
    Operation{Route::FilePreview, "getPreview", "Results", "", nullptr, AnswerKind::Image, nullptr, kFileErrors, kFileParameters},
    Operation{Route::Models,
              "listModels",
              "Models",
              "Under the alias the answer is the list of models itself.",
              nullptr,
              kJson,
              schema<ModelListAnswer>,
              {},
              {}},
    Operation{Route::ModelGenerate,
              "generateModel",
              "Models",
              "The image becomes a new job; what it had before stays.",
              schema<GenerateRequest>,
              kJson,
              schema<GenerateAnswer>,
              kGenerateErrors,
              {}},
    Operation{Route::ModelJob, "getModelJob", "Models", "", nullptr, kJson, schema<ModelJobView>, kJobErrors, {}},
    Operation{Route::ModelDownload, "downloadOnlyModel", "Models", "409 when the job has several: name one, or take the archive.",
              nullptr, AnswerKind::Model, nullptr, kModelDownloadErrors, kDownloadParameters},
    Operation{
        Route::Usage, "getUsage", "Models",
        "A run counts on the day it was sent. Runs whose price is not known count as what the setting unknown-price-usd says.",
        nullptr, kJson, schema<UsageAnswer>, kUsageErrors, kUsageParameters},
    Operation{Route::QueueGet, "getQueue", "Queue", "", nullptr, kJson, schema<QueueView>, {}, {}},
    Operation{Route::AdminQueue, "getAdminQueue", "Queue", "", nullptr, kJson, schema<QueueView>, {}, {}},
    Operation{Route::AdminQueuePause,
              "pauseQueue",
              "Queue",
              "The pause outlives a restart of the server.",
              schema<PauseRequest>,
              kJson,
              schema<QueueView>,
              kListErrors,
              {}},
    Operation{Route::AdminQueueResume, "resumeQueue", "Queue", "", nullptr, kJson, schema<QueueView>, {}, {}},
    Operation{Route::AdminProvider, "getProvider", "Queue", "", nullptr, kJson, schema<ProviderView>, {}, {}},
    Operation{Route::AdminDiskUsage, "getDiskUsage", "Storage", "", nullptr, kJson, schema<DiskUsageView>, {}, {}},
    Operation{Route::AdminSystemHealth, "getSystemHealth", "Storage", "", nullptr, kJson, schema<SystemHealthView>, {}, {}},
    Operation{Route::AdminListFiles, "listFiles", "Storage", "", nullptr, kJson, schema<FileListAnswer>, kListErrors,
              kListFilesParameters},
    Operation{
        Route::AdminCleanup,
        "cleanUp",
        "Storage",
        "Jobs that have not ended are never touched. A dry run lists exactly what a real run with the same request deletes.",
        schema<CleanupRequest>,
        kJson,
        schema<CleanupAnswer>,
        kListErrors,
        {}},
    Operation{Route::AdminCleanupJob,
              "cleanUpJob",
              "Storage",
              "An unknown job is no error: its status is \"unknown\".",
              schema<CleanupJobRequest>,
              kJson,
              schema<CleanupJobAnswer>,
              kListErrors,
              {}},
    Operation{Route::AdminDeleteJob,
              "deleteAnyJob",
              "Storage",
              "What runs is cancelled first, at its provider too.",
              nullptr,
              kJson,
              schema<DeleteAnswer>,
              kJobErrors,
              {}},
    Operation{Route::AdminRetention, "getRetention", "Storage", "", nullptr, kJson, schema<RetentionView>, {}, {}},
    Operation{Route::AdminBackup,
              "makeBackup",
              "Storage",
              "It is made in the background, while the server works on; 409 while one is made already.",
              nullptr,
              kJson,
              schema<BackupStarted>,
              kBackupErrors,
              {}},
    Operation{Route::AdminBackupList, "listBackups", "Storage", "", nullptr, kJson, schema<BackupListAnswer>, {}, {}},
    Operation{Route::AdminAudit, "listAudit", "Access", "", nullptr, kJson, schema<AuditAnswer>, kListErrors, kAuditParameters},
    Operation{Route::SessionOpen,
              "openSession",
              "Access",
              "The answer sets a cookie that scripts of the page cannot read. The key may also be sent as X-API-Key or "
              "Authorization: Bearer. Wrong keys make their address wait.",
              schema<SessionRequest>,
              kJson,
              schema<SessionAnswer>,
              kSessionErrors,
              {}},
    Operation{Route::SessionClose, "closeSession", "Access", "", nullptr, kJson, schema<SessionAnswer>, {}, {}},
    Operation{
        Route::WebhookFal, "hearOfRequest", "Queue",
        "Only FAL.AI calls this, where the setting public-url is set. The signature is checked; a notice is a hint to look, "
        "and finds a request whose answer was lost.",
        document_schema, kJson, schema<WebhookAnswer>, kWebhookErrors, kWebhookParameters},
    Operation{Route::Limits, "getLimits", "Server", "", nullptr, kJson, schema<LimitsView>, {}, {}},
    Operation{Route::Liveness, "getLiveness", "Server", "", nullptr, kJson, schema<LiveAnswer>, {}, {}},
    Operation{Route::Readiness,
              "getReadiness",
              "Server",
              "503 with the same body while something that is needed does not work.",
              nullptr,
              kJson,
              schema<ReadyAnswer>,
              {},
              {}},
    Operation{Route::Health, "getHealth", "Server", "", nullptr, kJson, schema<ShortHealth>, {}, {}},
    Operation{Route::HealthDetailed,
              "getDetailedHealth",
              "Server",
              "Callers without a key get the short form. 503 with the same body while a part does not work.",
              nullptr,
              kJson,
              schema<DetailedHealth>,
              {},
              {}},
    Operation{Route::Metrics,
              "getMetrics",
              "Server",
              "The Prometheus text format. Who may read it says the setting metrics-access.",
              nullptr,
              AnswerKind::Text,
              nullptr,
              kMetricsErrors,
              {}},
    Operation{Route::LogAnalyze, "analyzeLogs", "Logs",
              "Reading is bounded in time and size; is_cut and note tell when not all of it was read.", nullptr, kJson,
              schema<LogAnalysis>, kLogErrors, kAnalyzeParameters},
    Operation{Route::LogDailySummary, "getDailySummary", "Logs", "", nullptr, kJson, schema<DailySummary>, kLogErrors,
              kDayParameters},
    Operation{Route::LogExport, "exportLogs", "Logs",
              "Sent while it is read. JSON lines (application/x-ndjson), CSV that is safe to open as a sheet, or text.", nullptr,
              AnswerKind::Text, nullptr, kLogErrors, kExportParameters},
    Operation{Route::LogHealth, "getLogHealth", "Logs", "", nullptr, kJson, schema<LogHealth>, {}, {}},
    Operation{Route::LogStatistics, "getLogStatistics", "Logs", "", nullptr, kJson, schema<LogStatistics>, {}, {}},
    Operation{Route::LogTypes, "getLogTypes", "Logs", "", nullptr, kJson, schema<LogTypesAnswer>, {}, {}},
    Operation{Route::LogRotate, "rotateLogs", "Logs", "", nullptr, kJson, schema<LogRotation>, {}, {}},
    Operation{Route::LogCleanup, "cleanUpLogs", "Logs", "The files that are being written stay.", nullptr, kJson,
              schema<LogCleanup>, kLogErrors, kCleanupParameters},
    Operation{Route::OpenApi, "getOpenApi", "Server", "", nullptr, kJson, document_schema, {}, {}},
};

constexpr bool has_a_row_for_each_route() {
    for (std::size_t i = 0; i < kOperations.size(); ++i) {
        if (static_cast<std::size_t>(kOperations[i].route) != i) return false;
    }
    return true;
}
static_assert(has_a_row_for_each_route(), "the table and the enum must have the same order");

}  // namespace

std::span<const Operation> operations() { return kOperations; }

}  // namespace i2m::api
