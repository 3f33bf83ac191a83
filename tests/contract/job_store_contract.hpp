// job_store_contract.hpp - what every job store promises; the tests run against each implementation.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "server/core/job_store.hpp"
#include "shared/api/messages.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/fake_ids.hpp"
#include "tests/support/temp_folder.hpp"

namespace i2m::test {

struct StoreKind {
    const char* name;
    std::function<std::unique_ptr<JobStore>(const std::filesystem::path& folder, const Clock& clock, const Budget& budget)> open;
};
inline void PrintTo(const StoreKind& kind, std::ostream* out) { *out << kind.name; }

inline constexpr Millis kLeaseTime{60'000};

/// 64 hexadecimal digits that differ by `number`.
[[nodiscard]] std::string fake_sha(std::uint64_t number);

class JobStoreContract : public ::testing::TestWithParam<StoreKind> {
protected:
    /// A job of `count` files named a.png, b.png ...; direct unless said otherwise.
    [[nodiscard]] NewJob new_job(std::size_t count, bool is_direct = true);
    /// A job of a provider whose files count `reserve` each, stored; its id.
    std::string add_paid_job(std::size_t count, MicroUsd reserve);
    /// Claims the next file and notes that it may have left.
    Claim sent();
    /// new_job, stored; its id.
    std::string add_job(std::size_t count, bool is_direct = true);
    /// Claims the next file; fails the test when there is none.
    Claim claim();
    /// Claims, submits and leaves a file of a provider Waiting with this request id.
    Claim submitted(const std::string& request_id = "request-1");
    Change complete(const Claim& claim, std::uint64_t sha_number = 900);
    Change advance(const Claim& claim, std::initializer_list<FileEvent> events, const FilePatch& patch = {});
    Change fail(const Claim& claim, const std::string& words = "It broke.");
    [[nodiscard]] FileState state_of(const std::string& file_id);
    [[nodiscard]] std::vector<std::string> event_names(std::string_view job_id, std::int64_t after_id = 0);
    [[nodiscard]] api::EventData last_event(std::string_view job_id);
    /// Closes and opens the store, as after a crash. False for a store that keeps nothing.
    bool reopen();
    /// Opens the store again with that budget; a store that keeps nothing begins empty.
    void open_with(const Budget& budget);

    TempFolder folder_;
    FakeClock clock_;
    std::uint64_t next_id_ = 0;
    std::uint64_t next_token_ = 0;
    std::unique_ptr<JobStore> store_ = GetParam().open(folder_.path(), clock_, {});
};

}  // namespace i2m::test
