// result_check.cpp - magic bytes first (providers also answer with ZIP, FBX or OBJ), then the structure.
#include "server/jobs/result_check.hpp"

#include <algorithm>

#include "shared/base/own_data.hpp"
#include "shared/glb/glb.hpp"
#include "shared/image/check.hpp"
#include "shared/image/webp.hpp"

namespace i2m {
namespace {

/// `what` goes on with "The model that came back"; a full stop at its end is dropped.
Error invalid(std::string what) {
    if (!what.empty() && what.back() == '.') what.pop_back();
    return Error{ErrorCode::ModelInvalid, "The model that came back " + what + ". Run the file again."};
}

}  // namespace

Result<CheckedModel> check_result(ByteView bytes) {
    const OwnData own;
    if (bytes.empty()) return invalid("is empty");
    const std::string_view text = as_text(bytes);
    if (text.substr(0, 4) != "glTF") {
        if (text.substr(0, 2) == "PK") return invalid("is a ZIP archive, not a GLB");
        if (text.substr(0, 18) == "Kaydara FBX Binary") return invalid("is an FBX file, not a GLB");
        return invalid("is not a GLB");
    }
    if (read_le32(bytes, 8) != bytes.size()) return invalid("has another length than it says");
    for (const glb::Issue& issue : glb::check_glb(bytes)) {
        if (issue.severity == glb::IssueSeverity::Error) return invalid("is damaged: " + issue.message);
    }
    glb::ReadOptions options;
    options.keep_images = false;
    const Result<glb::ReadModel> model = glb::read_glb(bytes, options);
    if (!model) return CheckedModel{};
    return CheckedModel{model->stats.triangles, model->stats.vertices};
}

std::string preview_type(ByteView picture) {
    if (picture.empty()) return "";
    if (const std::optional<WebpSize> size = webp_size(picture)) {
        const std::uint64_t pixels = std::uint64_t{size->width_px} * size->height_px;
        const bool is_fit = picture.size() <= kImageLimits.max_bytes && pixels <= kImageLimits.max_pixels &&
                            std::max(size->width_px, size->height_px) <= kImageLimits.max_side_px;
        return is_fit ? "image/webp" : "";
    }
    const ImageReport report = check_image(picture, "preview", "");
    return report.refused() ? std::string() : std::string(content_type_of(report.format));
}

}  // namespace i2m
