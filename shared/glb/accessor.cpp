// accessor.cpp - bounds of accessors (glTF 2.0, section 3.6.2) and decoding of their elements.
#include "shared/glb/accessor.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>

#include <tiny_gltf.h>

namespace i2m::glb {
namespace {

enum Component : int {
    kByte = 5120,
    kUnsignedByte = 5121,
    kShort = 5122,
    kUnsignedShort = 5123,
    kUnsignedInt = 5125,
    kFloat = 5126
};

std::size_t component_bytes(int component) {
    switch (component) {
        case kByte:
        case kUnsignedByte: return 1;
        case kShort:
        case kUnsignedShort: return 2;
        case kUnsignedInt:
        case kFloat: return 4;
        default: return 0;
    }
}

/// True when `count` elements of `size` bytes, `stride` apart, fit into `bytes` from `offset` on. Divides, never multiplies.
bool fits(std::size_t bytes, std::size_t offset, std::size_t count, std::size_t stride, std::size_t size) {
    if (offset > bytes || bytes - offset < size) return false;
    return count - 1 <= (bytes - offset - size) / stride;
}

bool is_index_type(int component) {
    return component == kUnsignedByte || component == kUnsignedShort || component == kUnsignedInt;
}

/// Places a dense run of elements into a buffer view; nullopt when it does not fit.
std::optional<ElementView> placed(const Document& document, int view_index, std::size_t offset, ElementView element) {
    const std::optional<ByteView> view = buffer_view(document, view_index);
    if (!view) return std::nullopt;
    const std::size_t size = component_bytes(element.component) * element.components;
    const std::size_t stride = document.model->bufferViews[static_cast<std::size_t>(view_index)].byteStride;
    element.stride = stride == 0 ? size : stride;
    if (element.stride < size || !fits(view->size(), offset, element.count, element.stride, size)) return std::nullopt;
    element.data = view->subspan(offset);
    return element;
}

template <class T>
T load(const std::uint8_t* at) {
    T value;
    std::memcpy(&value, at, sizeof value);
    return value;
}

/// Section 3.11: f = c / most for unsigned, max(c / most, -1) for signed.
float load_float(const std::uint8_t* at, int component, bool is_normalized) {
    switch (component) {
        case kFloat: return load<float>(at);
        case kUnsignedByte: return is_normalized ? static_cast<float>(*at) / 255.0F : static_cast<float>(*at);
        case kByte: {
            const auto value = static_cast<float>(load<std::int8_t>(at));
            return is_normalized ? std::max(value / 127.0F, -1.0F) : value;
        }
        case kUnsignedShort: {
            const auto value = static_cast<float>(load<std::uint16_t>(at));
            return is_normalized ? value / 65535.0F : value;
        }
        case kShort: {
            const auto value = static_cast<float>(load<std::int16_t>(at));
            return is_normalized ? std::max(value / 32767.0F, -1.0F) : value;
        }
        default: return static_cast<float>(load<std::uint32_t>(at));
    }
}

std::uint32_t load_unsigned(const std::uint8_t* at, int component) {
    if (component == kUnsignedByte) return *at;
    return component == kUnsignedShort ? load<std::uint16_t>(at) : load<std::uint32_t>(at);
}

/// Writes elements of `view` to `out`, each at the place that `place(i)` names.
template <class Place>
void decode(const ElementView& view, std::vector<float>& out, std::size_t& broken, Place place) {
    if (view.data.empty()) return;
    const std::size_t step = component_bytes(view.component);
    for (std::size_t i = 0; i < view.count; ++i) {
        const std::uint8_t* element = view.data.data() + i * view.stride;
        float* to = out.data() + place(i) * view.components;
        for (std::size_t c = 0; c < view.components; ++c) {
            const float value = load_float(element + c * step, view.component, view.is_normalized);
            const bool is_usable = std::abs(value) <= kMostValue;  // false for NaN
            if (!is_usable) ++broken;
            to[c] = is_usable ? value : 0;
        }
    }
}

/// The sparse indices when all lie below `count` and rise (section 3.6.2.3); nullopt otherwise.
std::optional<std::vector<std::uint32_t>> sparse_places(const AccessorLayout& layout) {
    std::vector<std::uint32_t> places(layout.sparse_indices.count);
    for (std::size_t i = 0; i < places.size(); ++i) {
        places[i] =
            load_unsigned(layout.sparse_indices.data.data() + i * layout.sparse_indices.stride, layout.sparse_indices.component);
        if (places[i] >= layout.base.count || (i > 0 && places[i] <= places[i - 1])) return std::nullopt;
    }
    return places;
}

bool add_sparse(const Document& document, const tinygltf::Accessor& accessor, AccessorLayout& layout) {
    const auto& sparse = accessor.sparse;
    if (sparse.count < 1 || static_cast<std::size_t>(sparse.count) > accessor.count ||
        !is_index_type(sparse.indices.componentType))
        return false;
    ElementView indices;
    indices.count = static_cast<std::size_t>(sparse.count);
    indices.component = sparse.indices.componentType;
    indices.components = 1;
    ElementView values = layout.base;
    values.count = indices.count;
    const auto placed_indices = placed(document, sparse.indices.bufferView, sparse.indices.byteOffset, indices);
    const auto placed_values = placed(document, sparse.values.bufferView, sparse.values.byteOffset, values);
    if (!placed_indices || !placed_values) return false;
    layout.sparse_indices = *placed_indices;
    layout.sparse_values = *placed_values;
    return true;
}

}  // namespace

std::optional<ByteView> buffer_view(const Document& document, int index) {
    const auto& views = document.model->bufferViews;
    if (index < 0 || static_cast<std::size_t>(index) >= views.size()) return std::nullopt;
    const tinygltf::BufferView& view = views[static_cast<std::size_t>(index)];
    if (view.buffer < 0 || static_cast<std::size_t>(view.buffer) >= document.buffers.size()) return std::nullopt;
    const ByteView buffer = document.buffers[static_cast<std::size_t>(view.buffer)];
    if (view.byteLength < 1 || !has_bytes(buffer, view.byteOffset, view.byteLength)) return std::nullopt;
    return buffer.subspan(view.byteOffset, view.byteLength);
}

std::optional<AccessorLayout> accessor_layout(const Document& document, int index, AccessorFault& fault) {
    const auto& accessors = document.model->accessors;
    if (index < 0 || static_cast<std::size_t>(index) >= accessors.size()) {
        fault = {"UNRESOLVED_REFERENCE", "does not exist"};
        return std::nullopt;
    }
    const tinygltf::Accessor& accessor = accessors[static_cast<std::size_t>(index)];
    AccessorLayout layout;
    layout.base.count = accessor.count;
    layout.base.component = accessor.componentType;
    layout.base.components =
        static_cast<std::size_t>(std::max(0, tinygltf::GetNumComponentsInType(static_cast<std::uint32_t>(accessor.type))));
    layout.base.is_normalized = accessor.normalized;
    if (component_bytes(accessor.componentType) == 0 || layout.base.components == 0) {
        fault = {"VALUE_NOT_IN_LIST", "has a type that does not exist"};
        return std::nullopt;
    }
    if (accessor.count == 0) {
        fault = {"VALUE_NOT_IN_RANGE", "is empty"};
        return std::nullopt;
    }
    if (accessor.bufferView != -1) {
        const auto base = placed(document, accessor.bufferView, accessor.byteOffset, layout.base);
        if (!base) {
            fault = {"ACCESSOR_TOO_LONG", "reaches beyond its data"};
            return std::nullopt;
        }
        layout.base = *base;
    }
    if (accessor.sparse.isSparse && !add_sparse(document, accessor, layout)) {
        fault = {"ACCESSOR_SPARSE_COUNT_OUT_OF_RANGE", "has a sparse part that reaches beyond its data"};
        return std::nullopt;
    }
    return layout;
}

std::vector<float> read_floats(const AccessorLayout& layout, std::size_t& broken) {
    std::vector<float> out(layout.base.count * layout.base.components, 0.0F);
    decode(layout.base, out, broken, [](std::size_t i) { return i; });
    if (layout.sparse_indices.count == 0) return out;
    const auto places = sparse_places(layout);
    if (!places) return {};
    decode(layout.sparse_values, out, broken, [&](std::size_t i) { return std::size_t{(*places)[i]}; });
    return out;
}

std::vector<std::uint32_t> read_unsigned(const AccessorLayout& layout) {
    assert(layout.base.components == 1 && is_index_type(layout.base.component));
    std::vector<std::uint32_t> out(layout.base.count, 0);
    const ElementView& base = layout.base;
    for (std::size_t i = 0; !base.data.empty() && i < base.count; ++i)
        out[i] = load_unsigned(base.data.data() + i * base.stride, base.component);
    if (layout.sparse_indices.count == 0) return out;
    const auto places = sparse_places(layout);
    if (!places) return {};
    const ElementView& values = layout.sparse_values;
    for (std::size_t i = 0; i < values.count; ++i)
        out[(*places)[i]] = load_unsigned(values.data.data() + i * values.stride, values.component);
    return out;
}

}  // namespace i2m::glb
