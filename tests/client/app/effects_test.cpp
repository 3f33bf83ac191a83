// effects_test.cpp - each effect reaches its seam once, and answers at once where it can.
#include "client/app/effects.hpp"

#include <gtest/gtest.h>

#include "tests/support/imgui_harness.hpp"

namespace i2m::client {
namespace {

struct Runner : testing::Test {
    test::FakeTransport transport;
    test::FakePlatform platform;
    test::Rasterizer rasterizer;
    test::FakeViewport viewport{rasterizer};
    EffectRunner runner{transport, platform, viewport};
    Actions answers;
    void run(const Effect& effect) { runner.run(effect, answers); }
};

TEST_F(Runner, ReachesTheTransport) {
    run(effect::Send{1, {api::Method::Get, "/a"}});
    run(effect::Upload{2, {"/b", "key", {}, {7}}});
    run(effect::OpenStream{3, "/c", "12"});
    run(effect::CloseStream{3});
    run(effect::Abort{2});
    ASSERT_EQ(transport.sent.size(), 1U);
    EXPECT_EQ(transport.sent[0].request.path, "/a");
    ASSERT_EQ(transport.uploads.size(), 1U);
    EXPECT_EQ(transport.uploads[0].request.idempotency_key, "key");
    EXPECT_EQ(transport.streams[0].last_event_id, "12");
    EXPECT_EQ(transport.closed, std::vector<RequestId>{3});
    EXPECT_EQ(transport.aborted, std::vector<RequestId>{2});
    EXPECT_TRUE(answers.empty()) << "what comes back comes through the inbox";
}

TEST_F(Runner, ReachesThePlatform) {
    run(effect::PickFiles{});
    run(effect::PasteFiles{});
    run(effect::CheckFile{4});
    run(effect::MakePicture{4});
    run(effect::LoadPicture{"/p"});
    run(effect::ReleasePicture{9});
    run(effect::MakeDraft{4, {}});
    run(effect::ReleaseFile{4});
    run(effect::SetUrl{"/x", true});
    run(effect::SetTitle{"t"});
    run(effect::Announce{"w", true});
    run(effect::CopyText{"c"});
    run(effect::StartDownload{"/d", "d.glb"});
    run(effect::Store{"k", "v"});
    run(effect::WarnBeforeLeaving{true});
    run(effect::WakeIn{250});
    EXPECT_EQ(platform.picks, 1);
    EXPECT_EQ(platform.pastes, 1);
    EXPECT_EQ(platform.checked, std::vector<FileKey>{4});
    EXPECT_EQ(platform.pictures, std::vector<FileKey>{4});
    EXPECT_EQ(platform.loaded_urls, std::vector<std::string>{"/p"});
    EXPECT_EQ(platform.released_pictures, std::vector<PictureId>{9});
    EXPECT_EQ(platform.drafts, std::vector<FileKey>{4});
    EXPECT_EQ(platform.released_files, std::vector<FileKey>{4});
    EXPECT_EQ(platform.urls[0], (std::pair<std::string, bool>{"/x", true}));
    EXPECT_EQ(platform.title, "t");
    EXPECT_EQ(platform.announced[0], (std::pair<std::string, bool>{"w", true}));
    EXPECT_EQ(platform.copied, std::vector<std::string>{"c"});
    EXPECT_EQ(platform.downloads[0].second, "d.glb");
    EXPECT_EQ(platform.stored["k"], "v");
    EXPECT_EQ(platform.warned, std::vector<bool>{true});
    EXPECT_EQ(platform.wakes, std::vector<std::int64_t>{250});
}

TEST_F(Runner, AKeyIsAnsweredAtOnce) {
    run(effect::MakeUploadKey{});
    ASSERT_EQ(answers.list().size(), 1U);
    EXPECT_EQ(std::get<UploadKeyMade>(answers.list()[0]).key, "uuid-1");
}

TEST_F(Runner, AModelIsAnsweredWithItsBoundsOrItsFault) {
    run(effect::LoadModel{0, "file", std::make_shared<const Bytes>(Bytes(4, 0))});
    const auto good = std::get<ModelLoaded>(answers.list()[0]);  // a copy: the next answer moves the list
    EXPECT_EQ(good.result_of, "file");
    EXPECT_EQ(good.state, ModelState::Ready);
    EXPECT_FLOAT_EQ(good.bounds.max[1], 0.299F);
    viewport.fails = true;
    run(effect::LoadModel{3, "", std::make_shared<const Bytes>(Bytes(4, 0))});
    const auto& bad = std::get<ModelLoaded>(answers.list()[1]);
    EXPECT_EQ(bad.state, ModelState::Failed);
    EXPECT_FALSE(bad.error.empty());
    run(effect::UnloadModel{good.model});
    EXPECT_EQ(viewport.alive.size(), 1U);
}

}  // namespace
}  // namespace i2m::client
