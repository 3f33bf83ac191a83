// text.hpp - words: measuring, cutting, wrapping, drawing, and telling the mirror what they say.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "client/ui/ui.hpp"

namespace i2m::client::ui {

enum class Align : std::uint8_t { Left, Center, Right };

[[nodiscard]] float text_width(const Ui& ui, const Style& style, std::string_view words);
[[nodiscard]] float line_height(const Ui& ui, const Style& style);
/// `words`, cut at the end with an ellipsis when they are wider than `width`.
[[nodiscard]] std::string fitted(const Ui& ui, const Style& style, std::string_view words, float width);
/// The same for a file name: cut before its extension.
[[nodiscard]] std::string fitted_name(const Ui& ui, const Style& style, std::string_view name, float width);
/// Lines of at most `width`; a word that is longer than a line is cut inside. `max_lines` 0: any number, else the last
/// one ends in an ellipsis.
[[nodiscard]] std::vector<std::string> wrapped(const Ui& ui, const Style& style, std::string_view words, float width,
                                               int max_lines = 0);

/// Draws a line without telling the mirror: for words that belong to a widget. Gives its width.
float draw_text(Ui& ui, float x, float y, const Style& style, Color color, std::string_view words, float alpha = 1);
/// The same inside a box: vertically in the middle, cut to its width.
float draw_text_in(Ui& ui, const Rect& box, const Style& style, Color color, std::string_view words, Align align = Align::Left);

/// Draws a line and puts it into the mirror. Gives its width.
float text(Ui& ui, const Rect& box, const Style& style, Color color, std::string_view words, Align align = Align::Left);
float heading(Ui& ui, const Rect& box, const Style& style, std::string_view words, int level, Align align = Align::Left);
/// Draws wrapped lines and puts them into the mirror as one text. Gives the height.
float paragraph(Ui& ui, float x, float y, float width, const Style& style, Color color, std::string_view words, int max_lines = 0,
                Align align = Align::Left);
[[nodiscard]] float paragraph_height(const Ui& ui, float width, const Style& style, std::string_view words, int max_lines = 0);

/// Tells the mirror something that is shown by other means.
void note(Ui& ui, const Rect& box, Role role, std::string_view words);

}  // namespace i2m::client::ui
