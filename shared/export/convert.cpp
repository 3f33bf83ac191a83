// convert.cpp - read, hold against the limits, write.
#include "shared/export/convert.hpp"

#include <algorithm>

#include "shared/base/text.hpp"
#include "shared/export/parts.hpp"
#include "shared/glb/glb.hpp"

namespace i2m::exporting {
namespace {

Error too_large(const std::string& what) {
    return {ErrorCode::PayloadTooLarge, "This model has " + what + ", too many to convert here. Take it as glb."};
}

}  // namespace

const FormatInfo* find_format(std::string_view name) {
    const auto* const found =
        std::find_if(kFormats.begin(), kFormats.end(), [&](const FormatInfo& row) { return row.name == name; });
    return found == kFormats.end() ? nullptr : found;
}

Result<std::string> convert_glb(ByteView glb, Format format, std::string_view stem, const Limits& limits) {
    if (glb.size() > limits.max_glb_bytes) return too_large(format_bytes(glb.size()));
    glb::ReadOptions options;
    options.limits.max_bytes = limits.max_glb_bytes;
    options.limits.max_indices = std::min<std::uint64_t>(options.limits.max_indices, limits.max_triangles * 3);
    options.limits.max_vertices = std::min<std::uint64_t>(options.limits.max_vertices, limits.max_triangles * 3);
    options.keep_images = format == Format::Obj;
    const Result<glb::ReadModel> model = glb::read_glb(glb, options);
    if (!model)
        return Error{ErrorCode::ModelInvalid, "This model cannot be converted: " + model.error().message + " Take it as glb."};
    if (model->stats.triangles > limits.max_triangles) return too_large(format_count(model->stats.triangles) + " triangles");
    const std::vector<Part> parts = parts_of(model->scene);
    switch (format) {
        case Format::Obj: return write_obj_zip(parts, model->scene, stem);
        case Format::Stl: return write_stl(solid_of(parts));
        case Format::Ply: return write_ply(parts, model->scene);
        case Format::ThreeMf: break;
    }
    return write_3mf(solid_of(parts), model->scene);
}

}  // namespace i2m::exporting
