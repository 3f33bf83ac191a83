// write_buffers.hpp - the BIN chunk of a GLB and the accessors that describe it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "shared/base/bytes.hpp"
#include "shared/glb/json_text.hpp"
#include "shared/glb/scene.hpp"

namespace i2m::glb {

/// Maps a box onto 16-bit whole numbers: position = origin + step * stored. One step for all axes keeps normals right.
struct QuantizeGrid {
    std::array<float, 3> origin = {0, 0, 0};
    float step = 1;
};
/// The grid of a whole mesh: its primitives share it, so that their common borders stay closed.
[[nodiscard]] QuantizeGrid grid_of(const Mesh& mesh);

/// Accessor numbers of one primitive; -1 where an attribute is missing.
struct PrimitiveAccessors {
    std::int32_t position = -1;
    std::int32_t normal = -1;
    std::int32_t uv = -1;
    std::int32_t color = -1;
    std::int32_t indices = -1;
};

/// Collects buffer views and accessors; every view starts at a multiple of 4 (glTF 2.0, section 3.6.2.4).
class BufferWriter {
public:
    /// Floats as they are, or with `grid` 16-bit positions, 8-bit normals and colours and, where all lie in 0..1, 16-bit UVs.
    [[nodiscard]] PrimitiveAccessors add(const Primitive& primitive, const std::optional<QuantizeGrid>& grid);
    /// The view that holds `encoded`.
    [[nodiscard]] std::int32_t add_image(ByteView encoded);

    /// Adds "accessors", "bufferViews" and "buffers" to the open object, where there are any.
    void write(JsonText& json) const;
    [[nodiscard]] const Bytes& bin() const { return bin_; }

private:
    struct View {
        std::size_t offset = 0;
        std::size_t size = 0;
        std::uint8_t stride = 0;   ///< 0: not for vertices
        std::uint16_t target = 0;  ///< 34962 vertices, 34963 indices, 0 neither
    };
    struct Accessor {
        std::size_t view = 0;
        std::uint16_t component = 5126;
        bool normalized = false;
        std::size_t count = 0;
        std::string_view type = "VEC3";
        std::vector<float> min, max;  ///< exact: 16-bit whole numbers are floats too
    };

    std::size_t open_view(std::uint8_t stride, std::uint16_t target);
    void close_view();
    std::int32_t add_accessor(Accessor accessor);

    std::int32_t add_positions(const Primitive& primitive, const std::optional<QuantizeGrid>& grid);
    std::int32_t add_normals(const Primitive& primitive, bool quantize);
    std::int32_t add_uvs(const Primitive& primitive, bool quantize);
    std::int32_t add_colors(const Primitive& primitive, bool quantize);
    std::int32_t add_indices(const Primitive& primitive);

    Bytes bin_;
    std::vector<View> views_;
    std::vector<Accessor> accessors_;
};

}  // namespace i2m::glb
