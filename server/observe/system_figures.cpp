// system_figures.cpp - reading proc(5).
#include "server/observe/system_figures.hpp"

#include <dirent.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace i2m {
namespace {

/// "VmRSS:   1234 kB" -> 1234 * 1024; 0 when the file has no such line.
std::uint64_t kilobytes_of(std::istream& in, const std::string& name) {
    in.clear();
    in.seekg(0);
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with(name + ":")) return std::strtoull(line.c_str() + name.size() + 1, nullptr, 10) * 1'024;
    }
    return 0;
}

std::uint64_t open_descriptors() {
    DIR* const folder = ::opendir("/proc/self/fd");
    if (folder == nullptr) return 0;
    std::uint64_t count = 0;
    while (::readdir(folder) != nullptr) ++count;  // NOLINT(concurrency-mt-unsafe): nobody else reads this DIR
    ::closedir(folder);
    return count - std::min<std::uint64_t>(count, 3);  // ".", "..", and the folder itself
}

void read_memory(SystemFigures& out) {
    std::ifstream machine("/proc/meminfo");
    const std::uint64_t total = kilobytes_of(machine, "MemTotal");
    out.memory_available_bytes = std::min(kilobytes_of(machine, "MemAvailable"), total);
    if (total > 0)
        out.memory_percent = 100.0 * static_cast<double>(total - out.memory_available_bytes) / static_cast<double>(total);
    std::ifstream self("/proc/self/status");
    out.process_resident_bytes = kilobytes_of(self, "VmRSS");
    out.process_virtual_bytes = kilobytes_of(self, "VmSize");
    out.process_threads = kilobytes_of(self, "Threads") / 1'024;
}

double own_cpu_s() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace

std::optional<DiskFigures> read_disk(const std::string& folder) {
    struct statvfs info {};
    if (::statvfs(folder.c_str(), &info) != 0) return std::nullopt;
    DiskFigures out;
    const auto unit = static_cast<std::uint64_t>(info.f_frsize);
    out.total_bytes = info.f_blocks * unit;
    out.used_bytes = (info.f_blocks - std::min(info.f_bfree, info.f_blocks)) * unit;
    out.free_bytes = info.f_bavail * unit;
    const double both = static_cast<double>(out.used_bytes) + static_cast<double>(out.free_bytes);
    if (both > 0) out.used_percent = 100.0 * static_cast<double>(out.used_bytes) / both;
    return out;
}

SystemFigures SystemReader::read() {
    SystemFigures out;
    std::ifstream stat("/proc/stat");
    std::string name;
    stat >> name;
    // user nice system idle iowait irq softirq steal; the two after them are parts of the first two.
    std::uint64_t busy = 0;
    std::uint64_t total = 0;
    for (int i = 0; i < 8; ++i) {
        std::uint64_t ticks = 0;
        stat >> ticks;
        total += ticks;
        if (i != 3 && i != 4) busy += ticks;
    }
    if (total > last_total_)
        out.cpu_percent =
            100.0 * static_cast<double>(busy - std::min(last_busy_, busy)) / static_cast<double>(total - last_total_);
    last_busy_ = busy;
    last_total_ = total;
    std::ifstream("/proc/loadavg") >> out.load_average[0] >> out.load_average[1] >> out.load_average[2];
    read_memory(out);
    out.process_cpu_s = own_cpu_s();
    out.process_open_fds = open_descriptors();
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) out.process_max_fds = limit.rlim_cur;
    return out;
}

std::string platform_words() {
    utsname name{};
    if (::uname(&name) != 0) return "unknown";
    return std::string(name.sysname) + " " + name.release + " " + name.machine;
}

}  // namespace i2m
