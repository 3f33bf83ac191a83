// admin_key.hpp - the administrator's key: made at the first start and kept in the data folder.
#pragma once

#include <filesystem>
#include <string>

namespace i2m {

struct AdminKey {
    std::string key;
    bool is_new = false;  ///< made by this call: to be shown once
};

/// Reads `file`, or makes a key of 256 random bits and writes it there with mode 0600. Throws std::runtime_error in words
/// when it can be neither read nor written.
[[nodiscard]] AdminKey read_or_make_admin_key(const std::filesystem::path& file);

/// A secret of the server's own in `file`, made at its first use in the same way; links are signed with it.
[[nodiscard]] std::string read_or_make_secret(const std::filesystem::path& file);

}  // namespace i2m
