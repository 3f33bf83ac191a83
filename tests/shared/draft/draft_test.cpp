// draft_test.cpp - whole drafts: methods, limits, degenerate pictures, real photos, what is written about them.
#include "shared/draft/draft.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "shared/glb/glb.hpp"
#include "tests/shared/draft/drawings.hpp"
#include "tests/shared/draft/topology.hpp"

namespace i2m::draft {
namespace {

constexpr Colour kClear = {0, 0, 0, 0};

/// A round thing with shading, so that it is neither flat art nor without detail.
Colour shaded(int x, int y) {
    return {static_cast<std::uint8_t>(60 + (x * 3 + y) % 160), static_cast<std::uint8_t>(40 + (y * 2) % 150),
            static_cast<std::uint8_t>(30 + (x + y * 5) % 120), 255};
}

Pixels figure_picture(Colour background = kWhite) {
    Pixels picture = plain_picture(160, 210, background);
    paint(picture, figure(), shaded);
    return picture;
}

Pixels painted(int width, int height, Colour background, const Inside& shape) {
    Pixels picture = plain_picture(width, height, background);
    paint(picture, shape, shaded);
    return picture;
}

void expect_sound(const Draft& draft) {
    const Topology topology = study_welded(draft.scene);
    EXPECT_TRUE(topology.closed()) << topology.bad_edges << " edges, " << topology.bad_vertices << " vertices, "
                                   << topology.degenerate << " degenerate of " << topology.triangles;
    EXPECT_EQ(static_cast<std::uint64_t>(topology.triangles), draft.triangles);
    EXPECT_GT(topology.volume, 0);
    const glb::Bounds bounds = glb::bounds_of(draft.scene);
    const std::array<float, 3> size = {bounds.max[0] - bounds.min[0], bounds.max[1] - bounds.min[1],
                                       bounds.max[2] - bounds.min[2]};
    EXPECT_NEAR(*std::max_element(size.begin(), size.end()), 1, 1e-4);
    EXPECT_NEAR(bounds.min[1], 0, 1e-5);
    EXPECT_NEAR(bounds.min[0] + bounds.max[0], 0, 1e-4);
    ASSERT_EQ(draft.scene.meshes.size(), 1U);
    ASSERT_EQ(draft.scene.meshes[0].primitives.size(), 2U);
    for (const glb::Primitive& side : draft.scene.meshes[0].primitives) {
        ASSERT_EQ(side.normals.size(), side.positions.size());
        ASSERT_EQ(side.uvs.size(), side.positions.size());
        for (const auto& n : side.normals) ASSERT_NEAR(std::hypot(n[0], n[1], n[2]), 1, 1e-3);
        for (const auto& uv : side.uvs) ASSERT_TRUE(uv[0] >= 0 && uv[0] <= 1 && uv[1] >= 0 && uv[1] <= 1);
    }
}

struct MethodCase {
    std::string name;
    std::function<Pixels()> draw;
    Method asked;
    Method made;
    Advice advice;
};

std::vector<MethodCase> method_cases() {
    const auto cube = [] {
        return painted(300, 300, kWhite, polygon({{150, 30}, {254, 90}, {254, 210}, {150, 270}, {46, 210}, {46, 90}}));
    };
    const auto logo = [] {
        Pixels picture = plain_picture(200, 200, kClear);
        paint(picture, disc(100, 100, 80), {230, 60, 60, 255});
        paint(picture, box(70, 70, 130, 130), {255, 255, 255, 255});
        return picture;
    };
    return {
        {"figure on white", [] { return figure_picture(); }, Method::Auto, Method::Balls, Advice::CleanOutline},
        {"figure cut out", [] { return figure_picture(kClear); }, Method::Auto, Method::Balls, Advice::CleanOutline},
        {"cube", cube, Method::Auto, Method::Cuboid, Advice::CleanOutline},
        {"logo", logo, Method::Auto, Method::Extrusion, Advice::FlatArt},
        {"panel", [] { return painted(240, 200, kWhite, box(40, 30, 200, 160)); }, Method::Auto, Method::Extrusion,
         Advice::CleanOutline},
        {"busy", [] { return noise_picture(160, 120, 7); }, Method::Auto, Method::Relief, Advice::BusyBackground},
        {"figure as relief", [] { return figure_picture(); }, Method::Relief, Method::Relief, Advice::CleanOutline},
        {"figure as plate", [] { return figure_picture(); }, Method::Extrusion, Method::Extrusion, Advice::CleanOutline},
        {"cube as balls", cube, Method::Balls, Method::Balls, Advice::CleanOutline},
        {"small", [] { return painted(300, 300, kWhite, disc(150, 150, 40)); }, Method::Auto, Method::Balls, Advice::SmallObject},
        {"cut by the frame", [] { return painted(200, 200, kWhite, disc(100, 190, 42)); }, Method::Auto, Method::Balls,
         Advice::CutByFrame},
        {"thin parts",
         [] {
             return painted(240, 240, kClear, [](float x, float y) {
                 return std::max(disc(120, 120, 30)(x, y), std::max(box(10, 118, 230, 121)(x, y), box(118, 10, 121, 230)(x, y)));
             });
         },
         Method::Auto, Method::Balls, Advice::ThinParts},
    };
}

TEST(Draft, ChoosesOrObeysAndIsSound) {
    for (const MethodCase& c : method_cases()) {
        SCOPED_TRACE(c.name);
        Options options;
        options.method = c.asked;
        options.grid = 128;
        options.texture_px = 128;
        const Result<Draft> draft = make_draft(c.draw(), options);
        ASSERT_TRUE(draft) << draft.error().message;
        EXPECT_EQ(draft->method, c.made) << method_name(draft->method);
        EXPECT_NE(std::find(draft->advice.begin(), draft->advice.end(), c.advice), draft->advice.end());
        expect_sound(*draft);
    }
}

TEST(Draft, ABoxIsRefusedWhereThereIsNone) {
    Options options;
    options.method = Method::Cuboid;
    const Result<Draft> draft = make_draft(painted(200, 200, kWhite, disc(100, 100, 70)), options);
    // A disc's hexagon may have a solution; what must not happen is a broken mesh.
    if (draft) {
        expect_sound(*draft);
    } else {
        EXPECT_EQ(draft.error().code, ErrorCode::DraftFailed);
    }
    const Result<Draft> triangle = make_draft(painted(200, 200, kWhite, polygon({{20, 180}, {180, 180}, {100, 20}})), options);
    ASSERT_FALSE(triangle);
    EXPECT_EQ(triangle.error().code, ErrorCode::DraftFailed);
    EXPECT_NE(triangle.error().message.find("box"), std::string::npos);
}

struct OddCase {
    std::string name;
    std::function<Pixels()> draw;
    bool fails;
};

TEST(Draft, DegeneratePicturesFailInWordsOrGiveASoundMesh) {
    const std::vector<OddCase> cases = {
        {"no pixels", [] { return Pixels{}; }, true},
        {"sizes that lie",
         [] {
             return Pixels{10, 10, Bytes(7)};
         },
         true},
        {"one colour",
         [] {
             return plain_picture(64, 64, {90, 90, 90, 255});
         },
         true},
        {"transparent", [] { return plain_picture(64, 64, kClear); }, true},
        {"1 x 1", [] { return plain_picture(1, 1, kWhite); }, true},
        {"1 x 1 noise", [] { return noise_picture(1, 1, 1); }, true},
        {"2 x 2 noise", [] { return noise_picture(2, 2, 1); }, false},
        {"16 x 16 noise", [] { return noise_picture(16, 16, 1); }, false},
        {"16 x 16 disc", [] { return painted(16, 16, kWhite, disc(8, 8, 5)); }, false},
        {"16 x 320", [] { return painted(16, 320, kWhite, box(4, 20, 11, 300)); }, false},
        {"320 x 16, busy", [] { return noise_picture(320, 16, 5); }, false},
        {"800 x 1", [] { return noise_picture(800, 1, 5); }, true},
        {"one pixel inside",
         [] {
             Pixels picture = plain_picture(64, 64, kClear);
             picture.rgba[4 * (32 * 64 + 32) + 3] = 255;
             return picture;
         },
         false},
        {"one row inside", [] { return painted(64, 64, kClear, box(3, 31.6F, 60, 32.4F)); }, false},
        {"opaque but for a line", [] { return painted(64, 64, kClear, box(-9, 2, 99, 99)); }, false},
        {"checkers of alpha",
         [] {
             Pixels picture = plain_picture(64, 64, kWhite);
             for (std::size_t i = 0; i < 64 * 64; ++i) picture.rgba[4 * i + 3] = (i / 64 + i) % 2 == 0 ? 255 : 0;
             return picture;
         },
         false},
        {"random alpha",
         [] {
             Pixels picture = noise_picture(80, 60, 3);
             Random random(8);
             for (std::size_t i = 3; i < picture.rgba.size(); i += 4)
                 picture.rgba[i] = static_cast<std::uint8_t>(random.next() >> 24U);
             return picture;
         },
         false},
        {"faint alpha everywhere",
         [] {
             return plain_picture(40, 40, {200, 100, 50, 60});
         },
         true},
    };
    for (const OddCase& c : cases) {
        for (const Method method : {Method::Auto, Method::Balls, Method::Extrusion, Method::Relief}) {
            SCOPED_TRACE(c.name + " as " + std::string(method_name(method)));
            Options options;
            options.method = method;
            options.grid = 64;
            options.texture_px = 128;
            const Result<Draft> draft = make_draft(c.draw(), options);
            EXPECT_EQ(!draft, c.fails) << (draft ? "" : draft.error().message);
            if (draft) {
                expect_sound(*draft);
            } else {
                EXPECT_EQ(draft.error().code, ErrorCode::DraftFailed);
                EXPECT_GT(draft.error().message.size(), 20U);
            }
        }
    }
}

TEST(Draft, IsTheSameEveryTime) {
    const Pixels picture = figure_picture();
    const Result<Bytes> first = make_draft_glb(picture);
    const Result<Bytes> second = make_draft_glb(picture);
    ASSERT_TRUE(first);
    ASSERT_TRUE(second);
    EXPECT_EQ(*first, *second);
}

TEST(Draft, KeepsTheFaceLimit) {
    const auto cube = painted(300, 300, kWhite, polygon({{150, 30}, {254, 90}, {254, 210}, {150, 270}, {46, 210}, {46, 90}}));
    for (const std::uint32_t limit : {500U, 2'000U, 10'000U, 40'000U, 1'000'000U}) {
        for (const Method method : {Method::Balls, Method::Extrusion, Method::Relief, Method::Cuboid}) {
            SCOPED_TRACE(std::to_string(limit) + " " + std::string(method_name(method)));
            Options options;
            options.method = method;
            options.face_limit = limit;
            const Result<Draft> draft = make_draft(method == Method::Cuboid ? cube : figure_picture(), options);
            ASSERT_TRUE(draft) << draft.error().message;
            EXPECT_LE(draft->triangles, limit);
            if (limit <= 10'000) {
                EXPECT_GT(draft->triangles, limit / 3);
            }
            expect_sound(*draft);
        }
    }
    Options options;
    options.face_limit = 10;
    const Result<Draft> draft = make_draft(figure_picture(), options);
    ASSERT_FALSE(draft);
    EXPECT_EQ(draft.error().code, ErrorCode::DraftFailed);
    EXPECT_NE(draft.error().message.find("Raise the face limit"), std::string::npos);
}

TEST(Draft, LargePicturesGiveTheSameShapeAsSmallOnes) {
    const auto draw = [](int scale) {
        Pixels picture = plain_picture(160 * scale, 210 * scale, kWhite);
        paint(
            picture,
            [scale](float x, float y) {
                return static_cast<float>(scale) * figure()(x / static_cast<float>(scale), y / static_cast<float>(scale));
            },
            [scale](int x, int y) { return shaded(x / scale, y / scale); });
        return picture;
    };
    const Result<Draft> small = make_draft(draw(2));
    const Result<Draft> large = make_draft(draw(6));
    ASSERT_TRUE(small);
    ASSERT_TRUE(large);
    const double a = study_welded(small->scene).volume;
    const double b = study_welded(large->scene).volume;
    EXPECT_NEAR(a / b, 1, 0.02);
    EXPECT_LE(std::max(large->mask.width, large->mask.height), 512U);
}

TEST(Draft, SaysWhatItIs) {
    Options options;
    options.input_sha256 = std::string(64, 'a');
    options.grid = 64;
    const Result<Bytes> glb = make_draft_glb(figure_picture(), options);
    ASSERT_TRUE(glb);
    const Result<glb::ReadModel> model = glb::read_glb(*glb);
    ASSERT_TRUE(model) << model.error().message;
    EXPECT_TRUE(model->issues.empty());
    const nlohmann::json extras = nlohmann::json::parse(model->scene.extras_json, nullptr, false);
    ASSERT_FALSE(extras.is_discarded()) << model->scene.extras_json;
    EXPECT_EQ(extras["draft"], true);
    EXPECT_EQ(extras["method"], "balls");
    EXPECT_EQ(extras["parameters"]["grid"], 64);
    EXPECT_EQ(extras["input_sha256"], options.input_sha256);
    EXPECT_EQ(model->scene.materials.size(), 2U);
    EXPECT_EQ(model->scene.materials[0].metallic, 0);
    EXPECT_NEAR(model->scene.materials[0].roughness, 0.8, 1e-6);
    EXPECT_TRUE(glb::check_glb(*glb).empty());

    options.input_sha256 = "\"},{";
    const Result<Draft> odd = make_draft(figure_picture(), options);
    ASSERT_TRUE(odd);
    EXPECT_EQ(odd->scene.extras_json.find("input_sha256"), std::string::npos);
}

struct PhotoCase {
    const char* file;
    Method method;
};

constexpr PhotoCase kPhotos[] = {
    {"lgm_bird_rgba.png", Method::Balls},
    {"lgm_catstatue_rgba.png", Method::Balls},
    {"skimage_chelsea.png", Method::Relief},
    {"skimage_coffee.png", Method::Relief},
    {"skimage_rocket.jpg", Method::Relief},
    {"trellis_typical_misc_crate.png", Method::Cuboid},
    {"trellis_typical_vehicle_excavator.png", Method::Balls},
    {"triposr_chair.png", Method::Balls},
    {"triposr_hamburger.png", Method::Balls},
    {"triposr_horse.png", Method::Balls},
    {"triposr_iso_house.png", Method::Balls},
    {"triposr_marble.png", Method::Balls},
    {"triposr_poly_fox.png", Method::Balls},
    {"triposr_robot.png", Method::Balls},
    {"triposr_stripes.png", Method::Balls},
    {"triposr_teapot.png", Method::Balls},
};

TEST(DraftPhotos, EachGetsItsMethodAndAClosedMesh) {
    const std::filesystem::path folder = std::filesystem::path(I2M_TESTDATA_DIR) / "images/objects";
    if (!std::filesystem::is_directory(folder)) {
        GTEST_SKIP() << folder << " is not there";
    }
    for (const PhotoCase& c : kPhotos) {
        SCOPED_TRACE(c.file);
        std::ifstream file(folder / c.file, std::ios::binary);
        const Bytes bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
        const Result<Pixels> pixels = decode_image(bytes);
        ASSERT_TRUE(pixels) << pixels.error().message;
        const Result<Draft> draft = make_draft(*pixels);
        ASSERT_TRUE(draft) << draft.error().message;
        EXPECT_EQ(draft->method, c.method) << method_name(draft->method);
        expect_sound(*draft);
        const Bytes glb = glb::write_glb(draft->scene, {.quantize = true});
        EXPECT_LT(glb.size(), 3U << 20U);
        EXPECT_TRUE(glb::check_glb(glb).empty());
    }
}

TEST(Draft, OneThatNobodyWantsEndsAtEveryStep) {
    const Pixels pixels = painted(200, 200, kWhite, disc(100, 100, 70));
    int asked = 0;
    Options options;
    options.grid = 64;
    options.is_unwanted = [&] { return ++asked, false; };
    ASSERT_TRUE(make_draft(pixels, options).ok());
    const int steps = asked;
    EXPECT_GE(steps, 3);
    for (int last = 1; last <= steps; ++last) {
        SCOPED_TRACE(last);
        asked = 0;
        options.is_unwanted = [&] { return ++asked == last; };
        const Result<Draft> draft = make_draft(pixels, options);
        ASSERT_FALSE(draft.ok());
        EXPECT_EQ(draft.error().code, ErrorCode::Cancelled);
        EXPECT_EQ(asked, last);
    }
}

}  // namespace
}  // namespace i2m::draft
