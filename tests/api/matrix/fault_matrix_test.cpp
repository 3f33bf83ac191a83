// fault_matrix_test.cpp - every fault of the fake provider, at every step, in every life of the real server: where the file comes to
// rest, that nothing is paid twice, that streams tell it in order, that nothing stays behind.
#include <gtest/gtest.h>

#include <atomic>
#include <iostream>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "tests/api/matrix/fault_lane.hpp"
#include "tests/support/rounds.hpp"

namespace i2m::test {
namespace {

/// A row of the summary.
struct Tally {
    int passed = 0;
    int failed = 0;
    std::chrono::milliseconds took{0};
};
using Summary = std::map<std::string, std::map<Life, Tally>>;

/// Too slow for every day: a peer that stays silent costs the whole time limit, and this download is half a gigabyte.
bool is_costly(const FaultCase& one) {
    return (one.fault.starts_with("stall_") && one.life == Life::Keeps) || one.fault == "media_oversized_undeclared";
}

/// A part of the cases, always the same: every second fault of the step, at the next step the others, the life and the span changing
/// from one to the next, so that each kind of fault meets several of them.
std::vector<FaultCase> sample_of(const std::vector<FaultCase>& all) {
    std::map<std::string, std::vector<FaultCase>> by_fault;
    for (const FaultCase& one : all) {
        if (!is_costly(one)) by_fault[one.fault].push_back(one);
    }
    std::vector<FaultCase> out;
    const auto* const step = std::find(std::begin(kSteps), std::end(kSteps), all.front().step);
    auto number = static_cast<std::size_t>(step - std::begin(kSteps));
    for (const auto& [fault, cases] : by_fault) {
        if (number++ % matrix_stride() == 0) out.push_back(cases[number * 5 / 2 % cases.size()]);
    }
    std::stable_sort(out.begin(), out.end(), [](const FaultCase& a, const FaultCase& b) { return a.life < b.life; });
    return out;
}

std::string listed(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& one : words) out += (out.empty() ? "" : " or ") + one;
    return out;
}

class FaultMatrix : public ::testing::TestWithParam<std::string_view> {
protected:
    static void TearDownTestSuite() {
        if (!is_soak()) return;
        std::cout << "\nstep        keeps running         killed                restarted             seconds\n";
        for (const std::string_view step : kSteps) {
            std::chrono::milliseconds took{0};
            std::printf("%-12s", std::string(step).c_str());
            for (const Life life : kLives) {
                const Tally& tally = summary_[std::string(step)][life];
                took += tally.took;
                const std::string cell = std::to_string(tally.passed) + " passed, " + std::to_string(tally.failed) + " failed";
                std::printf("%-22s", cell.c_str());
            }
            std::printf("%.0f\n", static_cast<double>(took.count()) / 1'000);
        }
        std::fflush(stdout);
    }

    /// Runs cases on lanes of their own until none is left.
    void run(const std::vector<FaultCase>& cases, int lanes) {
        std::vector<std::thread> threads;
        for (int i = 0; i < lanes; ++i) threads.emplace_back([&] { run_lane(cases); });
        for (std::thread& thread : threads) thread.join();
    }

private:
    void run_lane(const std::vector<FaultCase>& cases) {
        FaultLane lane;
        bool is_first_server = true;
        for (std::size_t i = next_++; i < cases.size(); i = next_++) {
            // The cases are sorted: up to here one server met all faults, so what it leaked it holds.
            if (cases[i].life != Life::Keeps && std::exchange(is_first_server, false)) expect_nothing(lane.leaks(), "leak");
            judge(cases[i], lane.run(cases[i]));
        }
        expect_nothing(lane.leaks(), "leak");
        expect_nothing(lane.end(), "end");
    }

    void judge(const FaultCase& one, const CaseReport& report) {
        const std::vector<std::string> expected = expected_endings(one);
        const bool is_expected = std::find(expected.begin(), expected.end(), report.ending) != expected.end();
        const std::scoped_lock lock(mutex_);
        Tally& tally = summary_[one.step][one.life];
        tally.took += report.took;
        ++(is_expected && report.complaints.empty() ? tally.passed : tally.failed);
        EXPECT_TRUE(is_expected) << one.name() << ": ended as " << report.ending << ", expected " << listed(expected) << " ("
                                 << report.attempts << " attempts, " << report.submits << " submits, " << report.accepted
                                 << " taken)";
        for (const std::string& words : report.complaints) ADD_FAILURE() << one.name() << ": " << words;
        if (is_soak() && ++done_ % 50 == 0) std::cout << one.step << ": " << done_ << " cases done" << std::endl;
    }

    void expect_nothing(const std::vector<std::string>& found, const char* what) {
        const std::scoped_lock lock(mutex_);
        for (const std::string& words : found) ADD_FAILURE() << what << ": " << words;
    }

    static Summary summary_;  ///< guarded by mutex_
    std::mutex mutex_;
    std::atomic<std::size_t> next_{0};
    int done_ = 0;  ///< guarded by mutex_
};
Summary FaultMatrix::summary_;

TEST_P(FaultMatrix, EveryFaultEndsAsItShould) {
    const FakeFal fake;
    const json::Value body = get(fake.port(), "/_fake/faults").json();
    ASSERT_NE(body.find("table"), nullptr);
    const std::vector<FaultCase> all = cases_of(*body.find("table"), GetParam());
    for (const FaultCase& one : all) ASSERT_FALSE(expected_endings(one).empty()) << "say how this ends: " << one.name();
    run(is_soak() ? all : sample_of(all), is_soak() ? kSoakLanes : 1);
}

INSTANTIATE_TEST_SUITE_P(Steps, FaultMatrix, ::testing::ValuesIn(kSteps),
                         [](const auto& step) { return std::string(step.param); });

}  // namespace
}  // namespace i2m::test
