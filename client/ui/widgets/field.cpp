// field.cpp - text fields.
#include "client/ui/widgets/field.hpp"

#include "client/ui/paint.hpp"
#include "client/ui/text.hpp"
#include "client/ui/widgets/interact.hpp"

namespace i2m::client::ui {

std::optional<std::string> field(Ui& ui, const Rect& box, const FieldSpec& spec) {
    const Palette& p = ui.palette();
    const Interaction touch = interact(ui, id_of(spec.name), box);
    std::optional<std::string> typed;
    for (const auto& [id, text] : ui.dom.texts) {
        if (id == touch.id) typed = text;
    }
    const bool has_focus = ui.focus.id == touch.id;
    if (typed && has_focus) {
        ui.editing = touch.id;
        ui.edited_text = *typed;
    }
    if (!has_focus && ui.editing == touch.id) ui.editing = 0;
    // While it is typed into, the page shows what was typed and not what became of it.
    const std::string_view shown = ui.editing == touch.id ? std::string_view(ui.edited_text) : spec.text;
    mirror_item(ui, touch, Role::TextField, spec.name, box, false, 0, shown, spec.error.empty() ? spec.placeholder : spec.error);
    if (!spec.bare) {
        fill(ui, box, p.surface, kRadius);
        outline(ui, box, spec.error.empty() ? mix(p.control, p.text2, touch.hover) : p.danger, spec.error.empty() ? p.line_px : 2,
                kRadius);
    }
    const float padding = spec.bare ? 0.0F : 12.0F;
    const float right = spec.icon.empty() ? padding : 40.0F;
    const Rect inner{box.x + padding, box.y, box.w - padding - right, box.h};
    if (shown.empty()) {
        draw_text_in(ui, inner, kBody, p.text3, spec.placeholder, spec.bare ? Align::Right : Align::Left);
    } else {
        draw_text_in(ui, inner, spec.bare ? kBodyMedium : kBody, p.text, shown, spec.bare ? Align::Right : Align::Left);
    }
    if (!spec.icon.empty()) icon(ui, spec.icon, {box.right() - 20, box.center().y}, 16, p.text2);
    if (has_focus) focus_ring(ui, spec.bare ? box.inset(-4, 0) : box, kRadius);
    return typed;
}

}  // namespace i2m::client::ui
