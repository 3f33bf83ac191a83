// fault_lane.hpp - a server and a fake provider of its own, and the cases that run on them one after the other.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tests/api/matrix/fault_case.hpp"
#include "tests/support/event_judge.hpp"
#include "tests/support/fake_fal.hpp"
#include "tests/support/process_probe.hpp"
#include "tests/support/test_app.hpp"

namespace i2m::test {

struct CaseReport {
    std::string ending{};                   ///< state and error code, as expected_endings() has them
    std::uint32_t attempts = 0;             ///< as the API tells them
    std::size_t submits = 0;                ///< that reached the provider
    std::size_t accepted = 0;               ///< of these, what may be paid for
    std::vector<std::string> complaints{};  ///< what is wrong whatever the ending
    std::chrono::milliseconds took{0};
};

/// For one thread at a time.
class FaultLane {
public:
    FaultLane();

    /// Runs one case to its rest and leaves the server running without work.
    [[nodiscard]] CaseReport run(const FaultCase& wanted);
    /// What the server holds now that it held not when it was new: descriptors, files, memory.
    [[nodiscard]] std::vector<std::string> leaks();
    /// Stops the server and says what is not as it should be: the stop itself, the database, the blobs.
    [[nodiscard]] std::vector<std::string> end();

private:
    [[nodiscard]] std::string upload();
    void ask_for_cancel(const std::string& job_id);
    [[nodiscard]] std::int64_t fired() const;
    [[nodiscard]] bool wait_for_fault(const std::string& job_id, std::int64_t times);
    void change_life(Life life, CaseReport& report);
    /// To the file's rest, or until it waits for the provider's account: then that hold's code.
    [[nodiscard]] std::string follow(const std::string& job_id, EventJudge& judge, CaseReport& report);
    void put_account_right(const std::string& job_id, EventJudge& judge, CaseReport& report);
    void compare_with_journal(const FaultCase& wanted, const std::string& job_id, CaseReport& report);
    [[nodiscard]] std::vector<std::string> open_beyond_first() const;
    void clear_away(const std::string& job_id, CaseReport& report);

    FakeFal fake_;
    TestApp app_;
    int number_ = 0;  ///< of the case: its picture's and its seed
    std::map<std::string, int> quiet_descriptors_;
};

}  // namespace i2m::test
