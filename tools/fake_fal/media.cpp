// media.cpp - pictures to scenes to files.
#include "tools/fake_fal/media.hpp"

#include <algorithm>

#include "shared/base/sha256.hpp"
#include "shared/draft/draft.hpp"
#include "shared/glb/glb.hpp"
#include "shared/image/pixels.hpp"
#include "tools/fake_fal/formats.hpp"

namespace i2m::fake {
namespace {

constexpr std::size_t kRemembered = 32;

std::string text_of(const Bytes& bytes) { return std::string(as_text(bytes)); }

void remove_texture(glb::Scene& scene) {
    scene.images.clear();
    scene.textures.clear();
    for (glb::Material& material : scene.materials) {
        material.base_color_texture = -1;
        material.metallic_roughness_texture = -1;
        material.normal_texture = -1;
        material.occlusion_texture = -1;
        material.emissive_texture = -1;
    }
}

Result<std::shared_ptr<MadeModel>> draw(const ModelWish& wish) {
    const ImageLimits limits{.max_bytes = 64ULL << 20};
    const Result<Pixels> pixels = decode_image(as_bytes(wish.image), limits);
    if (!pixels) return pixels.error();
    draft::Options options;
    options.grid = 128;  // a fake is waited for: a mesh of a few thousand triangles shows the object well enough
    options.texture_px = std::clamp<std::uint32_t>(wish.texture_px, 128, 2'048);
    options.face_limit = wish.face_limit;
    Result<draft::Draft> draft = draft::make_draft(*pixels, options);
    if (!draft) return draft.error();
    if (wish.is_plain) remove_texture(draft->scene);
    draft->scene.generator = "fake_fal";
    return std::make_shared<MadeModel>(std::move(draft->scene));
}

}  // namespace

std::string MadeModel::write(const std::string& format) const {
    if (format == "obj") return write_obj(scene_, scene_.images.empty() ? "" : "material.mtl");
    if (format == "mtl") return write_mtl(scene_);
    if (format == "fbx") return write_fbx(scene_);
    if (format != "zip") return text_of(glb::write_glb(scene_));
    std::vector<ZipEntry> entries = {{"model.obj", write_obj(scene_, "material.mtl")},
                                     {"material.mtl", write_mtl(scene_)},
                                     {"model.glb", text_of(glb::write_glb(scene_))}};
    for (std::size_t i = 0; i < scene_.images.size(); ++i)
        entries.push_back({texture_name(scene_, i), text_of(scene_.images[i].encoded)});
    return write_zip(entries);
}

Content MadeModel::file(const std::string& format) {
    const std::scoped_lock lock(mutex_);
    Content& content = files_[format];
    if (content == nullptr) content = std::make_shared<const std::string>(write(format));
    return content;
}

Content MadeModel::texture() const {
    if (scene_.images.empty()) return nullptr;
    return std::make_shared<const std::string>(text_of(scene_.images.front().encoded));
}

Result<std::shared_ptr<MadeModel>> ModelMaker::make(const ModelWish& wish) {
    const std::string name = sha256_hex(as_bytes(wish.image)) + " " + std::to_string(wish.texture_px) + " " +
                             std::to_string(wish.face_limit) + (wish.is_plain ? " plain" : "");
    {
        const std::scoped_lock lock(mutex_);
        for (const auto& [known, model] : recent_) {
            if (known == name) return model;
        }
    }
    Result<std::shared_ptr<MadeModel>> made = draw(wish);
    if (!made) return made;
    const std::scoped_lock lock(mutex_);
    recent_.emplace_front(name, *made);
    if (recent_.size() > kRemembered) recent_.pop_back();
    return made;
}

}  // namespace i2m::fake
