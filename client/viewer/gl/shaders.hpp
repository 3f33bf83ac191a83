// shaders.hpp - the GLSL of the viewer, and programs built from it in variants.
#pragma once

#include <GLES3/gl3.h>

#include <cstdint>
#include <map>
#include <string_view>

#include "client/viewer/gl/handles.hpp"

namespace i2m::client::gl {

/// What a mesh program must be able to do; sampling what a material lacks costs as much as sampling what it has.
enum Feature : std::uint32_t {
    kHasUv = 1U << 0,
    kHasColor = 1U << 1,
    kBaseColorMap = 1U << 2,
    kMetallicRoughnessMap = 1U << 3,
    kNormalMap = 1U << 4,
    kOcclusionMap = 1U << 5,
    kEmissiveMap = 1U << 6,
    kAlphaMask = 1U << 7,
    kUnlit = 1U << 8,
};

/// Texture units of the maps, the same in every program.
enum MapUnit : GLint { kUnitBaseColor, kUnitMetallicRoughness, kUnitNormal, kUnitOcclusion, kUnitEmissive };

/// Attribute locations, the same in every program.
enum Attribute : GLuint { kPosition, kNormal, kUv, kColor };

/// A linked program with its uniform locations by name.
class Shader {
public:
    /// Compiles and links; on failure the program stays 0 and draws nothing (the log goes to the console).
    Shader(std::string_view vertex, std::string_view fragment, std::string_view defines = {});
    void use() const { glUseProgram(program_.name()); }
    [[nodiscard]] GLint uniform(const char* name);
    void forget() { program_.forget(); }

private:
    Program program_;
    std::map<std::string_view, GLint> uniforms_;
};

extern const std::string_view kMeshVertex;
extern const std::string_view kMeshFragment;
extern const std::string_view kScreenVertex;  ///< one triangle over the whole target, from gl_VertexID
extern const std::string_view kBackdropFragment;
extern const std::string_view kGroundVertex;  ///< a square on the ground, from gl_VertexID
extern const std::string_view kGroundFragment;
extern const std::string_view kShadowVertex;
extern const std::string_view kShadowFragment;
extern const std::string_view kBlurFragment;

}  // namespace i2m::client::gl
