// file_descriptor.hpp - an open file that closes itself, and the errors of the system calls on it.
#pragma once

#include <filesystem>
#include <string_view>
#include <utility>

#include "server/core/storage_error.hpp"
#include "shared/base/bytes.hpp"

namespace i2m {

class FileDescriptor {
public:
    FileDescriptor() = default;
    explicit FileDescriptor(int fd) : fd_(fd) {}
    FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    FileDescriptor& operator=(FileDescriptor&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~FileDescriptor();

    [[nodiscard]] int get() const { return fd_; }
    [[nodiscard]] bool is_open() const { return fd_ >= 0; }

private:
    int fd_ = -1;
};

/// StorageError for the present errno: StorageFull when the disk or the quota is.
[[noreturn]] void throw_errno(std::string_view doing, const std::filesystem::path& path);

/// Writes all of `bytes`, however often that takes.
void write_all(const FileDescriptor& file, ByteView bytes, const std::filesystem::path& path);
/// Returns when contents and size are on the disk.
void sync_file(const FileDescriptor& file, const std::filesystem::path& path);
/// Returns when the names in `folder` are on the disk.
void sync_folder(const std::filesystem::path& folder);

}  // namespace i2m
