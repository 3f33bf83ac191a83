// read_materials.cpp - materials, textures and images of a checked document.
#include <algorithm>
#include <cmath>

#include "shared/base/text.hpp"
#include "shared/glb/accessor.hpp"
#include "shared/glb/read_parts.hpp"
#include "shared/image/structure.hpp"

#include <tiny_gltf.h>

namespace i2m::glb {
namespace {

float unit(double value) { return static_cast<float>(std::clamp(value, 0.0, 1.0)); }

/// One material; textures that read another UV set than the first one are left out.
class MaterialReader {
public:
    MaterialReader(const tinygltf::Material& source, std::string pointer, Issues& issues)
        : source_(source), pointer_(std::move(pointer)), issues_(issues) {}

    Material read(int& uv_set) {
        Material out;
        const auto& surface = source_.pbrMetallicRoughness;
        out.name = to_utf8(std::string_view(source_.name).substr(0, 200));
        for (std::size_t i = 0; i < 4 && i < surface.baseColorFactor.size(); ++i)
            out.base_color[i] = unit(surface.baseColorFactor[i]);
        out.metallic = unit(surface.metallicFactor);
        out.roughness = unit(surface.roughnessFactor);
        out.base_color_texture = texture(surface.baseColorTexture);
        out.metallic_roughness_texture = texture(surface.metallicRoughnessTexture);
        out.normal_texture = texture(source_.normalTexture);
        out.normal_scale = to_float(source_.normalTexture.scale);
        out.occlusion_texture = texture(source_.occlusionTexture);
        out.occlusion_strength = unit(source_.occlusionTexture.strength);
        out.emissive_texture = texture(source_.emissiveTexture);
        const double strength = emissive_strength();
        for (std::size_t i = 0; i < 3 && i < source_.emissiveFactor.size(); ++i)
            out.emissive[i] = to_float(static_cast<double>(unit(source_.emissiveFactor[i])) * strength);
        if (source_.alphaMode == "MASK") out.alpha_mode = AlphaMode::Mask;
        if (source_.alphaMode == "BLEND") out.alpha_mode = AlphaMode::Blend;
        out.alpha_cutoff = std::max(to_float(source_.alphaCutoff), 0.0F);
        out.double_sided = source_.doubleSided;
        note_extensions(out);
        uv_set = std::max(uv_set_, 0);
        return out;
    }

private:
    template <class Info>
    std::int32_t texture(const Info& info) {
        if (info.index < 0) return -1;
        if (info.extensions.count("KHR_texture_transform") > 0)
            issues_.info("NOT_SHOWN", pointer_, "A texture's offset and scale are not shown.");
        const bool can_read = info.texCoord == 0 || info.texCoord == 1;
        if (can_read && uv_set_ < 0) uv_set_ = info.texCoord;
        if (info.texCoord == uv_set_) return info.index;
        issues_.warning("NOT_SHOWN", pointer_, "A texture uses a second set of coordinates and is not shown.");
        return -1;
    }

    double emissive_strength() const {
        const auto found = source_.extensions.find("KHR_materials_emissive_strength");
        if (found == source_.extensions.end() || !found->second.IsObject() || !found->second.Has("emissiveStrength")) return 1;
        const tinygltf::Value& value = found->second.Get("emissiveStrength");
        return value.IsNumber() ? std::clamp(value.GetNumberAsDouble(), 0.0, 1e6) : 1;
    }

    void note_extensions(Material& out) {
        for (const auto& [name, value] : source_.extensions) {
            if (name == "KHR_materials_unlit")
                out.unlit = true;
            else if (name != "KHR_materials_emissive_strength")
                issues_.info("NOT_SHOWN", pointer_ + "/extensions", to_utf8(name.substr(0, 80)) + " is not shown.");
        }
    }

    const tinygltf::Material& source_;
    std::string pointer_;
    Issues& issues_;
    int uv_set_ = -1;
};

std::uint16_t listed(int value, std::initializer_list<int> allowed, std::uint16_t otherwise) {
    return std::find(allowed.begin(), allowed.end(), value) != allowed.end() ? static_cast<std::uint16_t>(value) : otherwise;
}

/// The image of a texture: the WebP one where there is one, as all browsers read it and it is the smaller.
int image_of(const tinygltf::Texture& texture, std::size_t image_count) {
    const auto webp = texture.extensions.find("EXT_texture_webp");
    if (webp == texture.extensions.end() || !webp->second.IsObject() || !webp->second.Has("source")) return texture.source;
    const tinygltf::Value& source = webp->second.Get("source");
    const int index = source.IsInt() ? source.GetNumberAsInt() : -1;
    return index >= 0 && static_cast<std::size_t>(index) < image_count ? index : texture.source;
}

Texture read_texture(const tinygltf::Model& model, const tinygltf::Texture& source, std::size_t image_count) {
    const Texture defaults;
    Texture out;
    out.image = image_of(source, image_count);
    if (source.sampler < 0) return out;
    const tinygltf::Sampler& sampler = model.samplers[static_cast<std::size_t>(source.sampler)];
    out.wrap_s = listed(sampler.wrapS, {33071, 33648, 10497}, defaults.wrap_s);
    out.wrap_t = listed(sampler.wrapT, {33071, 33648, 10497}, defaults.wrap_t);
    out.mag_filter = listed(sampler.magFilter, {9728, 9729}, defaults.mag_filter);
    out.min_filter = listed(sampler.minFilter, {9728, 9729, 9984, 9985, 9986, 9987}, defaults.min_filter);
    return out;
}

/// The type that the bytes show, "" for none that browsers read.
std::string_view mime_type_of(ByteView bytes) {
    if (is_png(bytes)) return "image/png";
    if (is_jpeg(bytes)) return "image/jpeg";
    const std::string_view start = as_text(bytes.first(std::min<std::size_t>(bytes.size(), 12)));
    return start.size() == 12 && start.substr(0, 4) == "RIFF" && start.substr(8) == "WEBP" ? "image/webp" : "";
}

}  // namespace

std::vector<int> read_materials(const Document& document, Scene& scene, Issues& issues) {
    std::vector<int> uv_sets;
    for (std::size_t i = 0; i < document.model->materials.size(); ++i) {
        uv_sets.push_back(0);
        scene.materials.push_back(
            MaterialReader(document.model->materials[i], pointer_to("materials", i), issues).read(uv_sets.back()));
    }
    for (const tinygltf::Texture& texture : document.model->textures) {
        scene.textures.push_back(read_texture(*document.model, texture, document.images.size()));
    }
    return uv_sets;
}

void read_images(const Document& document, bool keep_bytes, std::size_t file_bytes, Scene& scene, Issues& issues) {
    std::size_t left = 4 * file_bytes;  // a few images may share their bytes; only a hostile file lets many of them overlap
    for (std::size_t i = 0; i < document.images.size(); ++i) {
        const ImageSource& source = document.images[i];
        Image image;
        image.mime_type = source.mime_type;
        const std::optional<ByteView> view = source.buffer_view >= 0 ? buffer_view(document, source.buffer_view) : std::nullopt;
        const ByteView bytes = view ? *view : ByteView(source.decoded);
        const std::string_view found = mime_type_of(bytes);
        if (found.empty()) {
            issues.warning("IMAGE_UNRECOGNIZED_FORMAT", pointer_to("images", i),
                           "A texture is not a PNG, JPEG or WebP image and is not shown.");
        } else if (bytes.size() > left) {
            issues.error("MODEL_TOO_LARGE", pointer_to("images", i), "The model's textures are larger than the model.");
        } else {
            if (found != source.mime_type)
                issues.warning("IMAGE_MIME_TYPE_INVALID", pointer_to("images", i), "A texture is of another type than it says.");
            image.mime_type = found;
            if (keep_bytes) image.encoded.assign(bytes.begin(), bytes.end());
            left -= bytes.size();
        }
        scene.images.push_back(std::move(image));
    }
}

}  // namespace i2m::glb
