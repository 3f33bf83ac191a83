// client_scenes.cpp - messages that bring the client into a state worth looking at.
#include "tests/support/client_scenes.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "shared/glb/glb.hpp"
#include "shared/json/fields.hpp"

namespace i2m::test {
namespace {

api::ModelView draft_model() {
    api::ModelView model;
    model.id = "draft";
    model.name = "Draft";
    model.provider = "draft";
    model.provider_label = "Built in";
    model.price_usd = 0.0;
    model.typical_ms = 400;
    model.is_default = true;
    return model;
}

api::ModelView paid_model() {
    api::ModelView model;
    model.id = "tripo3d/tripo/v2.5/image-to-3d";
    model.name = "Tripo 2.5";
    model.provider = "fal";
    model.provider_label = "FAL.AI";
    model.price_usd = 0.3;
    model.typical_ms = 45'000;
    return model;
}

ImageReport report_of(Outcome outcome, const std::string& name) {
    ImageReport report;
    report.format = ImageFormat::Png;
    report.width_px = 512;
    report.height_px = 512;
    report.channels = 4;
    report.has_alpha = outcome != Outcome::Busy && outcome != Outcome::Truncated;
    if (outcome == Outcome::Truncated) {
        report.issues.push_back({ImageIssueCode::Truncated, Severity::Refusal,
                                 name + ": the file ends in the middle of the image. Copy it again.",
                                 "The file ends early. Copy it again."});
    }
    return report;
}

client::DraftReady draft_of(ImGuiHarness& harness, client::FileKey key, Outcome outcome) {
    client::DraftReady draft;
    draft.key = key;
    if (outcome == Outcome::NoDraft) {
        draft.error = "No object stands out from the background. Cut it out first.";
        return draft;
    }
    draft.glb = Bytes(16, 0);
    draft.triangles = 24'118;
    draft.took_ms = 11.2;
    draft.fill = outcome == Outcome::Small ? 0.11 : 0.46;
    switch (outcome) {
        case Outcome::Small: draft.advice = {draft::Advice::SmallObject}; break;
        case Outcome::Busy: draft.advice = {draft::Advice::BusyBackground}; break;
        case Outcome::Thin: draft.advice = {draft::Advice::ThinParts}; break;
        default: draft.advice = {draft::Advice::CleanOutline}; break;
    }
    if (outcome != Outcome::Busy)
        draft.mask_picture = harness.rasterizer.add_texture(drawn_object(static_cast<int>(key), 256, true));
    return draft;
}

/// One triangle: the smallest file that is a model.
Bytes small_model() {
    glb::Scene scene;
    glb::Primitive triangle;
    triangle.positions = {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}};
    triangle.normals = {{0, 0, 1}, {0, 0, 1}, {0, 0, 1}};
    triangle.indices = {0, 1, 2};
    triangle.material = 0;
    scene.materials.emplace_back();
    scene.meshes.push_back({"triangle", {triangle}});
    glb::Instance instance;
    instance.mesh = 0;
    scene.instances.push_back(instance);
    return glb::write_glb(scene);
}

}  // namespace

Canvas drawn_object(int kind, int side, bool is_cut_out) {
    static constexpr std::array<std::array<int, 3>, 6> kInks = {
        {{214, 64, 41}, {93, 173, 226}, {243, 156, 18}, {110, 74, 52}, {46, 160, 120}, {120, 96, 190}}};
    const auto& ink = kInks[static_cast<std::size_t>(kind) % kInks.size()];
    Canvas canvas{side, side, std::vector<std::uint8_t>(static_cast<std::size_t>(side * side) * 4, 0)};
    const float half = static_cast<float>(side) / 2;
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            const float dx = (static_cast<float>(x) + 0.5F - half) / half;
            const float dy = (static_cast<float>(y) + 0.5F - half) / half;
            // A superellipse with a different exponent per kind: from a rhombus over a ball to a box.
            const float power = 1.2F + 0.8F * static_cast<float>(kind % 4);
            const float reach = std::pow(std::abs(dx) / 0.78F, power) + std::pow(std::abs(dy) / 0.7F, power);
            const float coverage = std::clamp((1 - reach) * half * 0.2F, 0.0F, 1.0F);
            const float light = std::clamp(0.85F - 0.35F * dy - 0.2F * dx, 0.2F, 1.2F);
            std::uint8_t* out = &canvas.rgba[static_cast<std::size_t>(y * side + x) * 4];
            for (std::size_t i = 0; i < 3; ++i) {
                const float object = std::min(255.0F, static_cast<float>(ink[i]) * light);
                const float table = 96 + 40 * std::sin(dx * 9) + static_cast<float>(i) * -18;
                out[i] = static_cast<std::uint8_t>(is_cut_out ? object : object * coverage + table * (1 - coverage));
            }
            out[3] = is_cut_out ? static_cast<std::uint8_t>(coverage * 255) : std::uint8_t{255};
        }
    }
    return canvas;
}

void answer_start(ImGuiHarness& harness) {
    api::ModelListAnswer models{{draft_model(), paid_model()}};
    for (const auto& sent : std::vector<FakeTransport::Sent>(harness.transport.sent)) {
        if (sent.request.path == api::path_of(api::Route::Models))
            harness.push(client::HttpAnswer{sent.id, 200, json::encode_text(models), {}});
        if (sent.request.path == api::path_of(api::Route::Limits))
            harness.push(client::HttpAnswer{sent.id, 200, json::encode_text(api::LimitsView{}), {}});
    }
}

void drop_file(ImGuiHarness& harness, client::FileKey key, const std::string& name, Outcome outcome) {
    harness.push(client::FileArrived{key, name, "image/png", 275'000 + key * 7'000ULL});
    if (outcome == Outcome::Checking) return;
    harness.push(client::FileChecked{key, report_of(outcome, name)});
    const bool is_photo = outcome == Outcome::Busy || outcome == Outcome::Truncated;
    const client::PictureId picture =
        outcome == Outcome::Truncated ? 0 : harness.rasterizer.add_texture(drawn_object(static_cast<int>(key), 256, !is_photo));
    harness.push(client::PictureReady{key, "", picture, 256, 256});
    if (outcome != Outcome::Truncated) harness.push(draft_of(harness, key, outcome));
}

void drop_six(ImGuiHarness& harness) {
    drop_file(harness, 1, "teapot.png", Outcome::Clean);
    drop_file(harness, 2, "robot.png", Outcome::Clean);
    drop_file(harness, 3, "burger.png", Outcome::Small);
    drop_file(harness, 4, "chair-front.png", Outcome::Thin);
    drop_file(harness, 5, "coffee.png", Outcome::Busy);
    drop_file(harness, 6, "IMG_2214.jpg", Outcome::Truncated);
}

api::FileView file_view(int index, const std::string& name, FileState state, double progress) {
    api::FileView file;
    file.file_id = "0000000" + std::to_string(index) + "-2222-4333-8444-555555555555";
    file.filename = name;
    file.status = state;
    file.progress = is_final(state) ? 100 : progress;
    file.source_url = "/api/v1/files/" + file.file_id + "/source";
    file.width = 1024;
    file.height = 1024;
    if (state == FileState::Succeeded) {
        file.result_filename = name.substr(0, name.find('.')) + ".glb";
        file.download_url = std::string("/api/v1/download/") + kJobId + "/" + *file.result_filename;
        file.result_size = 2'831'155;
        file.triangles = 46'963;
        file.vertices = 31'570;
        file.duration_ms = 41'000;
    }
    return file;
}

api::JobView job_view(std::vector<api::FileView> files) {
    api::JobView view;
    view.job_id = view.task_id = kJobId;
    view.model = "tripo3d/tripo/v2.5/image-to-3d";
    view.face_limit = 50'000;
    view.elapsed_ms = 96'000;
    view.last_event_id = 10;
    view.total_files = static_cast<std::uint32_t>(files.size());
    std::vector<FileState> states;
    std::vector<FileProgress> progress;
    for (const api::FileView& file : files) {
        states.push_back(file.status);
        progress.push_back({file.status, file.progress});
    }
    const JobTally counts = tally(states);
    view.status = job_status(counts);
    view.successful_files = counts.succeeded;
    view.failed_files = counts.failed;
    view.progress = overall_progress(progress);
    if (!is_final(view.status)) view.eta_ms = 80'000;
    view.files = std::move(files);
    return view;
}

api::JobView job_of_eight() {
    api::FileView teapot = file_view(3, "teapot.png", FileState::Generating, 62);
    teapot.message = "Texturing";
    api::FileView chair = file_view(4, "chair-front.png", FileState::Generating, 48);
    chair.message = "Building the mesh";
    api::FileView fox = file_view(6, "fox.png", FileState::Retrying);
    fox.attempt = 1;
    fox.message = "The provider is busy.";
    fox.retry_at = "2023-11-14T22:14:02Z";
    api::FileView pad = file_view(7, "launch-pad.jpg", FileState::Failed);
    pad.error = "The provider found no object in this image. Crop it to one object.";
    return job_view({file_view(1, "mixer.jpg", FileState::Succeeded), file_view(2, "robot.png", FileState::Succeeded), teapot,
                     chair, file_view(5, "crate.png", FileState::Queued), fox, pad,
                     file_view(8, "burger.png", FileState::Succeeded)});
}

api::JobView ended_job() {
    std::vector<api::FileView> files;
    const std::array<const char*, 7> names = {"mixer.jpg", "robot.png", "teapot.png", "chair-front.png",
                                              "crate.png", "fox.png",   "burger.png"};
    for (std::size_t i = 0; i < names.size(); ++i)
        files.push_back(file_view(static_cast<int>(i) + 1, names[i], FileState::Succeeded));
    files.push_back(file_view(8, "launch-pad.jpg", FileState::Failed));
    files.back().error = "The provider found no object in this image. Crop it to one object.";
    api::JobView view = job_view(std::move(files));
    view.elapsed_ms = 172'000;
    return view;
}

api::FileView failed_file(int index, const std::string& name, ErrorCode code) {
    api::FileView file = file_view(index, name, FileState::Failed);
    const ErrorInfo& info = error_info(code);
    file.error = std::string(info.words);
    file.error_code = std::string(info.wire_name);
    if (!info.next_step.empty()) file.next_step = std::string(info.next_step);
    file.is_retryable = info.is_retryable;
    file.attempt = 1;
    file.provider_request_id = "3f0c9d7e-1111-4222-8333-944455556666";
    return file;
}

api::JobView job_in_trouble() {
    std::vector<api::FileView> files = {
        failed_file(1, "selfie.jpg", ErrorCode::ContentPolicy), failed_file(2, "tiny.png", ErrorCode::ImageRefused),
        failed_file(3, "old-model.png", ErrorCode::ModelGone),  failed_file(4, "late.png", ErrorCode::ProviderTimeout),
        file_view(5, "lost.png", FileState::Unknown),           file_view(6, "long.png", FileState::Generating, 87),
        file_view(7, "crate.png", FileState::Queued),           file_view(8, "mixer.jpg", FileState::Succeeded)};
    files[0].cost_usd = 0.3;
    files[0].is_cost_estimated = true;
    files[3].cost_usd = 0.0;
    files[4].cost_usd = 0.3;
    files[4].is_cost_estimated = true;
    files[4].provider_request_id = std::nullopt;
    files[5].message = "Sampling";
    files[5].is_slow = true;
    files[6].queue_position = 4;
    files[7].cost_usd = 0.3;
    api::JobView view = job_view(std::move(files));
    view.status = JobStatus::Processing;
    view.estimate_usd = 2.4;
    view.cost_usd = 0.9;
    view.is_cost_estimated = true;
    return view;
}

namespace {

/// Answers every unanswered request for that path.
void answer_path(ImGuiHarness& harness, std::string_view path, const std::string& body) {
    for (const auto& sent : std::vector<FakeTransport::Sent>(harness.transport.sent)) {
        if (sent.request.path == path) harness.push(client::HttpAnswer{sent.id, 200, body, {}});
    }
}

}  // namespace

void answer_usage(ImGuiHarness& harness, double today_usd, double budget_usd) {
    api::UsageAnswer usage;
    usage.today_usd = today_usd;
    if (budget_usd >= 0) {
        usage.budget_usd = budget_usd;
        usage.left_usd = std::max(0.0, budget_usd - today_usd);
    }
    usage.resets_at = "2023-11-15T00:00:00Z";  // 1 h 46 min 40 s after the harness' clock begins
    answer_path(harness, api::path_of(api::Route::Usage), json::encode_text(usage));
}

void answer_queue(ImGuiHarness& harness, std::vector<api::Hold> holds) {
    api::QueueView queue;
    queue.holds = std::move(holds);
    answer_path(harness, api::path_of(api::Route::QueueGet), json::encode_text(queue));
}

api::EventData event_of(const api::FileView& file) {
    api::EventData data;
    data.job_id = data.task_id = kJobId;
    data.status = "processing";
    data.file_id = file.file_id;
    data.filename = file.filename;
    data.file = file;
    return data;
}

void send_event(ImGuiHarness& harness, std::int64_t id, std::string_view name, const api::EventData& data) {
    harness.push(client::StreamEvent{harness.state().job.stream_request, id == 0 ? "" : std::to_string(id), std::string(name),
                                     json::encode_text(data)});
}

void send_snapshot(ImGuiHarness& harness, const api::JobView& view) {
    harness.push(client::StreamOpened{harness.state().job.stream_request});
    api::EventData data;
    data.job_id = data.task_id = view.job_id;
    data.status = name_of(view.status);
    data.result = view;
    send_event(harness, 0, api::kEventSnapshot, data);
    answer_pictures(harness);
}

void answer_pictures(ImGuiHarness& harness) {
    int kind = 0;
    for (const std::string& url : std::exchange(harness.platform.loaded_urls, {})) {
        ++kind;
        harness.push(
            client::PictureReady{0, url, harness.rasterizer.add_texture(drawn_object(kind, 256, kind % 3 != 0)), 256, 256});
    }
}

void answer_outlines(ImGuiHarness& harness) {
    int kind = 0;
    for (const std::string& url : std::exchange(harness.platform.outlines, {})) {
        const Canvas object = drawn_object(++kind, 256, true);
        Canvas mesh = object;
        for (int i = 0; i < 256 * 256; ++i) {
            const int x = i % 256;
            const int y = i / 256;
            const bool is_line = y % 14 < 2 || (x + y / 2) % 16 < 2 || (x - y / 2 + 256) % 16 < 2;
            std::uint8_t* pixel = &mesh.rgba[static_cast<std::size_t>(i) * 4];
            pixel[3] = static_cast<std::uint8_t>(pixel[3] * (is_line ? 100 : 40) / 100);
            std::fill(pixel, pixel + 3, std::uint8_t{255});
        }
        harness.push(client::OutlineReady{url, harness.rasterizer.add_texture(object), harness.rasterizer.add_texture(mesh),
                                          0.11F, 0.89F});
    }
}

void answer_last(ImGuiHarness& harness, int status, const std::string& body) {
    client::HttpAnswer answer{harness.transport.sent.back().id, status, body, {}};
    if (harness.transport.sent.back().request.wants_bytes) answer.bytes = small_model();
    harness.push(std::move(answer));
}

}  // namespace i2m::test
