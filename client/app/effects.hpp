// effects.hpp - does what update() asked for, over the seams.
#pragma once

#include "client/app/action.hpp"
#include "client/app/effect.hpp"
#include "client/platform/platform.hpp"

namespace i2m::client {

/// Main thread only; the seams must outlive it.
class EffectRunner {
public:
    EffectRunner(Transport& transport, Platform& platform, ViewportRenderer& viewport)
        : transport_(transport), platform_(platform), viewport_(viewport) {}

    /// Does one effect; what is known at once (a key, a loaded model) comes back through `answers`.
    void run(const Effect& effect, Actions& answers);

private:
    void load(const effect::LoadModel& load, Actions& answers);

    Transport& transport_;
    Platform& platform_;
    ViewportRenderer& viewport_;
};

}  // namespace i2m::client
