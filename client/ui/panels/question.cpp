// question.cpp - what each dialog says.
#include "client/ui/panels/question.hpp"

#include <algorithm>
#include <string>

#include "client/app/select.hpp"
#include "client/app/select_paid.hpp"
#include "client/ui/icon_codes.hpp"
#include "client/ui/widgets/dialog.hpp"
#include "shared/base/text.hpp"

namespace i2m::client::ui {
namespace {

DialogAnswer ask_cancel(PageView& view) {
    const auto& files = view.state.job.view.files;
    const auto left = static_cast<std::size_t>(
        std::count_if(files.begin(), files.end(), [](const api::FileView& file) { return !is_final(file.status); }));
    const std::string title = left < files.size() ? "Cancel the rest?" : "Cancel this job?";
    const std::string text =
        format_many(left, "image") + (left == 1 ? " is" : " are") + " not done yet." +
        (left < files.size() ? " Finished models stay." : " No model is made of " + std::string(left == 1 ? "it." : "them."));
    const std::string deed = "Cancel " + format_many(left, "image");
    return dialog(view.ui, {icons::kCircleX, title, text, "Keep going", deed});
}

DialogAnswer ask_clear(PageView& view) {
    const std::string n = format_many(view.state.files.size(), "image");
    const std::string deed = "Clear " + n;
    return dialog(view.ui, {icons::kX, "Clear " + n + "?",
                            "They leave this page with their drafts. Your own files stay where they are.", "Keep", deed});
}

DialogAnswer ask_over_budget(PageView& view) {
    const State& state = view.state;
    const BudgetFit fit = budget_fit(state);
    const std::size_t later = fit.wanted - fit.fitting;
    const std::string left = state.money.usage ? dollars(state.money.usage->left_usd.value_or(0)) : "";
    const std::string reset = budget_reset_words(state);
    const std::string text =
        format_many(fit.wanted, "image") + (fit.wanted == 1 ? " costs " : " cost ") +
        about_dollars(total_price(state).value_or(0)) + "; " + left + " is left today. " +
        (fit.fitting == 0 ? std::string("Nothing runs")
                          : std::to_string(fit.fitting) + " of them " + (fit.fitting == 1 ? "runs" : "run")) +
        " now" + (fit.fitting == 0 ? "; " : ", the other ") + std::to_string(later) + (later == 1 ? " waits" : " wait") +
        " until the budget begins anew" + (reset.empty() ? "." : ", " + reset + ".");
    const std::string deed = "Generate all " + std::to_string(fit.wanted);
    return dialog(view.ui, {icons::kWallet, "Go over today's budget?", text, "Not now",
                            fit.wanted == 1 ? std::string_view("Generate it") : std::string_view(deed), false, "over budget"});
}

DialogAnswer ask_send_again(PageView& view) {
    const std::size_t n = view.state.asked_files.size();
    const std::string price = again_price_words(view.state, n);
    const std::string text = "If the provider took the first request, you pay twice" +
                             (price.empty() ? "." : ": " + price + ".") + " Look at its list of requests first when you can.";
    const std::string title = "Send " + format_many(n, "image") + " again?";
    return dialog(view.ui, {icons::kCoins, title, text, "Not now", "Send again", true, "send again"});
}

}  // namespace

void draw_question(PageView& view) {
    DialogAnswer answer = DialogAnswer::None;
    switch (view.state.question) {
        case Question::None: return;
        case Question::CancelJob: answer = ask_cancel(view); break;
        case Question::ClearFiles: answer = ask_clear(view); break;
        case Question::OverBudget: answer = ask_over_budget(view); break;
        case Question::SendAgain: answer = ask_send_again(view); break;
    }
    if (answer != DialogAnswer::None) view.actions.push(QuestionAnswered{answer == DialogAnswer::Deed});
}

}  // namespace i2m::client::ui
