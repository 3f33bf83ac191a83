// action.hpp - everything that can change the state: what people do, what comes from outside, what effects answer.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "client/app/inbox.hpp"
#include "client/app/state.hpp"

namespace i2m::client {

// People, on the upload page.
struct BrowseClicked {};
struct PasteClicked {};
struct FileSelected {
    FileKey key = 0;
};
struct FileRemoved {
    FileKey key = 0;
};
struct FilesCleared {};
struct DraftViewChosen {
    DraftView view = DraftView::Draft;
};
struct DraftCameraMoved {
    Camera camera;
};
struct DraftReframed {};
/// Whose settings a control changes: the next job's, or those of the sheet that runs files again.
enum class SettingsOf : std::uint8_t { Upload, RunAgain };
struct ModelChosen {
    std::string id;
    SettingsOf of = SettingsOf::Upload;
};
struct FaceLimitChanged {
    std::int64_t faces = 0;
    SettingsOf of = SettingsOf::Upload;
};
struct OptionChanged {
    std::string name;
    json::Value value;  ///< null: back to the model's default
    SettingsOf of = SettingsOf::Upload;
};
struct SettingsToggled {};
struct GenerateClicked {};

// People, on the processing and results pages.
struct CancelClicked {};
/// The dialog's answer: do what it names, or keep things as they are.
struct QuestionAnswered {
    bool is_yes = false;
};
struct RetryClicked {
    std::vector<std::string> files;  ///< ids; empty: every file that can be run again
};
/// Opens what tells or asks more about a file; `file` is "" for every file that it fits.
struct SheetOpened {
    SheetKind kind = SheetKind::None;
    std::string file;
};
struct SheetClosed {};
/// The choice about the sheet's unknown files.
struct ResolveClicked {
    api::ResolveChoice choice = api::ResolveChoice::LookAgain;
};
/// The sheet's files, with the sheet's model and options.
struct RunAgainClicked {};
/// Another image in place of that file's, with its model and options: back on the upload page.
struct ReplaceClicked {
    std::string file;
};
struct MoveToFrontClicked {};
struct JobLayoutChosen {
    bool as_list = false;
};
struct ResultSelected {
    std::string file;
};
struct ResultCameraMoved {
    Camera camera;
};
struct ResultReframed {};
/// The draft that stood in for a model has faded out over it.
struct StandInFaded {
    std::string file;
};
struct GridToggled {};
struct TurntableToggled {};
struct ReportToggled {};
struct ReportTabChosen {
    ReportTab tab = ReportTab::Report;
};
struct DownloadClicked {
    std::string file;
};
struct CopyClicked {
    std::string text;
    std::string what;  ///< "Job id": for the toast
};

// People, anywhere.
struct NavigateClicked {
    Location location;
};
struct ThemeToggled {};
struct ToastDismissed {
    std::uint32_t id = 0;
};
struct ToastActed {
    std::uint32_t id = 0;
};
struct ReconnectClicked {};

// Answers of effects, and time.
struct Started {
    std::string path;
    std::string query;
    std::string theme;  ///< this and what follows: as it was stored, "" for nothing
    std::string layout;
    std::string model;
};
struct Ticked {
    std::int64_t now_ms = 0;
};
struct UploadKeyMade {
    std::string key;
};
/// A GLB was handed to the renderer.
struct ModelLoaded {
    FileKey draft_of = 0;   ///< for a draft
    std::string result_of;  ///< file id, for a result
    bool is_draft = false;  ///< of a result: its stand-in
    ModelId model = 0;
    ModelState state = ModelState::None;
    std::string error;
    glb::Bounds bounds;
};

using AnyAction =
    std::variant<BrowseClicked, PasteClicked, FileSelected, FileRemoved, FilesCleared, DraftViewChosen, DraftCameraMoved,
                 DraftReframed, ModelChosen, FaceLimitChanged, OptionChanged, SettingsToggled, GenerateClicked, CancelClicked,
                 QuestionAnswered, RetryClicked, SheetOpened, SheetClosed, ResolveClicked, RunAgainClicked, ReplaceClicked,
                 MoveToFrontClicked, JobLayoutChosen, ResultSelected, ResultCameraMoved, ResultReframed, StandInFaded,
                 GridToggled, TurntableToggled, ReportToggled, ReportTabChosen, DownloadClicked, CopyClicked, NavigateClicked,
                 ThemeToggled, ToastDismissed, ToastActed, ReconnectClicked, Started, Ticked, UploadKeyMade, ModelLoaded,
                 // Messages, the same types as in the inbox.
                 HttpAnswer, UploadProgress, StreamOpened, StreamEvent, StreamClosed, FileArrived, FileChecked, PictureReady,
                 DraftReady, OutlineReady, DragChanged, UrlChanged, PreferencesChanged, OnlineChanged, PasteRefused,
                 StorageRefused>;

/// One of them. What copies, moves and ends it is compiled once, in action.cpp, and not with each page and panel.
struct Action : AnyAction {
    using AnyAction::AnyAction;
    Action(const Action& other);
    Action(Action&& other) noexcept;
    Action& operator=(const Action& other);
    Action& operator=(Action&& other) noexcept;
    ~Action();
};

/// What a frame's drawing wished for, in order.
class Actions {
public:
    void push(Action action) { list_.push_back(std::move(action)); }
    [[nodiscard]] const std::vector<Action>& list() const { return list_; }
    [[nodiscard]] bool empty() const { return list_.empty(); }
    [[nodiscard]] std::vector<Action> take() { return std::exchange(list_, {}); }

private:
    std::vector<Action> list_;
};

}  // namespace i2m::client
