// fault_plan.cpp - counting rules, and the error answers of their rows.
#include "tools/fake_fal/fault_plan.hpp"

#include <algorithm>

#include "tools/fake_fal/scenario_fields.hpp"

namespace i2m::fake {
namespace {

void replace_all(std::string& text, std::string_view what, std::string_view with) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
}

std::string filled(std::string text, const Fault& fault, const FaultSubject& subject) {
    replace_all(text, "{app}", subject.app);
    replace_all(text, "{self}", subject.self_url);
    replace_all(text, "{seconds}", std::to_string(fault.rule.seconds.value_or(2)));
    replace_all(text, "{date}", subject.retry_date);
    return text;
}

void add_header_lines(http::Headers& headers, std::string_view lines) {
    while (!lines.empty()) {
        const std::string_view line = lines.substr(0, lines.find('\n'));
        lines.remove_prefix(std::min(line.size() + 1, lines.size()));
        const std::size_t colon = line.find(": ");
        headers.add(std::string(line.substr(0, colon)), std::string(line.substr(colon + 2)));
    }
}

json::Value model_detail(const Fault& fault, const FaultSubject& subject) {
    const std::string type = fault.type();
    json::Value row{json::Object{}};
    row.set("loc", json::Array{"body", subject.image_field});
    row.set("msg", filled(fault.words(), fault, subject));
    row.set("type", type);
    row.set("url", "https://docs.fal.ai/errors#" + type);
    if (!fault.row->ctx.empty()) row.set("ctx", json::parse(fault.row->ctx).value());
    return json::Array{std::move(row)};
}

}  // namespace

void FaultPlan::reset(std::uint64_t seed, std::vector<FaultRule> rules) {
    clear();
    {
        const std::scoped_lock lock(mutex_);
        seed_ = seed;
    }
    for (FaultRule& rule : rules) add(std::move(rule));
}

void FaultPlan::add(FaultRule rule) {
    const std::scoped_lock lock(mutex_);
    const Step step = find_step(rule.step).value();
    rows_.push_back({std::move(rule), step});
}

void FaultPlan::clear() {
    const std::scoped_lock lock(mutex_);
    rows_.clear();
}

bool FaultPlan::fires(Row& row, std::size_t index) const {
    const std::int64_t turn = row.asked++;
    if (turn < row.rule.after || (turn - row.rule.after) % row.rule.every != 0) return false;
    if (row.rule.times > 0 && row.fired >= row.rule.times) return false;
    if (row.rule.probability >= 1) return true;
    return Dice(seed_, row.rule.fault, index * 1'000'003 + static_cast<std::uint64_t>(turn)).unit() < row.rule.probability;
}

std::optional<Fault> FaultPlan::next(Step step, std::string_view endpoint, std::int64_t number) {
    const std::scoped_lock lock(mutex_);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        Row& row = rows_[i];
        const std::vector<std::int64_t>& nth = row.rule.nth;
        if (row.step != step || (!row.rule.endpoint.empty() && row.rule.endpoint != endpoint)) continue;
        if (!nth.empty() && std::find(nth.begin(), nth.end(), number) == nth.end()) continue;
        if (!fires(row, i)) continue;
        ++row.fired;
        return Fault{find_fault(row.rule.fault), row.rule};
    }
    return std::nullopt;
}

json::Value FaultPlan::describe() const {
    const std::scoped_lock lock(mutex_);
    json::Array out;
    for (const Row& row : rows_) {
        out.emplace_back(json::Object{{"rule", json::encode(row.rule)}, {"asked", row.asked}, {"fired", row.fired}});
    }
    return out;
}

json::Value fault_body(const Fault& fault, const FaultSubject& subject) {
    const std::string words = filled(fault.words(), fault, subject);
    switch (fault.row->shape) {
        case Shape::Detail: return json::Object{{"detail", words}};
        case Shape::Platform: return json::Object{{"detail", words}, {"error_type", fault.type()}};
        case Shape::Model: return json::Object{{"detail", model_detail(fault, subject)}};
        case Shape::Status: return json::Object{{"status", words}};
        case Shape::Own:
        case Shape::Page:
        case Shape::Redirect:
        case Shape::Raw: break;
    }
    return {};
}

Answer fault_answer(const Fault& fault, const FaultSubject& subject) {
    Answer out;
    out.status = fault.status();
    const Shape shape = fault.row->shape;
    const std::string words = filled(fault.words(), fault, subject);
    out.headers.set("Content-Type", shape == Shape::Page ? "text/html" : "application/json");
    if (shape == Shape::Page) {
        out.body = "<html><head><title>" + words + "</title></head><body><center><h1>" + words +
                   "</h1></center><hr><center>nginx</center></body></html>\n";
    } else {
        if (!subject.request_id.empty()) out.headers.set("x-fal-request-id", subject.request_id);
        if (shape == Shape::Redirect) out.headers.set("Location", fault.rule.location.value_or(words));
        if (shape == Shape::Platform) out.headers.set("X-Fal-Error-Type", fault.type());
        const json::Value body = fault_body(fault, subject);
        out.body = body.is_null() ? words : json::dump(body);
    }
    add_header_lines(out.headers, filled(std::string(fault.row->headers), fault, subject));
    for (const HeaderLine& line : fault.rule.headers) out.headers.set(line.name, line.value);
    if (fault.rule.body) out.body = *fault.rule.body;
    return out;
}

}  // namespace i2m::fake
