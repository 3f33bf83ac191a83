// write_materials.cpp - glTF 2.0, sections 3.8 and 3.9; only what differs from the defaults is written.
#include "shared/glb/write_materials.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <tuple>

namespace i2m::glb {
namespace {

constexpr std::string_view kUnlit = "KHR_materials_unlit";
constexpr std::string_view kEmissiveStrength = "KHR_materials_emissive_strength";
constexpr std::string_view kWebp = "EXT_texture_webp";

using SamplerKey = std::tuple<std::uint16_t, std::uint16_t, std::uint16_t, std::uint16_t>;

float unit(float value) { return std::clamp(value, 0.0F, 1.0F); }

SamplerKey sampler_key(const Texture& texture) {
    return {texture.mag_filter, texture.min_filter, texture.wrap_s, texture.wrap_t};
}

/// Image numbers in the file of the scene's images; -1 for those that are not written.
std::vector<std::int32_t> write_images(JsonText& json, const Scene& scene, const std::vector<std::int32_t>& views) {
    std::vector<std::int32_t> numbers(scene.images.size(), -1);
    std::int32_t next = 0;
    for (std::size_t i = 0; i < scene.images.size(); ++i) {
        if (views[i] < 0) continue;
        if (next == 0) json.key("images").begin_array();
        json.begin_object().field("bufferView", views[i]).field("mimeType", scene.images[i].mime_type).end_object();
        numbers[i] = next++;
    }
    if (next > 0) json.end_array();
    return numbers;
}

std::map<SamplerKey, std::int32_t> write_samplers(JsonText& json, const std::vector<Texture>& textures) {
    std::map<SamplerKey, std::int32_t> numbers;
    json.key("samplers").begin_array();
    for (const Texture& texture : textures) {
        if (!numbers.emplace(sampler_key(texture), static_cast<std::int32_t>(numbers.size())).second) continue;
        json.begin_object().field("magFilter", texture.mag_filter).field("minFilter", texture.min_filter);
        json.field("wrapS", texture.wrap_s).field("wrapT", texture.wrap_t).end_object();
    }
    json.end_array();
    return numbers;
}

void write_textures(JsonText& json, const Scene& scene, const std::vector<std::int32_t>& image_numbers, Extensions& extensions) {
    const auto samplers = write_samplers(json, scene.textures);
    json.key("textures").begin_array();
    for (const Texture& texture : scene.textures) {
        json.begin_object().field("sampler", samplers.at(sampler_key(texture)));
        const auto image = static_cast<std::size_t>(texture.image);
        const std::int32_t number = texture.image >= 0 && image < image_numbers.size() ? image_numbers[image] : -1;
        if (number >= 0 && scene.images[image].mime_type == "image/webp") {
            json.key("extensions").begin_object().key(kWebp).begin_object().field("source", number).end_object().end_object();
            extensions.used.emplace(kWebp);
            extensions.required.emplace(kWebp);
        } else if (number >= 0) {
            json.field("source", number);
        }
        json.end_object();
    }
    json.end_array();
}

/// One material at a time; knows how many textures there are.
class MaterialWriter {
public:
    MaterialWriter(JsonText& json, std::size_t texture_count, Extensions& extensions)
        : json_(json), texture_count_(texture_count), extensions_(extensions) {}

    void write(const Material& material) {
        json_.begin_object();
        if (!material.name.empty()) json_.field("name", material.name);
        write_surface(material);
        if (texture("normalTexture", material.normal_texture)) {
            if (material.normal_scale != 1) json_.field("scale", material.normal_scale);
            json_.end_object();
        }
        if (texture("occlusionTexture", material.occlusion_texture)) {
            if (unit(material.occlusion_strength) < 1) json_.field("strength", unit(material.occlusion_strength));
            json_.end_object();
        }
        if (texture("emissiveTexture", material.emissive_texture)) json_.end_object();
        const float strength = write_emissive(material);
        write_alpha(material);
        if (material.double_sided) json_.field("doubleSided", true);
        write_extensions(material, strength);
        json_.end_object();
    }

private:
    /// Opens `"name":{"index":n`; the caller closes it. False, and nothing written, without a texture.
    bool texture(std::string_view name, std::int32_t index) {
        if (index < 0 || static_cast<std::size_t>(index) >= texture_count_) return false;
        json_.key(name).begin_object().field("index", index);
        return true;
    }

    void write_surface(const Material& material) {
        json_.key("pbrMetallicRoughness").begin_object();
        std::array<float, 4> color = material.base_color;
        for (float& channel : color) channel = unit(channel);
        if (color != std::array<float, 4>{1, 1, 1, 1}) json_.numbers("baseColorFactor", color);
        if (texture("baseColorTexture", material.base_color_texture)) json_.end_object();
        if (unit(material.metallic) < 1) json_.field("metallicFactor", unit(material.metallic));
        if (unit(material.roughness) < 1) json_.field("roughnessFactor", unit(material.roughness));
        if (texture("metallicRoughnessTexture", material.metallic_roughness_texture)) json_.end_object();
        json_.end_object();
    }

    /// Writes the factor within 0..1 and returns the strength that it has to be multiplied by.
    float write_emissive(const Material& material) {
        std::array<float, 3> factor = material.emissive;
        for (float& channel : factor) channel = std::max(channel, 0.0F);
        const float strength = std::max(1.0F, *std::max_element(factor.begin(), factor.end()));
        for (float& channel : factor) channel = unit(channel / strength);
        if (factor != std::array<float, 3>{0, 0, 0}) json_.numbers("emissiveFactor", factor);
        return strength;
    }

    void write_alpha(const Material& material) {
        if (material.alpha_mode == AlphaMode::Blend) json_.field("alphaMode", "BLEND");
        if (material.alpha_mode != AlphaMode::Mask) return;
        json_.field("alphaMode", "MASK");
        if (material.alpha_cutoff != 0.5F) json_.field("alphaCutoff", std::max(material.alpha_cutoff, 0.0F));
    }

    void write_extensions(const Material& material, float emissive_strength) {
        if (!material.unlit && emissive_strength <= 1) return;
        json_.key("extensions").begin_object();
        if (material.unlit) {
            json_.key(kUnlit).begin_object().end_object();
            extensions_.used.emplace(kUnlit);
        }
        if (emissive_strength > 1) {
            json_.key(kEmissiveStrength).begin_object().field("emissiveStrength", emissive_strength).end_object();
            extensions_.used.emplace(kEmissiveStrength);
        }
        json_.end_object();
    }

    JsonText& json_;
    std::size_t texture_count_;
    Extensions& extensions_;
};

}  // namespace

void write_materials(JsonText& json, const Scene& scene, const std::vector<std::int32_t>& image_views, Extensions& extensions) {
    const std::vector<std::int32_t> image_numbers = write_images(json, scene, image_views);
    if (!scene.textures.empty()) write_textures(json, scene, image_numbers, extensions);
    if (scene.materials.empty()) return;
    json.key("materials").begin_array();
    MaterialWriter writer(json, scene.textures.size(), extensions);
    for (const Material& material : scene.materials) writer.write(material);
    json.end_array();
}

}  // namespace i2m::glb
