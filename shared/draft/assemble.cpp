// assemble.cpp - solids and scenes.
#include "shared/draft/assemble.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "shared/draft/choose.hpp"
#include "shared/draft/cuboid.hpp"
#include "shared/draft/march.hpp"
#include "shared/draft/normals.hpp"
#include "shared/draft/shape.hpp"
#include "shared/draft/texture.hpp"

namespace i2m::draft {
namespace {

constexpr float kRoughness = 0.8F;
constexpr int kFrontQuality = 90;
constexpr int kBackQuality = 85;
constexpr std::uint16_t kClampToEdge = 33071;
constexpr float kBoxDetail = 0.012F;  // of the longer side
constexpr double kBoxStep = 1.5;      // grid px at 256

/// Scales and moves both sides: long side 1, base at 0, centred.
void place(Solid& solid) {
    std::array<float, 3> low = {1e30F, 1e30F, 1e30F};
    std::array<float, 3> high = {-1e30F, -1e30F, -1e30F};
    for (const glb::Primitive* side : {&solid.front, &solid.back}) {
        for (const auto& p : side->positions) {
            for (std::size_t i = 0; i < 3; ++i) {
                low[i] = std::min(low[i], p[i]);
                high[i] = std::max(high[i], p[i]);
            }
        }
    }
    const float scale = 1.0F / std::max({high[0] - low[0], high[1] - low[1], high[2] - low[2]});
    const std::array<float, 3> origin = {0.5F * (low[0] + high[0]), low[1], 0.5F * (low[2] + high[2])};
    for (glb::Primitive* side : {&solid.front, &solid.back}) {
        for (auto& p : side->positions) {
            for (std::size_t i = 0; i < 3; ++i) p[i] = (p[i] - origin[i]) * scale;
        }
    }
}

/// One side of a shell: a contiguous range of its vertices, turned to y up.
glb::Primitive side_of(const Shell& shell, std::uint32_t begin, std::uint32_t end, const std::vector<std::uint32_t>& triangles,
                       const Outline& outline) {
    glb::Primitive side;
    const std::size_t count = end - begin;
    side.positions.resize(count);
    side.normals.resize(count);
    side.uvs.resize(count);
    const float u = 1.0F / static_cast<float>(outline.width());
    const float v = 1.0F / static_cast<float>(outline.height());
    for (std::size_t i = 0; i < count; ++i) {
        const Float3& p = shell.positions[begin + i];
        const Float3& n = shell.normals[begin + i];
        side.positions[i] = {p[0], -p[1], p[2]};
        side.normals[i] = {n[0], -n[1], n[2]};
        side.uvs[i] = {(p[0] + 0.5F) * u, (p[1] + 0.5F) * v};
    }
    side.indices.resize(triangles.size());
    for (std::size_t i = 0; i < triangles.size(); ++i) side.indices[i] = triangles[i] - begin;
    return side;
}

Solid solid_of(const Shape& shape, const Workpiece& piece) {
    Shell shell = march(piece.outline, shape, BackDetail::Half);
    add_normals(shell, piece.outline, shape);
    Solid solid;
    solid.front = side_of(shell, 0, shell.back_begin, shell.front, piece.outline);
    solid.back = side_of(shell, shell.rim_begin, static_cast<std::uint32_t>(shell.positions.size()), shell.back, piece.outline);
    place(solid);
    return solid;
}

Result<Solid> box_solid(const Workpiece& piece) {
    const std::optional<HexagonFit> fit = fit_hexagon(piece.outline);
    const std::optional<Box> box = fit && could_be_cuboid(*fit) ? solve_box(*fit) : std::nullopt;
    if (!box) return Error{ErrorCode::DraftFailed, "This outline is not a box seen at an angle. Choose another method.", {}};
    Plane<float> detail = surface_detail(piece.outline, piece.lightness);
    const float amplitude = kBoxDetail * piece.outline.longer_side();
    for (float& v : detail.cells) v *= amplitude;
    BoxMesh mesh = mesh_box(*box, *fit, detail, kBoxStep);
    Solid solid{std::move(mesh.visible), std::move(mesh.hidden)};
    place(solid);
    return solid;
}

glb::Material material(std::string name, std::int32_t texture) {
    glb::Material made;
    made.name = std::move(name);
    made.base_color_texture = texture;
    made.metallic = 0;
    made.roughness = kRoughness;
    return made;
}

std::int32_t add_texture(glb::Scene& scene, const Picture& picture, int quality) {
    const auto index = static_cast<std::int32_t>(scene.textures.size());
    scene.images.push_back({"image/jpeg", encode_jpeg(picture, quality)});
    glb::Texture texture;
    texture.image = index;
    texture.wrap_s = kClampToEdge;
    texture.wrap_t = kClampToEdge;
    scene.textures.push_back(texture);
    return index;
}

bool is_hex(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); });
}

std::string extras(const Workpiece& piece, Method method, const Options& options) {
    std::string json = R"({"draft":true,"method":")" + std::string(method_name(method)) + R"(","parameters":{"grid":)" +
                       std::to_string(piece.grid) + R"(,"texture_px":)" +
                       std::to_string(std::max(piece.colours.width_px, piece.colours.height_px)) + R"(,"face_limit":)" +
                       std::to_string(options.face_limit) + "}";
    if (!options.input_sha256.empty() && is_hex(options.input_sha256))
        json += R"(,"input_sha256":")" + options.input_sha256 + R"(")";
    return json + "}";
}

}  // namespace

Result<Solid> make_solid(const Workpiece& piece, Method method) {
    switch (method) {
        case Method::Cuboid: return box_solid(piece);
        case Method::Extrusion: return solid_of(extrusion_shape(piece.outline, piece.distance, piece.lightness), piece);
        case Method::Relief: return solid_of(relief_shape(piece.outline, piece.distance, piece.balls, piece.lightness), piece);
        case Method::Auto:
        case Method::Balls: break;
    }
    return solid_of(balls_shape(piece.outline, piece.balls, piece.lightness), piece);
}

glb::Scene assemble(Solid solid, const Workpiece& piece, Method method, const Options& options) {
    glb::Scene scene;
    const Rim rim = method == Method::Balls ? Rim::Blurred : Rim::Sharp;
    const Picture front = front_texture(piece.colours, piece.outline, piece.distance, rim);
    const std::int32_t front_index = add_texture(scene, front, kFrontQuality);
    // A box's hidden sides wear the picture itself, reflected.
    const std::int32_t back_index = method == Method::Cuboid
                                        ? front_index
                                        : add_texture(scene, back_texture(front, piece.outline, piece.distance), kBackQuality);
    scene.materials = {material("front", front_index), material("back", back_index)};
    solid.front.material = 0;
    solid.back.material = 1;
    glb::Mesh mesh{"draft", {}};
    mesh.primitives.push_back(std::move(solid.front));
    mesh.primitives.push_back(std::move(solid.back));
    scene.meshes.push_back(std::move(mesh));
    glb::Instance instance;
    instance.mesh = 0;
    scene.instances.push_back(instance);
    scene.extras_json = extras(piece, method, options);
    scene.generator = "image2model draft";
    return scene;
}

}  // namespace i2m::draft
