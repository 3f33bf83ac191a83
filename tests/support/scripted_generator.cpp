// scripted_generator.cpp - takes the next answer off the script.
#include "tests/support/scripted_generator.hpp"

#include "tests/support/glb_builder.hpp"

namespace i2m::test {
namespace {

/// The next function of a script, or an empty one.
template <class Script>
typename Script::value_type take(std::mutex& mutex, Script& script) {
    const std::scoped_lock lock(mutex);
    if (script.empty()) return {};
    typename Script::value_type next = std::move(script.front());
    script.pop_front();
    return next;
}

}  // namespace

const Bytes& small_glb() {
    static const Bytes glb = make_glb(GlbParts{});
    return glb;
}

void ScriptedGenerator::note(const char* call) {
    const std::scoped_lock lock(mutex_);
    calls_.emplace_back(call);
}

std::vector<std::string> ScriptedGenerator::calls() const {
    const std::scoped_lock lock(mutex_);
    return calls_;
}

std::string ScriptedGenerator::prepared() const {
    const std::scoped_lock lock(mutex_);
    return prepared_;
}

std::string ScriptedGenerator::result_json() const {
    const std::scoped_lock lock(mutex_);
    return result_json_;
}

Outcome<std::string> ScriptedGenerator::prepare(const GenerateInput&, std::stop_token) {
    if (const auto answer = take(mutex_, prepares)) return answer();
    return std::string("prepared");
}

Outcome<Submission> ScriptedGenerator::submit(const GenerateInput& input, std::stop_token) {
    note("submit");
    {
        const std::scoped_lock lock(mutex_);
        prepared_ = input.prepared;
    }
    if (const auto answer = take(mutex_, submits)) return answer();
    return Submission{"request-1", "{}"};
}

Outcome<PollAnswer> ScriptedGenerator::poll(const Submission&, std::stop_token) {
    note("poll");
    if (const auto answer = take(mutex_, polls)) return answer();
    return PollAnswer{PollAnswer::Stage::Done};
}

Outcome<RunResult> ScriptedGenerator::result(const GenerateInput&, const Submission&, std::stop_token) {
    note("result");
    if (const auto answer = take(mutex_, results)) return answer();
    return RunResult{"{}", std::nullopt};
}

Outcome<Fetched> ScriptedGenerator::fetch(const GenerateInput& input, const Submission*, BlobWriter& out, std::stop_token stop) {
    note("fetch");
    {
        const std::scoped_lock lock(mutex_);
        result_json_ = input.result_json;
    }
    if (const auto answer = take(mutex_, fetches)) return answer(out, stop);
    out.write(small_glb());
    return Fetched{};
}

CancelAnswer ScriptedGenerator::cancel(const Submission&, std::stop_token) {
    note("cancel");
    return cancel_answer;
}

std::optional<Submission> ScriptedGenerator::submission_of(const models::Model&, std::string_view request_id) const {
    if (!knows_ids || request_id.empty()) return std::nullopt;
    return Submission{std::string(request_id), "{}"};
}

}  // namespace i2m::test
