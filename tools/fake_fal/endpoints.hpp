// endpoints.hpp - the models that the fake serves: the program's registry, and what only the provider knows of each.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/json/fields.hpp"
#include "shared/models/registry.hpp"

namespace i2m::fake {

/// A row of endpoints.json: where a model puts its files, and options beyond those that the program offers.
struct OutputRow {
    std::string id;
    std::string image_field;  ///< of models that the registry does not have
    std::optional<double> price_usd;
    std::string file = "glb";       ///< kind of the main file: glb, obj or zip
    std::string mesh;               ///< member that holds it
    std::string pbr_mesh;           ///< member that holds it instead when `pbr_option` is true; `mesh` is null then
    std::string pbr_option;         ///< an absent option counts as true, as the model's page says
    std::string pbr_copy;           ///< member that holds it once more
    std::string zip;                ///< member that holds a ZIP of all
    std::string list;               ///< member that holds it in a list
    std::vector<std::string> urls;  ///< members of "model_urls"
    std::string preview;            ///< member that holds a picture
    std::vector<std::string> more;  ///< members beside: task_id, seed, timings, textures, texture_urls, usage_tokens
    std::string format_option;      ///< option that chooses the main file: true for FBX, or a name
    std::string plain_option;       ///< with `plain_value` the model is white
    json::Value plain_value;
    bool plain_by_default = false;  ///< white also when the option is absent
    std::uint32_t min_side_px = 0;
    std::uint32_t max_side_px = 16'384;
    std::uint64_t max_bytes = 52'428'800;
    std::vector<models::Parameter> parameters;
};

struct Endpoint {
    models::Model model;  ///< parameters: the registry's, with those of the row
    OutputRow output;
    std::string base;  ///< "owner/alias", all that counts after the submit
};

/// All of them, immutable. Every model of the registry whose provider is FAL is there.
[[nodiscard]] std::span<const Endpoint> endpoints();
/// The endpoint with that id, or nullptr.
[[nodiscard]] const Endpoint* find_endpoint(std::string_view id);
/// "owner/alias" of an id (with the namespace before it when there is one); "" when it has no two parts.
[[nodiscard]] std::string base_of(std::string_view id);

/// What is wrong with an input, as the rows of a 422's `detail`; an empty list for nothing. Unknown members count only with
/// `reject_unknown`.
[[nodiscard]] json::Array check_input(const Endpoint& endpoint, const json::Value& input, bool reject_unknown);
/// Members of `input` that the model does not have.
[[nodiscard]] std::vector<std::string> unknown_members(const Endpoint& endpoint, const json::Value& input);
/// The picture's URL in a checked input; of a list the first.
[[nodiscard]] std::string image_url_of(const Endpoint& endpoint, const json::Value& input);
/// One row of `detail`.
[[nodiscard]] json::Value detail_row(std::string_view field, std::string_view type, std::string_view message,
                                     json::Object ctx = {}, const json::Value& input = {});

}  // namespace i2m::fake

namespace i2m::json {

template <>
struct Fields<fake::OutputRow> {
    using T = fake::OutputRow;
    static constexpr std::string_view kName = "OutputRow";
    static constexpr auto kList = std::tuple{required("id", &T::id),
                                             optional("image_field", &T::image_field),
                                             optional("price_usd", &T::price_usd),
                                             optional("file", &T::file),
                                             required("mesh", &T::mesh),
                                             optional("pbr_mesh", &T::pbr_mesh),
                                             optional("pbr_option", &T::pbr_option),
                                             optional("pbr_copy", &T::pbr_copy),
                                             optional("zip", &T::zip),
                                             optional("list", &T::list),
                                             optional("urls", &T::urls),
                                             optional("preview", &T::preview),
                                             optional("more", &T::more),
                                             optional("format_option", &T::format_option),
                                             optional("plain_option", &T::plain_option),
                                             optional("plain_value", &T::plain_value),
                                             optional("plain_by_default", &T::plain_by_default),
                                             optional("min_side_px", &T::min_side_px),
                                             optional("max_side_px", &T::max_side_px),
                                             optional("max_bytes", &T::max_bytes),
                                             optional("parameters", &T::parameters)};
};

}  // namespace i2m::json
