// select_money.cpp - prices before a run, costs after it, and what the day's budget leaves.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "client/app/select.hpp"
#include "client/app/select_paid.hpp"
#include "shared/base/text.hpp"

namespace i2m::client {
namespace {

constexpr double kRounding = 1e-9;  ///< sums of cents are not exact in binary

bool is_spending(const api::UsageAnswer& usage) { return usage.today_usd + usage.reserved_usd > 0; }

}  // namespace

const api::ModelView* find_model(const State& state, const std::string& id) {
    const auto it = std::find_if(state.models.begin(), state.models.end(), [&](const auto& model) { return model.id == id; });
    return it == state.models.end() ? nullptr : &*it;
}

std::string dollars(double amount) {
    if (amount > 0 && amount < 0.01) return "under $0.01";
    char words[32];
    std::snprintf(words, sizeof words, "$%.2f", amount);
    return words;
}

std::string about_dollars(double amount) { return amount > 0 && amount < 0.01 ? dollars(amount) : "about " + dollars(amount); }

std::optional<double> run_price(const State& state, const Settings& settings) {
    if (const models::Model* known = models::find(settings.model)) return models::estimate_usd(*known, options_of(settings));
    const api::ModelView* model = find_model(state, settings.model);
    return model == nullptr ? std::optional<double>(0) : model->price_usd;
}

std::optional<double> total_price(const State& state) {
    const std::optional<double> each = run_price(state, state.settings);
    return each ? std::optional(*each * static_cast<double>(count_files(state).ready)) : std::nullopt;
}

std::string price_words(const api::ModelView& model) {
    if (!model.price_usd) return "Price unknown";
    return *model.price_usd > 0 ? dollars(*model.price_usd) : std::string("Free");
}

std::string images_price_words(const State& state) {
    const std::size_t n = count_files(state).ready;
    const std::string words = format_many(n, "image");
    const std::optional<double> each = run_price(state, state.settings);
    if (!each) return words + ", price not known";
    return *each > 0 ? words + " \xC3\x97 " + dollars(*each) : words;
}

BudgetFit budget_fit(const State& state) {
    BudgetFit fit;
    fit.wanted = fit.fitting = count_files(state).ready;
    const double each = run_price(state, state.settings).value_or(0);
    const auto& usage = state.money.usage;
    if (!usage || !usage->budget_usd || each <= 0) return fit;
    fit.can_never_run = each > *usage->budget_usd + kRounding;
    const double left = usage->left_usd.value_or(0);
    fit.fitting = std::min(fit.wanted, static_cast<std::size_t>(std::max(0.0, std::floor(left / each + kRounding))));
    return fit;
}

std::string budget_words(const State& state) {
    const auto& usage = state.money.usage;
    if (!usage || !usage->budget_usd || run_price(state, state.settings) == std::optional<double>(0)) return "";
    const BudgetFit fit = budget_fit(state);
    const std::string left = dollars(usage->left_usd.value_or(0));
    if (fit.can_never_run) return "One costs more than a day's budget of " + dollars(*usage->budget_usd);
    if (fit.fitting == fit.wanted) return left + " left of today's budget";
    return (fit.fitting == 0 ? std::string("None fits")
                             : std::to_string(fit.fitting) + " of " + std::to_string(fit.wanted) + " fit") +
           " today's budget, " + left + " left";
}

std::string budget_reset_words(const State& state) {
    const auto& usage = state.money.usage;
    const std::int64_t at = usage ? parse_time_ms(usage->resets_at) : 0;
    return at <= state.now_ms ? "" : "at midnight UTC, in " + format_duration(at - state.now_ms);
}

std::string spent_words(const State& state) {
    const auto& usage = state.money.usage;
    if (!usage || (!usage->budget_usd && !is_spending(*usage))) return "";
    const std::string spent = dollars(usage->today_usd + usage->reserved_usd);
    return usage->budget_usd ? spent + " of " + dollars(*usage->budget_usd) + " today" : spent + " today";
}

std::string cost_words(const std::optional<double>& cost_usd, const std::optional<bool>& is_estimated) {
    if (!cost_usd || *cost_usd <= 0) return "";
    return is_estimated.value_or(false) ? about_dollars(*cost_usd) : dollars(*cost_usd);
}

std::string estimate_words(const api::JobView& view) {
    if (!view.is_cost_estimated.value_or(false)) return "";
    const bool is_some_told = std::any_of(view.files.begin(), view.files.end(), [](const api::FileView& file) {
        return file.cost_usd.value_or(0) > 0 && !file.is_cost_estimated.value_or(false);
    });
    return is_some_told ? "partly estimated" : "estimated";
}

void sum_costs(api::JobView& view) {
    double sum = 0;
    bool is_known = false;
    bool is_estimated = false;
    for (const api::FileView& file : view.files) {
        if (!file.cost_usd) continue;
        is_known = true;
        sum += *file.cost_usd;
        is_estimated |= file.is_cost_estimated.value_or(false);
    }
    if (!is_known) return;
    view.cost_usd = sum;
    view.is_cost_estimated = is_estimated;
}

std::string again_price_words(const State& state, std::size_t files) {
    Settings settings;
    settings.model = state.job.view.model;
    const std::optional<double> each = run_price(state, settings);
    return each.value_or(0) > 0 ? about_dollars(*each * static_cast<double>(files)) + " more" : "";
}

}  // namespace i2m::client
