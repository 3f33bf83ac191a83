// gl_renderer.hpp - the WebGL2 viewport: models over a ground with a grid and a contact shadow, drawn into textures.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "client/viewer/gl/gpu_model.hpp"
#include "client/viewer/gl/shaders.hpp"
#include "client/viewer/viewport.hpp"

namespace i2m::client::gl {

/// Needs a current WebGL2 context. One per page: the browser's answers (i2m_texture_decoded) go to the one that lives.
/// Main thread only.
class GlRenderer final : public ViewportRenderer {
public:
    GlRenderer();
    ~GlRenderer() override;
    GlRenderer(const GlRenderer&) = delete;
    GlRenderer& operator=(const GlRenderer&) = delete;

    [[nodiscard]] ModelId load_model(Bytes glb) override;
    void unload_model(ModelId model) override;
    [[nodiscard]] ModelState model_state(ModelId model) const override;
    [[nodiscard]] std::string model_error(ModelId model) const override;
    [[nodiscard]] glb::Stats model_stats(ModelId model) const override;
    [[nodiscard]] std::uint64_t render(std::uint32_t slot, ModelId model, const Camera& camera, const ViewportLook& look,
                                       std::uint32_t width_px, std::uint32_t height_px) override;
    [[nodiscard]] std::uint64_t still(ModelId model, const ViewportLook& look, std::uint32_t width_px,
                                      std::uint32_t height_px) override;
    [[nodiscard]] bool wants_frame() const override;

    /// All GL names died with their context; nothing is drawn until context_restored.
    void context_lost();
    /// Builds everything again from the kept GLB bytes.
    void context_restored();
    void texture_decoded(unsigned gl_texture, int width_px, int height_px);

private:
    struct Model {
        Bytes glb;
        std::string error;
        glb::Stats stats;
        GpuModel gpu;
        std::uint32_t version = 0;  ///< counts what changes its picture
    };
    /// A multisampled target and the texture it is resolved into.
    struct Target {
        Framebuffer drawn, resolved;
        Renderbuffer color, depth;
        Texture texture;
        std::uint32_t width_px = 0, height_px = 0;
        void resize(std::uint32_t width, std::uint32_t height);
        void forget();
    };
    /// Everything a picture depends on; equal keys, equal pictures.
    struct Key {
        ModelId model;
        std::uint32_t version, width_px, height_px;
        Camera camera;
        ViewportLook look;
    };
    struct View {
        Target target;
        std::optional<Key> drawn;
    };

    void parse_and_upload(Model& model);
    void draw_view(View& view, Model* model, const Camera& camera, const ViewportLook& look, std::uint32_t width_px,
                   std::uint32_t height_px);
    void draw_backdrop(const ViewportLook& look);
    void draw_ground(Model& model, const Camera& camera, const Mat4& clip_from_world, const ViewportLook& look);
    void draw_model(Model& model, const Camera& camera, const Mat4& clip_from_world, bool is_blended);
    void draw_primitive(const GpuModel& gpu, const GpuPrimitive& primitive, const Camera& camera, const Mat4& clip_from_world,
                        const Mat4& world_from_mesh);
    void make_shadow(GpuModel& gpu);
    Shader& mesh_shader(std::uint32_t features);
    [[nodiscard]] bool same(const Key& a, const Key& b) const;

    std::map<ModelId, std::unique_ptr<Model>> models_;
    std::map<std::uint32_t, View> views_;
    std::map<ModelId, View> stills_;
    std::map<std::uint32_t, std::unique_ptr<Shader>> mesh_shaders_;
    std::unique_ptr<Shader> backdrop_, ground_, shadow_, blur_;
    VertexArray no_attributes_;
    ModelId next_model_ = 1;
    bool is_lost_ = false;
};

}  // namespace i2m::client::gl
