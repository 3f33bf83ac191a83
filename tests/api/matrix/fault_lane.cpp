// fault_lane.cpp - one case: upload, wait for the fault, kill or stop or neither, follow to the rest, compare with the journal.
#include "tests/api/matrix/fault_lane.hpp"

#include <unistd.h>

#include <algorithm>
#include <set>

#include "shared/api/routes.hpp"
#include "shared/base/text.hpp"
#include "tests/support/api_client.hpp"
#include "tests/support/evidence.hpp"
#include "tests/support/fal_app.hpp"
#include "tests/support/patience.hpp"
#include "tests/support/rounds.hpp"

namespace i2m::test {
namespace {

using std::chrono::steady_clock;

constexpr const char* kModel = "fal-ai/trellis";
constexpr std::string_view kEndlessMs = "86400000";
/// The longest a call of the provider may stay silent (a submit: two minutes), and room for a busy machine.
constexpr std::chrono::seconds kLongestCase{300};
/// A cancel that the provider never hears is asked so often before the run ends well after all.
constexpr std::int64_t kCancelsBeforeEnd = 3;
/// Far above what a server with two workers holds, far below what one answer without a bound would cost.
const std::uint64_t kMostMemory = (400ULL << 20) * memory_factor();
constexpr int kKeptConnections = 8;

/// What a rule needs beside its names, so that a slow answer costs no minutes.
std::string_view extras_of(std::string_view fault) { return fault == "trickle" ? R"(,"ms":1,"bytes":4096)" : ""; }

std::string scenario_of(const FaultCase& wanted) {
    const std::string_view run_ms = wanted.step == "cancel" ? kEndlessMs : "0";
    const std::string_view times = wanted.span == Span::Once ? "1" : "0";
    return R"({"job":{"queue":{"ms":0},"run":{"ms":)" + std::string(run_ms) + R"(},"texture_px":128},"faults":[{"step":")" +
           wanted.step + R"(","fault":")" + wanted.fault + R"(","times":)" + std::string(times) +
           std::string(extras_of(wanted.fault)) + "}]}";
}

/// A file waits for as long as the account is out of order: so often it was tried again when the case is closed.
constexpr std::int64_t kProbesBeforeHold = 3;
bool is_of_account(std::string_view code) { return code == "PROVIDER_OUT_OF_CREDIT" || code == "PROVIDER_KEY_REFUSED"; }

bool is_refusal(const json::Value& submit) {
    const json::Value& status = *submit.find("status");
    return status == json::Value(401) || status == json::Value(403);
}

bool is_at_rest(FileState state) { return is_final(state) || state == FileState::Unknown; }

api::FileView only_file(const api::JobView& job) { return job.files.empty() ? api::FileView{} : job.files.front(); }

std::string ending_of(const api::FileView& file) {
    return std::string(name_of(file.status)) + (file.error_code ? " " + *file.error_code : "");
}

}  // namespace

FaultLane::FaultLane() : app_(options_with(fake_, {"--worker-concurrency", "2", "--heartbeat-ms", "200"})) {}

std::string FaultLane::upload() {
    const std::vector<FormPart> parts = {{"files", square_png(++number_), "toy.png", "image/png"},
                                         {"model", kModel},
                                         {"options", R"({"seed":)" + std::to_string(number_) + "}"}};
    return post_form(app_.port(), api::path_of(api::Route::UploadBatch), parts).text("job_id");
}

std::int64_t FaultLane::fired() const {
    const json::Value body = get(fake_.port(), "/_fake/faults").json();
    const json::Value* const rules = body.find("rules");
    if (rules == nullptr || rules->as_array() == nullptr || rules->as_array()->empty()) return 0;
    const json::Value* const count = rules->as_array()->front().find("fired");
    return count == nullptr || count->as_int() == nullptr ? 0 : *count->as_int();
}

bool FaultLane::wait_for_fault(const std::string& job_id, std::int64_t times) {
    const auto deadline = steady_clock::now() + kLongestCase;
    for (int i = 0; steady_clock::now() < deadline; ++i) {
        if (fired() >= times) return true;
        // Seldom: the file may rest before the fault comes, and then it never will.
        if (i % 16 == 15 && is_at_rest(only_file(job_of(app_.port(), job_id)).status)) return fired() >= times;
        ::usleep(500);
    }
    return false;
}

void FaultLane::ask_for_cancel(const std::string& job_id) {
    const auto deadline = steady_clock::now() + kPatience;
    while (only_file(job_of(app_.port(), job_id)).status != FileState::Generating && steady_clock::now() < deadline)
        ::usleep(1'000);
    (void)ask(app_.port(), "POST", api::path_of(api::Route::JobCancel, {job_id}));
}

void FaultLane::change_life(Life life, CaseReport& report) {
    if (life == Life::Keeps) return;
    if (life == Life::Killed) {
        app_.kill();
    } else {
        app_.stop();
        if (app_.exit_code() != 0)
            report.complaints.push_back("the server's stop ended with " + std::to_string(app_.exit_code()));
    }
    app_.start();
}

std::string FaultLane::follow(const std::string& job_id, EventJudge& judge, CaseReport& report) {
    const std::string file_id = only_file(job_of(app_.port(), job_id)).file_id;
    const auto deadline = steady_clock::now() + kLongestCase;
    while (steady_clock::now() < deadline) {
        StreamReader stream(app_.port(), api::path_of(api::Route::TaskStream, {job_id}),
                            {{"Last-Event-ID", judge.last_id().empty() ? "1" : judge.last_id()}});
        judge.begin_connection();
        for (api::SseEvent event = stream.next(); !event.name.empty(); event = stream.next()) {
            judge.take(event);
            if (judge.has_ended() || is_at_rest(judge.state_of(file_id))) return {};
            if (judge.state_of(file_id) != FileState::Queued) continue;
            const std::optional<api::Hold> hold = job_of(app_.port(), job_id).hold;
            if (hold && is_of_account(hold->code) && fired() >= kProbesBeforeHold) return hold->code;
        }
    }
    report.complaints.push_back("it never came to rest");
    return {};
}

void FaultLane::put_account_right(const std::string& job_id, EventJudge& judge, CaseReport& report) {
    (void)ask(fake_.port(), "DELETE", "/_fake/faults");
    const std::string still = follow(job_id, judge, report);
    const FileState state = only_file(job_of(app_.port(), job_id)).status;
    if (!still.empty() || state != FileState::Succeeded)
        report.complaints.push_back("the account was put right and the file is " + std::string(name_of(state)) + " " + still);
}

void FaultLane::compare_with_journal(const FaultCase& wanted, const std::string& job_id, CaseReport& report) {
    const auto complain = [&](const std::string& words) { report.complaints.push_back(words); };
    std::set<std::string> accepted;
    std::size_t refused = 0;
    for (const json::Value& row : fake_.journal("submits")) {
        // What a killed server left on the wire may be noted after the next case has begun.
        const json::Value* const seed = row.find("body")->find("seed");
        if (seed != nullptr && *seed != json::Value(number_)) continue;
        // A refused one costs nothing, and a file that waits for the account tries again within its attempt.
        ++(is_refusal(row) ? refused : report.submits);
        if (*row.find("accepted") == json::Value(true)) accepted.insert(*row.find("request_id")->as_string());
    }
    report.accepted = accepted.size();
    Evidence evidence(app_.data_folder());
    const std::string of_job = " FROM attempts WHERE file_id = (SELECT id FROM files WHERE job_id = '" + job_id + "')";
    // An id in doubt is only a trace: of the call perhaps, not of a request.
    const std::string in_doubt =
        "(request_id IS NULL OR outcome IS 'unknown' OR EXISTS "
        "(SELECT 1 FROM files WHERE files.id = file_id AND files.state = 'unknown' AND files.attempt = number))";
    const std::set<std::string> known = evidence.texts("SELECT request_id" + of_job + " AND NOT " + in_doubt);
    const std::int64_t sent = evidence.number("SELECT count(*)" + of_job + " AND is_sent = 1");
    const std::int64_t unclear = evidence.number("SELECT count(*)" + of_job + " AND is_sent = 1 AND " + in_doubt);
    if (static_cast<std::int64_t>(report.submits) > sent)
        complain(std::to_string(report.submits) + " submits arrived for " + std::to_string(sent) + " attempts");
    if (wanted.life == Life::Keeps && static_cast<std::int64_t>(report.submits + refused) < sent)
        complain(std::to_string(sent) + " attempts were sent and " + std::to_string(report.submits) + " submits arrived");
    if (sent > report.attempts)
        complain(std::to_string(sent) + " attempts were sent and the API tells " + std::to_string(report.attempts));
    for (const std::string& id : known) {
        if (accepted.count(id) == 0) complain("request " + id + " is none that the provider took");
    }
    const auto lost = static_cast<std::int64_t>(
        std::count_if(accepted.begin(), accepted.end(), [&](const std::string& id) { return known.count(id) == 0; }));
    if (lost > unclear) complain(std::to_string(lost) + " paid requests belong to no attempt");
}

void FaultLane::clear_away(const std::string& job_id, CaseReport& report) {
    (void)ask(app_.port(), "POST", api::path_of(api::Route::JobCancel, {job_id}));
    const auto deadline = steady_clock::now() + kPatience;
    const auto is_clear = [&] { return names_in(app_.data_folder() / "incoming").empty(); };
    while (!is_clear() && steady_clock::now() < deadline) ::usleep(2'000);
    if (!is_clear()) report.complaints.push_back("a temporary file stayed");
}

CaseReport FaultLane::run(const FaultCase& wanted) {
    CaseReport report;
    const auto begun = steady_clock::now();
    const Answer set = fake_.begin(scenario_of(wanted));
    if (set.status != 200) report.complaints.push_back("the fake refused the scenario: " + set.body);
    const std::string job_id = upload();
    if (wanted.step == "cancel") ask_for_cancel(job_id);
    if (quiet_descriptors_.empty()) quiet_descriptors_ = open_descriptors(app_.pid());
    const bool is_endless_cancel = wanted.step == "cancel" && wanted.span == Span::Lasting;
    EventJudge judge;
    if (wanted.life != Life::Keeps || is_endless_cancel) {
        (void)wait_for_fault(job_id, 1);
        change_life(wanted.life, report);
    }
    if (is_endless_cancel && wait_for_fault(job_id, kCancelsBeforeEnd)) {
        for (const json::Value& row : fake_.journal("submits"))
            (void)ask(fake_.port(), "POST", "/_fake/jobs/" + *row.find("request_id")->as_string() + "/finish", {}, "{}");
    }
    const std::string hold = follow(job_id, judge, report);
    if (fired() == 0) report.complaints.push_back("the fault never came");
    if (!hold.empty()) put_account_right(job_id, judge, report);
    const api::FileView file = only_file(job_of(app_.port(), job_id));
    report.ending = hold.empty() ? ending_of(file) : "waits " + hold;
    report.attempts = file.attempt;
    report.complaints.insert(report.complaints.end(), judge.complaints().begin(), judge.complaints().end());
    compare_with_journal(wanted, job_id, report);
    clear_away(job_id, report);
    report.took = std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - begun);
    return report;
}

std::vector<std::string> FaultLane::open_beyond_first() const {
    std::vector<std::string> found;
    for (const auto& [what, count] : open_descriptors(app_.pid())) {
        const auto before = quiet_descriptors_.find(what);
        const int at_first = before == quiet_descriptors_.end() ? 0 : before->second;
        const bool is_log = what.find("/data/logs/") != std::string::npos;  // opened with its first line, and kept
        if (count > at_first + (what == "socket" ? kKeptConnections : 0) + (is_log ? 1 : 0))
            found.push_back(std::to_string(count) + " of " + what + " are open, at first " + std::to_string(at_first));
    }
    return found;
}

std::vector<std::string> FaultLane::leaks() {
    const auto deadline = steady_clock::now() + kPatience;
    // The end is told before the last worker has let go of its file, and the server looks itself up in /proc now and then. What is
    // leaked stays open however long one looks.
    std::vector<std::string> found = open_beyond_first();
    for (; !found.empty() && steady_clock::now() < deadline; found = open_beyond_first()) ::usleep(2'000);
    const MemoryUse memory = memory_use(app_.pid());
    if (memory.highest_bytes > kMostMemory) found.push_back("the server held " + format_bytes(memory.highest_bytes));
    return found;
}

std::vector<std::string> FaultLane::end() {
    std::vector<std::string> found;
    app_.stop();
    if (app_.exit_code() != 0) found.push_back("the last stop ended with " + std::to_string(app_.exit_code()));
    Evidence evidence(app_.data_folder());
    if (const std::string check = evidence.text("PRAGMA integrity_check"); check != "ok") found.push_back("database: " + check);
    if (evidence.number("SELECT count(*) FROM pragma_foreign_key_check") != 0) found.push_back("database: foreign keys");
    if (evidence.number("SELECT count(*) FROM attempts WHERE ended_at IS NULL") != 0) found.push_back("an attempt never ended");
    const std::set<std::string> wanted =
        evidence.texts("SELECT source_sha256 FROM files UNION SELECT result_sha256 FROM files WHERE result_sha256 IS NOT NULL");
    if (names_in(app_.data_folder() / "blobs") != wanted) found.push_back("blobs are lost or left over");
    return found;
}

}  // namespace i2m::test
