// keys_command.hpp - `image2model keys add|list|revoke`.
#pragma once

#include <string>

#include "server/config.hpp"

namespace i2m {

struct CommandOutcome {
    int exit_code = 0;
    std::string out;  ///< for stdout
    std::string err;  ///< for stderr
};

/// Works on the data folder, beside a running server and without one; a running server hears of it within a second. What it
/// does is noted in the audit log. Throws StorageError in words when the database cannot be used.
[[nodiscard]] CommandOutcome run_keys_command(const Config& config, const KeysCommand& command);

}  // namespace i2m
