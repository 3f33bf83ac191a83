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

/// How much a JSON text would make of itself once parsed.
struct JsonShape {
    std::uint32_t depth = 0;   ///< of brackets
    std::uint64_t values = 0;  ///< at least the number of its values
};
/// Measures without parsing: linear, no recursion, no memory. What is not JSON gets some shape too.
[[nodiscard]] JsonShape json_shape(ByteView json);

}  // namespace i2m::glb
