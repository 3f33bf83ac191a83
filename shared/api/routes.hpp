// routes.hpp - the route table: the only place where a path of the HTTP API is written.
//
// The server binds from it, the client builds its paths from it, OpenAPI is printed from it, and access rules
// and body limits are read from it before a body byte is.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace i2m::api {

enum class Method : std::uint8_t { Get, Post, Put, Delete };
[[nodiscard]] std::string_view method_name(Method method);  ///< "GET"

enum class Route : std::uint8_t {
    UploadBatch,
    UploadImage,
    UploadStatus,
    UploadBatchStatus,
    JobList,
    JobGet,
    JobCancel,
    JobRetry,
    JobResolve,
    JobMove,
    JobDelete,
    TaskStream,
    AllEvents,
    TaskStatus,
    JobProgress,
    DownloadList,
    DownloadArchive,
    DownloadFile,
    FileSource,
    FilePreview,
    Models,
    ModelGenerate,
    ModelJob,
    ModelDownload,
    Usage,
    QueueGet,
    AdminQueue,
    AdminQueuePause,
    AdminQueueResume,
    AdminProvider,
    AdminDiskUsage,
    AdminSystemHealth,
    AdminListFiles,
    AdminCleanup,
    AdminCleanupJob,
    AdminDeleteJob,
    AdminRetention,
    AdminBackup,
    AdminBackupList,
    AdminAudit,
    SessionOpen,
    SessionClose,
    WebhookFal,
    Limits,
    Liveness,
    Readiness,
    Health,
    HealthDetailed,
    Metrics,
    LogAnalyze,
    LogDailySummary,
    LogExport,
    LogHealth,
    LogStatistics,
    LogTypes,
    LogRotate,
    LogCleanup,
    OpenApi,
};

/// Who may call a route. Admins may do everything; `User` is open to all only on loopback without a key.
enum class Access : std::uint8_t { Anonymous, User, Admin };

/// What body a route reads.
enum class Body : std::uint8_t { None, Json, Upload };

/// What is out of the ordinary about a route.
enum class Special : std::uint8_t {
    Nothing,
    Linkable,   ///< a signed link opens it without a key
    StartsRuns  ///< it may start runs, of images sent now or before: the limits of uploads count it
};

/// One row. A path holds `{name}` for one segment; aliases may use another method. Every path answers with
/// and without a trailing slash.
struct RouteInfo {
    Route route;
    Method method;
    std::string_view path;
    Access access;
    Body body;
    std::string_view summary;
    Special special = Special::Nothing;
};
struct RouteAlias {
    Route route;
    Method method;
    std::string_view path;
};

[[nodiscard]] std::span<const RouteInfo> routes();
[[nodiscard]] std::span<const RouteAlias> route_aliases();
[[nodiscard]] const RouteInfo& route_info(Route route);

/// The path of `route` with its `{name}`s filled in, percent-encoded, in the order they stand. Asserts on a
/// wrong count.
[[nodiscard]] std::string path_of(Route route, std::initializer_list<std::string_view> parameters = {});

/// What a path and a method lead to.
struct Match {
    Route route;
    std::vector<std::pair<std::string_view, std::string>> parameters;  ///< percent-decoded
};
struct Resolution {
    std::optional<Match> match;
    std::vector<Method> allowed;  ///< methods that the path takes, filled when only the method is wrong
};
/// Finds the row for `method` and `path` (no query). HEAD is asked as Get by the caller. Literal segments win
/// over parameters. A path over 2 000 bytes, with an empty segment, or whose decoding gives a control
/// character, '/', '\\', '.' or '..' matches nothing.
[[nodiscard]] Resolution resolve(Method method, std::string_view path);

/// Percent-encodes everything but unreserved characters (RFC 3986, section 2.3).
[[nodiscard]] std::string percent_encode(std::string_view text);
/// nullopt for a broken escape.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text);

}  // namespace i2m::api
