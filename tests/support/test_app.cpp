// test_app.cpp - the server program as a child process.
#include "tests/support/test_app.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <stdexcept>

#include "tests/support/child_process.hpp"
#include "tests/support/image_builder.hpp"
#include "tests/support/patience.hpp"
#include "tests/support/places.hpp"

namespace i2m::test {
namespace {

using std::chrono::milliseconds;

/// Limits of uploads that no test reaches by accident, unless it sets its own.
std::vector<std::pair<std::string, std::string>> with_wide_limits(std::vector<std::pair<std::string, std::string>> environment) {
    const bool has_own = std::any_of(environment.begin(), environment.end(),
                                     [](const auto& entry) { return entry.first.starts_with("RATE_LIMIT_"); });
    if (has_own) return environment;
    environment.emplace_back("RATE_LIMIT_PER_MINUTE", "1000000");
    environment.emplace_back("RATE_LIMIT_PER_HOUR", "10000000");
    return environment;
}

std::string program_path(const std::string& wanted) { return wanted.empty() ? bin_dir() + "/image2model" : wanted; }

}  // namespace

TestApp::TestApp(Options options) : options_(std::move(options)), folder_(options_.place) {
    options_.environment = with_wide_limits(std::move(options_.environment));
    std::filesystem::create_directories(web_folder());
    start();
}

TestApp::~TestApp() { kill(); }

void TestApp::start() {
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    const int err = open_for_writing(folder_.path() / "stderr");
    std::vector<std::string> arguments = {
        program_path(options_.program), "--port", "0", "--data-dir", data_folder().string(), "--web-dir", web_folder().string()};
    arguments.insert(arguments.end(), options_.flags.begin(), options_.flags.end());
    pid_ = spawn(arguments, options_.environment, pipe[1], err);
    ::close(err);
    ::close(pipe[1]);
    ready_output_ = read_until_ready(pipe[0]);
    ::close(pipe[0]);
    const std::size_t ready = ready_output_.find("is ready on http://");
    // The log's first line may have come behind it.
    const std::size_t colon = ready == std::string::npos ? ready : ready_output_.rfind(':', ready_output_.find('\n', ready));
    if (colon == std::string::npos) {
        kill();
        throw std::runtime_error("the server did not get ready: " + ready_output_ + log());
    }
    port_ = std::atoi(ready_output_.c_str() + colon + 1);
}

std::string TestApp::log() const {
    std::string out = read_file(folder_.path() / "stderr");
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(data_folder() / "logs", none)) {
        if (entry.path().extension() == ".log") out += read_file(entry.path());
    }
    return out;
}

std::string TestApp::admin_key() const {
    std::string key = read_file(data_folder() / "admin.key");
    while (!key.empty() && key.back() == '\n') key.pop_back();
    return key;
}

void TestApp::wait_for_end(milliseconds patience) {
    exit_code_ = reap(pid_, patience);
    pid_ = -1;
}

milliseconds TestApp::stop() {
    const auto begun = std::chrono::steady_clock::now();
    ::kill(pid_, SIGTERM);
    wait_for_end(kPatience);
    return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begun);
}

void TestApp::kill() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    wait_for_end(kPatience);
}

RunOutcome run_program(const std::vector<std::string>& arguments,
                       const std::vector<std::pair<std::string, std::string>>& environment) {
    const TempFolder folder;
    const int out = open_for_writing(folder.path() / "out");
    const int err = open_for_writing(folder.path() / "err");
    std::vector<std::string> all = {program_path({})};
    all.insert(all.end(), arguments.begin(), arguments.end());
    const pid_t pid = spawn(all, environment, out, err);
    ::close(out);
    ::close(err);
    RunOutcome outcome;
    outcome.exit_code = reap(pid, kPatience);
    outcome.out = read_file(folder.path() / "out");
    outcome.err = read_file(folder.path() / "err");
    return outcome;
}

std::string disc_png(int seed) {
    constexpr int kSide = 64;
    Bytes rgba(static_cast<std::size_t>(kSide) * kSide * 4, 255);
    for (int y = 0; y < kSide; ++y) {
        for (int x = 0; x < kSide; ++x) {
            const bool is_inside = (x - 32) * (x - 32) + (y - 32) * (y - 32) < 20 * 20;
            if (!is_inside) continue;
            const std::size_t at = static_cast<std::size_t>(y * kSide + x) * 4;
            rgba[at] = static_cast<std::uint8_t>(seed * 37 + 40);
            rgba[at + 1] = static_cast<std::uint8_t>(seed * 11 + 20);
            rgba[at + 2] = static_cast<std::uint8_t>(120 + x);
        }
    }
    return std::string(as_text(make_png_rgba(kSide, kSide, rgba)));
}

}  // namespace i2m::test
