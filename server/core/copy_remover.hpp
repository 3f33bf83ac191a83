// copy_remover.hpp - seam: who deletes what a provider keeps of a run.
#pragma once

#include <cstdint>
#include <stop_token>
#include <string_view>

namespace i2m {

/// What came of it.
enum class CopyOutcome : std::uint8_t {
    Removed,   ///< or it was gone already
    Refused,   ///< the key may not do that: asking again is of no use
    TryLater,  ///< the provider was not reached, or is busy
};

/// Safe from any thread.
class CopyRemover {
public:
    virtual ~CopyRemover() = default;
    /// Deletes inputs and outputs that belong to the request. It is asked again after TryLater, and may be asked twice.
    [[nodiscard]] virtual CopyOutcome remove(std::string_view request_id, std::stop_token stop) = 0;
};

}  // namespace i2m
