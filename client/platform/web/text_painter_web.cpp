// text_painter_web.cpp - questions to web/page/text.js.
#include "client/platform/web/text_painter_web.hpp"

#include <GLES3/gl3.h>

#include <array>
#include <optional>
#include <string>

#include "client/platform/web/page_call.hpp"
#include "shared/json/value.hpp"

namespace i2m::client::web {
namespace {

json::Value face_of(ui::Weight weight) {
    static constexpr std::array<const char*, 4> kFaces = {"400", "500", "600", "mono"};
    return kFaces[static_cast<std::size_t>(weight)];
}

/// The page's answer as numbers; all zero when it is not what was asked for.
template <std::size_t N>
std::array<double, N> numbers(const std::optional<std::string>& answer) {
    std::array<double, N> out{};
    const auto value = json::parse(answer.value_or(""));
    const json::Array* list = value ? value->as_array() : nullptr;
    for (std::size_t i = 0; list != nullptr && i < N && i < list->size(); ++i) {
        if (const double* fraction = (*list)[i].as_double()) out[i] = *fraction;
        if (const std::int64_t* whole = (*list)[i].as_int()) out[i] = static_cast<double>(*whole);
    }
    return out;
}

}  // namespace

float WebTextPainter::width(ui::Weight weight, float size, std::string_view text) {
    return static_cast<float>(
        numbers<1>(ask_page("measure_text", {face_of(weight), static_cast<double>(size), std::string(text)}))[0]);
}

ui::PaintedText WebTextPainter::paint(ui::Weight weight, float size, float pixel_ratio, ui::Color color, std::string_view text) {
    const auto [texture, x, y, width, height] =
        numbers<5>(ask_page("paint_text", {face_of(weight), static_cast<double>(size), static_cast<double>(pixel_ratio),
                                           static_cast<std::int64_t>(color), std::string(text)}));
    const auto css = [&](double px) { return static_cast<float>(px) / pixel_ratio; };
    return {static_cast<std::uint64_t>(texture), css(x), css(y), css(width), css(height)};
}

void WebTextPainter::release(std::uint64_t texture) {
    const auto name = static_cast<GLuint>(texture);
    glDeleteTextures(1, &name);
}

}  // namespace i2m::client::web
