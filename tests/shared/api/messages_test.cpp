// messages_test.cpp - bodies of the API: what they look like on the wire, and that they come back the same.
#include "shared/api/messages.hpp"

#include <gtest/gtest.h>

#include <string>

#include "shared/api/messages_usage.hpp"

namespace i2m::api {
namespace {

constexpr const char* kFile =
    R"({"file_id":"f1","filename":"boot.png","status":"succeeded","progress":100.0,"message":"Done","file_size":20480,"width":640,)"
    R"("height":480,"attempt":1,"result_filename":"boot.glb","download_url":"/api/v1/download/j1/boot.glb","result_size":4096,)"
    R"("triangles":24118,"vertices":12061,"duration_ms":412,"source_url":"/api/v1/files/f1/source"})";

std::string job_text() {
    return std::string(
               R"({"job_id":"j1","task_id":"j1","status":"partially_completed","progress":100,"message":"1 of 2 models",)") +
           R"("model":"draft","options":{"method":"balls"},"face_limit":5000,"created_at":"2026-01-02T03:04:05Z",)" +
           R"("ended_at":"2026-01-02T03:04:06Z","timestamp":1767323046000,"elapsed_ms":1000,"eta_ms":0,"total_files":2,)" +
           R"("successful_files":1,"failed_files":1,"cancelled_files":0,"last_event_id":12,"files":[)" + kFile + "]}";
}

/// decode, then encode: the text must be the same.
template <class T>
void expect_round_trip(const std::string& text) {
    const Result<T> message = json::decode_text<T>(text);
    ASSERT_TRUE(message.ok()) << message.error().message;
    EXPECT_EQ(json::encode_text(*message), text);
}

TEST(Messages, ComeBackTheSame) {
    const struct {
        const char* name;
        void (*check)(const std::string&);
        std::string text;
    } kCases[] = {
        {"error", expect_round_trip<ErrorEnvelope>,
         R"({"error":true,"error_code":"NOT_FOUND","message":"m","status_code":404,"details":{"field":"id"},"request_id":"r"})"},
        {"refused file", expect_round_trip<RefusedFile>, R"({"filename":"a.jpg","code":"truncated","message":"m"})"},
        {"upload", expect_round_trip<UploadAnswer>,
         R"({"batch_id":"j","job_id":"j","task_id":"j","uploaded_files":[{"file_id":"f","filename":"a.png","file_size":3000000000,)"
         R"("content_type":"image/png","status":"uploaded","task_id":"j"}],"face_limit":null,"total_files":1,"status":"uploaded","message":"m"})"},
        {"file", expect_round_trip<FileView>, kFile},
        {"a file that was paid for", expect_round_trip<FileView>,
         R"({"file_id":"f1","filename":"boot.png","status":"succeeded","progress":100.0,"message":"Done","file_size":1,"width":2,)"
         R"("height":3,"attempt":1,"source_url":"/s","cost_usd":0.3,"is_cost_estimated":false,"model":"fal-ai/trellis",)"
         R"("options":{"seed":1},"preview_url":"/p"})"},
        {"job", expect_round_trip<JobView>, job_text()},
        {"a file in trouble", expect_round_trip<FileView>,
         R"({"file_id":"f1","filename":"boot.png","status":"failed","progress":100.0,"message":"m","error":"e",)"
         R"("error_code":"PROVIDER_BUSY","file_size":1,"width":2,"height":3,"attempt":6,"source_url":"/s","is_slow":true,)"
         R"("deadline_at":"2026-01-02T00:00:00Z","eta_ms":5,"queue_position":0,"provider_request_id":"r","next_step":"Wait.",)"
         R"("is_retryable":true})"},
        {"queue", expect_round_trip<QueueView>,
         R"({"is_paused":true,"pause_message":"p","queued":1,"running":2,"retrying":3,"unknown":4,)"
         R"("oldest_queued_at":"2026-01-02T00:00:00Z","holds":[{"code":"QUEUE_PAUSED","message":"m"},)"
         R"({"code":"PROVIDER_RESTING","message":"m","until":"2026-01-02T00:00:00Z","provider":"fal"}]})"},
        {"provider", expect_round_trip<ProviderView>,
         R"({"provider":"fal","label":"FAL.AI","is_configured":true,"breaker":"half_open","failures_in_row":3,)"
         R"("retry_at":"2026-01-02T00:00:00Z","parked":{"code":"c","message":"m"},"running":1,"limit":8})"},
        {"resolve", expect_round_trip<ResolveRequest>, R"({"files":["f"],"choice":"look_again"})"},
        {"move", expect_round_trip<MoveRequest>, R"({"to":"front","before":""})"},
        {"usage", expect_round_trip<UsageAnswer>,
         R"({"currency":"USD","today_usd":1.5,"reserved_usd":0.3,"budget_usd":5.0,"left_usd":3.2,"is_blocked":false,)"
         R"("resets_at":"2026-01-03T00:00:00Z","days":[{"date":"2026-01-02","runs":3,"cost_usd":1.5}],)"
         R"("models":[{"model":"fal-ai/trellis","runs":3,"cost_usd":1.5}]})"},
        {"jobs", expect_round_trip<JobListAnswer>, R"({"jobs":[)" + job_text() + R"(],"next_cursor":"c"})"},
        {"event", expect_round_trip<EventData>,
         R"({"job_id":"j1","task_id":"j1","status":"processing","progress":40,"message":"m","timestamp":1,"file_id":"f1",)"
         R"("filename":"a.png","current":1,"total":2,"eta_seconds":3,"file":)" +
             std::string(kFile) + R"(,"result":)" + job_text() + "}"},
        {"downloads", expect_round_trip<DownloadListAnswer>,
         R"({"job_id":"j","files":[{"filename":"a.glb","size":1,"mime_type":"model/gltf-binary","created_time":1.5,)"
         R"("rendered_image":null,"sha256":"00","file_id":"f","download_url":"/d"}],"download_urls":["/d"],"total_files":1})"},
        {"model", expect_round_trip<ModelView>,
         R"({"id":"draft","name":"Draft","provider":"draft","provider_label":"Built in","description":"d","type":"image_to_3d",)"
         R"("supported_formats":["glb"],"parameters":{"type":"object"},"price_usd":0.0,"price_rules":[],"typical_ms":400,"available":true,"is_default":true})"},
        {"a model with prices", expect_round_trip<ModelView>,
         R"({"id":"m","name":"M","provider":"fal","provider_label":"FAL.AI","description":"d","type":"image_to_3d",)"
         R"("supported_formats":["glb"],"parameters":{},"price_usd":0.3,"price_rules":[{"when":[{"option":"hd","value":true}],)"
         R"("add_usd":0.1,"times":1.0}],"typical_ms":400,"available":true,"is_default":false})"},
        {"limits", expect_round_trip<LimitsView>,
         R"({"max_files":25,"max_file_bytes":10485760,"max_pixels":50000000,"min_side_px":16,"max_side_px":16384,"workers":4,"version":"1"})"},
    };
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        c.check(c.text);
    }
}

TEST(Messages, AnEventLeavesOutWhatItDoesNotHave) {
    EventData event;
    event.job_id = event.task_id = "j";
    event.status = "queued";
    EXPECT_EQ(json::encode_text(event),
              R"({"job_id":"j","task_id":"j","status":"queued","progress":0,"message":"","timestamp":0})");
}

TEST(Messages, ErrorsBecomeEnvelopes) {
    const struct {
        const char* name;
        Error error;
        const char* want;
    } kCases[] = {
        {"the table's words", Error::of(ErrorCode::JobNotFound),
         R"({"error":true,"error_code":"JOB_NOT_FOUND","message":"There is no such job. It may have been deleted.","status_code":404,"details":{},"request_id":"r-1"})"},
        {"no words given", Error{ErrorCode::Gone, "", ""},
         R"({"error":true,"error_code":"GONE","message":"This is no longer kept.","status_code":410,"details":{},"request_id":"r-1"})"},
        {"own words and a field", Error{ErrorCode::InvalidOption, "No.", "/grid"},
         R"({"error":true,"error_code":"INVALID_OPTION","message":"No.","status_code":400,"details":{"field":"/grid"},"request_id":"r-1"})"},
    };
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(json::encode_text(envelope_of(c.error, "r-1")), c.want);
    }
}

TEST(Messages, AStreamEndsAfterAFinalEvent) {
    const struct {
        std::string_view name;
        bool is_final;
    } kCases[] = {{kEventSnapshot, false},  {kEventQueued, false},   {kEventProgress, false}, {kEventFile, false},
                  {kEventRetry, false},     {kEventCompleted, true}, {kEventFailed, true},    {kEventCancelled, true},
                  {kEventHeartbeat, false}, {kEventTimeout, false}};
    for (const auto& c : kCases) EXPECT_EQ(is_final_event(c.name), c.is_final) << c.name;
}

}  // namespace
}  // namespace i2m::api
