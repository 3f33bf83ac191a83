// result_check.cpp - magic bytes first (providers also answer with ZIP, FBX or OBJ), then the structure.
#include "server/jobs/result_check.hpp"

#include <algorithm>

#include "shared/glb/glb.hpp"

namespace i2m {
namespace {

/// `what` goes on with "The model that came back"; a full stop at its end is dropped.
Error invalid(std::string what) {
    if (!what.empty() && what.back() == '.') what.pop_back();
    return Error{ErrorCode::ModelInvalid, "The model that came back " + what + ". Run the file again."};
}

}  // namespace

Result<CheckedModel> check_result(ByteView bytes) {
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

}  // namespace i2m
