// glb_builder.hpp - makes GLB files in code, part by part, so that a test can make any part of them lie.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/bytes.hpp"
#include "shared/glb/scene.hpp"

namespace i2m::test {

inline constexpr std::uint32_t kJsonChunk = 0x4E4F534A;
inline constexpr std::uint32_t kBinChunk = 0x004E4942;

/// Header and data of one chunk, padded with `filler` to a multiple of 4.
[[nodiscard]] Bytes glb_chunk(std::uint32_t type, ByteView data, std::uint8_t filler = 0);
/// Header and chunks; `length` replaces the true length in the header.
[[nodiscard]] Bytes glb_of(const std::vector<Bytes>& chunks, std::optional<std::uint32_t> length = std::nullopt);
/// A GLB of this JSON, and of `bin` when it is not empty.
[[nodiscard]] Bytes make_glb(std::string_view json, ByteView bin = {});

/// The top-level lists of a document as JSON text, "" for none. The defaults are one valid triangle with three vertices,
/// normals and 16-bit indices, placed by one node: views and accessors 0 positions, 1 normals, 2 indices.
struct GlbParts {
    std::string asset = R"({"version":"2.0"})";
    std::string buffers = R"([{"byteLength":80}])";
    std::string views = R"([{"buffer":0,"byteOffset":0,"byteLength":36},{"buffer":0,"byteOffset":36,"byteLength":36},)"
                        R"({"buffer":0,"byteOffset":72,"byteLength":6}])";
    std::string accessors = R"([{"bufferView":0,"componentType":5126,"count":3,"type":"VEC3","min":[0,0,0],"max":[1,1,0]},)"
                            R"({"bufferView":1,"componentType":5126,"count":3,"type":"VEC3"},)"
                            R"({"bufferView":2,"componentType":5123,"count":3,"type":"SCALAR"}])";
    std::string meshes = R"([{"primitives":[{"attributes":{"POSITION":0,"NORMAL":1},"indices":2}]}])";
    std::string nodes = R"([{"mesh":0}])";
    std::string scenes = R"([{"nodes":[0]}])";
    std::string scene = "0";
    std::string materials = "";
    std::string textures = "";
    std::string samplers = "";
    std::string images = "";
    std::string extensions_required = "";
    std::string more = "";  ///< further members, as `"name":value`
    Bytes bin = {};         ///< empty: the triangle's 80 bytes
};
[[nodiscard]] Bytes make_glb(const GlbParts& parts);
[[nodiscard]] std::string json_of(const GlbParts& parts);

/// The BIN data of the default triangle: positions, normals along +Z, indices 0 1 2, two bytes of padding.
[[nodiscard]] Bytes triangle_bin();
[[nodiscard]] Bytes float_bytes(std::initializer_list<float> values);
[[nodiscard]] Bytes short_bytes(std::initializer_list<std::uint16_t> values);

/// A scene with a box of 1 x 0.5 x 1.5 around the origin: 24 vertices with normals, UVs and colours, one textured material, placed `copies` times.
[[nodiscard]] glb::Scene box_scene(std::size_t copies = 1);

}  // namespace i2m::test
