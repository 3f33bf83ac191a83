// price_list.cpp - the list as a note: {"asked_at":milliseconds,"prices":{"model":usd}}.
#include "server/jobs/price_list.hpp"

#include <utility>
#include <vector>

namespace i2m {
namespace {

constexpr std::string_view kPriceNote = "provider_prices";
constexpr Millis kListIsNew{24 * 3'600'000};
constexpr Millis kListCounts{7 * kListIsNew};
constexpr Millis kAskAgainAfter{3'600'000};

std::vector<std::string> priced_models() {
    std::vector<std::string> ids;
    for (const models::Model& model : models::all()) {
        if (model.provider != models::Provider::Draft) ids.push_back(model.id);
    }
    return ids;
}

}  // namespace

PriceList::PriceList(JobStore& store, PriceSource* source, const Clock& clock, Log& log)
    : store_(store), source_(source), clock_(clock), log_(log) {
    if (source_ != nullptr) list_ = stored();
}

std::optional<PriceList::Dated> PriceList::stored() const {
    const std::optional<std::string> note = store_.note(kPriceNote);
    const Result<json::Value> value = json::parse(note.value_or("null"));
    const json::Value* const asked_at = value ? value->find("asked_at") : nullptr;
    const json::Value* const prices = value ? value->find("prices") : nullptr;
    if (asked_at == nullptr || asked_at->as_int() == nullptr || prices == nullptr || prices->as_object() == nullptr) return {};
    Dated out{from_epoch_ms(*asked_at->as_int()), {}};
    for (const auto& [id, usd] : *prices->as_object()) {
        if (usd.as_double() != nullptr) out.prices.emplace(id, *usd.as_double());
        if (usd.as_int() != nullptr) out.prices.emplace(id, static_cast<double>(*usd.as_int()));
    }
    return out;
}

bool PriceList::is_good(const Dated& list) const { return clock_.now() < list.asked_at + kListCounts; }

std::optional<double> PriceList::listed_usd(std::string_view model_id) const {
    const std::scoped_lock lock(mutex_);
    if (!list_ || !is_good(*list_)) return std::nullopt;
    const auto price = list_->prices.find(model_id);
    return price == list_->prices.end() ? std::nullopt : std::optional(price->second);
}

std::optional<double> PriceList::cost_usd(const models::Model& model, double units) const {
    const std::optional<double> unit_usd = listed_usd(model.id);
    return unit_usd ? *unit_usd * units : models::cost_of_units_usd(model, units);
}

std::optional<TimePoint> PriceList::next() const {
    if (source_ == nullptr) return std::nullopt;
    if (failed_) return *failed_ + kAskAgainAfter;
    const std::scoped_lock lock(mutex_);
    // A clock that was set back does not keep an old list for ever.
    return list_ && list_->asked_at <= clock_.now() ? list_->asked_at + kListIsNew : clock_.now();
}

void PriceList::run(const std::stop_token& stop) {
    std::optional<UnitPrices> prices = source_->ask(priced_models(), stop);
    if (stop.stop_requested()) return;
    failed_.reset();
    if (!prices) {
        failed_ = clock_.now();
        return log_.warning("the provider's price list could not be had",
                            {{"what", "costs are told by the last list, or as about"}});
    }
    Dated list{clock_.now(), *std::move(prices)};
    json::Value rows{json::Object{}};
    for (const auto& [id, usd] : list.prices) rows.set(id, usd);
    const auto models = static_cast<std::int64_t>(list.prices.size());
    store_.set_note(kPriceNote, json::dump(json::Object{{"asked_at", epoch_ms(list.asked_at)}, {"prices", std::move(rows)}}));
    {
        const std::scoped_lock lock(mutex_);
        list_ = std::move(list);
    }
    log_.info("the provider's price list is there", {{"models", models}});
}

}  // namespace i2m
