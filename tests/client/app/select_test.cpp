// select_test.cpp - addresses, words and numbers that follow from the state.
#include "client/app/select.hpp"
#include "client/app/select_paid.hpp"

#include <gtest/gtest.h>

#include "client/app/location.hpp"
#include "tests/support/client_scenes.hpp"

namespace i2m::client {
namespace {

constexpr const char* kId = "11111111-2222-4333-8444-555555555555";

TEST(LocationOf, LeadsEveryAddressSomewhere) {
    struct Row {
        const char* path;
        const char* query;
        Location want;
    };
    const std::string id = kId;
    const Row rows[] = {
        {"/", "", {Page::Upload, "", 0}},
        {"/upload", "", {Page::Upload, "", 0}},
        {"/upload/", "", {Page::Upload, "", 0}},
        {"/processing/11111111-2222-4333-8444-555555555555", "", {Page::Processing, id, 0}},
        {"/processing", "?taskId=11111111-2222-4333-8444-555555555555", {Page::Processing, id, 0}},
        {"/processing", "?taskId=x", {Page::Error, "", 404}},
        {"/processing/../admin", "", {Page::Error, "", 404}},
        {"/results/11111111-2222-4333-8444-555555555555", "", {Page::Results, id, 0}},
        {"/error/403", "", {Page::Error, "", 403}},
        {"/error/4o3", "", {Page::Error, "", 404}},
        {"/history", "", {Page::Error, "", 404}},
    };
    for (const Row& row : rows) {
        SCOPED_TRACE(row.path);
        EXPECT_TRUE(location_of(row.path, row.query) == row.want);
    }
}

TEST(LocationOf, UndoesAddressOf) {
    for (const Location& place : {Location{Page::Upload, "", 0}, Location{Page::Processing, kId, 0},
                                  Location{Page::Results, kId, 0}, Location{Page::Error, "", 410}}) {
        EXPECT_TRUE(location_of(address_of(place), "") == place) << address_of(place);
    }
}

TEST(ParseTime, ReadsUtcAndRefusesTheRest) {
    struct Row {
        const char* text;
        std::int64_t want;
    };
    for (const Row& row : {Row{"1970-01-01T00:00:00Z", 0}, Row{"2023-11-14T22:13:20Z", 1'700'000'000'000},
                           Row{"2024-02-29T00:00:00.250Z", 1'709'164'800'250}, Row{"2023-11-14 22:13:20", 0},
                           Row{"2023-13-14T22:13:20Z", 0}, Row{"", 0}, Row{"2023-11-14T22:13:20", 0}}) {
        EXPECT_EQ(parse_time_ms(row.text), row.want) << row.text;
    }
}

TEST(Words, OfAJob) {
    JobState job;
    job.view = test::job_of_eight();
    EXPECT_EQ(job_title(job), "Generating 8 models");
    EXPECT_EQ(job_counts_words(job), "3 done, 2 generating, 1 queued, 1 retrying, 1 failed");
    EXPECT_EQ(job_short_counts(job), "3 of 8 done, 1 failed");
    job.view = test::ended_job();
    EXPECT_EQ(job_title(job), "7 of 8 models are ready");
    EXPECT_EQ(results_words(job), "7 of 8 models, 2 min 52 s");
    EXPECT_EQ(first_failure_words(job.view),
              "launch-pad.jpg: The provider found no object in this image. Crop it to one object.");
    job.view = test::job_view({test::file_view(1, "mixer.jpg", FileState::Succeeded)});
    EXPECT_EQ(end_words(job.view), "mixer.glb is ready");
}

TEST(Words, NameAJobByItsImages) {
    const struct {
        std::size_t files;
        const char* want;
    } cases[] = {{0, "Results"}, {1, "a"}, {2, "a and b"}, {3, "a, b and 1 more"}, {5, "a, b and 3 more"}};
    const char* names[] = {"a.png", "b.jpg", "c.png", "d.png", "e.png"};
    for (const auto& row : cases) {
        SCOPED_TRACE(row.files);
        JobState job;
        for (std::size_t i = 0; i < row.files; ++i)
            job.view.files.push_back(test::file_view(static_cast<int>(i), names[i], FileState::Succeeded));
        EXPECT_EQ(job_name(job), row.want);
    }
}

TEST(Words, SayAFilesNameOnce) {
    api::FileView file = test::file_view(1, "blank.png", FileState::Failed);
    file.error = "blank.png: Nothing stands out.";
    EXPECT_EQ(first_failure_words(test::job_view({file})), "blank.png: Nothing stands out.");
    State state;
    EXPECT_EQ(tile_words(state, file).detail, "Nothing stands out.") << "the tile is headed by the name";
}

TEST(Words, OfLengthsAndMoney) {
    EXPECT_EQ(length_words(0.299), "299 mm");
    EXPECT_EQ(length_words(1), "1.00 m");
    EXPECT_EQ(dollars(0.8), "$0.80");
}

TEST(Deeds, FollowTheTransitionTable) {
    for (const auto& [state, name] : json::EnumNames<FileState>::kNames) {
        SCOPED_TRACE(name);
        const api::FileView file = test::file_view(1, "a.png", state);
        const bool is_in_doubt = state == FileState::Unknown;  // it has choices of its own
        EXPECT_EQ(can_retry(file), !is_in_doubt && next(state, FileEvent::RetryAsked).has_value());
        EXPECT_FALSE(state_words(state).empty());
        JobState job;
        job.view = test::job_view({file});
        EXPECT_EQ(can_cancel(job), !is_final(job.view.status) && next(state, FileEvent::CancelConfirmed).has_value());
    }
}

TEST(Generate, SaysHowManyAndHowMuch) {
    State state;
    state.models.resize(1);
    state.models[0].id = state.settings.model = "m";
    state.models[0].price_usd = 0.16;
    state.models[0].typical_ms = 48'000;
    for (FileKey key = 1; key <= 5; ++key) {
        LocalFile file;
        file.key = key;
        file.report = ImageReport{};
        state.files.push_back(file);
    }
    EXPECT_EQ(generate_words(state, false), "Generate 5 models");
    EXPECT_EQ(generate_words(state, true), "Generate 5 models for about $0.80");
    EXPECT_EQ(estimate_words(state), "About 1 min 36 s, 4 at a time");
    state.models[0].price_usd = 0.0;
    EXPECT_EQ(generate_words(state, true), "Generate 5 models") << "no price where there is none";
    state.files.resize(1);
    EXPECT_EQ(generate_words(state, true), "Generate 1 model");
}

}  // namespace
}  // namespace i2m::client
