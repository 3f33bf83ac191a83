// glb.hpp - reading, checking and writing binary glTF 2.0.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "shared/base/bytes.hpp"
#include "shared/base/result.hpp"
#include "shared/glb/scene.hpp"

namespace i2m::glb {

/// What a hostile file may cost at most.
struct Limits {
    std::uint64_t max_bytes = 512ULL << 20;
    std::uint64_t max_json_bytes = 16ULL << 20;
    std::uint32_t max_json_depth = 64;
    std::uint64_t max_json_values = 1'000'000;  ///< each may take 200 bytes when parsed
    std::uint64_t max_vertices = 20'000'000;
    std::uint64_t max_indices = 60'000'000;
    std::uint32_t max_nodes = 100'000;     ///< also of meshes, accessors and data views
    std::uint32_t max_materials = 10'000;  ///< also of textures, images and the rest
    std::uint32_t max_node_depth = 256;
};

enum class IssueSeverity : std::uint8_t { Info, Warning, Error };

/// One finding. `pointer` is a JSON pointer into the document, or "" for the container.
struct Issue {
    IssueSeverity severity;
    std::string code;  ///< the Khronos validator's name where it has one, e.g. "GLB_CHUNK_TOO_BIG"
    std::string pointer;
    std::string message;
};

struct ReadOptions {
    Limits limits = {};
    bool keep_images = true;  ///< copy the encoded images into the scene
};

/// A model that was read, with what was noticed on the way (warnings only; errors refuse).
struct ReadModel {
    Scene scene;
    Stats stats;
    std::vector<Issue> issues;
};

/// Reads a GLB from an untrusted source. Every index, offset and count is checked before use; unsupported required
/// extensions, missing chunks and lies about lengths give ModelInvalid in words, never a crash or a hang.
[[nodiscard]] Result<ReadModel> read_glb(ByteView bytes, const ReadOptions& options = {});

/// The container and the document without decoding geometry: what the server checks before it says "completed".
/// Errors first; an empty list means nothing to say.
[[nodiscard]] std::vector<Issue> check_glb(ByteView bytes, const Limits& limits = {});

struct WriteOptions {
    bool quantize = false;  ///< KHR_mesh_quantization: 16-bit positions, 8-bit normals, 16-bit UVs
};

/// A valid GLB of `scene`: accessors with min and max printed with 9 digits, 4-byte alignment, unused parts left out.
/// Materials, textures and images are written in order. Empty primitives are skipped.
[[nodiscard]] Bytes write_glb(const Scene& scene, const WriteOptions& options = {});

}  // namespace i2m::glb
