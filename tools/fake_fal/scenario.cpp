// scenario.cpp - reading a scenario strictly: a misspelt name must not pass for a quiet default.
#include "tools/fake_fal/scenario.hpp"

#include <algorithm>
#include <cmath>

#include "tools/fake_fal/scenario_fields.hpp"

namespace i2m::fake {
namespace {

Error wrong(const std::string& pointer, const std::string& words) { return Error{ErrorCode::InvalidRequest, words, pointer}; }

/// Refuses members that `schema` does not name.
Result<void> check_names(const json::Value& value, const json::Value& schema, const std::string& pointer) {
    if (const json::Array* items = value.as_array(); items != nullptr && schema.find("items") != nullptr) {
        for (std::size_t i = 0; i < items->size(); ++i) {
            if (auto good = check_names((*items)[i], *schema.find("items"), pointer + "/" + std::to_string(i)); !good)
                return good;
        }
    }
    const json::Value* const known = schema.find("properties");
    if (value.as_object() == nullptr || known == nullptr) return {};
    for (const auto& [name, member] : *value.as_object()) {
        const json::Value* const row = known->find(name);
        const std::string here = pointer + "/" + name;
        if (row == nullptr) return wrong(here, here + " is unknown. Leave it out, or correct its name.");
        if (auto good = check_names(member, *row, here); !good) return good;
    }
    return {};
}

Result<void> check_rule(const FaultRule& rule, const std::string& pointer) {
    const std::optional<Step> step = find_step(rule.step);
    const FaultRow* const row = find_fault(rule.fault);
    if (!step) return wrong(pointer + "/step", "\"" + rule.step + "\" is no step. GET /_fake/faults lists them.");
    if (row == nullptr) return wrong(pointer + "/fault", "\"" + rule.fault + "\" is no fault. GET /_fake/faults lists them.");
    if (!row->steps.has(*step))
        return wrong(pointer + "/fault", "\"" + rule.fault + "\" cannot happen at \"" + rule.step + "\".");
    if (rule.every < 1 || rule.times < 0 || rule.after < 0)
        return wrong(pointer, pointer + ": times and after are at least 0, every at least 1.");
    return {};
}

Result<void> check_scenario(const Scenario& scenario) {
    for (std::size_t i = 0; i < scenario.faults.size(); ++i) {
        if (auto good = check_rule(scenario.faults[i], "/faults/" + std::to_string(i)); !good) return good;
    }
    for (std::size_t i = 0; i < scenario.latency.size(); ++i) {
        const std::string& step = scenario.latency[i].step;
        if (!find_step(step))
            return wrong("/latency/" + std::to_string(i), "\"" + step + "\" is no step. GET /_fake/faults lists them.");
    }
    return {};
}

template <class T>
Result<T> decode_strictly(const json::Value& value) {
    static const json::Value kSchema = json::schema<T>();
    if (auto good = check_names(value, kSchema, ""); !good) return good.error();
    return json::decode<T>(value);
}

bool matches(const JobRule& rule, std::string_view endpoint, std::int64_t number) {
    if (!rule.endpoint.empty() && rule.endpoint != endpoint) return false;
    return rule.nth.empty() || std::find(rule.nth.begin(), rule.nth.end(), number) != rule.nth.end();
}

/// Takes from `from` what is not set yet.
void fill_in(JobSettings& to, const JobSettings& from) {
    const auto fill_one = [&](const auto& field) {
        if (!(to.*field.member)) to.*field.member = from.*field.member;
    };
    std::apply([&](const auto&... field) { (fill_one(field), ...); }, json::Fields<JobSettings>::kList);
}

JobSettings own_settings() {
    JobSettings own;
    own.queue = Latency{Spread::Fixed, 200};
    own.run = Latency{Spread::Fixed, 600};
    own.logs = std::vector<LogLine>{{0.05, "Loading the image"},
                                    {0.3, "Sampling structure: 50%|#####     | 6/12 [00:01<00:01]"},
                                    {0.7, "Sampling latents: 100%|##########| 12/12 [00:02<00:00]"},
                                    {0.95, "Writing the mesh"}};
    own.requeues = 0;
    own.cancel = CancelRule::Honoured;
    own.after_cancel = CancelTrace::Error;
    own.texture_px = 512;
    return own;
}

}  // namespace

double draw_ms(const Latency& latency, Dice& dice) {
    double ms = latency.ms;
    switch (latency.spread) {
        case Spread::Fixed: break;
        case Spread::Uniform: ms += dice.unit() * (latency.max_ms - latency.ms); break;
        case Spread::Normal: ms += dice.normal() * latency.sigma; break;
        case Spread::Exponential: ms *= -std::log(1.0 - dice.unit()); break;
        case Spread::LogNormal: ms *= std::exp(dice.normal() * latency.sigma); break;
    }
    if (latency.max_ms > 0) ms = std::min(ms, latency.max_ms);
    return std::max(ms, 0.0);
}

Result<Scenario> parse_scenario(std::string_view text) {
    const Result<json::Value> value = json::parse(text);
    if (!value) return value.error();
    Result<Scenario> scenario = decode_strictly<Scenario>(*value);
    if (!scenario) return scenario;
    if (auto good = check_scenario(*scenario); !good) return good.error();
    return scenario;
}

Result<FaultRule> parse_fault_rule(const json::Value& value) {
    Result<FaultRule> rule = decode_strictly<FaultRule>(value);
    if (!rule) return rule;
    if (auto good = check_rule(*rule, ""); !good) return good.error();
    return rule;
}

JobSettings settings_of(const Scenario& scenario, std::string_view endpoint, std::int64_t number) {
    JobSettings out;
    for (const JobRule& rule : scenario.jobs) {
        if (matches(rule, endpoint, number)) fill_in(out, rule.job);
    }
    fill_in(out, scenario.job);
    fill_in(out, own_settings());
    return out;
}

}  // namespace i2m::fake
