// job_tile.hpp - one file of a job: its picture is its progress; failures say why and offer one step.
#pragma once

#include "client/ui/page_view.hpp"

namespace i2m::client::ui {

[[nodiscard]] float job_tile_height(const Ui& ui);
[[nodiscard]] float job_row_height(const PageView& view, const api::FileView& file);
void draw_job_tile(PageView& view, const api::FileView& file, const Rect& box);
void draw_job_row(PageView& view, const api::FileView& file, const Rect& box);

/// How a state is shown: icon, tone and word.
struct StateLook {
    const char* icon;
    std::uint8_t tone;  ///< Tone
};
[[nodiscard]] StateLook look_of(FileState state);

}  // namespace i2m::client::ui
