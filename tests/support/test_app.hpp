// test_app.hpp - the real server program as a child process, on a free port and in a folder of its own.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/temp_folder.hpp"

namespace i2m::test {

struct TestAppOptions {
    std::vector<std::string> flags = {};                                ///< beside --port, --data-dir and --web-dir
    std::vector<std::pair<std::string, std::string>> environment = {};  ///< without RATE_LIMIT_...: limits that no test reaches
    std::string program = {};                                           ///< "": the one of this build
    TempFolder::Place place = TempFolder::Place::Any;                   ///< of the data folder
};

/// Starts in the constructor and waits for the ready line; killed by the destructor. The data folder outlives stop() and
/// kill(), so that start() finds it again.
class TestApp {
public:
    using Options = TestAppOptions;
    explicit TestApp(Options options = {});
    TestApp(const TestApp&) = delete;
    TestApp& operator=(const TestApp&) = delete;
    ~TestApp();

    [[nodiscard]] bool is_running() const { return pid_ > 0; }
    [[nodiscard]] int port() const { return port_; }
    [[nodiscard]] pid_t pid() const { return pid_; }
    [[nodiscard]] std::filesystem::path data_folder() const { return folder_.path() / "data"; }
    [[nodiscard]] std::filesystem::path web_folder() const { return folder_.path() / "web"; }
    /// What it wrote to stdout up to the ready line; to stderr and its log files up to now (the log's last lines may take a moment).
    [[nodiscard]] const std::string& ready_output() const { return ready_output_; }
    [[nodiscard]] std::string log() const;
    /// The administrator's key, as it lies in the data folder.
    [[nodiscard]] std::string admin_key() const;

    /// Other flags for the next start().
    void set_flags(std::vector<std::string> flags) { options_.flags = std::move(flags); }
    /// Starts again after stop() or kill().
    void start();
    /// Asks it to stop and waits; how long that took, and its exit code in `exit_code`.
    std::chrono::milliseconds stop();
    void kill();
    [[nodiscard]] int exit_code() const { return exit_code_; }

private:
    void wait_for_end(std::chrono::milliseconds patience);

    Options options_;
    TempFolder folder_;
    pid_t pid_ = -1;
    int port_ = 0;
    int exit_code_ = -1;
    std::string ready_output_;
};

/// Runs the program to its end (at most ten seconds) and gives exit code, stdout and stderr.
struct RunOutcome {
    int exit_code = -1;
    std::string out;
    std::string err;
};
[[nodiscard]] RunOutcome run_program(const std::vector<std::string>& arguments,
                                     const std::vector<std::pair<std::string, std::string>>& environment = {});

/// A picture that the draft engine makes a model of: a disc on white, different for each `seed`.
[[nodiscard]] std::string disc_png(int seed = 0);

}  // namespace i2m::test
