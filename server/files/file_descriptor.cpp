// file_descriptor.cpp - system calls that are tried again when a signal came between.
#include "server/files/file_descriptor.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace i2m {

FileDescriptor::~FileDescriptor() {
    if (fd_ >= 0) ::close(fd_);
}

void throw_errno(std::string_view doing, const std::filesystem::path& path) {
    const int number = errno;
    const bool is_full = number == ENOSPC || number == EDQUOT || number == EFBIG;
    throw StorageError(is_full ? ErrorCode::StorageFull : ErrorCode::Internal,
                       std::string(doing) + " " + path.string() + ": " + std::generic_category().message(number));
}

void write_all(const FileDescriptor& file, ByteView bytes, const std::filesystem::path& path) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(file.get(), bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) throw_errno("write", path);
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
}

void sync_file(const FileDescriptor& file, const std::filesystem::path& path) {
    if (::fsync(file.get()) != 0) throw_errno("fsync", path);
}

void sync_folder(const std::filesystem::path& folder) {
    const FileDescriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!opened.is_open()) throw_errno("open", folder);
    sync_file(opened, folder);
}

}  // namespace i2m
