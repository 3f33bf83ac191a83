// fal_result.cpp - finding the model in a result: every endpoint puts it elsewhere.
#include <algorithm>
#include <array>

#include "server/core/url.hpp"
#include "server/fal/fal_limits.hpp"
#include "server/fal/fal_wire.hpp"

namespace i2m::fal {
namespace {

/// Where models put the mesh, best first: with PBR materials before without, GLB before what may be another format. A dot leads into
/// an object; of a list each entry counts.
constexpr std::string_view kMeshPlaces[] = {"model_glb_pbr", "pbr_model",  "model_urls.glb",       "model_urls.pbr_model",
                                            "model_glb",     "model_mesh", "model_meshes",         "individual_glbs",
                                            "base_model",    "model",      "model_urls.base_model"};
constexpr std::string_view kPreviewPlaces[] = {"rendered_image", "thumbnail", "preprocessed_image"};

/// The address of a File object ({"url": ...}), or "".
std::string url_in(const json::Value& file) {
    const json::Value* const url = file.find("url");
    const std::string* const text = url == nullptr ? nullptr : url->as_string();
    return text != nullptr && parse_url(*text) ? *text : std::string();
}

const json::Value* at_place(const json::Value& result, std::string_view place) {
    const std::size_t dot = place.find('.');
    const json::Value* const found = result.find(place.substr(0, dot));
    if (found == nullptr || dot == std::string_view::npos) return found;
    return found->find(place.substr(dot + 1));
}

void add(std::vector<std::string>& urls, std::string url) {
    if (url.empty() || urls.size() >= kMaxMeshes || std::find(urls.begin(), urls.end(), url) != urls.end()) return;
    urls.push_back(std::move(url));
}

}  // namespace

Result<ResultFiles> parse_result(std::string_view body) {
    const Result<json::Value> result = json::parse(body, kJsonLimits);
    if (!result || result->as_object() == nullptr) {
        return Error{ErrorCode::ProviderProtocol, "FAL.AI's result is no JSON object."};
    }
    ResultFiles files;
    for (const std::string_view place : kMeshPlaces) {
        const json::Value* const found = at_place(*result, place);
        if (found == nullptr) continue;
        add(files.meshes, url_in(*found));
        if (found->as_array() == nullptr) continue;
        for (const json::Value& entry : *found->as_array()) add(files.meshes, url_in(entry));
    }
    for (const std::string_view place : kPreviewPlaces) {
        const json::Value* const found = at_place(*result, place);
        if (found != nullptr && files.preview.empty()) files.preview = url_in(*found);
    }
    return files;
}

}  // namespace i2m::fal
