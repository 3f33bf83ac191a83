// update_money.cpp - what the server tells about money and about what holds the queue up.
#include "client/app/select.hpp"
#include "client/app/select_paid.hpp"
#include "client/app/update_parts.hpp"

namespace i2m::client {
namespace {

/// An end that has passed says nothing any more; the page must not ask about it again and again.
void forget_past_end(api::Hold& hold, std::int64_t now_ms) {
    if (hold.until && parse_time_ms(*hold.until) <= now_ms) hold.until.reset();
}

/// What keeps the shown job waiting, as the queue tells it.
void hold_job(State& state) {
    if (state.job.phase != LoadPhase::Ready || !state.queue) return;
    const api::Hold* hold = hold_for(state, state.job.view.model);
    state.job.view.hold = hold == nullptr ? std::nullopt : std::optional(*hold);
}

}  // namespace

void ask_money(State& state, Effects& effects) {
    state.money.asks_again = is_pending(state, Purpose::Usage, "");
    if (!state.money.asks_again) send(state, effects, Purpose::Usage, "", {api::Method::Get, api::path_of(api::Route::Usage)});
    if (!is_pending(state, Purpose::Queue, ""))
        send(state, effects, Purpose::Queue, "", {api::Method::Get, api::path_of(api::Route::QueueGet)});
}

void usage_answered(State& state, const HttpAnswer& answer, Effects& effects) {
    if (state.money.asks_again) ask_money(state, effects);
    if (auto usage = json::decode_text<api::UsageAnswer>(answer.text)) state.money.usage = std::move(*usage);
}

void queue_answered(State& state, const HttpAnswer& answer) {
    if (auto queue = json::decode_text<api::QueueView>(answer.text)) take_queue(state, std::move(*queue));
}

void take_queue(State& state, api::QueueView queue) {
    for (api::Hold& hold : queue.holds) forget_past_end(hold, state.now_ms);
    state.queue = std::move(queue);
    hold_job(state);
}

void take_hold(State& state) {
    if (state.job.view.hold) forget_past_end(*state.job.view.hold, state.now_ms);
}

void end_holds(State& state, Effects& effects) {
    if (!hold_is_over(state)) return;
    take_hold(state);
    if (state.queue) {
        for (api::Hold& hold : state.queue->holds) forget_past_end(hold, state.now_ms);
    }
    ask_money(state, effects);
}

}  // namespace i2m::client
