// fal_app.cpp - settings and a picture.
#include "tests/support/fal_app.hpp"

#include <utility>

#include "tests/support/image_builder.hpp"

namespace i2m::test {

TestAppOptions options_with(const FakeFal& fake, std::vector<std::string> flags) {
    return {std::move(flags),
            {{"FAL_KEY", std::string(kFakeKey) + "\n"},
             {"I2M_FAL_QUEUE_URL", fake.url()},
             {"I2M_FAL_RUN_URL", fake.url()},
             {"I2M_FAL_REST_URL", fake.url()},
             {"I2M_FAL_MEDIA_ALLOW", "127.0.0.1"},
             {"I2M_RETRY_SCALE", "0"}}};
}

std::string square_png(int seed) {
    constexpr int kSide = 160;
    Bytes rgba(static_cast<std::size_t>(kSide) * kSide * 4, 255);
    for (int y = 40; y < 120; ++y) {
        for (int x = 40; x < 120; ++x) {
            const auto at = static_cast<std::size_t>(y * kSide + x) * 4;
            rgba[at] = static_cast<std::uint8_t>(20 + seed * 31 % 200);
            rgba[at + 1] = static_cast<std::uint8_t>(x);
            // One bit of the seed a column, so that no two pictures are the same.
            if (x - 40 < 31) rgba[at + 2] = static_cast<std::uint8_t>((seed >> (x - 40) & 1) * 255);
        }
    }
    return std::string(as_text(make_png_rgba(kSide, kSide, rgba)));
}

}  // namespace i2m::test
