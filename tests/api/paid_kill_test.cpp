// paid_kill_test.cpp - the real server killed at random moments while many files are at the provider: nothing is lost, nothing ends
// twice, nothing is sent again that has a request id.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "shared/api/routes.hpp"
#include "shared/base/sha256.hpp"
#include "tests/support/api_client.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/evidence.hpp"
#include "tests/support/fal_app.hpp"
#include "tests/support/patience.hpp"
#include "tests/support/rounds.hpp"

namespace i2m::test {
namespace {

using std::chrono::steady_clock;

constexpr int kFilesPerJob = 20;
/// Calls that take a while, so that a kill meets them in every part, and runs that overlap.
constexpr const char* kLoad = R"({"job":{"queue":{"spread":"uniform","ms":0,"max_ms":60},"texture_px":128,
    "run":{"spread":"uniform","ms":0,"max_ms":250}},
  "latency":[{"step":"submit","latency":{"spread":"uniform","ms":0,"max_ms":40}},
             {"step":"upload","latency":{"spread":"uniform","ms":0,"max_ms":10}},
             {"step":"media","latency":{"spread":"uniform","ms":0,"max_ms":20}}]})";
/// What the last server gets to finish in: the longest round of the soak, and room for a busy machine.
constexpr std::chrono::minutes kLongestEnd{10};

/// An upload with a key of its own, sent again until an answer came.
struct Upload {
    int number = 0;
    std::string job_id = {};
};

/// Which picture a file is, by its bytes.
std::string picture_hash(int seed) { return sha256_hex(as_bytes(square_png(seed))); }

class PaidKill : public ::testing::Test {
protected:
    PaidKill() : random_(seed_) {}

    void send(Upload& upload) {
        std::vector<FormPart> parts;
        for (int i = 0; i < kFilesPerJob; ++i) {
            const int seed = upload.number * kFilesPerJob + i;
            parts.push_back({"files", square_png(seed), "toy-" + std::to_string(seed) + ".png", "image/png"});
        }
        parts.push_back({"model", "fal-ai/trellis"});
        const Answer answer = post_form(app_.port(), api::path_of(api::Route::UploadBatch), parts,
                                        {{"Idempotency-Key", "paid-" + std::to_string(upload.number)}});
        if (answer.status == 0) return;  // it was killed before it could answer
        ASSERT_EQ(answer.status, 200) << answer.body;
        upload.job_id = answer.text("job_id");
    }

    /// Fills the load up, lets it run for a random while, kills, looks, starts again.
    void round(int load) {
        for (std::int64_t open = count_open(); open < load; open += kFilesPerJob) {
            uploads_.push_back({static_cast<int>(uploads_.size())});
            send(uploads_.back());
        }
        const std::int64_t longest_us = 700'000;
        ::usleep(static_cast<useconds_t>(std::uniform_int_distribution<std::int64_t>(0, longest_us)(random_)));
        app_.kill();
        {
            Evidence evidence(app_.data_folder());
            EXPECT_EQ(evidence.text("PRAGMA integrity_check"), "ok");
            EXPECT_EQ(evidence.number("SELECT count(*) FROM pragma_foreign_key_check"), 0);
            EXPECT_EQ(evidence.number("SELECT count(*) FROM (SELECT 1 FROM attempts WHERE request_id IS NOT NULL "
                                      "GROUP BY file_id HAVING count(*) > 1)"),
                      0)
                << "a file with a request id was sent again";
        }
        app_.start();
    }

    [[nodiscard]] std::int64_t count_open() {
        return Evidence(app_.data_folder())
            .number("SELECT count(*) FROM files WHERE state NOT IN ('succeeded', 'failed', 'cancelled', 'unknown')");
    }

    void wait_for_rest() {
        const auto deadline = steady_clock::now() + kLongestEnd;
        while (count_open() > 0) {
            ASSERT_LT(steady_clock::now(), deadline) << count_open() << " files never came to rest\n" << app_.log();
            ::usleep(20'000);
        }
    }

    /// How often each picture was taken by the provider, as its own journal tells.
    [[nodiscard]] std::map<std::string, int> taken_by_picture() const {
        std::map<std::string, std::string> picture_at;
        for (const json::Value& row : fake_.journal("uploads"))
            picture_at[*row.find("file_url")->as_string()] = *row.find("sha256")->as_string();
        std::map<std::string, int> taken;
        for (const json::Value& row : fake_.journal("submits")) {
            if (*row.find("accepted") != json::Value(true)) continue;
            ++taken[picture_at[*row.find("body")->find("image_url")->as_string()]];
        }
        return taken;
    }

    void expect_each_paid_once() {
        const std::map<std::string, int> taken = taken_by_picture();
        for (const auto& [picture, count] : taken) EXPECT_EQ(count, 1) << "paid " << count << " times: " << picture;
        Evidence evidence(app_.data_folder());
        const std::set<std::string> unclear = evidence.texts("SELECT source_sha256 FROM files WHERE state = 'unknown'");
        for (std::size_t i = 0; i < uploads_.size() * kFilesPerJob; ++i) {
            const std::string picture = picture_hash(static_cast<int>(i));
            EXPECT_TRUE(taken.count(picture) == 1 || unclear.count(picture) == 1) << "never sent: toy-" << i;
        }
    }

    void expect_nothing_lost() {
        Evidence evidence(app_.data_folder());
        const auto files = static_cast<std::int64_t>(uploads_.size()) * kFilesPerJob;
        EXPECT_EQ(evidence.number("SELECT count(*) FROM files"), files);
        EXPECT_EQ(evidence.number("SELECT count(*) FROM files WHERE state IN ('succeeded', 'unknown')"), files);
        EXPECT_EQ(evidence.number("SELECT count(*) FROM (SELECT 1 FROM attempts WHERE outcome = 'succeeded' "
                                  "GROUP BY file_id HAVING count(*) > 1)"),
                  0)
            << "a file ended twice";
        for (const auto& [file_id, states] : evidence.histories()) {
            EXPECT_LE(std::count(states.begin(), states.end(), "succeeded"), 1) << file_id;
        }
        unknown_ = evidence.number("SELECT count(*) FROM files WHERE state = 'unknown'");
        for (const std::string& row : evidence.list("SELECT result_sha256 FROM files WHERE state = 'succeeded'")) {
            EXPECT_EQ(sha256_hex(as_bytes(read_blob(row))), row);
        }
    }

    [[nodiscard]] std::string read_blob(const std::string& sha256) const {
        return read_file(app_.data_folder() / "blobs" / sha256);
    }

    static std::uint64_t chosen_seed() {
        if (const char* const given = std::getenv("I2M_SEED")) return std::strtoull(given, nullptr, 10);
        return is_soak() ? std::random_device()() : 20'260'101;
    }

    const std::uint64_t seed_ = chosen_seed();
    std::mt19937_64 random_;
    FakeFal fake_{kLoad};
    TestApp app_{options_with(fake_, {"--worker-concurrency", "8"})};
    std::vector<Upload> uploads_;
    std::int64_t unknown_ = 0;
};

TEST_F(PaidKill, NothingIsLostNothingIsPaidTwice) {
    SCOPED_TRACE("to see this again: I2M_SEED=" + std::to_string(seed_));
    const int rounds = is_soak() ? 100 : 3;
    const int load = is_soak() ? 200 : 40;
    for (int i = 1; i <= rounds && !HasFailure(); ++i) {
        SCOPED_TRACE("round " + std::to_string(i));
        round(load);
        if (is_soak() && i % 10 == 0)
            std::cout << "kill: " << i << " rounds, " << uploads_.size() * kFilesPerJob << " files" << std::endl;
    }
    for (Upload& upload : uploads_) send(upload);  // a repeated key is no new job
    wait_for_rest();
    expect_each_paid_once();
    expect_nothing_lost();
    app_.stop();
    EXPECT_EQ(app_.exit_code(), 0);
    EXPECT_EQ(Evidence(app_.data_folder()).text("PRAGMA integrity_check"), "ok");
    EXPECT_TRUE(names_in(app_.data_folder() / "incoming").empty());
    if (is_soak()) {
        std::cout << "\nkill -9: " << rounds << " rounds, " << uploads_.size() * kFilesPerJob << " files, " << unknown_
                  << " left to a person, seed " << seed_ << std::endl;
    }
}

}  // namespace
}  // namespace i2m::test
