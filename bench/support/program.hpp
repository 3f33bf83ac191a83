// program.hpp - the shipped server as a child process in a folder of its own, and what the system knows of it.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace i2m::bench {

/// Started by the constructor (returns when it says that it is ready), killed and swept by the destructor. Its data lie in
/// TMPDIR: the disk that is measured.
class Program {
public:
    Program() {
        const char* folder = std::getenv("I2M_BIN_DIR");
        const std::string binary = std::string(folder != nullptr ? folder : "build/release/bin") + "/image2model";
        folder_ = (std::filesystem::temp_directory_path() / "i2m-bench-XXXXXX").string();
        if (::mkdtemp(folder_.data()) == nullptr) throw std::runtime_error("no folder can be made: " + folder_);
        int ends[2];
        if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
        pid_ = ::fork();
        if (pid_ == 0) {
            ::dup2(ends[1], STDOUT_FILENO);
            const int nowhere = ::open("/dev/null", O_WRONLY);
            ::dup2(nowhere, STDERR_FILENO);
            ::execl(binary.c_str(), binary.c_str(), "--port", "0", "--data-dir", folder_.c_str(), "--max-connections", "20000",
                    "--rate-limit-per-minute", "1000000", "--rate-limit-per-hour", "10000000", nullptr);
            ::_exit(127);
        }
        ::close(ends[1]);
        wait_until_ready(ends[0]);
    }
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;
    ~Program() {
        if (output_ >= 0) ::close(output_);
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }

    [[nodiscard]] int port() const { return port_; }

    /// Megabytes of memory in use now ("VmRSS") or at most ("VmHWM").
    [[nodiscard]] double memory_mb(std::string_view which) const {
        std::ifstream status("/proc/" + std::to_string(pid_) + "/status");
        for (std::string line; std::getline(status, line);) {
            if (line.starts_with(which)) return std::atof(line.c_str() + which.size() + 1) / 1024;
        }
        throw std::runtime_error("the server is gone");
    }
    /// Forgets the highest memory use so far (proc(5), clear_refs).
    void reset_peak() const { std::ofstream("/proc/" + std::to_string(pid_) + "/clear_refs") << "5"; }
    /// Seconds of CPU used so far.
    [[nodiscard]] double cpu_s() const {
        std::ifstream stat("/proc/" + std::to_string(pid_) + "/stat");
        std::string line;
        std::getline(stat, line);
        std::istringstream rest(line.substr(line.rfind(')') + 2));
        std::string skipped;
        for (int i = 0; i < 11; ++i) rest >> skipped;
        double user = 0;
        double system = 0;
        rest >> user >> system;
        return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
    }

private:
    void wait_until_ready(int output) {
        output_ = output;  // kept open: a server whose output is closed would be stopped by its next line
        std::string text;
        char piece[512];
        while (text.find("ready on ") == std::string::npos || text.back() != '\n') {
            const ssize_t got = ::read(output_, piece, sizeof piece);
            if (got <= 0) throw std::runtime_error("the server did not start: " + text);
            text.append(piece, static_cast<std::size_t>(got));
        }
        const std::size_t address = text.find("ready on ");
        port_ = std::atoi(text.c_str() + text.find(':', text.find("//", address)) + 1);
    }

    pid_t pid_ = -1;
    int port_ = 0;
    int output_ = -1;
    std::string folder_;
};

}  // namespace i2m::bench
