// text.cpp - measuring, cutting, wrapping and drawing words.
#include "client/ui/text.hpp"

#include <algorithm>
#include <cmath>

#include "client/ui/paint.hpp"

namespace i2m::client::ui {
namespace {

constexpr std::string_view kEllipsis = "\xE2\x80\xA6";

float em(const Ui& ui, const Style& style) { return style.size * ui.text_scale; }

/// Bytes of the first code point.
std::size_t code_point_bytes(std::string_view text) {
    std::size_t n = 1;
    while (n < text.size() && (static_cast<unsigned char>(text[n]) & 0xC0U) == 0x80U) ++n;
    return n;
}

/// True when `text` begins with something that belongs to the character before it: a combining mark (U+0300-036F), a
/// zero-width joiner (U+200D), a variation selector (U+FE00-FE0F) or a skin tone (U+1F3FB-1F3FF).
bool continues(std::string_view text) {
    const auto begins = [&](std::string_view lead) { return text.substr(0, lead.size()) == lead; };
    const auto third = [&] { return text.size() > 2 ? static_cast<unsigned char>(text[2]) : 0U; };
    if (begins("\xCC") || begins("\xE2\x80\x8D") || begins("\xF0\x9F\x8F\xBB")) return true;
    if (begins("\xCD")) return text.size() > 1 && static_cast<unsigned char>(text[1]) < 0xB0U;
    if (begins("\xEF\xB8")) return third() < 0x90U;
    return begins("\xF0\x9F\x8F") && text.size() > 3 && static_cast<unsigned char>(text[3]) > 0xBBU;
}

/// Bytes of the first character as people count them (the common cases of Unicode's UAX 29).
std::size_t character_bytes(std::string_view text) {
    constexpr std::string_view kJoiner = "\xE2\x80\x8D";
    std::size_t n = code_point_bytes(text);
    while (n < text.size() && continues(text.substr(n))) {
        const bool is_joiner = text.substr(n, kJoiner.size()) == kJoiner;
        n += code_point_bytes(text.substr(n));
        if (is_joiner && n < text.size()) n += code_point_bytes(text.substr(n));
    }
    return n;
}

/// The longest beginning of whole characters that is at most `width` wide.
std::string_view prefix_within(const Ui& ui, const Style& style, std::string_view words, float width) {
    std::size_t taken = 0;
    float used = 0;
    while (taken < words.size()) {
        const std::size_t n = character_bytes(words.substr(taken));
        used += text_width(ui, style, words.substr(taken, n));
        if (used > width) break;
        taken += n;
    }
    return words.substr(0, taken);
}

}  // namespace

float text_width(const Ui& ui, const Style& style, std::string_view words) {
    return ui.fonts.width(style.weight, em(ui, style), words);
}
float line_height(const Ui& ui, const Style& style) { return style.line * ui.text_scale; }

std::string fitted(const Ui& ui, const Style& style, std::string_view words, float width) {
    if (text_width(ui, style, words) <= width + 0.5F) return std::string(words);
    const std::string_view kept = prefix_within(ui, style, words, width - text_width(ui, style, kEllipsis));
    return std::string(kept.substr(0, kept.find_last_not_of(' ') + 1)) + std::string(kEllipsis);
}

std::string fitted_name(const Ui& ui, const Style& style, std::string_view name, float width) {
    if (text_width(ui, style, name) <= width + 0.5F) return std::string(name);
    const std::size_t dot = name.rfind('.');
    if (dot == std::string_view::npos || name.size() - dot > 6) return fitted(ui, style, name, width);
    const std::string end = std::string(kEllipsis) + std::string(name.substr(dot));
    return std::string(prefix_within(ui, style, name.substr(0, dot), width - text_width(ui, style, end))) + end;
}

std::vector<std::string> wrapped(const Ui& ui, const Style& style, std::string_view words, float width, int max_lines) {
    std::vector<std::string> lines;
    std::string_view rest = words;
    while (!rest.empty()) {
        if (max_lines > 0 && static_cast<int>(lines.size()) == max_lines - 1) {
            lines.push_back(fitted(ui, style, rest, width));
            break;
        }
        std::string_view line = prefix_within(ui, style, rest, width + 0.5F);
        if (line.size() < rest.size()) {
            const std::size_t space = rest.substr(0, line.size() + 1).rfind(' ');
            if (space != std::string_view::npos && space > 0) line = rest.substr(0, space);
            if (line.empty()) line = rest.substr(0, character_bytes(rest));
        }
        lines.emplace_back(line);
        rest.remove_prefix(line.size());
        while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
    }
    return lines;
}

float draw_text(Ui& ui, float x, float y, const Style& style, Color color, std::string_view words, float alpha) {
    ui.fonts.draw(draw_list(), style.weight, em(ui, style), line_height(ui, style), x, y, ui.color(color, alpha), words);
    return text_width(ui, style, words);
}

float draw_text_in(Ui& ui, const Rect& box, const Style& style, Color color, std::string_view words, Align align) {
    const std::string shown = fitted(ui, style, words, box.w);
    const float width = text_width(ui, style, shown);
    float x = box.x;
    if (align == Align::Center) x += (box.w - width) / 2;
    if (align == Align::Right) x += box.w - width;
    draw_text(ui, x, box.y + (box.h - line_height(ui, style)) / 2, style, color, shown);
    return width;
}

float text(Ui& ui, const Rect& box, const Style& style, Color color, std::string_view words, Align align) {
    note(ui, box, Role::Text, words);
    return draw_text_in(ui, box, style, color, words, align);
}

float heading(Ui& ui, const Rect& box, const Style& style, std::string_view words, int level, Align align) {
    note(ui, box, Role::Heading, words);
    ui.mirror.last()->level = static_cast<std::uint8_t>(level);
    return draw_text_in(ui, box, style, ui.palette().text, words, align);
}

float paragraph(Ui& ui, float x, float y, float width, const Style& style, Color color, std::string_view words, int max_lines,
                Align align) {
    const std::vector<std::string> lines = wrapped(ui, style, words, width, max_lines);
    const float step = line_height(ui, style);
    const float height = step * static_cast<float>(lines.size());
    note(ui, {x, y, width, height}, Role::Text, words);
    for (const std::string& line : lines) {
        draw_text_in(ui, {x, y, width, step}, style, color, line, align);
        y += step;
    }
    return height;
}

float paragraph_height(const Ui& ui, float width, const Style& style, std::string_view words, int max_lines) {
    return line_height(ui, style) * static_cast<float>(wrapped(ui, style, words, width, max_lines).size());
}

void note(Ui& ui, const Rect& box, Role role, std::string_view words) {
    MirrorItem item;
    item.role = role;
    item.name = words;
    if (is_clipped(box)) item.state |= kMirrorClipped;
    ui.mirror.add(std::move(item), box);
}

}  // namespace i2m::client::ui
