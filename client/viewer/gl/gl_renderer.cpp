// gl_renderer.cpp - what is loaded, what is drawn anew and what the browser answered.
#include "client/viewer/gl/gl_renderer.hpp"

#include <algorithm>
#include <utility>

#include "client/viewer/gl/gl_state.hpp"
#include "client/viewer/gl/texture_decode.hpp"
#include "client/viewer/matrix.hpp"
#include "shared/glb/glb.hpp"

namespace i2m::client::gl {
namespace {

constexpr int kSamples = 4;

/// The browser answers through a C function, which can only find the renderer here.
GlRenderer* g_renderer = nullptr;

bool same_look(const ViewportLook& a, const ViewportLook& b) {
    return a.background_top == b.background_top && a.background_bottom == b.background_bottom && a.grid == b.grid &&
           a.shows_grid == b.shows_grid;
}

bool same_camera(const Camera& a, const Camera& b) {
    return a.target == b.target && a.yaw == b.yaw && a.pitch == b.pitch && a.distance_m == b.distance_m && a.fov_y == b.fov_y;
}

}  // namespace

GlRenderer::GlRenderer() { g_renderer = this; }

GlRenderer::~GlRenderer() {
    if (g_renderer == this) g_renderer = nullptr;
}

void GlRenderer::Target::resize(std::uint32_t width, std::uint32_t height) {
    if (width == width_px && height == height_px && drawn.name() != 0) return;
    width_px = width;
    height_px = height;
    const auto w = static_cast<GLsizei>(width), h = static_cast<GLsizei>(height);
    GLint most_samples = 0;
    glGetIntegerv(GL_MAX_SAMPLES, &most_samples);
    const GLsizei samples = std::min(most_samples, kSamples);
    glBindRenderbuffer(GL_RENDERBUFFER, color.get());
    glRenderbufferStorageMultisample(GL_RENDERBUFFER, samples, GL_RGBA8, w, h);
    glBindRenderbuffer(GL_RENDERBUFFER, depth.get());
    glRenderbufferStorageMultisample(GL_RENDERBUFFER, samples, GL_DEPTH_COMPONENT24, w, h);
    glBindFramebuffer(GL_FRAMEBUFFER, drawn.get());
    glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, color.name());
    glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_DEPTH_ATTACHMENT, GL_RENDERBUFFER, depth.name());
    texture.reset();  // a new name, so that nobody shows the old size
    glBindTexture(GL_TEXTURE_2D, texture.get());
    glTexStorage2D(GL_TEXTURE_2D, 1, GL_RGBA8, w, h);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
    glBindFramebuffer(GL_FRAMEBUFFER, resolved.get());
    glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, texture.name(), 0);
}

void GlRenderer::Target::forget() {
    drawn.forget();
    resolved.forget();
    color.forget();
    depth.forget();
    texture.forget();
}

ModelId GlRenderer::load_model(Bytes glb) {
    const ModelId id = next_model_++;
    auto model = std::make_unique<Model>();
    model->glb = std::move(glb);
    if (!is_lost_) parse_and_upload(*model);
    models_[id] = std::move(model);
    return id;
}

void GlRenderer::parse_and_upload(Model& model) {
    Result<glb::ReadModel> read = glb::read_glb(model.glb);
    if (!read) {
        model.error = read.error().message;
        return;
    }
    model.stats = read->stats;
    model.gpu = upload(read->scene);
    ++model.version;
}

void GlRenderer::unload_model(ModelId model) {
    models_.erase(model);
    stills_.erase(model);
    for (auto& [slot, view] : views_) {
        if (view.drawn && view.drawn->model == model) view.drawn.reset();
    }
}

ModelState GlRenderer::model_state(ModelId model) const {
    const auto found = models_.find(model);
    if (found == models_.end()) return ModelState::None;
    if (!found->second->error.empty()) return ModelState::Failed;
    return is_lost_ || found->second->gpu.is_decoding() ? ModelState::Loading : ModelState::Ready;
}

std::string GlRenderer::model_error(ModelId model) const {
    const auto found = models_.find(model);
    return found == models_.end() ? std::string() : found->second->error;
}

glb::Stats GlRenderer::model_stats(ModelId model) const {
    const auto found = models_.find(model);
    return found == models_.end() ? glb::Stats{} : found->second->stats;
}

bool GlRenderer::same(const Key& a, const Key& b) const {
    return a.model == b.model && a.version == b.version && a.width_px == b.width_px && a.height_px == b.height_px &&
           same_camera(a.camera, b.camera) && same_look(a.look, b.look);
}

std::uint64_t GlRenderer::render(std::uint32_t slot, ModelId id, const Camera& camera, const ViewportLook& look,
                                 std::uint32_t width_px, std::uint32_t height_px) {
    if (is_lost_ || width_px == 0 || height_px == 0) return 0;
    const auto found = models_.find(id);
    Model* model = found == models_.end() || !found->second->error.empty() ? nullptr : found->second.get();
    View& view = views_[slot];
    const Key key{id, model != nullptr ? model->version : 0, width_px, height_px, camera, look};
    if (!view.drawn || !same(*view.drawn, key)) {
        draw_view(view, model, camera, look, width_px, height_px);
        view.drawn = key;
    }
    return view.target.texture.name();
}

std::uint64_t GlRenderer::still(ModelId id, const ViewportLook& look, std::uint32_t width_px, std::uint32_t height_px) {
    const auto found = models_.find(id);
    if (is_lost_ || found == models_.end() || model_state(id) != ModelState::Ready || width_px == 0 || height_px == 0) return 0;
    const float aspect = static_cast<float>(width_px) / static_cast<float>(height_px);
    const Camera camera = frame_bounds(found->second->gpu.bounds, aspect, 0.45F, 0.22F);
    View& view = stills_[id];
    ViewportLook quiet = look;
    quiet.shows_grid = false;
    const Key key{id, found->second->version, width_px, height_px, camera, quiet};
    if (!view.drawn || !same(*view.drawn, key)) {
        draw_view(view, found->second.get(), camera, quiet, width_px, height_px);
        view.drawn = key;
    }
    return view.target.texture.name();
}

void GlRenderer::draw_view(View& view, Model* model, const Camera& camera, const ViewportLook& look, std::uint32_t width_px,
                           std::uint32_t height_px) {
    const PassGuard guard;
    if (model != nullptr && model->gpu.shadow.name() == 0) make_shadow(model->gpu);
    view.target.resize(width_px, height_px);
    const auto w = static_cast<GLint>(width_px), h = static_cast<GLint>(height_px);
    glBindFramebuffer(GL_FRAMEBUFFER, view.target.drawn.name());
    glViewport(0, 0, w, h);
    glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
    draw_backdrop(look);
    if (model != nullptr) {
        Mat4 clip = clip_from_view(camera, static_cast<float>(w) / static_cast<float>(h), model->gpu.bounds);
        for (std::size_t column = 0; column < 4; ++column) clip[column * 4 + 1] = -clip[column * 4 + 1];  // v = 0 at the top
        const Mat4 clip_from_world = multiply(clip, view_from_world(camera));
        draw_model(*model, camera, clip_from_world, false);
        draw_ground(*model, camera, clip_from_world, look);
        draw_model(*model, camera, clip_from_world, true);
    }
    glBindFramebuffer(GL_READ_FRAMEBUFFER, view.target.drawn.name());
    glBindFramebuffer(GL_DRAW_FRAMEBUFFER, view.target.resolved.name());
    glBlitFramebuffer(0, 0, w, h, 0, 0, w, h, GL_COLOR_BUFFER_BIT, GL_NEAREST);
    constexpr GLenum kDone[] = {GL_COLOR_ATTACHMENT0, GL_DEPTH_ATTACHMENT};
    glInvalidateFramebuffer(GL_READ_FRAMEBUFFER, 2, kDone);
}

bool GlRenderer::wants_frame() const {
    return std::any_of(models_.begin(), models_.end(),
                       [](const auto& entry) { return entry.second->error.empty() && entry.second->gpu.is_decoding(); });
}

void GlRenderer::texture_decoded(unsigned gl_texture, int width_px, int height_px) {
    for (auto& [id, model] : models_) {
        for (GpuTexture& texture : model->gpu.textures) {
            if (texture.texture.name() != gl_texture || gl_texture == 0) continue;
            texture.is_decoded = width_px > 0 && height_px > 0;
            texture.has_failed = !texture.is_decoded;
            ++model->version;
            return;
        }
    }
}

void GlRenderer::context_lost() {
    is_lost_ = true;
    for (auto& [id, model] : models_) {
        model->gpu.forget();
        model->gpu = GpuModel{};
    }
    for (auto& [slot, view] : views_) view.target.forget();
    for (auto& [id, view] : stills_) view.target.forget();
    views_.clear();
    stills_.clear();
    for (auto& [features, shader] : mesh_shaders_) shader->forget();
    mesh_shaders_.clear();
    for (auto* shader : {&backdrop_, &ground_, &shadow_, &blur_}) {
        if (*shader) (*shader)->forget();
        shader->reset();
    }
    no_attributes_.forget();
}

void GlRenderer::context_restored() {
    is_lost_ = false;
    for (auto& [id, model] : models_) {
        if (model->error.empty()) parse_and_upload(*model);
    }
}

}  // namespace i2m::client::gl

extern "C" void i2m_texture_decoded(int gl_texture, int width, int height) {
    if (i2m::client::gl::g_renderer != nullptr)
        i2m::client::gl::g_renderer->texture_decoded(static_cast<unsigned>(gl_texture), width, height);
}
