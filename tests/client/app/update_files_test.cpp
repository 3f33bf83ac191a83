// update_files_test.cpp - dropped files: checked, selected, removed, bounded.
#include <gtest/gtest.h>

#include <algorithm>

#include "client/app/select.hpp"
#include "client/app/update.hpp"

namespace i2m::client {
namespace {

template <class E>
std::size_t count(const Effects& effects) {
    return static_cast<std::size_t>(
        std::count_if(effects.begin(), effects.end(), [](const Effect& e) { return std::holds_alternative<E>(e); }));
}
template <class E>
const E* first(const Effects& effects) {
    for (const Effect& effect : effects) {
        if (const E* found = std::get_if<E>(&effect)) return found;
    }
    return nullptr;
}

ImageReport good() {
    ImageReport report;
    report.format = ImageFormat::Png;
    report.width_px = report.height_px = 512;
    return report;
}
ImageReport refused() {
    ImageReport report = good();
    report.issues.push_back({ImageIssueCode::Truncated, Severity::Refusal, "a.png: the file ends early. Copy it again.",
                             "The file ends early. Copy it again."});
    return report;
}

void arrive(State& state, FileKey key) {
    (void)update(state, FileArrived{key, "image-" + std::to_string(key) + ".png", "image/png", 1000});
}

TEST(UpdateFiles, AnArrivedFileIsCheckedAndSelected) {
    State state;
    const Effects effects = update(state, FileArrived{7, "a.png", "image/png", 12});
    ASSERT_EQ(state.files.size(), 1U);
    EXPECT_EQ(state.selected_file, 7U);
    ASSERT_NE(first<effect::CheckFile>(effects), nullptr);
    EXPECT_EQ(first<effect::CheckFile>(effects)->key, 7U);
}

TEST(UpdateFiles, AGoodFileGetsAPictureAndADraft) {
    State state;
    arrive(state, 1);
    const Effects effects = update(state, FileChecked{1, good()});
    EXPECT_EQ(count<effect::MakePicture>(effects), 1U);
    EXPECT_EQ(count<effect::MakeDraft>(effects), 1U);
    EXPECT_TRUE(can_generate(state));
}

DraftReady draft(FileKey key, PictureId mask = 0) {
    DraftReady ready;
    ready.key = key;
    ready.glb = Bytes(16, 0);
    ready.mask_picture = mask;
    return ready;
}

/// A file that is checked, selected and has its draft.
State with_draft(PictureId mask) {
    State state;
    arrive(state, 1);
    (void)update(state, FileChecked{1, good()});
    (void)update(state, draft(1, mask));
    return state;
}

TEST(UpdateDraft, FollowsTheFaceLimit) {
    State state;
    arrive(state, 1);
    const Effects first_draft = update(state, FileChecked{1, good()});
    EXPECT_EQ(first<effect::MakeDraft>(first_draft)->options.face_limit, 40'000U);
    (void)update(state, draft(1));
    const Effects again = update(state, FaceLimitChanged{5'000});
    ASSERT_EQ(count<effect::MakeDraft>(again), 1U);
    EXPECT_EQ(first<effect::MakeDraft>(again)->options.face_limit, 5'000U);
    EXPECT_EQ(state.files[0].draft.phase, DraftPhase::Ready) << "the older draft is shown meanwhile";
}

TEST(UpdateDraft, WhileOneIsMadeTheSliderMovesFreelyAndTheLastValueCounts) {
    State state = with_draft(0);
    (void)update(state, FaceLimitChanged{5'000});
    EXPECT_EQ(count<effect::MakeDraft>(update(state, FaceLimitChanged{6'000})), 0U);
    EXPECT_EQ(count<effect::MakeDraft>(update(state, FaceLimitChanged{7'000})), 0U);
    const Effects caught_up = update(state, draft(1));
    ASSERT_EQ(count<effect::MakeDraft>(caught_up), 1U);
    EXPECT_EQ(first<effect::MakeDraft>(caught_up)->options.face_limit, 7'000U);
    EXPECT_EQ(count<effect::MakeDraft>(update(state, draft(1))), 0U);
}

TEST(UpdateDraft, OfAnotherFileWaitsUntilItIsSelected) {
    State state = with_draft(0);
    arrive(state, 2);
    (void)update(state, FileChecked{2, good()});
    (void)update(state, draft(2));
    const Effects changed = update(state, FaceLimitChanged{5'000});
    ASSERT_EQ(count<effect::MakeDraft>(changed), 1U);
    EXPECT_EQ(first<effect::MakeDraft>(changed)->key, 1U);
    const Effects selected = update(state, FileSelected{2});
    ASSERT_EQ(count<effect::MakeDraft>(selected), 1U);
    EXPECT_EQ(first<effect::MakeDraft>(selected)->key, 2U);
}

TEST(UpdateDraft, ANewerOneTakesTheOldersPlace) {
    State state = with_draft(30);
    (void)update(state, ModelLoaded{1, "", false, 5, ModelState::Ready, "", {}});
    const Camera before = state.draft_camera = Camera{{0, 0, 0}, 1, 0.1F, 3};
    (void)update(state, FaceLimitChanged{5'000});
    const Effects ready = update(state, draft(1, 31));
    ASSERT_NE(first<effect::ReleasePicture>(ready), nullptr);
    EXPECT_EQ(first<effect::ReleasePicture>(ready)->picture, 30U);
    const Effects loaded = update(state, ModelLoaded{1, "", false, 6, ModelState::Ready, "", {}});
    ASSERT_NE(first<effect::UnloadModel>(loaded), nullptr);
    EXPECT_EQ(first<effect::UnloadModel>(loaded)->model, 5U);
    EXPECT_EQ(state.draft_camera.yaw, before.yaw) << "looked at from the same side";
}

TEST(UpdateDraft, ThatFailsForNewerSettingsLeavesTheOlder) {
    State state = with_draft(30);
    (void)update(state, FaceLimitChanged{1'000});
    DraftReady failed;
    failed.key = 1;
    failed.error = "No object stands out.";
    const Effects effects = update(state, failed);
    EXPECT_EQ(state.files[0].draft.phase, DraftPhase::Ready);
    EXPECT_EQ(state.files[0].draft.mask, 30U);
    EXPECT_EQ(count<effect::MakeDraft>(effects), 0U) << "it is not tried for ever";
}

TEST(UpdateFiles, ARefusedFileIsToldAloudAndGetsNoDraft) {
    State state;
    arrive(state, 1);
    arrive(state, 2);
    (void)update(state, FileChecked{2, good()});
    const Effects effects = update(state, FileChecked{1, refused()});
    EXPECT_EQ(count<effect::MakeDraft>(effects), 0U);
    ASSERT_NE(first<effect::Announce>(effects), nullptr);
    EXPECT_TRUE(first<effect::Announce>(effects)->is_urgent);
    EXPECT_EQ(state.selected_file, 2U) << "a file that can be shown is selected instead";
}

TEST(UpdateFiles, NothingCanBeGeneratedWhileAFileIsChecked) {
    State state;
    arrive(state, 1);
    arrive(state, 2);
    (void)update(state, FileChecked{1, good()});
    EXPECT_FALSE(can_generate(state));
}

TEST(UpdateFiles, TheTwentySixthFileIsReleasedWithWords) {
    State state;
    for (FileKey key = 1; key <= 25; ++key) arrive(state, key);
    const Effects effects = update(state, FileArrived{26, "late.png", "image/png", 1});
    EXPECT_EQ(state.files.size(), 25U);
    EXPECT_EQ(count<effect::ReleaseFile>(effects), 1U);
    ASSERT_EQ(state.toasts.size(), 1U);
    EXPECT_NE(state.toasts[0].text.find("25 images"), std::string::npos);
    (void)update(state, FileArrived{27, "later.png", "image/png", 1});
    EXPECT_EQ(state.toasts.size(), 1U) << "a folder of a thousand images must not give a thousand toasts";
}

TEST(UpdateFiles, RemovingTheSelectedFileSelectsItsNeighbour) {
    struct Row {
        const char* name;
        FileKey removed, selected_after;
    };
    for (const Row& row : {Row{"first", 1, 2}, Row{"middle", 2, 3}, Row{"last", 3, 2}}) {
        SCOPED_TRACE(row.name);
        State state;
        for (FileKey key = 1; key <= 3; ++key) arrive(state, key);
        (void)update(state, FileSelected{row.removed});
        const Effects effects = update(state, FileRemoved{row.removed});
        EXPECT_EQ(state.selected_file, row.selected_after);
        EXPECT_EQ(count<effect::ReleaseFile>(effects), 1U);
    }
}

TEST(UpdateFiles, SelectingAnotherFileSwapsTheModelOnTheGpu) {
    State state;
    arrive(state, 1);
    arrive(state, 2);
    for (FileKey key : {1U, 2U}) {
        (void)update(state, FileChecked{key, good()});
        DraftReady draft;
        draft.key = key;
        draft.glb = Bytes(4, 0);
        (void)update(state, draft);
    }
    ModelLoaded loaded;
    loaded.draft_of = 1;
    loaded.model = 40;
    (void)update(state, loaded);
    EXPECT_EQ(state.files[0].draft.model, 40U);
    const Effects effects = update(state, FileSelected{2});
    ASSERT_NE(first<effect::UnloadModel>(effects), nullptr);
    EXPECT_EQ(first<effect::UnloadModel>(effects)->model, 40U);
    ASSERT_NE(first<effect::LoadModel>(effects), nullptr);
    EXPECT_EQ(first<effect::LoadModel>(effects)->draft_of, 2U);
}

TEST(UpdateFiles, WhatComesForAForgottenFileIsLetGo) {
    State state;
    EXPECT_EQ(count<effect::ReleasePicture>(update(state, PictureReady{9, "", 5, 10, 10})), 1U);
    DraftReady draft;
    draft.key = 9;
    draft.mask_picture = 6;
    EXPECT_EQ(count<effect::ReleasePicture>(update(state, draft)), 1U);
    ModelLoaded loaded;
    loaded.draft_of = 9;
    loaded.model = 3;
    EXPECT_EQ(count<effect::UnloadModel>(update(state, loaded)), 1U);
}

TEST(UpdateFiles, TheTitleFollowsTheFiles) {
    State state;
    arrive(state, 1);
    EXPECT_EQ(state.title, "Checking 1 image - image2model");
    const Effects effects = update(state, FileChecked{1, good()});
    ASSERT_NE(first<effect::SetTitle>(effects), nullptr);
    EXPECT_EQ(first<effect::SetTitle>(effects)->title, "1 ready to generate - image2model");
}

TEST(UpdateFiles, ADropOnAnotherPageLeadsToTheUploadPage) {
    State state;
    state.location = {Page::Error, "", 404};
    const Effects effects = update(state, FileArrived{1, "a.png", "image/png", 1});
    EXPECT_EQ(state.location.page, Page::Upload);
    ASSERT_NE(first<effect::SetUrl>(effects), nullptr);
    EXPECT_EQ(first<effect::SetUrl>(effects)->path, "/");
}

}  // namespace
}  // namespace i2m::client
