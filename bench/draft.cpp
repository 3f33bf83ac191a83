// draft.cpp - how long a whole draft takes after decoding, natively and (compiled by emscripten, run by node) as WASM.
//
// bench_draft [--runs N] [picture...]: one JSON line per grid size. The value is the median over the pictures, the spread
// their fastest and slowest. Without pictures those in objects/ of the test images are taken (I2M_TESTDATA_DIR), and where
// they are missing a drawn toy of 1024 x 1024.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "shared/draft/draft.hpp"
#include "shared/image/pixels.hpp"

namespace {

using i2m::Bytes;
using i2m::Pixels;

#ifdef __EMSCRIPTEN__
constexpr const char* kPlatform = "wasm";
#else
constexpr const char* kPlatform = "native";
#endif
constexpr int kToySide = 1024;

/// A shaded ball with two ears and a foot on a grey backdrop: an outline with thin and thick parts, a texture with noise.
Pixels drawn_toy() {
    Pixels toy{kToySide, kToySide, Bytes(std::size_t{4} * kToySide * kToySide)};
    struct Disc {
        double x, y, radius;
    };
    const Disc discs[] = {{512, 420, 300}, {300, 150, 90}, {724, 150, 90}, {512, 800, 120}, {420, 930, 60}, {604, 930, 60}};
    std::uint32_t noise = 1;
    for (int y = 0; y < kToySide; ++y) {
        for (int x = 0; x < kToySide; ++x) {
            noise = noise * 1664525U + 1013904223U;
            const double grain = (noise >> 24U) / 255.0;
            double light = 0;
            for (const Disc& d : discs) light = std::max(light, 1 - std::hypot(x - d.x, y - d.y) / d.radius);
            std::uint8_t* p =
                toy.rgba.data() + 4 * (std::size_t{kToySide} * static_cast<std::size_t>(y) + static_cast<std::size_t>(x));
            const double shade = light > 0 ? 60 + 120 * std::sqrt(light) : 236;
            p[0] = static_cast<std::uint8_t>(shade + (light > 0 ? 40 * grain : grain));
            p[1] = static_cast<std::uint8_t>(shade * (light > 0 ? 0.7 : 1) +
                                             (light > 0 ? 20 * std::sin(x * 0.05) * std::sin(y * 0.05) + 20 : 0));
            p[2] = static_cast<std::uint8_t>(shade * (light > 0 ? 0.5 : 1));
            p[3] = 255;
        }
    }
    return toy;
}

struct Measured {
    double middle = 0;
    double least = 0;
    double most = 0;
};

Measured summary(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return {values[values.size() / 2], values.front(), values.back()};
}

/// Times of `runs` whole drafts in ms, the first (cold) one left out; empty when no draft comes out.
std::vector<double> time_drafts(const Pixels& picture, std::uint32_t grid, std::uint32_t texture_px, int runs) {
    i2m::draft::Options options;
    options.grid = grid;
    options.texture_px = texture_px;
    std::vector<double> times;
    for (int i = 0; i <= runs; ++i) {
        const auto start = std::chrono::steady_clock::now();
        const i2m::Result<Bytes> glb = i2m::draft::make_draft_glb(picture, options);
        const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
        if (!glb) return {};
        if (i > 0) times.push_back(took.count());
    }
    return times;
}

std::vector<std::string> test_pictures() {
    std::vector<std::string> paths;
    const char* folder = std::getenv("I2M_TESTDATA_DIR");
    std::error_code missing;
    if (folder == nullptr) return paths;
    const std::filesystem::path objects = std::filesystem::path(folder) / "images/objects";
    for (const auto& entry : std::filesystem::directory_iterator(objects, missing)) {
        const std::string kind = entry.path().extension().string();
        if (kind == ".png" || kind == ".jpg") paths.push_back(entry.path().string());
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

i2m::Result<Pixels> read_picture(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    const Bytes bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    return i2m::decode_image(bytes);
}

}  // namespace

/// The bench as one call, for a page or a script that has no command line: median ms of a draft of the drawn toy.
extern "C" double i2m_bench_draft(std::uint32_t grid, std::uint32_t texture_px, int runs) {
    const std::vector<double> times = time_drafts(drawn_toy(), grid, texture_px, std::max(1, runs));
    return times.empty() ? -1 : summary(times).middle;
}

int main(int argc, char** argv) {
    int runs = 9;
    std::vector<std::string> paths;
    for (int i = 1; i < argc; ++i) {
        const std::string argument = argv[i];
        if (argument == "--runs" && i + 1 < argc) {
            runs = std::max(1, std::atoi(argv[++i]));
        } else {
            paths.push_back(argument);
        }
    }
    if (paths.empty()) paths = test_pictures();
    std::vector<Pixels> pictures;
    for (const std::string& path : paths) {
        i2m::Result<Pixels> pixels = read_picture(path);
        if (!pixels) {
            std::fprintf(stderr, "bench_draft: %s: %s\n", path.c_str(), pixels.error().message.c_str());
            return 1;
        }
        pictures.push_back(*std::move(pixels));
    }
    if (pictures.empty()) pictures.push_back(drawn_toy());
    for (const std::uint32_t grid : {128U, 256U, 512U}) {
        std::vector<double> values;
        for (const Pixels& picture : pictures) {
            const std::vector<double> times = time_drafts(picture, grid, 2 * grid, runs);
            if (times.empty()) return 1;
            values = pictures.size() == 1 ? times : (values.push_back(summary(times).middle), values);
        }
        const Measured m = summary(values);
        std::printf("{\"name\":\"draft.%s_%u\",\"value\":%.2f,\"unit\":\"ms\",\"better\":\"lower\",\"spread\":[%.2f,%.2f]}\n",
                    kPlatform, grid, m.middle, m.least, m.most);
    }
    return 0;
}
