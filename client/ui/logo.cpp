// logo.cpp - eight flat polygons in a 64 x 64 field.
#include "client/ui/logo.hpp"

#include <imgui.h>

#include <algorithm>
#include <array>
#include <utility>

#include "client/ui/paint.hpp"

namespace i2m::client::ui {
namespace {

struct Facet {
    Color color;
    Color flat;
    std::array<Point, 3> corners;
};

constexpr std::array<Facet, 7> kFacets = {{
    {0xA9D8F5, 0x8CC8EE, {{{36, 24}, {54, 17}, {42, 38}}}},
    {0x5DADE2, 0x6FB7E6, {{{36, 24}, {42, 38}, {22, 42}}}},
    {0xE67E22, 0xE88C3A, {{{54, 17}, {61, 36}, {42, 38}}}},
    {0x3498DB, 0x5DADE2, {{{22, 42}, {42, 38}, {38, 60}}}},
    {0x1F6FA8, 0x3F93CE, {{{42, 38}, {61, 36}, {38, 60}}}},
    {0x174F7A, 0x3F93CE, {{{61, 36}, {56, 54}, {38, 60}}}},
    {0x2A84C4, 0x5DADE2, {{{22, 42}, {38, 60}, {24, 55}}}},
}};

/// Facets share edges, so each is drawn without a soft rim inside: the outline alone is smoothed.
void draw_facets(Ui& ui, float x, float y, float scale, bool flat) {
    ImDrawList& list = draw_list();
    for (const Facet& facet : kFacets) {
        std::array<ImVec2, 3> at;
        for (std::size_t i = 0; i < 3; ++i) at[i] = ImVec2(x + facet.corners[i].x * scale, y + facet.corners[i].y * scale);
        // ImGui's soft rim lies outside of polygons that go round clockwise, and inside of the others: a light hairline.
        const float turn = (at[1].x - at[0].x) * (at[2].y - at[0].y) - (at[1].y - at[0].y) * (at[2].x - at[0].x);
        if (turn < 0) std::swap(at[1], at[2]);
        const std::uint32_t color = ui.color(flat ? facet.flat : facet.color);
        list.AddTriangleFilled(at[0], at[1], at[2], color);
        // Closes the hairline that two smoothed rims leave between neighbours.
        const float line = std::clamp(scale * 0.25F, 0.5F, 1.0F);
        for (std::size_t i = 0; i < 3; ++i) list.AddLine(at[i], at[(i + 1) % 3], color, line);
    }
}

}  // namespace

void draw_logo(Ui& ui, float x, float y, float size) {
    const float s = size / 64;
    ImDrawList& list = draw_list();
    static constexpr std::array<Point, 10> kFrame = {
        {{5, 5}, {45, 5}, {45, 15}, {38, 19.4F}, {38, 12}, {12, 12}, {12, 38}, {19.6F, 38}, {15.4F, 45}, {5, 45}}};
    for (const Point& p : kFrame) list.PathLineTo(ImVec2(x + p.x * s, y + p.y * s));
    list.PathFillConcave(ui.color(ui.palette().logo_frame));
    draw_facets(ui, x, y, s, false);
}

void draw_solid(Ui& ui, const Rect& box, bool flat) {
    // The solid lies in (22, 17) to (61, 60).
    const float scale = std::min(box.w / 39, box.h / 43);
    const float x = box.center().x - scale * 41.5F;
    const float y = box.center().y - scale * 38.5F;
    draw_facets(ui, x, y, scale, flat);
}

}  // namespace i2m::client::ui
