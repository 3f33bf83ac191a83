// examples.cpp - requests by hand, answers from their schemas.
#include "shared/api/examples.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "shared/json/text.hpp"

namespace i2m::api {
namespace {

using json::Value;

struct Written {
    std::string_view name;
    std::string_view text;
};
constexpr std::array kRequests = {
    Written{"Retry", R"({"files":[],"model":"draft","options":{"grid":512}})"},
    Written{"Resolve", R"({"files":[],"choice":"look_again"})"},
    Written{"Move", R"({"to":"front"})"},
    Written{"Pause", R"({"message":"Maintenance until noon"})"},
    Written{"Cleanup", R"({"hours":720,"dry_run":true})"},
    Written{"CleanupJob", R"({"job_id":"0b0f8f3e-6a0f-4e0a-9d35-8a3d3f3f3f3f"})"},
    Written{"SessionRequest", R"({"key":"the key that you were given"})"},
    Written{"GenerateRequest",
            R"({"file_id":"0b0f8f3e-6a0f-4e0a-9d35-8a3d3f3f3f3f","model_type":"draft","quality":"high","texture_enabled":true})"},
    Written{"Error", R"({"error":true,"error_code":"JOB_NOT_FOUND","message":"There is no such job. It may have been deleted.",)"
                     R"("status_code":404,"details":{},"request_id":"5f2c8a1e9b3d4c70"})"},
};

/// Texts by how their names end, the first that fits.
constexpr std::array kTexts = {
    Written{"job_id", kExampleId},
    Written{"task_id", kExampleId},
    Written{"batch_id", kExampleId},
    Written{"file_id", kExampleId},
    Written{"_at", "2026-11-22T10:00:00.000Z"},
    Written{"timestamp", "2026-11-22T10:00:00.000Z"},
    Written{"until", "2026-11-22T10:00:00.000Z"},
    Written{"url", "/api/v1/download/0b0f8f3e-6a0f-4e0a-9d35-8a3d3f3f3f3f/duck.glb"},
    Written{"urls", "/api/v1/download/0b0f8f3e-6a0f-4e0a-9d35-8a3d3f3f3f3f/duck.glb"},
    Written{"filename", "duck.glb"},
    Written{"sha256", "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"},
    Written{"mime_type", "model/gltf-binary"},
    Written{"content_type", "image/png"},
    Written{"date", "2026-11-22"},
    Written{"day", "2026-11-22"},
    Written{"model", "draft"},
    Written{"version", "1.0.0"},
    Written{"status", "ok"},
    Written{"message", "All is well."},
};

std::string text_called(std::string_view name) {
    const auto* const found =
        std::find_if(kTexts.begin(), kTexts.end(), [&](const Written& row) { return name.ends_with(row.name); });
    return std::string(found == kTexts.end() ? "text" : found->text);
}

/// The name of a schema's type, the first of several; "" for one without.
std::string kind_of(const Value& schema) {
    const Value* type = schema.find("type");
    if (type != nullptr && type->as_array() != nullptr && !type->as_array()->empty()) type = &type->as_array()->front();
    const std::string* const name = type == nullptr ? nullptr : type->as_string();
    return name == nullptr ? std::string() : *name;
}

class Maker {
public:
    explicit Maker(const Value& components) : components_(components) {}

    // The schemas come from structs, which hold no one of their own kind: this ends.
    [[nodiscard]] Value make(const Value& schema, std::string_view name) const {
        if (const Value* reference = schema.find("$ref")) {
            const std::string& path = *reference->as_string();
            const Value* const own = components_.find(std::string_view(path).substr(path.rfind('/') + 1));
            return own == nullptr ? Value() : make(*own, name);
        }
        if (const Value* choices = schema.find("enum")) return choices->as_array()->front();
        if (const Value* choices = schema.find("anyOf")) return make(choices->as_array()->front(), name);
        const std::string kind = kind_of(schema);
        if (kind == "string") return text_called(name);
        if (kind == "integer") return name == "status_code" ? 200 : 1;
        if (kind == "number") return 0.5;
        if (kind == "boolean") return true;
        if (kind == "array") return json::Array{make(*schema.find("items"), name)};
        json::Object out;
        const Value* const properties = schema.find("properties");
        if (properties == nullptr) return out;
        for (const auto& [member, of_member] : *properties->as_object()) out.emplace_back(member, make(of_member, member));
        return out;
    }

private:
    const Value& components_;
};

}  // namespace

Value example_of(std::string_view name, const Value& components) {
    const auto* const written =
        std::find_if(kRequests.begin(), kRequests.end(), [&](const Written& row) { return row.name == name; });
    if (written != kRequests.end()) return json::parse(written->text).value();
    const Value* const schema = components.find(name);
    return schema == nullptr ? Value() : Maker(components).make(*schema, "");
}

}  // namespace i2m::api
