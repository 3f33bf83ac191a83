// state.hpp - everything the program knows, as plain values. Only update() changes it; drawing reads it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client/app/location.hpp"
#include "client/app/messages.hpp"
#include "client/viewer/camera.hpp"
#include "client/viewer/viewport.hpp"
#include "shared/api/messages.hpp"
#include "shared/api/messages_queue.hpp"
#include "shared/api/messages_usage.hpp"
#include "shared/glb/glb.hpp"

namespace i2m::client {

/// A picture on its way to the screen; `is_failed` when the browser could not decode it.
struct PictureState {
    PictureId id = 0;
    std::uint32_t width_px = 0;
    std::uint32_t height_px = 0;
    bool is_failed = false;
};

enum class DraftPhase : std::uint8_t { None, Making, Ready, Failed };

/// The browser's own draft of a file.
struct DraftState {
    DraftPhase phase = DraftPhase::None;
    bool is_asked = false;         ///< one is on its way: the first, or one for newer settings
    std::uint32_t face_limit = 0;  ///< it was last asked for with
    std::string error;
    std::shared_ptr<const Bytes> glb;  ///< kept so that the model can be shown again without making it again
    std::vector<draft::Advice> advice;
    double fill = 0;
    std::uint64_t triangles = 0;
    double took_ms = 0;
    PictureId mask = 0;
    PictureId mesh = 0;
    float left = 0, right = 1;  ///< the object's, across the picture
    ModelId model = 0;          ///< while it is the selected file
};

/// A file that was dropped and not yet sent.
struct LocalFile {
    FileKey key = 0;
    std::string name;
    std::string content_type;
    std::uint64_t size_bytes = 0;
    std::optional<ImageReport> report;  ///< absent while it is checked
    PictureState picture;
    DraftState draft;
};

enum class DraftView : std::uint8_t { Draft, Mask, Image };

/// How the next job is made.
struct Settings {
    std::string model;  ///< id; "" until the models are known
    std::int64_t face_limit = 40'000;
    std::map<std::string, json::Value> options;  ///< of the chosen model, only what was changed
};

enum class UploadPhase : std::uint8_t { Idle, AskingKey, Sending, WaitingForServer };

/// One submission on its way. The key stays the same until the server has answered, so that a repeat makes no second job.
struct UploadState {
    UploadPhase phase = UploadPhase::Idle;
    std::string key;
    RequestId request = 0;
    int attempt = 0;
    std::int64_t retry_at_ms = 0;
    std::uint64_t sent_bytes = 0;
    std::uint64_t total_bytes = 0;
    std::vector<FileKey> files;
};

/// What this page still remembers of an uploaded image, or has made anew from the server's.
struct Origin {
    PictureState picture;  ///< none when it was not sent from here
    PictureId mask = 0;
    PictureId mesh = 0;
    float left = 0, right = 1;           ///< the object's, across the picture
    std::shared_ptr<const Bytes> draft;  ///< shown until the model is here
    bool is_asked = false;               ///< mask and mesh are on their way
};

enum class LoadPhase : std::uint8_t { None, Loading, Ready, Failed };
enum class StreamPhase : std::uint8_t { Closed, Opening, Open, Waiting };

/// The job that is shown, live or ended.
struct JobState {
    std::string id;
    LoadPhase phase = LoadPhase::None;
    api::JobView view;
    std::int64_t received_at_ms = 0;  ///< when view.elapsed_ms and view.eta_ms were true
    std::int64_t last_event_id = 0;
    StreamPhase stream = StreamPhase::Closed;
    RequestId stream_request = 0;
    int reconnects = 0;
    std::int64_t reconnect_at_ms = 0;
    bool is_cancelling = false;
    bool was_live = false;                           ///< seen unfinished by this page: its end is news
    std::map<std::string, Origin> origins;           ///< by file id
    std::map<std::string, std::int64_t> told_at_ms;  ///< by file id: when its eta_ms was true
    bool is_resolving = false;                       ///< a choice about unknown files is on its way
};

/// What is done about a file beyond its tile: why it failed, what becomes of an unknown one, another run.
enum class SheetKind : std::uint8_t { None, Why, Decide, RunAgain };
struct FileSheet {
    SheetKind kind = SheetKind::None;
    std::string file;   ///< id; "": every file of the job that it fits
    Settings settings;  ///< of RunAgain
};

/// What was spent and what the day's budget leaves; absent until the server has said.
struct MoneyState {
    std::optional<api::UsageAnswer> usage;
    bool asks_again = false;  ///< something was spent while the server's answer was under way
};

/// A finished model of the shown job.
struct ModelSlot {
    LoadPhase phase = LoadPhase::None;
    ModelId model = 0;
    std::string error;
    glb::Bounds bounds;
    ModelId draft = 0;  ///< stands in until the model is here, and fades out over it
    glb::Bounds draft_bounds;
    std::vector<glb::Issue> issues;  ///< what the check of the file found; empty: nothing
};

enum class ReportTab : std::uint8_t { Report, Image };

struct ResultsState {
    std::string selected;                     ///< file id
    std::map<std::string, ModelSlot> models;  ///< by file id
    Camera camera;
    glb::Bounds bounds;  ///< of the selected model
    bool shows_grid = true;
    bool shows_report = false;  ///< the drawer between 768 and 1279 px
    ReportTab tab = ReportTab::Report;
};

/// What a dialog asks before it is done.
enum class Question : std::uint8_t { None, CancelJob, ClearFiles, OverBudget, SendAgain };

enum class ToastKind : std::uint8_t { Success, Info, Failure };
enum class ToastDeed : std::uint8_t { None, OpenResults, RetryFiles, RetryUpload, Browse };

struct Toast {
    std::uint32_t id = 0;
    ToastKind kind = ToastKind::Info;
    std::string title;
    std::string text;
    ToastDeed deed = ToastDeed::None;
    std::string subject;            ///< what the deed is about: a job or a file id
    std::int64_t leaves_at_ms = 0;  ///< 0: stays
};

enum class ThemeChoice : std::uint8_t { System, Light, Dark };

/// Why a request was sent: decides who reads the answer.
enum class Purpose : std::uint8_t { Models, Limits, Usage, Queue, Job, Upload, Cancel, Retry, Resolve, Move, Model };
struct PendingRequest {
    RequestId id = 0;
    Purpose purpose = Purpose::Models;
    std::string subject;  ///< job or file id
};

struct ServerState {
    bool is_away = false;
    int attempts = 0;
    std::int64_t retry_at_ms = 0;  ///< of the next try while it is away
    bool is_trying = false;
};

struct State {
    std::int64_t now_ms = 0;
    Location location;

    std::vector<LocalFile> files;
    FileKey selected_file = 0;
    DraftView draft_view = DraftView::Draft;
    Camera draft_camera;
    glb::Bounds draft_bounds;
    bool turntable = false;  ///< the shown model turns by itself until a hand stops it
    Settings settings;
    bool shows_settings = false;  ///< the sheet on phones
    bool drag_over = false;
    std::uint32_t drag_files = 0;
    UploadState upload;

    std::vector<api::ModelView> models;
    LoadPhase models_phase = LoadPhase::None;
    api::LimitsView limits;

    JobState job;
    bool shows_list = false;  ///< processing as rows instead of tiles
    ResultsState results;
    FileSheet sheet;
    std::vector<std::string> asked_files;  ///< ids that Question::SendAgain is about
    MoneyState money;
    std::optional<api::QueueView> queue;           ///< absent until the server has said
    std::map<std::string, PictureState> pictures;  ///< from the server, by address

    ServerState server;
    bool is_online = true;
    Question question = Question::None;
    std::vector<Toast> toasts;
    std::uint32_t next_toast = 1;
    RequestId next_request = 1;
    std::vector<PendingRequest> requests;

    PreferencesChanged preferences;
    ThemeChoice theme = ThemeChoice::System;
    std::string title;  ///< as the browser was last told
    bool warns_before_leaving = false;
    std::int64_t announced_at_ms = 0;
    std::string announced;
};

}  // namespace i2m::client
