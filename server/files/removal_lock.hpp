// removal_lock.hpp - keeps contents where they are while a backup reads them, also across programs.
#pragma once

#include <filesystem>

#include "server/files/file_descriptor.hpp"

namespace i2m {

/// Leave to remove contents of a data folder, for as long as it lives; not granted while a RemovalBan is in force. Any number at a
/// time. Throws StorageError when the lock file cannot be opened.
class RemovalPass {
public:
    explicit RemovalPass(const std::filesystem::path& data_folder);
    [[nodiscard]] bool is_granted() const { return is_granted_; }

private:
    FileDescriptor file_;
    bool is_granted_ = false;
};

/// Bans removals in a data folder until destroyed, or until the process dies; waits for those under way. Throws StorageError.
class RemovalBan {
public:
    explicit RemovalBan(const std::filesystem::path& data_folder);

private:
    FileDescriptor file_;
};

/// One at a time of what it is named after, across programs.
class OnlyOne {
public:
    explicit OnlyOne(const std::filesystem::path& lock_file);
    /// False: somebody else is.
    [[nodiscard]] bool is_held() const { return is_held_; }

private:
    FileDescriptor file_;
    bool is_held_ = false;
};

}  // namespace i2m
