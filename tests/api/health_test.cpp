// health_test.cpp - health, readiness and metrics of the running program: who sees what, how quickly, and what real work leaves there.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <fstream>

#include "tests/support/api_client.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/fal_app.hpp"
#include "tests/support/patience.hpp"
#include "tests/support/places.hpp"
#include "tests/support/test_app.hpp"

namespace i2m::test {
namespace {

constexpr const char* kBase = "/api/v1/health";
const HeaderList kUserKey = {{"X-API-Key", "user-key-for-tests"}};
const HeaderList kAdminKey = {{"X-Admin-Key", "admin-key-for-tests"}};
const Environment kKeys = {{"API_KEY", "user-key-for-tests"}, {"ADMIN_API_KEY", "admin-key-for-tests"}};

std::string component(const Answer& answer, std::string_view name, std::string_view member) {
    const json::Value body = answer.json();
    const json::Value* list = body.find("components");
    if (list == nullptr || list->as_array() == nullptr) return "no components";
    for (const json::Value& row : *list->as_array()) {
        if (*row.find("name") == json::Value(name)) return *row.find(member)->as_string();
    }
    return "no such component";
}

/// The value of the first line that begins so, or -1.
double figure(const std::string& text, const std::string& line_start) {
    const std::size_t at = ("\n" + text).find("\n" + line_start);
    return at == std::string::npos ? -1 : std::atof(text.c_str() + at + line_start.size());
}

TEST(HealthApi, LivenessReadinessAndShortHealth) {
    const TestApp app;
    const Answer live = get(app.port(), "/livez");
    EXPECT_EQ(live.status, 200);
    EXPECT_EQ(live.text("status"), "alive");
    EXPECT_FALSE(live.text("timestamp").empty());
    const Answer ready = get(app.port(), "/readyz");
    EXPECT_EQ(ready.status, 200) << ready.body;
    EXPECT_EQ(ready.text("status"), "ready");
    for (const char* name : {"database", "workers", "disk_space"}) {
        EXPECT_EQ(component(ready, name, "status"), "healthy");
        EXPECT_EQ(*ready.json().find("checks")->find(name), json::Value("ok"));
    }
    const Answer health = get(app.port(), "/health");
    EXPECT_EQ(health.text("status"), "healthy");
    EXPECT_EQ(health.text("service"), "image2model");
    EXPECT_FALSE(health.text("version").empty());
}

TEST(HealthApi, DetailsAreForThoseWhoMay) {
    const TestApp app({{}, kKeys});
    const Answer anonymous = get(app.port(), std::string(kBase) + "/detailed");
    EXPECT_EQ(anonymous.status, 200);
    EXPECT_EQ(anonymous.text("status"), "healthy");
    EXPECT_EQ(anonymous.json().find("components"), nullptr);
    EXPECT_EQ(anonymous.json().find("system"), nullptr);
    for (const HeaderList& key : {kUserKey, kAdminKey}) {
        const Answer answer = get(app.port(), std::string(kBase) + "/detailed", key);
        EXPECT_EQ(answer.status, 200);
        for (const char* name : {"database", "workers", "disk_space", "queue", "event_streams", "fal_api"}) {
            EXPECT_EQ(component(answer, name, "status"), "healthy") << name;
            EXPECT_FALSE(component(answer, name, "checked_at").empty());
        }
        EXPECT_GT(*answer.json().find("system")->find("memory_available_gb")->as_double(), 0);
    }
}

TEST(HealthApi, APausedQueueWithFilesDegrades) {
    const TestApp app({{}, kKeys});
    ASSERT_EQ(ask(app.port(), "POST", "/api/v1/admin/queue/pause", kAdminKey, R"({"message":"for the test"})").status, 200);
    ASSERT_EQ(post_form(app.port(), "/api/v1/upload/batch", image_parts(1), kUserKey).status, 200);
    Answer answer;
    EXPECT_TRUE(becomes("degraded", [&] {
        answer = get(app.port(), std::string(kBase) + "/detailed", kAdminKey);
        return answer.text("status");
    }));
    EXPECT_EQ(answer.status, 200);
    EXPECT_NE(component(answer, "queue", "message").find("for the test"), std::string::npos);
    EXPECT_EQ(get(app.port(), "/readyz").status, 200);
}

TEST(MetricsApi, WhoMayReadThemIsASetting) {
    const struct {
        const char* setting;
        int anonymous;
        int user;
    } cases[] = {{"everybody", 200, 200}, {"user", 401, 200}, {"admin", 401, 403}};
    for (const auto& c : cases) {
        SCOPED_TRACE(c.setting);
        const TestApp app({{"--metrics-access", c.setting}, kKeys});
        EXPECT_EQ(get(app.port(), "/metrics").status, c.anonymous);
        EXPECT_EQ(get(app.port(), "/metrics", kUserKey).status, c.user);
        EXPECT_EQ(get(app.port(), "/metrics", kAdminKey).status, 200);
    }
    EXPECT_NE(run_program({"--metrics-access", "nobody"}).exit_code, 0);
}

TEST(MetricsApi, AnAddressThatGuessedIsToldToWaitNotThatItsKeyIsWrong) {
    const TestApp app({{"--metrics-access", "user"}, kKeys});
    Answer answer;
    // A wait may be over by the time of the next question; each is twice as long as the one before.
    for (int i = 0; i < 40 && answer.status != 429; ++i) {
        (void)get(app.port(), "/api/v1/jobs", {{"X-API-Key", "guess-" + std::to_string(i)}});
        answer = get(app.port(), "/metrics", kUserKey);
    }
    EXPECT_EQ(answer.status, 429);
    EXPECT_EQ(answer.text("error_code"), "RATE_LIMIT_EXCEEDED");
    EXPECT_GE(std::atoi(answer.header("Retry-After").c_str()), 1);
    EXPECT_EQ(get(app.port(), "/metrics").status, 401) << "without a key there is nothing to wait for";
}

TEST(MetricsApi, RealWorkFeedsThem) {
    const TestApp app;
    const api::JobView job = finished_job(app.port(), upload(app.port(), 2));
    ASSERT_EQ(job.status, JobStatus::Completed);
    (void)get(app.port(), "/api/v1/jobs/not-an-id");
    // A step is counted when it is on the disk, which the stream may tell first.
    const std::string completed = R"(jobs_total{status="completed"})";
    Answer answer = get(app.port(), std::string(kBase) + "/metrics");
    for (const auto begun = std::chrono::steady_clock::now();
         figure(answer.body, completed) < 2 && std::chrono::steady_clock::now() - begun < kPatience;)
        answer = get(app.port(), std::string(kBase) + "/metrics");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.header("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
    const std::string& text = answer.body;
    const struct {
        const char* line;
        double least;
    } cases[] = {
        {R"(http_requests_total{endpoint="/api/v1/upload/batch",method="POST",status_code="200"})", 1},
        {R"(http_requests_total{endpoint="/api/v1/jobs/{id}",method="GET",status_code="400"})", 1},
        {R"(http_request_duration_seconds_count{endpoint="/api/v1/upload/batch",method="POST"})", 1},
        {R"(jobs_total{status="accepted"})", 2},
        {R"(jobs_total{status="started"})", 2},
        {completed.c_str(), 2},
        {R"(job_duration_seconds_count{model="draft"})", 2},
        {"uploads_bytes_total", 500},
        {"results_bytes_total", 500},
        {"workers", 4},
        {"process_resident_memory_bytes", 1e6},
        {"process_cpu_seconds_total", 0},
        {"process_open_fds", 3},
        {"process_start_time_seconds", 1.7e9},
        {"system_memory_usage_percent", 0.1},
        {"build_info{version=", 0},
        {"provider_breaker_state{provider=\"fal\"}", 0},
        {"queue_depth{state=\"queued\"}", 0},
        {"sse_clients", 0},
    };
    for (const auto& c : cases) EXPECT_GE(figure(text, c.line), c.least) << c.line << "\n" << text;
    EXPECT_EQ(text.find(job.job_id), std::string::npos);
}

TEST(MetricsApi, PromtoolFindsNothing) {
    const std::string promtool = "'" + unpacked_program("promtool") + "' check ";
    if (std::system((promtool + "--help >/dev/null 2>&1").c_str()) != 0)
        GTEST_SKIP() << "promtool is not there. Get it with tools/setup test.";
    FakeFal fake;
    const TestApp app(options_with(fake));
    ASSERT_EQ(finished_job(app.port(), upload(app.port(), 1)).status, JobStatus::Completed);
    const TempFolder folder;
    const std::string file = (folder.path() / "metrics").string();
    std::ofstream(file) << get(app.port(), "/metrics").body;
    const int code = std::system((promtool + "metrics <'" + file + "' >'" + file + ".out' 2>&1").c_str());
    EXPECT_EQ(code, 0);
    EXPECT_EQ(read_file(file + ".out"), "");
    const std::string rules = I2M_SOURCE_DIR "/docs/monitoring/alerts.yml";
    EXPECT_EQ(std::system((promtool + "rules '" + rules + "' >/dev/null 2>&1").c_str()), 0);
}

}  // namespace
}  // namespace i2m::test
