// golden.cpp - pictures that were looked at once, compared ever after.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "shared/image/pixels.hpp"
#include "tests/support/imgui_harness.hpp"

namespace i2m::test {

Canvas read_png(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    const Bytes bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (bytes.empty()) return {};
    auto pixels = decode_image(bytes);
    if (!pixels) return {};
    return {static_cast<int>(pixels->width_px), static_cast<int>(pixels->height_px), {pixels->rgba.begin(), pixels->rgba.end()}};
}

void expect_golden(const Canvas& canvas, const std::string& name, double share, int step) {
    namespace fs = std::filesystem;
    const std::string golden = std::string(I2M_SOURCE_DIR) + "/tests/client/golden/" + name + ".png";
    if (const char* update = std::getenv("I2M_UPDATE_GOLDEN"); update != nullptr && std::string(update) == "1") {
        fs::create_directories(fs::path(golden).parent_path());
        ASSERT_TRUE(write_png(canvas, golden));
        return;
    }
    const std::string candidate = std::string(I2M_SOURCE_DIR) + "/build/golden/" + name + ".png";
    const auto keep = [&] {
        fs::create_directories(fs::path(candidate).parent_path());
        (void)write_png(canvas, candidate);
    };
    const Canvas wanted = read_png(golden);
    if (wanted.width == 0) {
        keep();
        FAIL() << "no golden " << golden << "; look at " << candidate << ", then run with I2M_UPDATE_GOLDEN=1";
    }
    if (wanted.width != canvas.width || wanted.height != canvas.height) keep();
    ASSERT_EQ(wanted.width, canvas.width) << candidate;
    ASSERT_EQ(wanted.height, canvas.height) << candidate;
    std::size_t differing = 0;
    for (std::size_t i = 0; i < wanted.rgba.size(); i += 4) {
        int most = 0;
        for (std::size_t c = 0; c < 3; ++c) most = std::max(most, std::abs(int{wanted.rgba[i + c]} - int{canvas.rgba[i + c]}));
        differing += most > step ? 1 : 0;
    }
    const double differs = static_cast<double>(differing) * 4 / static_cast<double>(wanted.rgba.size());
    if (differs > share) keep();
    EXPECT_LE(differs, share) << "look at " << candidate << " beside " << golden;
}

}  // namespace i2m::test
