// font_set.hpp - the TrueType files that the interface is set in.
#pragma once

#include "shared/base/bytes.hpp"

namespace i2m::client {

/// The files of build/fonts.
struct FontSet {
    Bytes inter_400;
    Bytes inter_500;
    Bytes inter_600;
    Bytes mono_400;
    Bytes icons;
};

}  // namespace i2m::client
