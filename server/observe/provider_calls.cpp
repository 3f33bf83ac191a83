// provider_calls.cpp - one look-up a kind of call.
#include "server/observe/provider_calls.hpp"

namespace i2m {

void ProviderCalls::called(std::string_view operation, CallEnd end, Millis took) {
    const std::scoped_lock lock(mutex_);
    const Handles& handles = handles_of(operation);
    handles.by_end[static_cast<std::size_t>(end)]->add(1);
    handles.duration->observe(static_cast<double>(took.count()) / 1'000);
    last_ = Evidence{clock_.now(), end != CallEnd::Broken};
}

std::optional<ProviderCalls::Evidence> ProviderCalls::last() const {
    const std::scoped_lock lock(mutex_);
    return last_;
}

/// mutex_ is held.
const ProviderCalls::Handles& ProviderCalls::handles_of(std::string_view operation) {
    const auto known = handles_.find(operation);
    if (known != handles_.end()) return known->second;
    Handles made;
    made.duration = &metrics_.histogram(Metric::ProviderRequestDuration, {operation});
    made.by_end[static_cast<std::size_t>(CallEnd::Good)] = &metrics_.counter(Metric::ProviderRequests, {operation, "success"});
    made.by_end[static_cast<std::size_t>(CallEnd::Refused)] = &metrics_.counter(Metric::ProviderRequests, {operation, "error"});
    made.by_end[static_cast<std::size_t>(CallEnd::Broken)] = &metrics_.counter(Metric::ProviderRequests, {operation, "broken"});
    return handles_.emplace(operation, made).first->second;
}

}  // namespace i2m
