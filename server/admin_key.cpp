// admin_key.cpp - the key's file.
#include "server/admin_key.hpp"

#include <fcntl.h>
#include <sys/random.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <stdexcept>

#include "shared/base/text.hpp"

namespace i2m {
namespace {

constexpr std::size_t kMinKeyChars = 16;

std::string random_key() {
    std::array<std::uint8_t, 32> bytes{};
    if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
        throw std::runtime_error("The system gives no random numbers for the admin key.");
    }
    return to_hex(bytes.data(), bytes.size());
}

}  // namespace

AdminKey read_or_make_admin_key(const std::filesystem::path& file) {
    if (std::ifstream in(file); in) {
        std::string key;
        std::getline(in, key);
        if (key.size() >= kMinKeyChars) return {key, false};
        throw std::runtime_error(file.string() +
                                 " holds no admin key. Remove the file, and a new key is made at the next start.");
    }
    AdminKey made{random_key(), true};
    const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    const std::string line = made.key + "\n";
    const bool is_written =
        fd >= 0 && ::write(fd, line.data(), line.size()) == static_cast<ssize_t>(line.size()) && ::fsync(fd) == 0;
    if (fd >= 0) ::close(fd);
    if (!is_written)
        throw std::runtime_error("Cannot write " + file.string() + " (" + std::strerror(errno) +
                                 "). Choose another folder with --data-dir.");
    return made;
}

}  // namespace i2m
