// write_buffers.cpp - packs vertices, indices and images into the BIN chunk (glTF 2.0, section 3.6).
#include "shared/glb/write_buffers.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

namespace i2m::glb {
namespace {

constexpr std::uint16_t kByte = 5120, kUnsignedByte = 5121, kUnsignedShort = 5123, kUnsignedInt = 5125;
constexpr std::uint16_t kVertices = 34962, kIndices = 34963;
constexpr float kGridSteps = 65535;

/// Little-endian on every machine this runs on (x86-64, arm64, WASM).
template <class T>
void append(Bytes& out, const T* values, std::size_t count) {
    const std::size_t at = out.size();
    out.resize(at + count * sizeof(T));
    if (count > 0) std::memcpy(out.data() + at, values, count * sizeof(T));
}

/// Appends `from.size()` values of `N` numbers each, as `make` turns them out; room is made once.
template <class T, std::size_t N, class From, class Make>
void append_each(Bytes& out, const From& from, Make make) {
    std::size_t at = out.size();
    out.resize(at + from.size() * N * sizeof(T));
    for (const auto& value : from) {
        const std::array<T, N> stored = make(value);
        std::memcpy(out.data() + at, stored.data(), sizeof stored);
        at += sizeof stored;
    }
}

/// The nearest whole number; std::lround is a call that costs as much as the rest of a vertex.
std::int32_t rounded(double value) { return static_cast<std::int32_t>(value + (value < 0 ? -0.5 : 0.5)); }

/// Nearest step of 0..1 in `steps` whole numbers.
template <class T>
T quantized(float value, float steps) {
    return static_cast<T>(rounded(static_cast<double>(std::clamp(value, 0.0F, 1.0F) * steps)));
}

std::array<std::uint16_t, 4> on_grid(const std::array<float, 3>& point, const QuantizeGrid& grid) {
    std::array<std::uint16_t, 4> out = {};  // the fourth pads the stride to 8
    for (std::size_t i = 0; i < 3; ++i) {
        const double steps =
            (static_cast<double>(point[i]) - static_cast<double>(grid.origin[i])) / static_cast<double>(grid.step);
        out[i] = static_cast<std::uint16_t>(rounded(std::clamp(steps, 0.0, static_cast<double>(kGridSteps))));
    }
    return out;
}

/// Widens `min` and `max` by `point`.
template <class Point>
void widen(std::vector<float>& min, std::vector<float>& max, const Point& point) {
    for (std::size_t i = 0; i < 3; ++i) {
        const auto value = static_cast<float>(point[i]);
        min[i] = std::min(min[i], value);
        max[i] = std::max(max[i], value);
    }
}

}  // namespace

QuantizeGrid grid_of(const Mesh& mesh) {
    constexpr float kMost = std::numeric_limits<float>::max();
    std::vector<float> min(3, kMost), max(3, -kMost);
    for (const Primitive& primitive : mesh.primitives) {
        for (const auto& position : primitive.positions) widen(min, max, position);
    }
    QuantizeGrid grid;
    double extent = 0;
    for (std::size_t i = 0; i < 3 && min[i] <= max[i]; ++i) {
        grid.origin[i] = min[i];
        extent = std::max(extent, static_cast<double>(max[i]) - static_cast<double>(min[i]));
    }
    const auto step = static_cast<float>(extent / static_cast<double>(kGridSteps));
    if (step > 0) grid.step = step;
    return grid;
}

std::size_t BufferWriter::open_view(std::uint8_t stride, std::uint16_t target) {
    bin_.resize((bin_.size() + 3) / 4 * 4);
    views_.push_back({bin_.size(), 0, stride, target});
    return views_.size() - 1;
}

void BufferWriter::close_view() { views_.back().size = bin_.size() - views_.back().offset; }

std::int32_t BufferWriter::add_accessor(Accessor accessor) {
    close_view();
    accessors_.push_back(std::move(accessor));
    return static_cast<std::int32_t>(accessors_.size() - 1);
}

std::int32_t BufferWriter::add_positions(const Primitive& primitive, const std::optional<QuantizeGrid>& grid) {
    constexpr float kMost = std::numeric_limits<float>::max();
    Accessor accessor;
    accessor.view = open_view(grid ? 8 : 12, kVertices);
    accessor.count = primitive.positions.size();
    accessor.min.assign(3, kMost);
    accessor.max.assign(3, -kMost);
    if (grid) {
        accessor.component = kUnsignedShort;
        std::array<std::uint16_t, 4> least = {0xFFFF, 0xFFFF, 0xFFFF, 0};
        std::array<std::uint16_t, 4> most = {};
        append_each<std::uint16_t, 4>(bin_, primitive.positions, [&](const auto& position) {
            const auto stored = on_grid(position, *grid);
            for (std::size_t i = 0; i < 3; ++i) {
                least[i] = std::min(least[i], stored[i]);
                most[i] = std::max(most[i], stored[i]);
            }
            return stored;
        });
        if (!primitive.positions.empty()) {
            widen(accessor.min, accessor.max, least);
            widen(accessor.min, accessor.max, most);
        }
    } else {
        for (const auto& position : primitive.positions) widen(accessor.min, accessor.max, position);
        append(bin_, primitive.positions.data(), primitive.positions.size());
    }
    return add_accessor(std::move(accessor));
}

std::int32_t BufferWriter::add_normals(const Primitive& primitive, bool quantize) {
    if (primitive.normals.empty()) return -1;
    Accessor accessor;
    accessor.view = open_view(quantize ? 4 : 12, kVertices);
    accessor.count = primitive.normals.size();
    if (quantize) {
        accessor.component = kByte;
        accessor.normalized = true;
        append_each<std::int8_t, 4>(bin_, primitive.normals, [](const auto& normal) {
            std::array<std::int8_t, 4> stored = {};
            for (std::size_t i = 0; i < 3; ++i)
                stored[i] = static_cast<std::int8_t>(rounded(static_cast<double>(std::clamp(normal[i], -1.0F, 1.0F) * 127)));
            return stored;
        });
    } else {
        append(bin_, primitive.normals.data(), primitive.normals.size());
    }
    return add_accessor(std::move(accessor));
}

std::int32_t BufferWriter::add_uvs(const Primitive& primitive, bool quantize) {
    if (primitive.uvs.empty()) return -1;
    const auto in_unit = [](const std::array<float, 2>& uv) { return uv[0] >= 0 && uv[0] <= 1 && uv[1] >= 0 && uv[1] <= 1; };
    quantize = quantize && std::all_of(primitive.uvs.begin(), primitive.uvs.end(), in_unit);
    Accessor accessor;
    accessor.view = open_view(quantize ? 4 : 8, kVertices);
    accessor.count = primitive.uvs.size();
    accessor.type = "VEC2";
    if (quantize) {
        accessor.component = kUnsignedShort;
        accessor.normalized = true;
        append_each<std::uint16_t, 2>(bin_, primitive.uvs, [](const auto& uv) {
            return std::array<std::uint16_t, 2>{quantized<std::uint16_t>(uv[0], 65535), quantized<std::uint16_t>(uv[1], 65535)};
        });
    } else {
        append(bin_, primitive.uvs.data(), primitive.uvs.size());
    }
    return add_accessor(std::move(accessor));
}

std::int32_t BufferWriter::add_colors(const Primitive& primitive, bool quantize) {
    if (primitive.colors.empty()) return -1;
    Accessor accessor;
    accessor.view = open_view(quantize ? 4 : 16, kVertices);
    accessor.count = primitive.colors.size();
    accessor.type = "VEC4";
    if (quantize) {
        accessor.component = kUnsignedByte;
        accessor.normalized = true;
    }
    for (auto color : primitive.colors) {
        std::array<std::uint8_t, 4> stored = {};
        for (std::size_t i = 0; i < 4; ++i) {
            color[i] = std::clamp(color[i], 0.0F, 1.0F);
            stored[i] = quantized<std::uint8_t>(color[i], 255);
        }
        if (quantize)
            append(bin_, stored.data(), 4);
        else
            append(bin_, color.data(), 4);
    }
    return add_accessor(std::move(accessor));
}

std::int32_t BufferWriter::add_indices(const Primitive& primitive) {
    // 65535 itself would mean "restart" in a 16-bit list.
    const bool is_short = primitive.positions.size() <= 65535;
    Accessor accessor;
    accessor.view = open_view(0, kIndices);
    accessor.count = primitive.indices.size() / 3 * 3;
    accessor.component = is_short ? kUnsignedShort : kUnsignedInt;
    accessor.type = "SCALAR";
    assert(std::all_of(primitive.indices.begin(), primitive.indices.end(),
                       [&](std::uint32_t i) { return i < primitive.positions.size(); }));
    if (is_short) {
        const std::vector<std::uint16_t> narrow(primitive.indices.begin(),
                                                primitive.indices.begin() + static_cast<std::ptrdiff_t>(accessor.count));
        append(bin_, narrow.data(), narrow.size());
    } else {
        append(bin_, primitive.indices.data(), accessor.count);
    }
    return add_accessor(std::move(accessor));
}

PrimitiveAccessors BufferWriter::add(const Primitive& primitive, const std::optional<QuantizeGrid>& grid) {
    PrimitiveAccessors out;
    out.position = add_positions(primitive, grid);
    out.normal = add_normals(primitive, grid.has_value());
    out.uv = add_uvs(primitive, grid.has_value());
    out.color = add_colors(primitive, grid.has_value());
    out.indices = add_indices(primitive);
    return out;
}

std::int32_t BufferWriter::add_image(ByteView encoded) {
    const std::size_t view = open_view(0, 0);
    append(bin_, encoded.data(), encoded.size());
    close_view();
    return static_cast<std::int32_t>(view);
}

void BufferWriter::write(JsonText& json) const {
    if (views_.empty()) return;
    if (!accessors_.empty()) {
        json.key("accessors").begin_array();
        for (const Accessor& accessor : accessors_) {
            json.begin_object().field("bufferView", accessor.view).field("componentType", accessor.component);
            json.field("count", accessor.count).field("type", accessor.type);
            if (accessor.normalized) json.field("normalized", true);
            if (!accessor.min.empty()) json.numbers("min", accessor.min).numbers("max", accessor.max);
            json.end_object();
        }
        json.end_array();
    }
    json.key("bufferViews").begin_array();
    for (const View& view : views_) {
        json.begin_object().field("buffer", 0).field("byteOffset", view.offset).field("byteLength", view.size);
        if (view.stride > 0) json.field("byteStride", view.stride);
        if (view.target > 0) json.field("target", view.target);
        json.end_object();
    }
    json.end_array();
    json.key("buffers").begin_array().begin_object().field("byteLength", bin_.size()).end_object().end_array();
}

}  // namespace i2m::glb
