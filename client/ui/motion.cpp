// motion.cpp - ease-out between two values.
#include "client/ui/motion.hpp"

#include <algorithm>

namespace i2m::client::ui {
namespace {

float progress_of(double now_ms, double start_ms, double duration_ms, Motion::Curve curve) {
    if (duration_ms <= 0) return 1;
    const auto t = static_cast<float>(std::clamp((now_ms - start_ms) / duration_ms, 0.0, 1.0));
    if (curve == Motion::Curve::Linear) return t;
    const float rest = 1 - t;
    return 1 - rest * rest * rest;
}

}  // namespace

void Motion::begin(double time_ms, bool is_still) {
    time_ms_ = time_ms;
    is_still_ = is_still;
    is_moving_ = false;
    if (++frame_ % 512 == 0) forget_unused();
}

float Motion::to(std::uint32_t key, float target, double duration_ms, float start, Curve curve) {
    auto [it, is_new] = values_.try_emplace(key, Value{start, start, time_ms_ - duration_ms, frame_});
    Value& value = it->second;
    const bool was_away = !is_new && value.last_frame + 1 < frame_;
    if (was_away) value = Value{start, start, time_ms_ - duration_ms, frame_};
    value.last_frame = frame_;
    if (is_still_) {
        value = Value{target, target, time_ms_ - duration_ms, frame_};
        return target;
    }
    const float t = progress_of(time_ms_, value.start_ms, duration_ms, curve);
    const float now = value.from + (value.target - value.from) * t;
    if (target != value.target) {
        value.from = now;
        value.target = target;
        value.start_ms = time_ms_;
        is_moving_ = true;
        return now;
    }
    if (t < 1) is_moving_ = true;
    return now;
}

void Motion::forget_unused() {
    for (auto it = values_.begin(); it != values_.end();)
        it = it->second.last_frame + 2 < frame_ ? values_.erase(it) : std::next(it);
}

}  // namespace i2m::client::ui
