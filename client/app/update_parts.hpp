// update_parts.hpp - update() in pieces: one handler per action, one file per feature, and what they share.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "client/app/action.hpp"
#include "client/app/effect.hpp"
#include "client/app/state.hpp"

namespace i2m::client {

// update_files.cpp
void on(State& state, const BrowseClicked& action, Effects& effects);
void on(State& state, const PasteClicked& action, Effects& effects);
void on(State& state, const FileSelected& action, Effects& effects);
void on(State& state, const FileRemoved& action, Effects& effects);
void on(State& state, const FilesCleared& action, Effects& effects);
void on(State& state, const FileArrived& action, Effects& effects);
void on(State& state, const FileChecked& action, Effects& effects);
void on(State& state, const PictureReady& action, Effects& effects);
void on(State& state, const DragChanged& action, Effects& effects);
void on(State& state, const PasteRefused& action, Effects& effects);
// update_draft.cpp
void on(State& state, const DraftReady& action, Effects& effects);
void on(State& state, const OutlineReady& action, Effects& effects);
void on(State& state, const DraftViewChosen& action, Effects& effects);
void on(State& state, const DraftCameraMoved& action, Effects& effects);
void on(State& state, const DraftReframed& action, Effects& effects);
// update_settings.cpp
void on(State& state, const ModelChosen& action, Effects& effects);
void on(State& state, const FaceLimitChanged& action, Effects& effects);
void on(State& state, const OptionChanged& action, Effects& effects);
void on(State& state, const SettingsToggled& action, Effects& effects);
// update_upload.cpp
void on(State& state, const GenerateClicked& action, Effects& effects);
void on(State& state, const UploadKeyMade& action, Effects& effects);
void on(State& state, const UploadProgress& action, Effects& effects);
// update_job.cpp
void on(State& state, const StreamOpened& action, Effects& effects);
void on(State& state, const StreamEvent& action, Effects& effects);
void on(State& state, const StreamClosed& action, Effects& effects);
void on(State& state, const CancelClicked& action, Effects& effects);
void on(State& state, const QuestionAnswered& action, Effects& effects);
void on(State& state, const RetryClicked& action, Effects& effects);
void on(State& state, const JobLayoutChosen& action, Effects& effects);
// update_sheet.cpp
void on(State& state, const SheetOpened& action, Effects& effects);
void on(State& state, const SheetClosed& action, Effects& effects);
void on(State& state, const ResolveClicked& action, Effects& effects);
void on(State& state, const RunAgainClicked& action, Effects& effects);
void on(State& state, const ReplaceClicked& action, Effects& effects);
void on(State& state, const MoveToFrontClicked& action, Effects& effects);
// update_results.cpp
void on(State& state, const ResultSelected& action, Effects& effects);
void on(State& state, const ResultCameraMoved& action, Effects& effects);
void on(State& state, const StandInFaded& action, Effects& effects);
void on(State& state, const ResultReframed& action, Effects& effects);
void on(State& state, const GridToggled& action, Effects& effects);
void on(State& state, const TurntableToggled& action, Effects& effects);
void on(State& state, const ReportToggled& action, Effects& effects);
void on(State& state, const ReportTabChosen& action, Effects& effects);
void on(State& state, const DownloadClicked& action, Effects& effects);
void on(State& state, const CopyClicked& action, Effects& effects);
void on(State& state, const ModelLoaded& action, Effects& effects);
// update_shell.cpp
void on(State& state, const Started& action, Effects& effects);
void on(State& state, const Ticked& action, Effects& effects);
void on(State& state, const NavigateClicked& action, Effects& effects);
void on(State& state, const UrlChanged& action, Effects& effects);
void on(State& state, const ThemeToggled& action, Effects& effects);
void on(State& state, const PreferencesChanged& action, Effects& effects);
void on(State& state, const StorageRefused& action, Effects& effects);
// update_toasts.cpp
void on(State& state, const ToastDismissed& action, Effects& effects);
void on(State& state, const ToastActed& action, Effects& effects);
// update_http.cpp
void on(State& state, const HttpAnswer& action, Effects& effects);
void on(State& state, const ReconnectClicked& action, Effects& effects);
void on(State& state, const OnlineChanged& action, Effects& effects);

// What the features share.

/// Half a second, doubled per try, at most half a minute.
[[nodiscard]] std::int64_t backoff_ms(int attempt);
/// Sends a request and remembers why.
void send(State& state, Effects& effects, Purpose purpose, std::string subject, HttpRequest request);
/// True when a request of that purpose and subject is still unanswered.
[[nodiscard]] bool is_pending(const State& state, Purpose purpose, std::string_view subject);
void show_toast(State& state, Effects& effects, Toast toast);
/// Success and news leave after 6 s.
inline constexpr std::int64_t kToastMs = 6000;
/// The words of an error answer; the table's own when the body says nothing.
[[nodiscard]] std::string words_of(const HttpAnswer& answer);
/// Opens a place; `replaces` writes over the present history entry.
void go_to(State& state, Effects& effects, const Location& location, bool replaces);
/// Leaves the page that is open and loads what `location` needs, without touching the history.
void enter(State& state, Effects& effects, const Location& location);
void select_file(State& state, Effects& effects, FileKey key);
/// Asks for a draft with the present settings.
void ask_draft(const State& state, LocalFile& file, Effects& effects);
/// Makes the selected file's draft anew when the settings are no longer those it was made with.
void refresh_draft(State& state, Effects& effects);
/// The draft's camera looks at the whole model again.
void frame_draft(State& state, const glb::Bounds& bounds);
void open_job(State& state, Effects& effects, const std::string& id);
void close_job(State& state, Effects& effects);
void open_stream(State& state, Effects& effects);
/// Takes a whole job from the server, unless it is older than what is known.
void take_view(State& state, Effects& effects, const api::JobView& view);
/// Asks for the models and pictures that the results page shows.
void load_results(State& state, Effects& effects);
void load_job_pictures(State& state, Effects& effects);
void unload_results(State& state, Effects& effects);
void server_answered(State& state, Effects& effects);
void server_was_silent(State& state);
void ask_models(State& state, Effects& effects);
void send_upload(State& state, Effects& effects);
/// Begins a submission of every good file.
void start_upload(State& state, Effects& effects);
/// Asks what was spent and what holds the queue up.
void ask_money(State& state, Effects& effects);
void usage_answered(State& state, const HttpAnswer& answer, Effects& effects);
void queue_answered(State& state, const HttpAnswer& answer);
/// Takes the queue as it is now; what holds the shown job up follows from it.
void take_queue(State& state, api::QueueView queue);
/// The shown job came with what holds it up.
void take_hold(State& state);
/// A hold whose end has come names none any more; the server is asked once whether it is gone.
void end_holds(State& state, Effects& effects);
/// Tells the server what becomes of the files that `asked_files` names.
void resolve(State& state, Effects& effects, api::ResolveChoice choice);
/// Closes the sheet when its files have left the state that it is about.
void check_sheet(State& state);
/// Takes every file off the page.
void clear_files(State& state, Effects& effects);
/// Asks the server to cancel what is not done yet.
void cancel_job(State& state, Effects& effects);
void upload_answered(State& state, const HttpAnswer& answer, Effects& effects);
void model_answered(State& state, const HttpAnswer& answer, const std::string& file, Effects& effects);
void models_answered(State& state, const HttpAnswer& answer);
void job_answered(State& state, const HttpAnswer& answer, Purpose purpose, Effects& effects);

}  // namespace i2m::client
