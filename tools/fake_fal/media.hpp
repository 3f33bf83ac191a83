// media.hpp - what a model "makes": a real mesh of the picture that was sent, in every format it may be asked for.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "shared/base/result.hpp"
#include "shared/glb/scene.hpp"
#include "tools/fake_fal/storage.hpp"

namespace i2m::fake {

struct ModelWish {
    std::string image;  ///< an encoded JPEG or PNG
    std::uint32_t texture_px = 512;
    std::uint32_t face_limit = 0;  ///< 0: none
    bool is_plain = false;         ///< without texture
};

/// One model; each format is written when it is first asked for. Safe from any thread.
class MadeModel {
public:
    explicit MadeModel(glb::Scene scene) : scene_(std::move(scene)) {}
    /// "glb", "obj", "fbx", "mtl" or "zip" (OBJ, MTL, GLB and textures).
    [[nodiscard]] Content file(const std::string& format);
    [[nodiscard]] Content texture() const;  ///< the encoded base colour, or null
    [[nodiscard]] const std::string& texture_type() const { return texture_type_; }

private:
    [[nodiscard]] std::string write(const std::string& format) const;

    const glb::Scene scene_;
    const std::string texture_type_ = scene_.images.empty() ? "" : scene_.images.front().mime_type;
    std::mutex mutex_;  // guards files_
    std::map<std::string, Content> files_;
};

/// Makes models with the draft engine and remembers the last ones. Safe from any thread.
class ModelMaker {
public:
    /// DraftFailed or ImageUndecodable, in words, when the picture gives none.
    [[nodiscard]] Result<std::shared_ptr<MadeModel>> make(const ModelWish& wish);

private:
    std::mutex mutex_;  // guards recent_
    std::list<std::pair<std::string, std::shared_ptr<MadeModel>>> recent_;
};

}  // namespace i2m::fake
