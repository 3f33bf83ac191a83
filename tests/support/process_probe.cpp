// process_probe.cpp - /proc/PID/fd and /proc/PID/status.
#include "tests/support/process_probe.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>

namespace i2m::test {
namespace {

std::filesystem::path folder_of(pid_t pid) { return std::filesystem::path("/proc") / std::to_string(pid); }

}  // namespace

std::map<std::string, int> open_descriptors(pid_t pid) {
    std::map<std::string, int> out;
    std::error_code gone;
    for (const auto& entry : std::filesystem::directory_iterator(folder_of(pid) / "fd", gone)) {
        std::error_code closed;
        const std::string target = std::filesystem::read_symlink(entry.path(), closed).string();
        if (closed) continue;
        const std::size_t inode = target.find(":[");
        const bool is_nameless = target.starts_with("socket:") || target.starts_with("pipe:");
        ++out[is_nameless ? target.substr(0, inode) : target];
    }
    return out;
}

MemoryUse memory_use(pid_t pid) {
    MemoryUse out;
    std::ifstream status(folder_of(pid) / "status");
    for (std::string line; std::getline(status, line);) {
        const auto number = [&](std::string_view name) { return std::strtoull(line.c_str() + name.size(), nullptr, 10) * 1'024; };
        if (line.starts_with("VmRSS:")) out.resident_bytes = number("VmRSS:");
        if (line.starts_with("VmHWM:")) out.highest_bytes = number("VmHWM:");
    }
    return out;
}

}  // namespace i2m::test
