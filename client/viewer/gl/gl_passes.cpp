// gl_passes.cpp - the passes of one picture: backdrop, ground, contact shadow, model.
#include <algorithm>
#include <cmath>
#include <string>

#include "client/viewer/gl/gl_renderer.hpp"
#include "client/viewer/matrix.hpp"

namespace i2m::client::gl {
namespace {

constexpr GLsizei kShadowPx = 128;
constexpr GLenum kSmooth[] = {GL_TEXTURE_MIN_FILTER, GL_TEXTURE_MAG_FILTER};
constexpr GLenum kWrap[] = {GL_TEXTURE_WRAP_S, GL_TEXTURE_WRAP_T};

/// Half the larger ground side of `bounds`, never zero.
float ground_half(const glb::Bounds& bounds) {
    return std::max({(bounds.max[0] - bounds.min[0]) / 2, (bounds.max[2] - bounds.min[2]) / 2, 1e-6F});
}

float height_of(const glb::Bounds& bounds) { return std::max(bounds.max[1] - bounds.min[1], 1e-6F); }

std::array<float, 3> ground_center(const glb::Bounds& bounds) {
    return {(bounds.min[0] + bounds.max[0]) / 2, bounds.min[1], (bounds.min[2] + bounds.max[2]) / 2};
}

float shadow_reach(const glb::Bounds& bounds) { return ground_half(bounds) * 1.6F; }

/// A round distance (1, 2 or 5 times a power of ten) near `about`.
float round_step(float about) {
    const float power = std::pow(10.0F, std::floor(std::log10(about)));
    const float share = about / power;
    return power * (share < 1.5F ? 1 : share < 3.5F ? 2 : share < 7.5F ? 5 : 10);
}

std::string defines_of(std::uint32_t features) {
    static constexpr std::pair<std::uint32_t, const char*> kNames[] = {
        {kHasColor, "HAS_COLOR"},
        {kBaseColorMap, "BASE_COLOR_MAP"},
        {kMetallicRoughnessMap, "METALLIC_ROUGHNESS_MAP"},
        {kNormalMap, "NORMAL_MAP"},
        {kOcclusionMap, "OCCLUSION_MAP"},
        {kEmissiveMap, "EMISSIVE_MAP"},
        {kAlphaMask, "ALPHA_MASK"},
        {kUnlit, "UNLIT"},
    };
    std::string out;
    for (const auto& [feature, name] : kNames) {
        if ((features & feature) != 0) out += std::string("#define ") + name + "\n";
    }
    return out;
}

/// Binds a map to its unit when it can be sampled, and says which feature that gives.
std::uint32_t bind_map(const GpuModel& gpu, std::int32_t texture, MapUnit unit, std::uint32_t feature) {
    const GLuint name = gpu.texture_or_none(texture);
    if (name == 0) return 0;
    glActiveTexture(GL_TEXTURE0 + static_cast<GLenum>(unit));
    glBindTexture(GL_TEXTURE_2D, name);
    return feature;
}

std::uint32_t bind_maps(const GpuModel& gpu, const glb::Material& material) {
    return bind_map(gpu, material.base_color_texture, kUnitBaseColor, kBaseColorMap) |
           bind_map(gpu, material.metallic_roughness_texture, kUnitMetallicRoughness, kMetallicRoughnessMap) |
           bind_map(gpu, material.normal_texture, kUnitNormal, kNormalMap) |
           bind_map(gpu, material.occlusion_texture, kUnitOcclusion, kOcclusionMap) |
           bind_map(gpu, material.emissive_texture, kUnitEmissive, kEmissiveMap);
}

void set_material(Shader& shader, const GpuModel& gpu, const glb::Material& material) {
    // A colour map that is still on its way is shown as plain clay rather than as white glare.
    const bool is_pending = material.base_color_texture >= 0 && gpu.texture_or_none(material.base_color_texture) == 0;
    const float tone = is_pending ? 0.6F : 1.0F;
    glUniform4f(shader.uniform("u_base_color"), material.base_color[0] * tone, material.base_color[1] * tone,
                material.base_color[2] * tone, material.base_color[3]);
    const bool has_emissive = material.emissive_texture < 0 || gpu.texture_or_none(material.emissive_texture) != 0;
    const float glow = has_emissive ? 1.0F : 0.0F;
    glUniform3f(shader.uniform("u_emissive"), material.emissive[0] * glow, material.emissive[1] * glow,
                material.emissive[2] * glow);
    glUniform1f(shader.uniform("u_metallic"), material.metallic);
    glUniform1f(shader.uniform("u_roughness"), material.roughness);
    glUniform1f(shader.uniform("u_normal_scale"), material.normal_scale);
    glUniform1f(shader.uniform("u_occlusion"), material.occlusion_strength);
    glUniform1f(shader.uniform("u_alpha_cutoff"), material.alpha_cutoff);
    glUniform1i(shader.uniform("u_map_base_color"), kUnitBaseColor);
    glUniform1i(shader.uniform("u_map_metallic_roughness"), kUnitMetallicRoughness);
    glUniform1i(shader.uniform("u_map_normal"), kUnitNormal);
    glUniform1i(shader.uniform("u_map_occlusion"), kUnitOcclusion);
    glUniform1i(shader.uniform("u_map_emissive"), kUnitEmissive);
}

}  // namespace

void GlRenderer::draw_backdrop(const ViewportLook& look) {
    if (!backdrop_) backdrop_ = std::make_unique<Shader>(kScreenVertex, kBackdropFragment);
    backdrop_->use();
    glUniform3fv(backdrop_->uniform("u_top"), 1, look.background_top.data());
    glUniform3fv(backdrop_->uniform("u_bottom"), 1, look.background_bottom.data());
    glBindVertexArray(no_attributes_.get());
    glDepthMask(GL_FALSE);
    glDisable(GL_CULL_FACE);
    glDrawArrays(GL_TRIANGLES, 0, 3);
    glDepthMask(GL_TRUE);
}

void GlRenderer::draw_ground(Model& model, const Camera& camera, const Mat4& clip_from_world, const ViewportLook& look) {
    const glb::Bounds& bounds = model.gpu.bounds;
    const auto center = ground_center(bounds);
    const Vec3 eye = eye_of(camera);
    if (eye[1] <= center[1]) return;  // from below the ground would hide the model
    if (!ground_) ground_ = std::make_unique<Shader>(kGroundVertex, kGroundFragment);
    const float size = std::max(ground_half(bounds), height_of(bounds) / 2);
    ground_->use();
    glUniformMatrix4fv(ground_->uniform("u_clip_from_world"), 1, GL_FALSE, clip_from_world.data());
    glUniform3fv(ground_->uniform("u_center"), 1, center.data());
    glUniform3fv(ground_->uniform("u_eye"), 1, eye.data());
    glUniform4f(ground_->uniform("u_grid"), look.grid[0], look.grid[1], look.grid[2], look.shows_grid ? look.grid[3] : 0);
    glUniform1f(ground_->uniform("u_reach"), size * 6);
    glUniform1f(ground_->uniform("u_step"), round_step(size * 0.2F));
    glUniform1f(ground_->uniform("u_shadow_reach"), shadow_reach(bounds));
    glUniform1f(ground_->uniform("u_shadow_strength"), 0.42F);
    glUniform1i(ground_->uniform("u_shadow"), 0);
    glActiveTexture(GL_TEXTURE0);
    glBindTexture(GL_TEXTURE_2D, model.gpu.shadow.name());
    glBindVertexArray(no_attributes_.get());
    glEnable(GL_BLEND);
    glBlendFunc(GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
    glDepthMask(GL_FALSE);
    glDisable(GL_CULL_FACE);
    glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
    glDepthMask(GL_TRUE);
    glDisable(GL_BLEND);
}

void GlRenderer::draw_model(Model& model, const Camera& camera, const Mat4& clip_from_world, bool is_blended) {
    if (is_blended) {
        glEnable(GL_BLEND);
        glBlendFunc(GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
        glDepthMask(GL_FALSE);
    }
    static const glb::Material kPlain;
    for (const glb::Instance& instance : model.gpu.instances) {
        if (instance.mesh < 0 || static_cast<std::size_t>(instance.mesh) >= model.gpu.meshes.size()) continue;
        for (const GpuPrimitive& primitive : model.gpu.meshes[static_cast<std::size_t>(instance.mesh)]) {
            const glb::Material& material =
                primitive.material < 0 ? kPlain : model.gpu.materials[static_cast<std::size_t>(primitive.material)];
            if ((material.alpha_mode == glb::AlphaMode::Blend) != is_blended) continue;
            draw_primitive(model.gpu, primitive, camera, clip_from_world, instance.world_from_mesh);
        }
    }
    glDepthMask(GL_TRUE);
    glDisable(GL_BLEND);
}

void GlRenderer::draw_primitive(const GpuModel& gpu, const GpuPrimitive& primitive, const Camera& camera,
                                const Mat4& clip_from_world, const Mat4& world_from_mesh) {
    glb::Material material;
    if (primitive.material < 0) {
        material.metallic = 0;  // glTF's default is a mirror; a mesh without any material is easier to read as clay
        material.roughness = 0.7F;
        material.base_color = {0.7F, 0.7F, 0.7F, 1};
    } else {
        material = gpu.materials[static_cast<std::size_t>(primitive.material)];
    }
    std::uint32_t features = primitive.has_uv ? kHasUv | bind_maps(gpu, material) : 0;
    if (primitive.has_color) features |= kHasColor;
    if (material.alpha_mode == glb::AlphaMode::Mask) features |= kAlphaMask;
    if (material.unlit) features |= kUnlit;
    Shader& shader = mesh_shader(features);
    shader.use();
    const Vec3 eye = eye_of(camera);
    glUniformMatrix4fv(shader.uniform("u_clip_from_world"), 1, GL_FALSE, clip_from_world.data());
    glUniformMatrix4fv(shader.uniform("u_world_from_mesh"), 1, GL_FALSE, world_from_mesh.data());
    glUniformMatrix3fv(shader.uniform("u_world_from_normal"), 1, GL_FALSE, normal_matrix(world_from_mesh).data());
    glUniform3fv(shader.uniform("u_eye"), 1, eye.data());
    set_material(shader, gpu, material);
    // The picture is drawn upside down (v = 0 at the top), which turns the winding; so does a mirroring matrix.
    glFrontFace(determinant3(world_from_mesh) < 0 ? GL_CCW : GL_CW);
    if (material.double_sided) {
        glDisable(GL_CULL_FACE);
    } else {
        glEnable(GL_CULL_FACE);
    }
    glBindVertexArray(primitive.vertex_array.name());
    glDrawElements(GL_TRIANGLES, primitive.index_count, GL_UNSIGNED_INT, nullptr);
}

void GlRenderer::make_shadow(GpuModel& gpu) {
    if (!shadow_) shadow_ = std::make_unique<Shader>(kShadowVertex, kShadowFragment);
    if (!blur_) blur_ = std::make_unique<Shader>(kScreenVertex, kBlurFragment);
    Texture between;
    Framebuffer target;
    for (Texture* texture : {&gpu.shadow, &between}) {
        glBindTexture(GL_TEXTURE_2D, texture->get());
        glTexStorage2D(GL_TEXTURE_2D, 1, GL_R8, kShadowPx, kShadowPx);
        for (const GLenum parameter : kSmooth) glTexParameteri(GL_TEXTURE_2D, parameter, GL_LINEAR);
        for (const GLenum parameter : kWrap) glTexParameteri(GL_TEXTURE_2D, parameter, GL_CLAMP_TO_EDGE);
    }
    const auto draw_into = [&](Texture& texture) {
        glBindFramebuffer(GL_FRAMEBUFFER, target.get());
        glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, texture.name(), 0);
    };
    glViewport(0, 0, kShadowPx, kShadowPx);
    draw_into(gpu.shadow);
    glClearColor(0, 0, 0, 0);
    glClear(GL_COLOR_BUFFER_BIT);
    glDisable(GL_DEPTH_TEST);
    glDisable(GL_CULL_FACE);
    glEnable(GL_BLEND);
    glBlendEquation(GL_MAX);  // the lowest point over a spot counts
    glBlendFunc(GL_ONE, GL_ONE);
    shadow_->use();
    const auto center = ground_center(gpu.bounds);
    glUniform3fv(shadow_->uniform("u_center"), 1, center.data());
    glUniform1f(shadow_->uniform("u_reach"), shadow_reach(gpu.bounds));
    glUniform1f(shadow_->uniform("u_height"), height_of(gpu.bounds));
    for (const glb::Instance& instance : gpu.instances) {
        if (instance.mesh < 0 || static_cast<std::size_t>(instance.mesh) >= gpu.meshes.size()) continue;
        glUniformMatrix4fv(shadow_->uniform("u_world_from_mesh"), 1, GL_FALSE, instance.world_from_mesh.data());
        for (const GpuPrimitive& primitive : gpu.meshes[static_cast<std::size_t>(instance.mesh)]) {
            glBindVertexArray(primitive.vertex_array.name());
            glDrawElements(GL_TRIANGLES, primitive.index_count, GL_UNSIGNED_INT, nullptr);
        }
    }
    glBlendEquation(GL_FUNC_ADD);
    glDisable(GL_BLEND);
    blur_->use();
    glUniform1i(blur_->uniform("u_from"), 0);
    glActiveTexture(GL_TEXTURE0);
    glBindVertexArray(no_attributes_.get());
    for (const auto& [from, to, dx, dy] :
         {std::tuple{&gpu.shadow, &between, 1.0F, 0.0F}, std::tuple{&between, &gpu.shadow, 0.0F, 1.0F}}) {
        draw_into(*to);
        glBindTexture(GL_TEXTURE_2D, from->name());
        glUniform2f(blur_->uniform("u_axis"), dx / kShadowPx, dy / kShadowPx);
        glDrawArrays(GL_TRIANGLES, 0, 3);
    }
    glEnable(GL_DEPTH_TEST);
}

Shader& GlRenderer::mesh_shader(std::uint32_t features) {
    auto& shader = mesh_shaders_[features];
    if (!shader) shader = std::make_unique<Shader>(kMeshVertex, kMeshFragment, defines_of(features));
    return *shader;
}

}  // namespace i2m::client::gl
