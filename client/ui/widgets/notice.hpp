// notice.hpp - a block across the page that says what holds something up, what to do, and offers one deed.
#pragma once

#include <string_view>

#include "client/ui/ui.hpp"
#include "client/ui/widgets/chip.hpp"

namespace i2m::client::ui {

struct NoticeSpec {
    std::string_view icon;
    Tone tone = Tone::Warn;
    std::string_view title;
    std::string_view text;
    std::string_view deed = {};  ///< "": none
    bool is_busy = false;
};
/// Words wrap; the deed stands at the right, below the words where there is little room.
[[nodiscard]] float notice_height(const Ui& ui, float width, const NoticeSpec& spec);
/// True when the deed was clicked.
bool notice(Ui& ui, const Rect& box, const NoticeSpec& spec);

}  // namespace i2m::client::ui
