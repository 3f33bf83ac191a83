// notice.cpp - icon, bold title, words below it, on a soft fill.
#include "client/ui/widgets/notice.hpp"

#include <algorithm>
#include <string>

#include "client/ui/paint.hpp"
#include "client/ui/text.hpp"
#include "client/ui/widgets/button.hpp"
#include "client/ui/widgets/interact.hpp"

namespace i2m::client::ui {
namespace {

constexpr float kTextX = 40;
constexpr float kRight = 16;
constexpr float kAir = 12;

ButtonSpec deed_of(const NoticeSpec& spec, ButtonSize size) {
    return {.label = spec.deed, .size = size, .loading = spec.is_busy};
}

struct Layout {
    float room = 0;   ///< for words
    float words = 0;  ///< height of title and text
    bool is_below = false;
    ButtonSize size = ButtonSize::Small;
};
Layout layout_of(const Ui& ui, float width, const NoticeSpec& spec) {
    Layout out;
    out.is_below = width < 560 * ui.text_scale;
    out.size = ui.is_phone() ? ButtonSize::Medium : ButtonSize::Small;
    const bool has_side_deed = !spec.deed.empty() && !out.is_below;
    out.room = width - kTextX - kRight - (has_side_deed ? button_width(ui, deed_of(spec, out.size)) + 16 : 0);
    out.words = paragraph_height(ui, out.room, kBodyMedium, spec.title);
    if (!spec.text.empty()) out.words += 2 + paragraph_height(ui, out.room, kBody, spec.text);
    return out;
}

}  // namespace

float notice_height(const Ui& ui, float width, const NoticeSpec& spec) {
    const Layout layout = layout_of(ui, width, spec);
    if (spec.deed.empty()) return layout.words + 2 * kAir;
    const float deed = button_height(ui, layout.size);
    return layout.is_below ? layout.words + 8 + deed + 2 * kAir : std::max(layout.words + 2 * kAir, deed + 2 * 8);
}

bool notice(Ui& ui, const Rect& box, const NoticeSpec& spec) {
    const Palette& p = ui.palette();
    const Layout layout = layout_of(ui, box.w, spec);
    const Color ink = tone_ink(p, spec.tone);
    const IdScope scope(spec.title);
    const MirrorScope status(ui.mirror, item_of(Role::Status, spec.title, id_of("notice")), box);
    fill(ui, box, tone_soft(p, spec.tone), kRadiusMedium);
    if (!p.has_shadows) outline(ui, box, p.border, p.line_px, kRadiusMedium);
    const float deed = button_height(ui, layout.size);
    const float used = layout.is_below || spec.deed.empty() ? 0 : std::max(0.0F, (box.h - layout.words) / 2 - kAir);
    float y = box.y + kAir + used;
    icon(ui, spec.icon, {box.x + 16 + 8, y + line_height(ui, kBodyMedium) / 2}, 16, ink);
    y += paragraph(ui, box.x + kTextX, y, layout.room, kBodyMedium, ink, spec.title);
    if (!spec.text.empty()) y += 2 + paragraph(ui, box.x + kTextX, y + 2, layout.room, kBody, ink, spec.text);
    if (spec.deed.empty()) return false;
    if (!layout.is_below) {
        float right = box.right() - 12;
        return button_before(ui, right, box, deed_of(spec, layout.size));
    }
    float left = box.x + kTextX;
    return button_at(ui, left, {left, y + 8, layout.room, deed}, deed_of(spec, layout.size));
}

}  // namespace i2m::client::ui
