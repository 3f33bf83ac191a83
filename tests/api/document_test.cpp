// document_test.cpp - what the running program answers to made-up requests, held against its own OpenAPI document.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "shared/api/examples.hpp"
#include "shared/api/routes.hpp"
#include "tests/support/access_scene.hpp"
#include "tests/support/api_client.hpp"
#include "tests/support/json_schema.hpp"
#include "tests/support/raw_socket.hpp"
#include "tests/support/request_maker.hpp"
#include "tests/support/rounds.hpp"

namespace i2m::test {
namespace {

constexpr const char* kUserKey = "configured-user-key";
constexpr std::uint32_t kSeed = 20261123;

/// A server whose queue is paused, with a finished job and some that wait; a fresh one for each test, which changes it.
class DocumentApi : public testing::Test {
protected:
    void SetUp() override {
        app_ = std::make_unique<TestApp>(TestAppOptions{{"--log-level", "error"}, {{"API_KEY", kUserKey}}});
        document_ = json::parse(get(app_->port(), api::path_of(api::Route::OpenApi)).body, {8U << 20, 64, 5'000}).value();
        known_.user_key = kUserKey;
        known_.admin_key = app_->admin_key();
        const std::string done = upload_one(0);
        finished_ = finished_job_of(*app_, done, kUserKey);
        pause();
        known_.job_ids = {done};
        known_.file_ids = {finished_.files.at(0).file_id};
        known_.filenames = {finished_.files.at(0).result_filename.value_or("")};
        for (int i = 1; i < 6; ++i) known_.job_ids.push_back(upload_one(i));
    }
    void TearDown() override { app_.reset(); }
    static void pause() {
        EXPECT_EQ(ask(app_->port(), "POST", api::path_of(api::Route::AdminQueuePause), key_of(known_.admin_key), "{}").status,
                  200);
    }
    static std::string upload_one(int seed) {
        return post_form(app_->port(), api::path_of(api::Route::UploadBatch), image_parts(1, seed), key_of(kUserKey))
            .text("job_id");
    }
    static bool is_stream(const DocumentedRoute& route) {
        return route.path.ends_with("/stream") || route.path.ends_with("/events");
    }

    /// What is wrong with an answer by the document; "" when nothing is.
    static std::string problem_of(const Answer& answer, const DocumentedRoute& route) {
        const json::Value* const documented = route.operation->find("responses")->find(std::to_string(answer.status));
        if (documented == nullptr) return "the status " + std::to_string(answer.status) + " is not documented";
        const json::Value* const content = documented->find("content");
        if (content == nullptr) return answer.body.empty() ? "" : "a body that is not documented";
        const std::string type = answer.header("Content-Type");
        const json::Value* const media = content->find(type.substr(0, type.find(';')));
        if (media == nullptr) return "the content type \"" + type + "\" is not documented";
        if (!type.starts_with("application/json")) return {};
        const Result<json::Value> body = json::parse(answer.body, {8U << 20, 64, 5'000});
        return body ? schema_problem(*body, *media->find("schema"), document_) : "no JSON: " + body.error().message;
    }

    /// All but the streams; those that delete come last, so that the others have something to find.
    static std::vector<DocumentedRoute> plain_routes() {
        std::vector<DocumentedRoute> out = routes_of(document_);
        std::erase_if(out, is_stream);
        std::stable_partition(out.begin(), out.end(), [](const DocumentedRoute& route) {
            return route.method != "DELETE" && route.path.find("/cleanup") == std::string::npos;
        });
        return out;
    }
    static std::string operation_id(const DocumentedRoute& route) { return *route.operation->find("operationId")->as_string(); }
    /// The path with what exists in its names; `job_id` stands for {id} where no file is meant.
    static std::string filled(const DocumentedRoute& route, const std::string& job_id) {
        std::string out = route.path;
        const std::string id = out.starts_with("/api/v1/files/") ? known_.file_ids[0] : job_id;
        for (const auto& [name, value] : {std::pair<std::string, std::string>{"{id}", id}, {"{filename}", known_.filenames[0]}}) {
            if (const std::size_t at = out.find(name); at != std::string::npos)
                out.replace(at, name.size(), api::percent_encode(value));
        }
        return out;
    }
    /// A job that the operation can do something with: ended, waiting, or cancelled.
    static std::string job_for(const std::string& operation) {
        static const std::set<std::string> kOfWaiting = {"cancelJob",    "moveJob",    "deleteJob",
                                                         "deleteAnyJob", "cleanUpJob", "retryJob"};
        if (!kOfWaiting.contains(operation)) return finished_.job_id;
        const std::string id = upload_one(static_cast<int>(operation.size()));
        if (operation == "retryJob") (void)ask(app_->port(), "POST", api::path_of(api::Route::JobCancel, {id}), key_of(kUserKey));
        return id;
    }
    /// The example that the document has for the body, with ids that exist.
    static MadeRequest example_of(const DocumentedRoute& route) {
        const std::string job = job_for(operation_id(route));
        MadeRequest out{filled(route, job), {{"Authorization", "Bearer " + known_.admin_key}}, {}};
        if (operation_id(route) == "listFiles") out.target += "?directory=results";
        const json::Value* const body = route.operation->find("requestBody");
        if (body == nullptr) return out;
        if (body->find("content")->find("multipart/form-data") != nullptr) {
            out.headers.emplace_back("Content-Type", "multipart/form-data; boundary=" + std::string(kBoundary));
            out.body = form_body(image_parts(1, 20));
            return out;
        }
        const json::Value& media = *body->find("content")->find("application/json");
        const json::Value* const named = media.find("examples");
        out.body =
            json::dump(named != nullptr ? *resolved(*named->find("typical"), document_).find("value") : *media.find("example"));
        const bool is_of_file = out.body.find("file_id") != std::string::npos;
        for (const auto& [from, to] :
             {std::pair<std::string, std::string>{std::string(api::kExampleId), is_of_file ? known_.file_ids[0] : job},
              {"the key that you were given", kUserKey}}) {
            if (const std::size_t at = out.body.find(from); at != std::string::npos) out.body.replace(at, from.size(), to);
        }
        return out;
    }
    static Answer send(const DocumentedRoute& route, const MadeRequest& request) {
        return ask(app_->port(), route.method, request.target, request.headers, request.body);
    }

    static std::unique_ptr<TestApp> app_;
    static json::Value document_;
    static KnownThings known_;
    static api::JobView finished_;
};
std::unique_ptr<TestApp> DocumentApi::app_;
json::Value DocumentApi::document_;
KnownThings DocumentApi::known_;
api::JobView DocumentApi::finished_;

TEST_F(DocumentApi, EveryAnswerIsAsTheDocumentSays) {
    const int rounds = is_sanitized_program() ? 12 : 200;
    RequestMaker maker(document_, known_, kSeed);
    std::map<int, int> seen;
    for (const DocumentedRoute& route : plain_routes()) {
        std::set<std::string> told;  // each fault once
        for (int i = 0; i < rounds; ++i) {
            const MadeRequest request = maker.make(route);
            const Answer answer = ask(app_->port(), route.method, request.target, request.headers, request.body);
            ++seen[answer.status];
            const std::string problem = answer.status == 500 ? "an inside error" : problem_of(answer, route);
            if (problem.empty() || !told.insert(problem).second) continue;
            ADD_FAILURE() << route.method << " " << request.target << "\n"
                          << request.body << "\n"
                          << problem << "\n"
                          << answer.body.substr(0, 600);
        }
    }
    for (const int status : {200, 206, 400, 401, 403, 404, 409}) EXPECT_GT(seen[status], 0) << status << ": nothing led there";
    EXPECT_EQ(get(app_->port(), "/livez").status, 200) << "and it is still well";
}

TEST_F(DocumentApi, EveryExampleIsAnsweredAsItSays) {
    const std::map<std::string, int> others = {
        {"resolveJob", 409},     // nothing is in doubt
        {"hearOfRequest", 403},  // nobody has signed it
    };
    for (const auto& [name, example] : *document_.find("components")->find("examples")->as_object()) {
        EXPECT_EQ(schema_problem(*example.find("value"), *document_.find("components")->find("schemas")->find(name), document_),
                  "")
            << name;
    }
    for (const DocumentedRoute& route : plain_routes()) {
        SCOPED_TRACE(operation_id(route));
        const Answer answer = send(route, example_of(route));
        const auto other = others.find(operation_id(route));
        EXPECT_EQ(answer.status, other == others.end() ? 200 : other->second) << answer.body;
        EXPECT_EQ(problem_of(answer, route), "");
        if (operation_id(route) == "resumeQueue") pause();  // the others count on what waits
    }
}

/// One way to each status that a well machine can give.
TEST_F(DocumentApi, EveryDocumentedStatusIsMet) {
    // What takes a broken disk, a slow client, a lost file, a full queue or a crowd: tests of their own make these.
    const std::set<int> elsewhere = {408, 410, 429, 500, 502, 503, 507};
    // Met by no request that is made here, and why.
    const std::set<std::pair<std::string, int>> not_here = {
        {"exportLogs", 404},                                     // all logs are there
        {"getDailySummary", 404},                                // the same
        {"analyzeLogs", 404},                                    // the same
        {"cleanUpLogs", 404},                                    // the same
        {"downloadModel", 413},                                  // takes a model of 256 MB
        {"downloadOnlyModel", 413}, {"downloadOnlyModel", 409},  // models_test.cpp
        {"uploadBatch", 409},                                    // uploads_test.cpp
        {"uploadImage", 409},       {"makeBackup", 409},         // backup_api_test.cpp
        {"resolveJob", 200},                                     // fal_resilience_test.cpp
        {"generateModel", 409},                                  // fal_money_test.cpp: a budget that is too small
        {"hearOfRequest", 200},                                  // fake_fal_webhook_test.cpp
    };
    const std::string port = std::to_string(app_->port());
    for (const DocumentedRoute& route : plain_routes()) {
        SCOPED_TRACE(operation_id(route));
        const MadeRequest good = example_of(route);
        const auto with = [&](std::string name, std::string value) {
            MadeRequest out = good;
            out.headers.emplace_back(std::move(name), std::move(value));
            return out;
        };
        const auto raw = [&](const std::string& headers) {
            RawSocket socket(app_->port());
            socket.send(route.method + " " + good.target + " HTTP/1.1\r\nHost: localhost:" + port + "\r\nConnection: close\r\n" +
                        headers + "\r\n");
            return parse_answer(socket.read_all());
        };
        const std::string key = "Authorization: Bearer " + known_.admin_key + "\r\n";
        DocumentedRoute unknown = route;
        if (const std::size_t at = unknown.path.find("{id}"); at != std::string::npos)
            unknown.path.replace(at, 4, api::kExampleId);
        MadeRequest bare = good;
        bare.headers.clear();
        std::map<int, Answer> met;
        const auto meet = [&](Answer answer) { met.emplace(answer.status, std::move(answer)); };
        meet(send(route, good));
        meet(send(route, bare));
        if (operation_id(route) == "openSession") meet(send(route, {good.target, {}, R"({"key":"no-such-key"})"}));
        meet(send(route, with("Host", "elsewhere.example")));
        meet(send(route, {filled(unknown, ""), good.headers, good.body}));
        const bool can_change_an_ended_job = route.path.starts_with("/api/v1/jobs/") && route.method == "POST";
        if (can_change_an_ended_job) meet(send(route, {filled(route, finished_.job_id), good.headers, good.body}));
        meet(send(route, with("Range", "bytes=0-3")));
        meet(send(route, with("Range", "bytes=99999999-")));
        meet(send(route, with("If-None-Match", "*")));
        if (operation_id(route) == "generateModel") {
            const std::string body = "{\"file_id\":\"" + std::string(api::kExampleId) + "\"}";
            meet(send(route, {good.target, good.headers, body}));
        }
        meet(raw(key + "X-Odd: a\x01b\r\n"));
        if (route.method == "POST") {
            meet(raw(key + "Transfer-Encoding: chunked\r\n"));
            meet(raw(key + "Content-Length: 99999999999\r\n"));
        }
        for (const auto& [status, answer] : met) EXPECT_EQ(problem_of(answer, route), "") << status << answer.body.substr(0, 300);
        for (const auto& [status, words] : *route.operation->find("responses")->as_object()) {
            const int number = std::atoi(status.c_str());
            // When one is still being made: backup_api_test.cpp.
            const bool is_by_luck = operation_id(route) == "makeBackup" && number == 409;
            if (elsewhere.contains(number) || is_by_luck) continue;
            EXPECT_NE(met.contains(number), not_here.contains({operation_id(route), number}))
                << status << ": " << json::dump(words).substr(0, 200);
        }
    }
}

TEST(JsonSchema, FindsWhatIsWrong) {
    const json::Value schema =
        json::parse(R"({"type":"object","required":["a"],"properties":{"a":{"type":"integer","minimum":0},)"
                    R"("b":{"type":["string","null"],"maxLength":3},"c":{"type":"array","items":{"enum":["x"]}},)"
                    R"("d":{"anyOf":[{"type":"null"},{"$ref":"#/components/schemas/D"}]},"e":{"pattern":"x"},)"
                    R"("f":{"type":"object","additionalProperties":{"type":"integer"}}}})")
            .value();
    const json::Value document = json::parse(R"({"components":{"schemas":{"D":{"type":"boolean"}}}})").value();
    const std::pair<const char*, const char*> cases[] = {
        {R"({"a":1})", ""},
        {R"({"a":1,"b":null,"c":["x"],"d":true,"other":5})", ""},
        {R"({})", "/a is missing"},
        {R"([])", " breaks type \"object\""},
        {R"({"a":-1})", "/a breaks minimum 0"},
        {R"({"a":1.5})", "/a breaks type \"integer\""},
        {R"({"a":1,"b":"long"})", "/b breaks maxLength 3"},
        {R"({"a":1,"c":["x","y"]})", "/c/1 breaks enum [\"x\"]"},
        {R"({"a":1,"d":1})", "/d is none of anyOf"},
        {R"({"a":1,"f":{"x":1,"y":2}})", ""},
        {R"({"a":1,"f":{"x":"1"}})", "/f/x breaks type \"integer\""},
        {R"({"a":1,"e":1})", "/e: the keyword pattern is not known here"},
    };
    for (const auto& [text, want] : cases) EXPECT_EQ(schema_problem(json::parse(text).value(), schema, document), want) << text;
}

}  // namespace
}  // namespace i2m::test
