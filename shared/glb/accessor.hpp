// accessor.hpp - typed reading of accessors, every byte of which was held against its buffer before.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/glb/document.hpp"

namespace i2m::glb {

/// Larger coordinates are taken for damage: below it, products of a point and a placement stay within a float.
inline constexpr float kMostValue = 1e18F;

/// Elements in a buffer: `count` of them, `stride` bytes apart, all inside `data`.
struct ElementView {
    ByteView data;  ///< from the first byte of the first element; empty with count > 0: all zero
    std::size_t stride = 0;
    std::size_t count = 0;
    int component = 0;           ///< GL type: 5120 to 5126
    std::size_t components = 0;  ///< 1 to 16
    bool is_normalized = false;
};

/// An accessor whose places were checked. Of the sparse part only the places were: its indices are checked when read.
struct AccessorLayout {
    ElementView base;
    ElementView sparse_indices;  ///< count 0: not sparse
    ElementView sparse_values;
};

/// What is wrong with an accessor, under the Khronos validator's code.
struct AccessorFault {
    std::string_view code;
    std::string_view words;
};

/// The layout of accessor `index`; on failure nullopt and why in `fault`.
[[nodiscard]] std::optional<AccessorLayout> accessor_layout(const Document& document, int index, AccessorFault& fault);

/// The view `index` of the document, checked against its buffer; nullopt when it lies.
[[nodiscard]] std::optional<ByteView> buffer_view(const Document& document, int index);

/// All elements as floats, `layout.base.components` each, normalised integers brought to their range (glTF 2.0, 3.11).
/// Numbers that are not finite or larger than kMostValue become 0 and are counted in `broken`. Empty when the sparse indices lie.
[[nodiscard]] std::vector<float> read_floats(const AccessorLayout& layout, std::size_t& broken);

/// All elements of a SCALAR accessor of unsigned integers. Empty when the sparse indices lie.
[[nodiscard]] std::vector<std::uint32_t> read_unsigned(const AccessorLayout& layout);

}  // namespace i2m::glb
