// admin_key.cpp - the key's file.
#include "server/admin_key.hpp"

#include <fcntl.h>
#include <sys/random.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <fstream>
#include <stdexcept>
#include <system_error>

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

/// Writes `line` to `file`, whole or not at all, also when the program dies in between. False when there is such a file by then.
/// Throws std::runtime_error in words.
bool write_new(const std::filesystem::path& file, const std::string& line) {
    const std::string part = file.string() + ".new-" + std::to_string(::getpid());
    const int fd = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    const bool is_written =
        fd >= 0 && ::write(fd, line.data(), line.size()) == static_cast<ssize_t>(line.size()) && ::fsync(fd) == 0;
    const bool is_linked = is_written && ::link(part.c_str(), file.c_str()) == 0;
    // Some file systems have no hard links.
    const bool is_there = is_linked || (is_written && errno != EEXIST && ::rename(part.c_str(), file.c_str()) == 0);
    const int reason = errno;
    if (fd >= 0) ::close(fd);
    ::unlink(part.c_str());
    if (!is_there && !(is_written && reason == EEXIST)) {
        throw std::runtime_error("Cannot write " + file.string() + " (" + std::generic_category().message(reason) +
                                 "). Choose another folder with --data-dir.");
    }
    return is_there;
}

/// The first line of `file`, or a new one. `what` names it for people.
AdminKey read_or_make(const std::filesystem::path& file, const std::string& what) {
    const std::string made = random_key();
    if (!std::filesystem::exists(file) && write_new(file, made + "\n")) return {made, true};
    std::ifstream in(file);
    std::string key;
    std::getline(in, key);
    if (key.size() >= kMinKeyChars) return {key, false};
    throw std::runtime_error(file.string() + " holds no " + what + ". Remove the file, and a new one is made at the next start.");
}

}  // namespace

AdminKey read_or_make_admin_key(const std::filesystem::path& file) { return read_or_make(file, "admin key"); }
std::string read_or_make_secret(const std::filesystem::path& file) { return read_or_make(file, "secret").key; }

}  // namespace i2m
