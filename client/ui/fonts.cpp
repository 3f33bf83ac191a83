// fonts.cpp - text as glyph quads on device pixels. ImGui's own AddText would snap to CSS pixels, which blurs at 1.5.
#include "client/ui/fonts.hpp"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

namespace i2m::client::ui {
namespace {

int read_i16(const Bytes& bytes, std::size_t at) {
    if (at > bytes.size() || bytes.size() - at < 2) return 0;
    const int value = (bytes[at] << 8) | bytes[at + 1];
    return value >= 0x8000 ? value - 0x10000 : value;
}

/// Offset of a table of a TrueType file, 0 when it is not there.
std::size_t table_at(const Bytes& bytes, const char* tag) {
    const int count = read_i16(bytes, 4);
    for (int i = 0; i < count; ++i) {
        const std::size_t row = 12 + static_cast<std::size_t>(i) * 16;
        if (row > bytes.size() || bytes.size() - row < 16) return 0;
        if (std::memcmp(bytes.data() + row, tag, 4) != 0) continue;
        return (static_cast<std::size_t>(bytes[row + 8]) << 24) | (static_cast<std::size_t>(bytes[row + 9]) << 16) |
               (static_cast<std::size_t>(bytes[row + 10]) << 8) | bytes[row + 11];
    }
    return 0;
}

template <class Visit>
void each_character(std::string_view text, Visit visit) {
    const char* at = text.data();
    const char* const end = at + text.size();
    while (at < end) {
        unsigned int code = 0;
        at += ImTextCharFromUtf8(&code, at, end);
        visit(code > IM_UNICODE_CODEPOINT_MAX ? ImWchar{IM_UNICODE_CODEPOINT_INVALID} : static_cast<ImWchar>(code));
    }
}

}  // namespace

float steady_density(float density, float pixel_ratio) {
    return std::abs(pixel_ratio - density) < 0.01F * density ? density : pixel_ratio;
}

void Fonts::add(Face& face, Bytes bytes) {
    face.bytes = std::move(bytes);
    const auto units = static_cast<float>(read_i16(face.bytes, table_at(face.bytes, "head") + 18));
    const std::size_t hhea = table_at(face.bytes, "hhea");
    if (units > 0 && hhea != 0) {
        face.ascent = static_cast<float>(read_i16(face.bytes, hhea + 4)) / units;
        face.descent = static_cast<float>(-read_i16(face.bytes, hhea + 6)) / units;
    }
    ImFontConfig config;
    config.FontDataOwnedByAtlas = false;
    config.FontData = face.bytes.data();
    config.FontDataSize = static_cast<int>(face.bytes.size());
    config.SizePixels = -16;  // negative: sizes are of the em, as in CSS, and not of ascent plus descent
    face.font = ImGui::GetIO().Fonts->AddFont(&config);
    // The scale is set by now; a negative size would turn ImGui's limits of advances around.
    face.font->Sources[0]->SizePixels = 0;
}

void Fonts::load(FontSet fonts) {
    add(faces_[0], std::move(fonts.inter_400));
    add(faces_[1], std::move(fonts.inter_500));
    add(faces_[2], std::move(fonts.inter_600));
    add(faces_[3], std::move(fonts.mono_400));
    add(icons_, std::move(fonts.icons));
}

void Fonts::begin(float pixel_ratio) {
    pixel_ratio_ = pixel_ratio;
    density_ = steady_density(density_, pixel_ratio);
    foreign_.begin();
}

bool Fonts::is_foreign(Weight weight, std::string_view text) const {
    if (!foreign_.is_usable()) return false;
    const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    if (std::all_of(text.begin(), text.end(), is_ascii)) return false;
    const char* const end = text.data() + text.size();
    for (const char* at = text.data(); at < end;) {
        unsigned int code = 0;
        at += ImTextCharFromUtf8(&code, at, end);
        if (code < 0x80) continue;
        const auto [known, is_new] = has_letter_.try_emplace(code | (static_cast<std::uint32_t>(weight) << 24), false);
        if (is_new)
            known->second = code <= IM_UNICODE_CODEPOINT_MAX && face(weight).font->IsGlyphInFont(static_cast<ImWchar>(code));
        if (!known->second) return true;
    }
    return false;
}

float Fonts::width(Weight weight, float size, std::string_view text) const {
    if (is_foreign(weight, text)) return foreign_.width(weight, size, text);
    // The density is given, not left to the font: ImGui sets that of its own current font to its own measure.
    ImFontBaked* baked = face(weight).font->GetFontBaked(size, density_);
    const float scale = size / baked->Size;
    float width = 0;
    each_character(text, [&](ImWchar c) { width += baked->GetCharAdvance(c) * scale; });
    return width;
}

void Fonts::draw_run(ImDrawList& list, const Face& face, float size, float x, float baseline, std::uint32_t color,
                     std::string_view text) const {
    ImFontBaked* baked = face.font->GetFontBaked(size, density_);
    const float scale = size / baked->Size;
    const float top = std::round(baseline * pixel_ratio_) / pixel_ratio_ - IM_ROUND(baked->Ascent) * scale;
    float pen = std::round(x * pixel_ratio_) / pixel_ratio_;
    const ImVec4& clip = list._CmdHeader.ClipRect;
    const bool is_icon = &face == &icons_;
    each_character(text, [&](ImWchar c) {
        const ImFontGlyph* glyph = baked->FindGlyph(c);
        if (glyph == nullptr) return;
        const float left = pen + glyph->X0 * scale;
        const float right = pen + glyph->X1 * scale;
        pen += glyph->AdvanceX * scale;
        if (!glyph->Visible || right < clip.x || left > clip.z) return;
        // Icons are alone, so each may stand on whole pixels; letters keep their exact distance.
        const float snap = is_icon ? std::round(left * pixel_ratio_) / pixel_ratio_ - left : 0;
        list.PrimReserve(6, 4);
        list.PrimRectUV(ImVec2(left + snap, top + glyph->Y0 * scale), ImVec2(right + snap, top + glyph->Y1 * scale),
                        ImVec2(glyph->U0, glyph->V0), ImVec2(glyph->U1, glyph->V1), color);
    });
}

void Fonts::draw(ImDrawList& list, Weight weight, float size, float line, float x, float y, std::uint32_t color,
                 std::string_view text) const {
    const Face& used = face(weight);
    const float baseline = y + (line - (used.ascent + used.descent) * size) / 2 + used.ascent * size;
    if (is_foreign(weight, text)) return foreign_.draw(list, weight, size, pixel_ratio_, x, baseline, color, text);
    draw_run(list, used, size, x, baseline, color, text);
}

void Fonts::draw_icon(ImDrawList& list, float size, float x, float y, std::uint32_t color, std::string_view glyph) const {
    draw_run(list, icons_, size, x, y + icons_.ascent * size, color, glyph);
}

}  // namespace i2m::client::ui
