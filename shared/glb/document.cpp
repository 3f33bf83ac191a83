// document.cpp - parses the JSON once for what we judge ourselves, and once more, without it, through tinygltf.
#include "shared/glb/document.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <nlohmann/json.hpp>
#include <utility>

#include "shared/glb/data_uri.hpp"

#include <tiny_gltf.h>

namespace i2m::glb {
namespace {

using Json = nlohmann::json;

// Without these a file that requires more is refused. Material extensions change the look only, so a model that requires
// one is shown without it.
constexpr std::array<std::string_view, 6> kReadable = {"KHR_mesh_quantization", "EXT_texture_webp", "KHR_texture_transform",
                                                       "KHR_lights_punctual",   "KHR_xmp_json_ld",  "KHR_animation_pointer"};
constexpr std::string_view kMaterials = "KHR_materials_";

bool is_readable(std::string_view extension) {
    return extension.substr(0, kMaterials.size()) == kMaterials ||
           std::find(kReadable.begin(), kReadable.end(), extension) != kReadable.end();
}

std::string text_of(const Json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// A whole number of at least 0, or -1.
std::int64_t index_of(const Json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_number_unsigned()) return -1;
    return static_cast<std::int64_t>(std::min<std::uint64_t>(found->get<std::uint64_t>(), INT64_MAX));
}

class DocumentParser {
public:
    DocumentParser(const Container& container, const Limits& limits, Issues& issues)
        : container_(container), limits_(limits), issues_(issues) {}

    Document run() {
        Json root = parse_text();
        if (issues_.has_error()) return std::move(out_);
        read_asset(root);
        check_lists(root);
        check_integers(root);
        if (issues_.has_error()) return std::move(out_);
        check_extensions(root);
        read_buffers(root);
        read_images(root);
        if (!issues_.has_error()) parse_rest(root);
        return std::move(out_);
    }

private:
    Json parse_text() {
        const std::string_view text = as_text(container_.json);
        if (text.substr(0, 3) == "\xEF\xBB\xBF") {
            issues_.error("INVALID_JSON", "", "The model's description begins with a byte order mark, which is not allowed.");
            return {};
        }
        const JsonShape shape = json_shape(container_.json);
        if (shape.depth > limits_.max_json_depth || shape.values > limits_.max_json_values) {
            issues_.error("MODEL_TOO_LARGE", "", "The model's description is nested too deeply or has too many parts.");
            return {};
        }
        Json root = Json::parse(text.begin(), text.end(), nullptr, false);
        if (!root.is_object()) issues_.error("INVALID_JSON", "", "The model's description is not valid JSON.");
        return root;
    }

    void read_asset(const Json& root) {
        const auto asset = root.find("asset");
        if (asset == root.end())
            return issues_.error("UNDEFINED_PROPERTY", "/", "The model does not say which glTF version it is.");
        if (!asset->is_object())
            return issues_.error("TYPE_MISMATCH", "/asset", "The model does not say which glTF version it is.");
        const std::string version = text_of(*asset, "version");
        if (version.empty())
            return issues_.error("UNDEFINED_PROPERTY", "/asset", "The model does not say which glTF version it is.");
        if (version.substr(0, 2) != "2.")
            issues_.error("UNKNOWN_ASSET_MAJOR_VERSION", "/asset/version",
                          "The model is glTF " + version.substr(0, 20) + "; only 2.0 can be read.");
        out_.generator = text_of(*asset, "generator");
        if (const auto extras = asset->find("extras"); extras != asset->end()) out_.extras_json = dump(*extras);
    }

    static std::string dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

    /// Every top-level list must be a list of objects: tinygltf takes that for granted in places.
    void check_lists(const Json& root) {
        for (const char* name : {"accessors", "animations", "buffers", "bufferViews", "cameras", "images", "materials", "meshes",
                                 "nodes", "samplers", "scenes", "skins", "textures"}) {
            const auto list = root.find(name);
            if (list == root.end()) continue;
            const bool is_right =
                list->is_array() && std::all_of(list->begin(), list->end(), [](const Json& item) { return item.is_object(); });
            if (!is_right) {
                issues_.error("TYPE_MISMATCH", "/" + std::string(name),
                              "\"" + std::string(name) + "\" is not a list of objects.");
            } else if (list->size() > most_of(name)) {
                issues_.error("MODEL_TOO_LARGE", "/" + std::string(name),
                              "The model has too many " + std::string(name) + " (" + std::to_string(list->size()) + ").");
            }
        }
    }

    std::size_t most_of(std::string_view list) const {
        const bool is_many = list == "nodes" || list == "meshes" || list == "accessors" || list == "bufferViews";
        return is_many ? limits_.max_nodes : limits_.max_materials;
    }

    /// tinygltf cuts whole numbers to the machine's width, so a lie could look true, and differently in the browser. No
    /// count, offset or index of a file that we take is larger than this.
    void check_integers(const Json& root) {
        std::string pointer;
        for (const auto& [name, value] : root.items()) {
            if (name == "buffers" || name == "asset") continue;
            pointer.assign("/").append(name);
            check_integers(value, pointer);
        }
    }

    /// `pointer` is that of `json`; it grows on the way down and is as it was on the way back.
    void check_integers(const Json& json, std::string& pointer) {
        constexpr std::int64_t kMost = INT32_MAX;
        if (!json.is_structured() || issues_.has_error()) return;
        for (const auto& [key, value] : json.items()) {
            const bool is_too_large = value.is_number_unsigned()
                                          ? value.get<std::uint64_t>() > static_cast<std::uint64_t>(kMost)
                                          : value.is_number_integer() && value.get<std::int64_t>() < -kMost;
            if (is_too_large && json.is_object()) {
                const std::string words = "The model is damaged: a number is out of range (" + pointer + ").";
                return issues_.error("VALUE_NOT_IN_RANGE", pointer.append("/").append(key), words);
            }
            if (key == "extras" || key == "extensions") continue;
            const std::size_t length = pointer.size();
            check_integers(value, pointer.append("/").append(key));
            pointer.resize(length);
        }
    }

    void check_extensions(const Json& root) {
        const auto required = root.find("extensionsRequired");
        if (required == root.end()) return;
        if (!required->is_array())
            return issues_.error("TYPE_MISMATCH", "/extensionsRequired", "\"extensionsRequired\" is not a list.");
        for (std::size_t i = 0; i < required->size(); ++i) {
            const std::string name = (*required)[i].is_string() ? (*required)[i].get<std::string>() : std::string("?");
            if (is_readable(name)) continue;
            issues_.error("UNSUPPORTED_EXTENSION", pointer_to("extensionsRequired", i),
                          "The model needs " + name.substr(0, 80) + ", which cannot be read yet. Export it without compression.");
        }
    }

    void read_buffers(const Json& root) {
        const auto list = root.find("buffers");
        const std::size_t count = list == root.end() ? 0 : list->size();
        out_.own_buffers.reserve(count);  // views into them must stay
        for (std::size_t i = 0; i < count; ++i) out_.buffers.push_back(buffer((*list)[i], i));
    }

    ByteView buffer(const Json& json, std::size_t index) {
        const std::string pointer = pointer_to("buffers", index);
        const std::int64_t length = index_of(json, "byteLength");
        if (length < 1) {
            issues_.error("UNDEFINED_PROPERTY", pointer, "Buffer " + std::to_string(index) + " has no length.");
            return {};
        }
        if (json.contains("uri")) return uri_buffer(text_of(json, "uri"), length, pointer);
        if (index > 0) return {};  // a placeholder: an error only when something reads from it
        if (!container_.has_bin || container_.bin.empty()) {
            issues_.error("BUFFER_MISSING_GLB_DATA", pointer, "The model's data part is missing. Download it again.");
            return {};
        }
        const auto size = static_cast<std::int64_t>(container_.bin.size());
        if (length > size) {
            issues_.error("BUFFER_BYTE_LENGTH_MISMATCH", pointer,
                          "The model's data part is shorter than it says. Download it again.");
            return {};
        }
        if (size - length > 3)
            issues_.warning("BUFFER_GLB_CHUNK_TOO_BIG", pointer, "The model's data part is longer than it says.");
        return container_.bin.first(static_cast<std::size_t>(length));
    }

    ByteView uri_buffer(const std::string& uri, std::int64_t length, const std::string& pointer) {
        if (!is_data_uri(uri)) {
            issues_.error("EXTERNAL_RESOURCE", pointer + "/uri",
                          "The model keeps its data in another file. Export it as one GLB.");
            return {};
        }
        std::optional<DataUri> data = decode_data_uri(uri);
        if (!data) {
            issues_.error("INVALID_URI", pointer + "/uri", "The model's data cannot be decoded.");
            return {};
        }
        issues_.warning("DATA_URI_GLB", pointer + "/uri", "The model holds data as text, which makes it larger.");
        if (length > static_cast<std::int64_t>(data->data.size())) {
            issues_.error("BUFFER_BYTE_LENGTH_MISMATCH", pointer, "The model's data are shorter than it says.");
            return {};
        }
        out_.own_buffers.push_back(std::move(data->data));
        return ByteView(out_.own_buffers.back()).first(static_cast<std::size_t>(length));
    }

    void read_images(const Json& root) {
        const auto list = root.find("images");
        for (std::size_t i = 0; list != root.end() && i < list->size(); ++i) {
            const Json& json = (*list)[i];
            ImageSource source;
            source.mime_type = text_of(json, "mimeType");
            const std::int64_t view = index_of(json, "bufferView");
            if (json.contains("bufferView") && (view < 0 || view > INT_MAX)) {
                issues_.error("TYPE_MISMATCH", pointer_to("images", i) + "/bufferView",
                              "Image " + std::to_string(i) + " has no valid place.");
            }
            source.buffer_view = view > INT_MAX ? -1 : static_cast<int>(view);
            const std::string uri = text_of(json, "uri");
            if (std::optional<DataUri> data = decode_data_uri(uri)) {
                source.decoded = std::move(data->data);
                if (source.mime_type.empty()) source.mime_type = data->mime_type;
            } else if (!uri.empty()) {
                issues_.warning("EXTERNAL_RESOURCE", pointer_to("images", i) + "/uri",
                                "A texture lies in another file and is missing.");
            }
            out_.images.push_back(std::move(source));
        }
    }

    /// tinygltf would copy buffers and reach for image bytes before anything is checked, so it never sees them.
    void parse_rest(Json& root) {
        for (const char* ours : {"buffers", "images", "animations", "skins", "cameras", "extensions", "extras"}) root.erase(ours);
        const std::string text = dump(root);
        tinygltf::TinyGLTF loader;
        std::string error, warning;
        bool is_loaded = false;
        try {  // nlohmann's type errors come through it
            is_loaded = loader.LoadASCIIFromString(out_.model.get(), &error, &warning, text.data(),
                                                   static_cast<unsigned>(text.size()), "");
        } catch (const std::exception&) {
            error = "a value has the wrong type";
        }
        if (is_loaded) return;
        std::replace(error.begin(), error.end(), '\n', ' ');
        error.erase(error.find_last_not_of(" .") + 1);
        issues_.error("TYPE_MISMATCH", "", "The model's description is broken (" + error.substr(0, 160) + ").");
    }

    const Container& container_;
    const Limits& limits_;
    Issues& issues_;
    Document out_;
};

}  // namespace

Document::Document() : model(std::make_unique<tinygltf::Model>()) {}
Document::~Document() = default;
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;

Document parse_document(const Container& container, const Limits& limits, Issues& issues) {
    return DocumentParser(container, limits, issues).run();
}

}  // namespace i2m::glb
