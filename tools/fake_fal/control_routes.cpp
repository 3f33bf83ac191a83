// control_routes.cpp - the /_fake API: the journal, the clock, the scenario and its faults, single jobs.
#include <algorithm>

#include "tools/fake_fal/call.hpp"
#include "tools/fake_fal/scenario_fields.hpp"

namespace i2m::fake {
namespace {

Answer wrong(const Error& error) { return json_answer(json::Object{{"error", error.message}, {"field", error.field}}, 400); }
Answer wrong(const std::string& words, std::string_view field) {
    return json_answer(json::Object{{"error", words}, {"field", field}}, 400);
}

Answer read_journal(World& world, Call& call) { return json_answer(world.journal.read(call.request.query_value("kind"))); }

Answer clear_journal(World& world, Call&) {
    world.journal.clear();
    return json_answer(json::Object{{"cleared", true}});
}

Answer read_clock(World& world, Call&) { return json_answer(world.clock.describe()); }

Answer move_clock(World& world, Call& call) {
    const Result<json::Value> body = json::parse(call.request.body);
    if (!body) return wrong(body.error());
    if (body->as_object() == nullptr) return wrong("Send an object with manual, speed, set_ms or advance_ms.", "");
    for (const auto& [name, value] : *body->as_object()) {
        const std::int64_t* const number = value.as_int();
        const double* const fraction = value.as_double();
        if (name == "manual" && value.as_bool() != nullptr) {
            world.clock.set_manual(*value.as_bool());
        } else if (name == "speed" && (number != nullptr || fraction != nullptr)) {
            world.clock.set_speed(fraction != nullptr ? *fraction : static_cast<double>(*number));
        } else if (name == "set_ms" && number != nullptr) {
            world.clock.set(from_epoch_ms(*number));
        } else if (name == "advance_ms" && number != nullptr) {
            world.clock.advance(Millis(*number));
        } else {
            return wrong("Send manual (true or false), speed, set_ms or advance_ms (numbers).", "/" + name);
        }
    }
    return read_clock(world, call);
}

Answer read_scenario(World& world, Call&) { return json_answer(json::encode(*world.scenario())); }

Answer set_scenario(World& world, Call& call) {
    Result<Scenario> scenario = parse_scenario(call.request.body);
    if (!scenario) return wrong(scenario.error());
    world.begin(std::move(*scenario));
    return read_scenario(world, call);
}

Answer reset(World& world, Call&) {
    world.begin_again();
    return json_answer(json::Object{{"reset", true}});
}

json::Value table_rows() {
    json::Array rows;
    for (const FaultRow& row : fault_table()) {
        json::Array steps;
        for (const auto& [step, name] : kStepNames) {
            if (row.steps.has(step)) steps.emplace_back(name);
        }
        rows.emplace_back(json::Object{
            {"fault", row.name}, {"steps", steps}, {"status", row.status}, {"type", row.type}, {"words", row.words}});
    }
    return rows;
}

Answer read_faults(World& world, Call&) {
    return json_answer(json::Object{{"rules", world.faults.describe()}, {"table", table_rows()}});
}

/// One rule or a list of them; all or none are taken.
Answer add_faults(World& world, Call& call) {
    const Result<json::Value> body = json::parse(call.request.body);
    if (!body) return wrong(body.error());
    std::vector<FaultRule> rules;
    const json::Array one = {*body};
    for (const json::Value& row : body->as_array() != nullptr ? *body->as_array() : one) {
        Result<FaultRule> rule = parse_fault_rule(row);
        if (!rule) return wrong(rule.error());
        rules.push_back(std::move(*rule));
    }
    for (FaultRule& rule : rules) world.faults.add(std::move(rule));
    return json_answer(json::Object{{"added", static_cast<std::uint64_t>(rules.size())}});
}

Answer clear_faults(World& world, Call&) {
    world.faults.clear();
    return json_answer(json::Object{{"cleared", true}});
}

Answer read_account(World& world, Call&) {
    return json_answer(json::Object{{"locked", world.is_locked()}, {"spent_usd", world.spent_usd()}});
}

Answer set_account(World& world, Call& call) {
    const Result<json::Value> body = json::parse(call.request.body);
    const json::Value* const locked = body ? body->find("locked") : nullptr;
    if (locked == nullptr || locked->as_bool() == nullptr) return wrong("Send locked: true or false.", "/locked");
    world.lock_account(*locked->as_bool());
    return read_account(world, call);
}

Answer list_jobs(World& world, Call&) {
    static constexpr std::string_view kStates[] = {"IN_QUEUE", "IN_PROGRESS", "COMPLETED"};
    json::Array rows;
    for (const Job& job : world.queue.all(world.now())) {
        rows.emplace_back(
            json::Object{{"n", job.number},
                         {"request_id", job.id},
                         {"endpoint", job.endpoint->model.id},
                         {"state", kStates[static_cast<std::size_t>(job.state)]},
                         {"failure", value_if(job.failure.has_value(), job.failure ? job.failure->answer.status : 0)},
                         {"cancelled", job.is_cancelled},
                         {"gone", job.is_gone}});
    }
    return json_answer(json::Object{{"jobs", std::move(rows)}});
}

Answer finish_job(World& world, Call& call) {
    const bool is_done = world.queue.finish(call.parts[2], world.now());
    world.clock.notify();
    return json_answer(json::Object{{"finished", is_done}}, is_done ? 200 : 404);
}

Answer vanish_job(World& world, Call& call) {
    const bool is_done = world.queue.vanish(call.parts[2]);
    world.clock.notify();
    return json_answer(json::Object{{"gone", is_done}}, is_done ? 200 : 404);
}

Answer expire_file(World& world, Call& call) {
    const Result<json::Value> body = json::parse(call.request.body);
    const json::Value* const url = body ? body->find("url") : nullptr;
    if (url == nullptr || url->as_string() == nullptr) return wrong("Send url: the file's address.", "/url");
    const std::string_view text = *url->as_string();
    world.storage.expire(text.substr(text.starts_with(world.base_url()) ? world.base_url().size() : 0));
    return json_answer(json::Object{{"expired", true}});
}

struct ControlRoute {
    std::string_view method;
    std::string_view path;  ///< behind /_fake/; "*" stands for a request id
    Handler handler;
    std::string_view words;
};
constexpr ControlRoute kRoutes[] = {
    {"GET", "journal", read_journal, "everything that was asked; ?kind=submits for one list"},
    {"DELETE", "journal", clear_journal, "forgets the journal"},
    {"GET", "clock", read_clock, "the fake's time"},
    {"POST", "clock", move_clock, "manual, speed, set_ms, advance_ms"},
    {"GET", "scenario", read_scenario, "the present scenario"},
    {"POST", "scenario", set_scenario, "begins anew with another scenario"},
    {"POST", "reset", reset, "begins anew with the present scenario"},
    {"GET", "faults", read_faults, "the rules with their counts, and all faults that there are"},
    {"POST", "faults", add_faults, "adds a rule or a list of rules"},
    {"DELETE", "faults", clear_faults, "forgets all rules"},
    {"GET", "account", read_account, "locked and spent"},
    {"POST", "account", set_account, "locked: true or false"},
    {"GET", "jobs", list_jobs, "every job with its state"},
    {"POST", "jobs/*/finish", finish_job, "ends a job well, now"},
    {"POST", "jobs/*/vanish", vanish_job, "404 from now on"},
    {"POST", "expire", expire_file, "url: a file that is gone from now on"},
};

Answer overview() {
    json::Array rows;
    for (const ControlRoute& row : kRoutes) {
        rows.emplace_back(json::Object{{"method", row.method}, {"path", "/_fake/" + std::string(row.path)}, {"does", row.words}});
    }
    return json_answer(json::Object{{"routes", std::move(rows)}});
}

/// The path behind /_fake/, with the middle of three segments as "*".
std::string pattern_of(const std::vector<std::string>& parts) {
    if (parts.size() == 4) return parts[1] + "/*/" + parts[3];
    return parts.size() == 2 ? parts[1] : std::string();
}

}  // namespace

Answer control(World& world, Call& call) {
    if (call.parts.size() == 1) return overview();
    const std::string pattern = pattern_of(call.parts);
    for (const ControlRoute& row : kRoutes) {
        if (row.path == pattern && row.method == call.request.method) return row.handler(world, call);
    }
    return wrong("No such control. GET /_fake lists them.", call.request.path);
}

}  // namespace i2m::fake
