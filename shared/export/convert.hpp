// convert.hpp - a GLB as another format that people ask for.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "shared/base/bytes.hpp"
#include "shared/base/result.hpp"

namespace i2m::exporting {

/// Obj: a ZIP of NAME.obj, model.mtl and the textures; Y up, metres, as in the GLB.
/// Stl: binary, geometry alone; Z up and millimetres, as slicers take it. Points at the same place are one, flat triangles go.
/// Ply: binary, with normals, texture coordinates and colours where the GLB has them; Y up, metres.
/// ThreeMf: geometry and base colours, for printing: Z up, millimetres, points joined as in Stl.
enum class Format : std::uint8_t { Obj, Stl, Ply, ThreeMf };

struct FormatInfo {
    Format format;
    std::string_view name;        ///< "obj", as in ?format=
    std::string_view extension;   ///< of the file that comes out, ".stl"
    std::string_view media_type;  ///< of the file that comes out
};
inline constexpr std::array kFormats = {
    FormatInfo{Format::Obj, "obj", "-obj.zip", "application/zip"},
    FormatInfo{Format::Stl, "stl", ".stl", "model/stl"},
    FormatInfo{Format::Ply, "ply", ".ply", "application/octet-stream"},
    FormatInfo{Format::ThreeMf, "3mf", ".3mf", "model/3mf"},
};
[[nodiscard]] const FormatInfo* find_format(std::string_view name);  ///< nullptr: none of ours

/// What one conversion may take: with it, some hundred MB of memory at most.
struct Limits {
    std::uint64_t max_glb_bytes = 256ULL << 20;
    std::uint64_t max_triangles = 2'000'000;  ///< drawn ones: a mesh that is placed twice counts twice
};

/// `glb`, from an untrusted source, in that format; `stem` names the file within an archive. The same bytes give the same bytes.
/// ModelInvalid when it is no GLB that can be read, PayloadTooLarge beyond the limits; both in words with the next step.
[[nodiscard]] Result<std::string> convert_glb(ByteView glb, Format format, std::string_view stem, const Limits& limits = {});

}  // namespace i2m::exporting
