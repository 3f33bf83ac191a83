// draft.cpp - the order of the steps: mask, crop, shape, mesh, textures, scene.
#include "shared/draft/draft.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "shared/draft/advice.hpp"
#include "shared/draft/assemble.hpp"
#include "shared/draft/choose.hpp"
#include "shared/draft/mask.hpp"
#include "shared/draft/shape.hpp"
#include "shared/draft/texture.hpp"
#include "shared/draft/workpiece.hpp"

namespace i2m::draft {
namespace {

constexpr std::uint32_t kLeastGrid = 64;
constexpr std::uint32_t kMostGrid = 1024;
constexpr std::uint32_t kLeastTexture = 128;
constexpr std::uint32_t kMostTexture = 2048;
constexpr int kCoarsestGrid = 12;         // the face limit may ask for grids below kLeastGrid
constexpr double kLeastCovered = 0.0002;  // of the picture: less is dust
constexpr int kLeastInside = 4;           // grid points

Error failed(std::string message) { return {ErrorCode::DraftFailed, std::move(message), {}}; }

std::optional<Error> stop_if_unwanted(const Options& options) {
    if (options.is_unwanted && options.is_unwanted()) return Error::of(ErrorCode::Cancelled);
    return std::nullopt;
}

/// Why there is nothing to model, if so.
std::optional<Error> refusal(const Mask& mask) {
    if (mask.fill >= kLeastCovered) return std::nullopt;
    if (mask.from_alpha) return failed("The picture is transparent all over. Export it with the object visible.");
    return failed("Nothing stands out from the background. Use a picture with one object in it.");
}

Method choose(const Mask& mask, const Workpiece& piece) {
    if (!mask.plain_background) return Method::Relief;
    const std::optional<HexagonFit> hexagon = fit_hexagon(piece.outline);
    if (hexagon && is_cuboid(*hexagon)) return Method::Cuboid;
    const bool flat = piece.flatness > kFlatArt || rectangle_fill(piece.outline) > kRectangular;
    return flat ? Method::Extrusion : Method::Balls;
}

struct Made {
    Workpiece piece;
    Solid solid;
};

/// Coarser and coarser until the face limit holds.
Result<Made> make_solid(const Source& source, const Mask& mask, const Options& options, Method& method) {
    int grid = static_cast<int>(options.grid);
    while (true) {
        if (std::optional<Error> error = stop_if_unwanted(options)) return *std::move(error);
        Workpiece piece = prepare(source, mask, grid, static_cast<int>(options.texture_px));
        if (piece.outline.count < kLeastInside) return failed("The object is too small to model. Crop the picture to it.");
        if (method == Method::Auto) method = choose(mask, piece);
        Result<Solid> solid = make_solid(piece, method);
        if (!solid) return std::move(solid).error();
        const std::uint64_t triangles = solid->triangles();
        if (options.face_limit == 0 || triangles <= options.face_limit) return Made{std::move(piece), *std::move(solid)};
        if (grid <= kCoarsestGrid) {
            return failed("This outline needs " + std::to_string(triangles) + " faces or more. Raise the face limit.");
        }
        const double share = static_cast<double>(options.face_limit) / static_cast<double>(triangles);
        grid = std::clamp(static_cast<int>(grid * 0.98 * std::sqrt(share)), kCoarsestGrid, grid - 1);
    }
}

}  // namespace

std::string_view method_name(Method method) {
    switch (method) {
        case Method::Auto: return "auto";
        case Method::Balls: return "balls";
        case Method::Cuboid: return "cuboid";
        case Method::Extrusion: return "extrusion";
        case Method::Relief: return "relief";
    }
    return "auto";
}

Result<Draft> make_draft(const Pixels& pixels, const Options& asked) {
    const std::uint64_t count = std::uint64_t{pixels.width_px} * pixels.height_px;
    if (count == 0 || pixels.rgba.size() != 4 * count) return failed("The picture is empty.");
    Options options = asked;
    options.grid = std::clamp(asked.grid, kLeastGrid, kMostGrid);
    options.texture_px = std::clamp(asked.texture_px, kLeastTexture, kMostTexture);
    const Source source(pixels, static_cast<int>(options.texture_px));
    if (std::optional<Error> error = stop_if_unwanted(options)) return *std::move(error);
    Draft draft;
    draft.mask = find_mask(source.for_mask());
    if (std::optional<Error> error = refusal(draft.mask)) return *std::move(error);

    draft.method = options.method;
    Result<Made> made = make_solid(source, draft.mask, options, draft.method);
    if (!made) return std::move(made).error();
    draft.triangles = made->solid.triangles();
    if (std::optional<Error> error = stop_if_unwanted(options)) return *std::move(error);
    draft.advice = advise(draft.mask, made->piece, draft.method);
    draft.scene = assemble(std::move(made->solid), made->piece, draft.method, options);
    return draft;
}

}  // namespace i2m::draft
