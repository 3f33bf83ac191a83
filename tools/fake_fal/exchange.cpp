// exchange.cpp - route, fault, body, wait, work, answer; and what the journal keeps of it.
#include "tools/fake_fal/exchange.hpp"

#include <exception>
#include <iostream>

#include "shared/base/text.hpp"
#include "tools/fake_fal/call.hpp"
#include "tools/fake_fal/tricks.hpp"

namespace i2m::fake {
namespace {

constexpr json::ParseLimits kInputLimits{.max_bytes = 128U << 20};

json::Value fault_name(const Call& call) { return value_if(call.fault.has_value(), call.fault ? call.fault->row->name : ""); }

bool is_submit(const Call& call) { return call.step == Step::Submit || call.step == Step::Run; }

/// A submit that arrived, whether it was taken or not.
void note_submit(World& world, const Call& call) {
    const Result<json::Value> input = json::parse(call.request.body, kInputLimits);
    const Endpoint* const endpoint = find_endpoint(call.endpoint);
    json::Array unknown;
    if (endpoint != nullptr && input) {
        for (const std::string& name : unknown_members(*endpoint, *input)) unknown.emplace_back(name);
    }
    json::Value headers{json::Object{}};
    for (const auto& [name, value] : call.request.headers.rows()) {
        if (to_lower(name).starts_with("x-")) headers.set(to_lower(name), value);
    }
    const bool is_accepted = !call.request_id.empty();
    world.journal.add("submits", {{"n", call.number},
                                  {"at_ms", epoch_ms(world.now())},
                                  {"endpoint", call.endpoint},
                                  {"accepted", is_accepted},
                                  {"request_id", value_if(is_accepted, call.request_id)},
                                  {"status", call.answer.status},
                                  {"fault", fault_name(call)},
                                  {"webhook", call.request.query_value("fal_webhook")},
                                  {"headers", std::move(headers)},
                                  {"unknown", std::move(unknown)},
                                  {"body", input.ok() ? abridged(*input) : json::Value()}});
}

void note_request(World& world, const Call& call) {
    if (!call.step) return;
    world.journal.add("requests", {{"at_ms", epoch_ms(world.now())},
                                   {"step", step_name(*call.step)},
                                   {"method", call.request.method},
                                   {"path", call.request.path},
                                   {"request_id", call.request_id},
                                   {"status", call.answer.status},
                                   {"fault", fault_name(call)},
                                   {"has_key", call.request.headers.has("Authorization")}});
}

/// The call's answer; the work is done unless the fault comes before it.
Answer answer_to(World& world, Call& call) {
    const bool is_replaced = call.fault && call.fault->has_answer();
    if (is_replaced && !call.fault->is_done()) return fault_answer(*call.fault, subject_of(world, call));
    std::optional<Answer> refusal = check_proof(world, call);
    Answer answer = refusal ? std::move(*refusal) : call.handler(world, call);
    if (is_replaced) return fault_answer(*call.fault, subject_of(world, call));
    if (call.fault) spoil(world, call, answer);
    return answer;
}

/// Every answer of the API carries an id; a page of a proxy in front, a file and a signed URL do not.
void add_request_id(World& world, Call& call) {
    const bool is_api = call.proof == Proof::Key;
    const bool is_page = call.fault && call.fault->row->shape == Shape::Page;
    const bool is_unwanted = call.fault && call.fault->trick() == Trick::NoRequestId;
    if (!is_api || is_page || is_unwanted || call.answer.headers.has("x-fal-request-id")) return;
    Dice dice(world.scenario()->seed, "gateway", world.count("gateway"));
    call.answer.headers.set("x-fal-request-id", dice.uuid());
}

/// Decides the answer of a request that is whole.
void answer_call(World& world, Call& call) {
    try {
        call.answer = answer_to(world, call);
    } catch (const std::exception& broken) {
        std::cerr << "fake_fal: " << call.request.method << " " << call.request.path << ": " << broken.what() << '\n';
        call.answer = detail_answer(500, broken.what());
    }
    add_request_id(world, call);
}

/// False when the connection ended before the request was whole.
bool work_on(World& world, Call& call, Connection& connection) {
    route(world, call);
    if (call.step) call.fault = world.faults.next(*call.step, call.endpoint, call.number);
    if (call.fault && call.fault->trick() == Trick::ResetBeforeBody) {
        call.answer.status = 0;
    } else {
        if (!connection.read_body(call.request)) return false;
        if (call.step) world.wait_for_step(*call.step);
        answer_call(world, call);
    }
    if (is_submit(call)) note_submit(world, call);
    note_request(world, call);
    return true;
}

}  // namespace

void serve(World& world, Connection& connection) {
    while (!connection.is_over() && !world.is_stopping()) {
        std::optional<Request> head = connection.read_head();
        if (!head) return;
        Call call;
        call.request = std::move(*head);
        if (!work_on(world, call, connection)) return;
        deliver(world, call, connection);
    }
}

}  // namespace i2m::fake
