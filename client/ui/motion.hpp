// motion.hpp - values that glide to their target: hover, press, menus, progress. Time is given, never asked for.
#pragma once

#include <cstdint>
#include <unordered_map>

namespace i2m::client::ui {

/// One gliding value per key. Main thread only.
class Motion {
public:
    /// `time_ms` is monotonic; with `is_still` every value jumps (reduced motion).
    void begin(double time_ms, bool is_still);
    enum class Curve : std::uint8_t { EaseOut, Linear };
    /// The value of `key` on its way to `target` over `duration_ms`; a new key starts at `start`.
    float to(std::uint32_t key, float target, double duration_ms, float start, Curve curve = Curve::EaseOut);
    float to(std::uint32_t key, float target, double duration_ms) { return to(key, target, duration_ms, target); }
    /// True when a value moved in this frame.
    [[nodiscard]] bool is_moving() const { return is_moving_; }

private:
    struct Value {
        float from = 0, target = 0;
        double start_ms = 0;
        std::uint64_t last_frame = 0;
    };
    void forget_unused();

    std::unordered_map<std::uint32_t, Value> values_;
    double time_ms_ = 0;
    std::uint64_t frame_ = 0;
    bool is_still_ = false;
    bool is_moving_ = false;
};

}  // namespace i2m::client::ui
