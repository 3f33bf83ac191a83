// removal_lock.cpp - flock(2): shared to remove, exclusive to forbid it.
#include "server/files/removal_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>

namespace i2m {
namespace {

FileDescriptor open_lock(const std::filesystem::path& path) {
    FileDescriptor file(::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600));
    if (!file.is_open()) throw_errno("open", path);
    return file;
}

std::filesystem::path lock_of(const std::filesystem::path& data_folder) { return data_folder / "removal.lock"; }

}  // namespace

RemovalPass::RemovalPass(const std::filesystem::path& data_folder)
    : file_(open_lock(lock_of(data_folder))), is_granted_(::flock(file_.get(), LOCK_SH | LOCK_NB) == 0) {}

RemovalBan::RemovalBan(const std::filesystem::path& data_folder) : file_(open_lock(lock_of(data_folder))) {
    while (::flock(file_.get(), LOCK_EX) != 0) {
        if (errno != EINTR) throw_errno("lock", lock_of(data_folder));
    }
}

OnlyOne::OnlyOne(const std::filesystem::path& lock_file)
    : file_(open_lock(lock_file)), is_held_(::flock(file_.get(), LOCK_EX | LOCK_NB) == 0) {}

}  // namespace i2m
