// child_process.cpp - posix_spawn and waiting.
#include "tests/support/child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "tests/support/patience.hpp"

namespace i2m::test {
namespace {

using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

/// The test's environment without settings that would reach the program, and with `extra`.
std::vector<std::string> environment_with(const std::vector<std::pair<std::string, std::string>>& extra) {
    std::vector<std::string> out;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string text = *entry;
        if (!text.starts_with("I2M_") && !text.starts_with("FAL_") && !text.starts_with("API_KEY=") &&
            !text.starts_with("ADMIN_API_KEY=") && !text.starts_with("RATE_LIMIT_"))
            out.push_back(text);
    }
    for (const auto& [name, value] : extra) out.push_back(name + "=" + value);
    return out;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (std::string& text : texts) out.push_back(text.data());
    out.push_back(nullptr);
    return out;
}

}  // namespace

pid_t spawn(std::vector<std::string> arguments, const std::vector<std::pair<std::string, std::string>>& extra, int out, int err) {
    std::vector<std::string> environment = environment_with(extra);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
    pid_t pid = -1;
    const int failed =
        ::posix_spawn(&pid, arguments[0].c_str(), &actions, nullptr, pointers(arguments).data(), pointers(environment).data());
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) throw std::runtime_error("cannot start " + arguments[0]);
    return pid;
}

int open_for_writing(const std::filesystem::path& file) {
    const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0) throw std::runtime_error("cannot write " + file.string());
    return fd;
}

std::string read_file(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return std::move(text).str();
}

std::string read_until_ready(int fd) {
    std::string out;
    const auto deadline = SteadyClock::now() + kPatience;
    while (out.find("is ready on http://") == std::string::npos || out.back() != '\n') {
        const auto left = std::chrono::duration_cast<milliseconds>(deadline - SteadyClock::now()).count();
        pollfd entry{fd, POLLIN, 0};
        std::array<char, 4'096> piece;
        if (left <= 0 || ::poll(&entry, 1, static_cast<int>(left)) <= 0) break;
        const ssize_t count = ::read(fd, piece.data(), piece.size());
        if (count <= 0) break;
        out.append(piece.data(), static_cast<std::size_t>(count));
    }
    return out;
}

int reap(pid_t pid, milliseconds patience) {
    const auto deadline = SteadyClock::now() + patience;
    int status = 0;
    while (::waitpid(pid, &status, WNOHANG) == 0) {
        if (SteadyClock::now() > deadline) {
            ::kill(pid, SIGKILL);
            ::waitpid(pid, &status, 0);
            return -1;
        }
        ::usleep(1'000);  // waitpid has no time limit of its own
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace i2m::test
