// question.cpp - what each dialog says.
#include "client/ui/panels/question.hpp"

#include <algorithm>
#include <string>

#include "client/app/select.hpp"
#include "client/ui/icon_codes.hpp"
#include "client/ui/widgets/dialog.hpp"

namespace i2m::client::ui {
namespace {

std::string images(std::size_t n) { return std::to_string(n) + (n == 1 ? " image" : " images"); }

DialogAnswer ask_cancel(PageView& view) {
    const auto& files = view.state.job.view.files;
    const auto left = static_cast<std::size_t>(
        std::count_if(files.begin(), files.end(), [](const api::FileView& file) { return !is_final(file.status); }));
    const std::string title = left < files.size() ? "Cancel the rest?" : "Cancel this job?";
    const std::string text =
        images(left) + (left == 1 ? " is" : " are") + " not done yet." +
        (left < files.size() ? " Finished models stay." : " No model is made of " + std::string(left == 1 ? "it." : "them."));
    const std::string deed = "Cancel " + images(left);
    return dialog(view.ui, {icons::kCircleX, title, text, "Keep going", deed});
}

DialogAnswer ask_clear(PageView& view) {
    const std::string n = images(view.state.files.size());
    const std::string deed = "Clear " + n;
    return dialog(view.ui, {icons::kX, "Clear " + n + "?",
                            "They leave this page with their drafts. Your own files stay where they are.", "Keep", deed});
}

}  // namespace

void draw_question(PageView& view) {
    DialogAnswer answer = DialogAnswer::None;
    switch (view.state.question) {
        case Question::None: return;
        case Question::CancelJob: answer = ask_cancel(view); break;
        case Question::ClearFiles: answer = ask_clear(view); break;
    }
    if (answer != DialogAnswer::None) view.actions.push(QuestionAnswered{answer == DialogAnswer::Deed});
}

}  // namespace i2m::client::ui
