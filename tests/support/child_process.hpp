// child_process.hpp - programs under test as child processes: starting, the ready line, the end.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace i2m::test {

using Environment = std::vector<std::pair<std::string, std::string>>;

/// Starts a program with stdout and stderr going to these descriptors, in the test's environment without the program's own
/// settings, and with `extra`.
[[nodiscard]] pid_t spawn(std::vector<std::string> arguments, const Environment& extra, int out, int err);
/// A descriptor that appends to `file`; the caller closes it.
[[nodiscard]] int open_for_writing(const std::filesystem::path& file);
[[nodiscard]] std::string read_file(const std::filesystem::path& file);
/// Reads lines from a pipe until one that names the address has come, or the end.
[[nodiscard]] std::string read_until_ready(int fd);
/// Waits for the end, and kills after `patience`; the exit code, 128 and the signal, or -1 when it had to be killed.
int reap(pid_t pid, std::chrono::milliseconds patience);

}  // namespace i2m::test
