// model_types.cpp - content types by extension.
#include "server/core/model_types.hpp"

#include <utility>

#include "shared/base/text.hpp"

namespace i2m {
namespace {

constexpr std::pair<std::string_view, std::string_view> kModelTypes[] = {
    {".glb", "model/gltf-binary"}, {".obj", "model/obj"},           {".stl", "model/stl"},
    {".3mf", "model/3mf"},         {".usdz", "model/vnd.usdz+zip"}, {".zip", "application/zip"}};

}  // namespace

std::string model_content_type(std::string_view filename) {
    const std::string extension = to_lower(extension_of(filename));
    for (const auto& [known, type] : kModelTypes) {
        if (known == extension) return std::string(type);
    }
    return "application/octet-stream";
}

}  // namespace i2m
