// mask.cpp - the rules of mask.hpp, in the order in which they are tried.
#include "shared/draft/mask.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "shared/draft/components.hpp"
#include "shared/draft/lab.hpp"

namespace i2m::draft {
namespace {

constexpr double kTransparentShare = 0.01;
constexpr float kLeastTolerance = 5;
constexpr float kMostTolerance = 14;
constexpr float kHoleTolerance = 0.6F;  // of the flood's: a closed patch of nearly the same colour may be the object's own
constexpr double kLeastHoleShare = 0.0015;
constexpr double kPlainShare = 0.85;
constexpr double kLeastFill = 0.03;
constexpr double kMostFill = 0.95;
constexpr double kNothing = 0.0002;  // less than this share is dust on an empty picture

float median(std::vector<float> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// Squared distance of every pixel to the border's median colour, and what the border says about it.
struct Background {
    Plane<float> squared_distance;
    float tolerance = 0;
    double plain_share = 0;
};

template <class Visit>
void visit_border(int width, int height, Visit visit) {
    for (int x = 0; x < width; ++x) {
        visit(x, 0);
        if (height > 1) visit(x, height - 1);
    }
    for (int y = 1; y + 1 < height; ++y) {
        visit(0, y);
        if (width > 1) visit(width - 1, y);
    }
}

Lab border_colour(const Pixels& picture) {
    std::vector<float> l;
    std::vector<float> a;
    std::vector<float> b;
    const auto width = static_cast<int>(picture.width_px);
    visit_border(width, static_cast<int>(picture.height_px), [&](int x, int y) {
        const std::uint8_t* p = picture.rgba.data() + 4 * (static_cast<std::ptrdiff_t>(y) * width + x);
        const Lab lab = lab_of(p[0], p[1], p[2]);
        l.push_back(lab.l);
        a.push_back(lab.a);
        b.push_back(lab.b);
    });
    return {median(std::move(l)), median(std::move(a)), median(std::move(b))};
}

Background study_background(const Pixels& picture) {
    const auto width = static_cast<int>(picture.width_px);
    const auto height = static_cast<int>(picture.height_px);
    const Lab colour = border_colour(picture);
    Background background{Plane<float>(width, height), 0, 0};
    std::vector<float> row(3 * static_cast<std::size_t>(width));
    for (int y = 0; y < height; ++y) {
        float* l = row.data();
        float* a = l + width;
        float* b = a + width;
        lab_row(picture.rgba.data() + static_cast<std::ptrdiff_t>(y) * width * 4, width, l, a, b);
        float* out = background.squared_distance.row(y);
        for (int x = 0; x < width; ++x) out[x] = squared_distance({l[x], a[x], b[x]}, colour);
    }
    std::vector<float> border;
    visit_border(width, height, [&](int x, int y) { border.push_back(std::sqrt(background.squared_distance.at(x, y))); });
    const auto rank = border.begin() + static_cast<std::ptrdiff_t>(border.size() * 8 / 10);
    std::nth_element(border.begin(), rank, border.end());
    background.tolerance = std::clamp(3 * *rank, kLeastTolerance, kMostTolerance);
    const auto within = std::count_if(border.begin(), border.end(), [&](float d) { return d <= background.tolerance; });
    background.plain_share = static_cast<double>(within) / static_cast<double>(border.size());
    return background;
}

Plane<std::uint8_t> within(const Plane<float>& squared_distance, float tolerance) {
    Plane<std::uint8_t> out(squared_distance.width, squared_distance.height);
    const float limit = tolerance * tolerance;
    for (std::size_t i = 0; i < out.cells.size(); ++i) out.cells[i] = squared_distance.cells[i] <= limit ? 1 : 0;
    return out;
}

void set_runs(Plane<std::uint8_t>& plane, const Regions& found, const std::vector<bool>& chosen, std::uint8_t value) {
    for (const Run& run : found.runs) {
        if (!chosen[static_cast<std::size_t>(run.region)]) continue;
        std::uint8_t* row = plane.row(run.y);
        std::fill(row + run.x0, row + run.x1, value);
    }
}

/// 1 where the object is: all but the flooded background and its enclosed holes.
Plane<std::uint8_t> flood(const Background& background) {
    const Plane<float>& distance = background.squared_distance;
    Plane<std::uint8_t> inside(distance.width, distance.height, 1);
    const Regions near = find_regions(within(distance, background.tolerance), Neighbours::Four);
    std::vector<bool> chosen;
    for (const Region& region : near.regions) chosen.push_back(region.touches_border);
    set_runs(inside, near, chosen, 0);

    Plane<std::uint8_t> enclosed = within(distance, background.tolerance * kHoleTolerance);
    for (std::size_t i = 0; i < enclosed.cells.size(); ++i) enclosed.cells[i] &= inside.cells[i];
    const Regions holes = find_regions(enclosed, Neighbours::Four);
    chosen.clear();
    const double least = kLeastHoleShare * static_cast<double>(inside.cells.size());
    for (const Region& hole : holes.regions) chosen.push_back(static_cast<double>(hole.area_px) >= least);
    set_runs(inside, holes, chosen, 0);
    return inside;
}

double fill_of(const Plane<std::uint8_t>& inside) {
    const auto covered = std::count_if(inside.cells.begin(), inside.cells.end(), [](std::uint8_t v) { return v != 0; });
    return static_cast<double>(covered) / static_cast<double>(std::max<std::size_t>(1, inside.cells.size()));
}

void tidy(Plane<std::uint8_t>& inside) {
    drop_islands(inside, kIslandShare);
    fill_pin_holes(inside, static_cast<std::int64_t>(kPinHoleShare * static_cast<double>(inside.cells.size())));
}

Mask mask_from_alpha(const Pixels& picture) {
    Mask mask{picture.width_px, picture.height_px, {}, true, true, 0};
    Plane<std::uint8_t> inside(static_cast<int>(picture.width_px), static_cast<int>(picture.height_px));
    mask.coverage.resize(inside.cells.size());
    for (std::size_t i = 0; i < inside.cells.size(); ++i) {
        mask.coverage[i] = picture.rgba[4 * i + 3];
        inside.cells[i] = mask.coverage[i] >= 128 ? 1 : 0;
    }
    const Plane<std::uint8_t> before = inside;
    tidy(inside);
    for (std::size_t i = 0; i < inside.cells.size(); ++i) {
        if (inside.cells[i] != before.cells[i]) mask.coverage[i] = inside.cells[i] != 0 ? 255 : 0;
    }
    mask.fill = fill_of(inside);
    return mask;
}

Mask mask_from_border(const Pixels& picture) {
    Mask mask{picture.width_px, picture.height_px, {}, false, true, 0};
    const Background background = study_background(picture);
    Plane<std::uint8_t> inside = flood(background);
    tidy(inside);
    mask.fill = fill_of(inside);
    const bool plain_border = background.plain_share >= kPlainShare;
    const bool nothing_there = plain_border && mask.fill < kNothing;
    mask.plain_background = nothing_there || (plain_border && mask.fill >= kLeastFill && mask.fill <= kMostFill);
    mask.coverage.resize(inside.cells.size(), 255);
    if (!mask.plain_background) {
        mask.fill = 1;
        return mask;
    }
    for (std::size_t i = 0; i < inside.cells.size(); ++i) mask.coverage[i] = inside.cells[i] != 0 ? 255 : 0;
    return mask;
}

}  // namespace

void drop_islands(Plane<std::uint8_t>& inside, double share) {
    const Regions found = find_regions(inside, Neighbours::Eight);
    std::int64_t total = 0;
    std::int64_t largest = 0;
    for (const Region& region : found.regions) {
        total += region.area_px;
        largest = std::max(largest, region.area_px);
    }
    const double least = std::min(share * static_cast<double>(total), static_cast<double>(largest));
    std::vector<bool> dropped;
    for (const Region& region : found.regions) dropped.push_back(static_cast<double>(region.area_px) < least);
    set_runs(inside, found, dropped, 0);
}

void fill_pin_holes(Plane<std::uint8_t>& inside, std::int64_t largest_px) {
    Plane<std::uint8_t> outside(inside.width, inside.height);
    for (std::size_t i = 0; i < inside.cells.size(); ++i) outside.cells[i] = inside.cells[i] == 0 ? 1 : 0;
    const Regions found = find_regions(outside, Neighbours::Four);
    std::vector<bool> filled;
    for (const Region& region : found.regions) filled.push_back(!region.touches_border && region.area_px <= largest_px);
    set_runs(inside, found, filled, 1);
}

Bounds2 bounds_of(const Plane<std::uint8_t>& inside) {
    Bounds2 bounds{inside.width, inside.height, 0, 0};
    for (int y = 0; y < inside.height; ++y) {
        const std::uint8_t* row = inside.row(y);
        const auto* end = row + inside.width;
        const auto* first = std::find_if(row, end, [](std::uint8_t v) { return v != 0; });
        if (first == end) continue;
        const auto* last = end;
        while (last[-1] == 0) --last;
        bounds.y0 = std::min(bounds.y0, y);
        bounds.y1 = y + 1;
        bounds.x0 = std::min(bounds.x0, static_cast<int>(first - row));
        bounds.x1 = std::max(bounds.x1, static_cast<int>(last - row));
    }
    return bounds.empty() ? Bounds2{} : bounds;
}

Mask find_mask(const Pixels& picture) {
    std::size_t transparent = 0;
    for (std::size_t i = 3; i < picture.rgba.size(); i += 4) transparent += picture.rgba[i] < 128 ? 1U : 0U;
    const std::size_t pixels = picture.rgba.size() / 4;
    const double share = static_cast<double>(transparent) / static_cast<double>(pixels);
    return share > kTransparentShare ? mask_from_alpha(picture) : mask_from_border(picture);
}

}  // namespace i2m::draft
