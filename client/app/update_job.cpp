// update_job.cpp - the shown job: opened, followed live, cancelled, run again; and its end.
#include <algorithm>
#include <charconv>
#include <cmath>

#include "client/app/select.hpp"
#include "client/app/select_paid.hpp"
#include "client/app/update_parts.hpp"
#include "shared/base/text.hpp"

namespace i2m::client {
namespace {

constexpr std::int64_t kAnnounceEveryMs = 2000;

std::int64_t number_of(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? value : 0;
}

api::FileView* file_to_change(State& state, std::string_view id) {
    auto& files = state.job.view.files;
    const auto it = std::find_if(files.begin(), files.end(), [&](const api::FileView& file) { return file.file_id == id; });
    return it == files.end() ? nullptr : &*it;
}

/// The same table as the server's: may `to` follow `from` in one step?
bool may_follow(FileState from, FileState to) {
    if (from == to) return true;
    return std::any_of(std::begin(kTransitions), std::end(kTransitions),
                       [&](const Transition& row) { return row.from == from && row.to == to; });
}

void ask_job(State& state, Effects& effects) {
    if (is_pending(state, Purpose::Job, state.job.id)) return;
    send(state, effects, Purpose::Job, state.job.id, {api::Method::Get, api::path_of(api::Route::JobGet, {state.job.id})});
}

/// Status, counts and progress follow from the files.
void derive(api::JobView& view) {
    std::vector<FileState> states;
    std::vector<FileProgress> progress;
    for (const api::FileView& file : view.files) {
        states.push_back(file.status);
        progress.push_back({file.status, file.progress});
    }
    const JobTally counts = tally(states);
    view.status = job_status(counts);
    view.successful_files = counts.succeeded;
    view.failed_files = counts.failed;
    view.cancelled_files = counts.cancelled;
    view.progress = std::max(view.progress, overall_progress(progress));
}

double cost_of(const State& state) { return state.job.view.cost_usd.value_or(0); }

/// The day's sum is out of date as soon as the shown job costs another sum than `before`.
void follow_cost(State& state, double before, Effects& effects) {
    constexpr double kRounding = 1e-6;  // a sum of the files' costs differs from the server's by less
    if (std::abs(cost_of(state) - before) > kRounding) ask_money(state, effects);
}

void take_file(State& state, const api::FileView& news, Effects& effects) {
    api::FileView* file = file_to_change(state, news.file_id);
    if (file == nullptr || !may_follow(file->status, news.status)) return ask_job(state, effects);
    const bool is_same_try = file->attempt == news.attempt && !is_final(file->status);
    const double before = file->progress;
    const double cost_before = cost_of(state);
    *file = news;
    if (is_same_try) file->progress = std::max(before, news.progress);
    state.job.told_at_ms[news.file_id] = state.now_ms;
    derive(state.job.view);
    sum_costs(state.job.view);
    check_sheet(state);
    follow_cost(state, cost_before, effects);
}

void say_progress(State& state, Effects& effects) {
    const std::string words = progress_words(state);
    if (words == state.announced || state.now_ms - state.announced_at_ms < kAnnounceEveryMs) return;
    state.announced = words;
    state.announced_at_ms = state.now_ms;
    effects.push_back(effect::Announce{words, false});
}

/// Tells the end of a job that was watched, and shows its models when there are any.
void say_end(State& state, Effects& effects) {
    const api::JobView& view = state.job.view;
    state.job.was_live = false;
    const bool is_watched = state.location.page == Page::Processing;
    Toast toast;
    toast.subject = state.job.id;
    toast.title = end_words(view);
    if (view.failed_files > 0) {
        toast.kind = ToastKind::Failure;
        toast.text = first_failure_words(view);
        toast.deed = ToastDeed::RetryFiles;
    } else if (view.successful_files > 0) {
        toast.kind = ToastKind::Success;
        toast.text = "Took " + format_duration(view.elapsed_ms) + ".";
        toast.deed = is_watched ? ToastDeed::None : ToastDeed::OpenResults;
    }
    show_toast(state, effects, std::move(toast));
    if (is_watched && view.successful_files > 0) go_to(state, effects, {Page::Results, state.job.id, 0}, true);
}

void settle(State& state, Effects& effects) {
    load_job_pictures(state, effects);
    if (is_final(state.job.view.status)) {
        state.job.is_cancelling = false;
        if (state.question == Question::CancelJob) state.question = Question::None;  // nothing is left to cancel
        if (state.job.was_live) return say_end(state, effects);
    } else {
        state.job.was_live = true;
        say_progress(state, effects);
    }
    if (state.location.page == Page::Results) load_results(state, effects);
}

}  // namespace

void open_job(State& state, Effects& effects, const std::string& id) {
    if (state.job.id == id && state.job.phase != LoadPhase::Failed) return settle(state, effects);
    close_job(state, effects);
    state.job = {};
    state.job.id = id;
    state.job.phase = LoadPhase::Loading;
    open_stream(state, effects);
}

void close_job(State& state, Effects& effects) {
    if (state.job.stream == StreamPhase::Open || state.job.stream == StreamPhase::Opening) {
        effects.push_back(effect::CloseStream{state.job.stream_request});
    }
    unload_results(state, effects);
    for (const auto& [id, origin] : state.job.origins) {
        if (origin.picture.id != 0) effects.push_back(effect::ReleasePicture{origin.picture.id});
        if (origin.mask != 0) effects.push_back(effect::ReleasePicture{origin.mask});
        if (origin.mesh != 0) effects.push_back(effect::ReleasePicture{origin.mesh});
    }
    for (const auto& [url, picture] : state.pictures) {
        if (picture.id != 0) effects.push_back(effect::ReleasePicture{picture.id});
    }
    state.pictures.clear();
    state.job = {};
}

void open_stream(State& state, Effects& effects) {
    JobState& job = state.job;
    job.stream = StreamPhase::Opening;
    job.stream_request = state.next_request++;
    const std::string last = job.last_event_id > 0 ? std::to_string(job.last_event_id) : "";
    effects.push_back(effect::OpenStream{job.stream_request, api::path_of(api::Route::TaskStream, {job.id}), last});
}

void take_view(State& state, Effects& effects, const api::JobView& view) {
    JobState& job = state.job;
    if (job.phase == LoadPhase::Ready && view.last_event_id < job.last_event_id) return;
    const int before = job.phase == LoadPhase::Ready && !is_final(job.view.status) ? job.view.progress : 0;
    const double cost_before = cost_of(state);
    job.view = view;
    job.view.progress = std::max(before, view.progress);
    job.phase = LoadPhase::Ready;
    job.received_at_ms = state.now_ms;
    job.last_event_id = std::max(job.last_event_id, view.last_event_id);
    for (const api::FileView& file : view.files) job.told_at_ms[file.file_id] = state.now_ms;
    follow_cost(state, cost_before, effects);
    take_hold(state);
    check_sheet(state);
    settle(state, effects);
}

void on(State& state, const StreamOpened& action, Effects& effects) {
    if (action.id != state.job.stream_request) return;
    state.job.stream = StreamPhase::Open;
    state.job.reconnects = 0;
    server_answered(state, effects);
}

void on(State& state, const StreamEvent& action, Effects& effects) {
    if (action.id != state.job.stream_request || action.name == api::kEventHeartbeat || action.name == api::kEventTimeout) return;
    const std::int64_t id = number_of(action.event_id);
    if (action.name == api::kEventQueueChanged) {
        if (auto queue = json::decode_text<api::QueueView>(action.data)) take_queue(state, std::move(*queue));
        return;
    }
    const bool is_snapshot = action.name == api::kEventSnapshot;
    if (!is_snapshot && id != 0 && id <= state.job.last_event_id) return;
    const auto data = json::decode_text<api::EventData>(action.data);
    if (!data || (!state.job.id.empty() && data->job_id != state.job.id)) return;
    if (data->result) {
        api::JobView view = *data->result;
        view.last_event_id = std::max(view.last_event_id, id);
        return take_view(state, effects, view);
    }
    if (id != 0) state.job.last_event_id = id;
    if (state.job.phase != LoadPhase::Ready) return ask_job(state, effects);
    api::JobView& view = state.job.view;
    if (data->eta_seconds) {
        view.elapsed_ms += state.now_ms - state.job.received_at_ms;
        view.eta_ms = *data->eta_seconds * 1000;
        state.job.received_at_ms = state.now_ms;
    }
    // A file's event tells how far the file is, all others how far the job is.
    if (action.name != api::kEventFile) view.progress = std::max(view.progress, data->progress);
    if (data->file) take_file(state, *data->file, effects);
    if (api::is_final_event(action.name)) return ask_job(state, effects);
    settle(state, effects);
}

void on(State& state, const StreamClosed& action, Effects& effects) {
    JobState& job = state.job;
    if (action.id != job.stream_request || job.stream == StreamPhase::Closed) return;
    const bool was_open = job.stream == StreamPhase::Open;
    if (action.status >= 400 && action.status < 500 && action.status != 429 && action.status != 408) {
        job.stream = StreamPhase::Closed;
        job.phase = LoadPhase::Failed;
        return go_to(state, effects, {Page::Error, "", action.status}, true);
    }
    if (job.phase == LoadPhase::Ready && is_final(job.view.status)) {
        job.stream = StreamPhase::Closed;
        return;
    }
    job.stream = StreamPhase::Waiting;
    job.reconnect_at_ms = state.now_ms + backoff_ms(++job.reconnects);
    // A stream that was open is often cut by a proxy; only a refused one says that the server is away.
    if (!was_open) server_was_silent(state);
}

void on(State& state, const CancelClicked& /*action*/, Effects& /*effects*/) {
    if (state.job.phase != LoadPhase::Ready || !can_cancel(state.job) || state.job.is_cancelling) return;
    state.question = Question::CancelJob;
}

void cancel_job(State& state, Effects& effects) {
    if (state.job.phase != LoadPhase::Ready || !can_cancel(state.job) || state.job.is_cancelling) return;
    state.job.is_cancelling = true;
    send(state, effects, Purpose::Cancel, state.job.id,
         {api::Method::Post, api::path_of(api::Route::JobCancel, {state.job.id}), "{}"});
}

void on(State& state, const RetryClicked& action, Effects& effects) {
    if (state.job.phase != LoadPhase::Ready || is_pending(state, Purpose::Retry, state.job.id)) return;
    json::Array ids;
    for (api::FileView& file : state.job.view.files) {
        const bool is_meant =
            action.files.empty() || std::find(action.files.begin(), action.files.end(), file.file_id) != action.files.end();
        if (is_meant && can_retry(file)) ids.emplace_back(file.file_id);
    }
    if (ids.empty()) return;
    json::Value body;
    body.set("files", json::Value(std::move(ids)));
    send(state, effects, Purpose::Retry, state.job.id,
         {api::Method::Post, api::path_of(api::Route::JobRetry, {state.job.id}), json::dump(body)});
}

void on(State& state, const JobLayoutChosen& action, Effects& effects) {
    state.shows_list = action.as_list;
    effects.push_back(effect::Store{"job_layout", action.as_list ? "list" : "grid"});
}

void job_answered(State& state, const HttpAnswer& answer, Purpose purpose, Effects& effects) {
    if (purpose == Purpose::Cancel) state.job.is_cancelling = false;
    if (purpose == Purpose::Resolve) state.job.is_resolving = false;
    if (answer.status >= 200 && answer.status < 300) {
        const auto view = json::decode_text<api::JobView>(answer.text);
        if (!view) return ask_job(state, effects);
        if (view->job_id != state.job.id) return go_to(state, effects, {Page::Processing, view->job_id, 0}, false);
        if (purpose == Purpose::Retry) {
            // A new run: progress starts again and the stream of the ended job has closed.
            state.job.view.progress = 0;
            state.job.was_live = true;
            take_view(state, effects, *view);
            if (state.job.stream == StreamPhase::Closed && !is_final(view->status)) open_stream(state, effects);
            if (!is_final(view->status)) go_to(state, effects, {Page::Processing, state.job.id, 0}, false);
            return;
        }
        return take_view(state, effects, *view);
    }
    if (purpose == Purpose::Job && answer.status >= 400 && answer.status < 500) {
        return go_to(state, effects, {Page::Error, "", answer.status}, true);
    }
    if (purpose == Purpose::Job) return;
    const char* title = purpose == Purpose::Cancel    ? "The job was not cancelled"
                        : purpose == Purpose::Resolve ? "Nothing was changed"
                        : purpose == Purpose::Move    ? "The job was not moved"
                                                      : "The job was not started again";
    show_toast(state, effects, {0, ToastKind::Failure, title, words_of(answer), ToastDeed::None, "", 0});
}

}  // namespace i2m::client
