// call_observer.hpp - seam: who is told how each call to a provider went.
#pragma once

#include <cstdint>
#include <string_view>

#include "server/core/clock.hpp"

namespace i2m {

enum class CallEnd : std::uint8_t {
    Good,
    Refused,  ///< the provider answered, and not as wished
    Broken,   ///< no whole answer came
};

/// Safe from any thread; quick; does not throw.
class CallObserver {
public:
    virtual ~CallObserver() = default;
    /// `operation` names the kind of call ("submit"), one of a closed set.
    virtual void called(std::string_view operation, CallEnd end, Millis took) = 0;
};

}  // namespace i2m
