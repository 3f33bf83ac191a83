// container.hpp - the chunks of a GLB (glTF 2.0, section 4.4).
#pragma once

#include "shared/base/bytes.hpp"
#include "shared/glb/issues.hpp"

namespace i2m::glb {

/// Views into the file.
struct Container {
    ByteView json;
    ByteView bin;  ///< empty when there is no BIN chunk
    bool has_bin = false;
};

/// Splits `bytes`; what is wrong goes into `issues` under the Khronos validator's codes. Only meaningful without errors.
[[nodiscard]] Container split_container(ByteView bytes, const Limits& limits, Issues& issues);

/// True when brackets in `json` nest at most `max_depth` deep; linear, without recursion. What is not JSON may pass.
[[nodiscard]] bool is_shallow(ByteView json, std::uint32_t max_depth);

}  // namespace i2m::glb
