// fal_downloads_test.cpp - the provider's results over real sockets: what they may be, and each thing that may go wrong.
#include <atomic>
#include <memory>

#include "tests/server/fal/fal_generator_bench.hpp"
#include "tests/support/scripted_generator.hpp"
#include "tests/support/zip_builder.hpp"

namespace i2m::test {
namespace {

using Then = Reply::Then;
using FalDownloads = FalGeneratorBench;

const std::string kFbx = std::string("Kaydara FBX Binary  \0\x1a", 22) + std::string(500, 'x');
const std::string kObj = "# OBJ\nv 0 0 0\nv 1 0 0\nf 1 2 3\n";

TEST_F(FalDownloads, ResultsMayBeArchives) {
    const std::string glb(as_text(small_glb()));
    const struct {
        const char* name;
        std::string media;
        const char* code;
        const char* words;
    } kCases[] = {
        {"GLB", glb, "fine", ""},
        {"ZIP with a GLB", make_zip({{"readme.txt", "x"}, {"part.glb", "glTF"}, {"out/model.GLB", glb, true}}), "fine", ""},
        {"half a ZIP", make_zip({{"model.glb", glb}}).substr(0, 60), "MODEL_INVALID", "no list of files"},
        {"OBJ that is called a GLB", kObj, "MODEL_INVALID", "no GLB"},
        {"a short file", "gl", "MODEL_INVALID", "no GLB"},
        {"a page", "<html><body>Not here</body></html>", "MODEL_INVALID", "no GLB"},
        {"nothing", "", "MODEL_INVALID", "empty"},
    };
    const auto fal = generator(settings());
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        fal_.set_media(c.media);
        const auto model = fetch(*fal);
        EXPECT_EQ(code_of(model), c.code);
        if (const auto* const failure = std::get_if<Failure>(&model)) {
            EXPECT_NE(failure->error.message.find(c.words), std::string::npos) << failure->error.message;
        } else {
            EXPECT_EQ(std::get<std::string>(model), glb);
            EXPECT_EQ(fetched_.extension, ".glb");
            EXPECT_EQ(fetched_.message, "");
        }
    }
}

TEST_F(FalDownloads, WhatCannotBeShownIsKeptAsItCame) {
    const std::string archive = make_zip({{"model.obj", "v 0 0 0"}});
    const struct {
        const char* name;
        const char* path;
        std::string media;
        const char* extension;
        const char* words;
    } kCases[] = {
        {"FBX", "/media/a.glb", kFbx, ".fbx", "The model came as FBX, which cannot be shown here."},
        {"OBJ", "/media/a.obj?x=1", kObj, ".obj", "The model came as OBJ, which cannot be shown here."},
        {"ZIP without a GLB", "/media/a.bin", archive, ".zip", "The model came as a ZIP archive without a GLB"},
        {"USDZ", "/media/a.usdz", archive, ".usdz", "The model came as USDZ, which cannot be shown here."},
    };
    const auto fal = generator(settings());
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        fal_.set("result", Reply::json(R"({"model_mesh":{"url":")" + fal_.url() + c.path + "\"}}"));
        fal_.set_media(c.media);
        const auto model = fetch(*fal);
        ASSERT_EQ(code_of(model), "fine");
        EXPECT_EQ(std::get<std::string>(model), c.media) << "whole, not only what was looked at";
        EXPECT_EQ(fetched_.extension, c.extension);
        EXPECT_EQ(fetched_.message.find(c.words), 0U) << fetched_.message;
    }
}

TEST_F(FalDownloads, AGlbGoesBeforeWhatCannotBeShown) {
    fal_.set("result", Reply::json(R"({"model_glb":{"url":")" + fal_.url() + R"(/media/a.fbx"},"model_mesh":{"url":")" +
                                   fal_.url() + R"(/media/b.glb"}})"));
    std::atomic<int> downloads = 0;
    fal_.set("media", [&] { return Reply::of(200, ++downloads == 1 ? kFbx : as_text(small_glb())); });
    EXPECT_EQ(code_of(fetch(*generator(settings()))), "fine");
    EXPECT_EQ(fetched_.extension, ".glb");
}

TEST_F(FalDownloads, TheResultIsToldAsItCameWithItsUnits) {
    ASSERT_EQ(code_of(fetch(*generator(settings()))), "fine");
    EXPECT_EQ(result_.json, R"({"model_mesh":{"url":")" + fal_.url() + R"(/media/out.glb"},"timings":{}})");
    EXPECT_EQ(result_.units, 1.0);
}

TEST_F(FalDownloads, APreviewThatCannotBeHadIsNoFailure) {
    const std::string picture = "a picture";
    const std::string result = R"({"model_mesh":{"url":")" + fal_.url() + R"(/media/out.glb"},"rendered_image":{"url":")" +
                               fal_.url() + R"(/media/picture.png"}})";
    const struct {
        const char* name;
        Reply reply;
        std::string want;
    } kCases[] = {
        {"there", Reply::of(200, picture), picture},
        {"gone", Reply::of(404, ""), ""},
        {"reset", {"", Then::Reset}, ""},
        {"endless", {"HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\nx", Then::Close}, ""},
        {"cut", {"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nx", Then::Close}, ""},
    };
    const auto fal = generator(settings());
    fal_.set("result", Reply::json(result));
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        const auto downloads = std::make_shared<std::atomic<int>>(0);
        fal_.set("media",
                 [downloads, reply = c.reply] { return ++*downloads == 1 ? Reply::of(200, as_text(small_glb())) : reply; });
        EXPECT_EQ(code_of(fetch(*fal)), "fine");
        EXPECT_EQ(std::string(as_text(fetched_.preview)), c.want);
    }
}

TEST_F(FalDownloads, TheNextAddressIsTriedWhenTheFirstIsNoGlb) {
    fal_.set("result", Reply::json(R"({"model_glb":{"url":")" + fal_.url() + R"(/media/a.obj"},"model_mesh":{"url":")" +
                                   fal_.url() + R"(/media/b.glb"}})"));
    std::atomic<int> downloads = 0;
    fal_.set("media", [&] { return Reply::of(200, ++downloads == 1 ? "# OBJ file, no GLB at all" : as_text(small_glb())); });
    const auto model = fetch(*generator(settings()));
    EXPECT_EQ(code_of(model), "fine");
    EXPECT_EQ(downloads, 2);
}

TEST_F(FalDownloads, FetchingFailsAsTheFieldsSay) {
    const std::string private_result = R"({"model_mesh":{"url":"http://10.0.0.1/model.glb"}})";
    const struct {
        const char* name;
        const char* call;
        Reply reply;
        FailureKind kind;
        const char* code;
    } kCases[] = {
        {"result reset", "result", {"", Then::Reset}, FailureKind::Transient, "PROVIDER_UNREACHABLE"},
        {"result broken", "result", Reply::json(R"({"model_mesh":)"), FailureKind::Transient, "PROVIDER_PROTOCOL"},
        {"result expired", "result", Reply::of(404, "{}"), FailureKind::Transient, "RESULT_EXPIRED"},
        {"no mesh", "result", Reply::json("{}"), FailureKind::Permanent, "NO_MODEL_MADE"},
        {"bad image", "result",
         Reply::json(R"({"detail":[{"loc":["body","image_url"],"msg":"m","type":"image_load_error"}]})", 422),
         FailureKind::Permanent, "IMAGE_REFUSED"},
        {"run failed", "result", Reply::json(R"({"detail":"m","error_type":"runner_disconnected"})", 503), FailureKind::RunFailed,
         "PROVIDER_FAILED"},
        {"a private address", "result", Reply::json(private_result), FailureKind::Permanent, "PROVIDER_PROTOCOL"},
        {"media gone", "media", Reply::of(404, ""), FailureKind::Transient, "RESULT_EXPIRED"},
        {"media cut",
         "media",
         {"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n" + std::string(as_text(small_glb())).substr(0, 100), Then::Close},
         FailureKind::Transient,
         "PROVIDER_UNREACHABLE"},
        {"media is a page", "media", Reply::of(200, "<html>Just a moment</html>"), FailureKind::Transient, "MODEL_INVALID"},
        {"media led astray", "media", Reply::of(302, "", "Location: http://169.254.169.254/\r\n"), FailureKind::Permanent,
         "PROVIDER_PROTOCOL"},
        {"media said to be endless",
         "media",
         {"HTTP/1.1 200 OK\r\nContent-Length: 4000000000\r\n\r\nglTF", Then::Close},
         FailureKind::Permanent,
         "MODEL_INVALID"},
    };
    const auto fal = generator(settings());
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        fal_.set(c.call, c.reply);
        const auto model = fetch(*fal);
        EXPECT_EQ(kind_of(model), c.kind);
        EXPECT_EQ(code_of(model), c.code);
        fal_.set(c.call, std::function<Reply()>());
    }
}

}  // namespace
}  // namespace i2m::test
