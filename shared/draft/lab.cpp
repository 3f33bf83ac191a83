// lab.cpp - the tables behind lab.hpp: IEC 61966-2-1 (sRGB) and CIE 15 (Lab, white point D65).
#include "shared/draft/lab.hpp"

#include <array>
#include <cmath>
#include <cstddef>

namespace i2m::draft {
namespace {

constexpr int kCurveSteps = 4096;

struct Tables {
    std::array<float, 256> linear = {};
    std::array<float, kCurveSteps + 2> curve = {};  ///< f(t) of CIE 15 at t = i / kCurveSteps

    Tables() {
        for (std::size_t i = 0; i < linear.size(); ++i) {
            const double c = static_cast<double>(i) / 255.0;
            linear[i] = static_cast<float>(c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4));
        }
        for (std::size_t i = 0; i < curve.size(); ++i) {
            const double t = static_cast<double>(i) / kCurveSteps;
            curve[i] = static_cast<float>(t > 216.0 / 24389.0 ? std::cbrt(t) : (24389.0 / 27.0 * t + 16.0) / 116.0);
        }
    }
    [[nodiscard]] float f(float t) const {
        const float at = t * kCurveSteps;
        const auto i = static_cast<std::size_t>(at);
        return curve[i] + (curve[i + 1] - curve[i]) * (at - static_cast<float>(i));
    }
};

const Tables& tables() {
    static const Tables made;
    return made;
}

// Rows of the sRGB matrix over the white point, so that white gives 1, 1, 1.
constexpr float kX[] = {0.4123908F / 0.9504559F, 0.3575843F / 0.9504559F, 0.1804808F / 0.9504559F};
constexpr float kY[] = {0.2126390F, 0.7151687F, 0.0721923F};
constexpr float kZ[] = {0.0193308F / 1.0890577F, 0.1191948F / 1.0890577F, 0.9505322F / 1.0890577F};

Lab lab_by(const Tables& table, const std::uint8_t* rgb) {
    const float r = table.linear[rgb[0]];
    const float g = table.linear[rgb[1]];
    const float b = table.linear[rgb[2]];
    const float x = table.f(kX[0] * r + kX[1] * g + kX[2] * b);
    const float y = table.f(kY[0] * r + kY[1] * g + kY[2] * b);
    const float z = table.f(kZ[0] * r + kZ[1] * g + kZ[2] * b);
    return {116.0F * y - 16.0F, 500.0F * (x - y), 200.0F * (y - z)};
}

}  // namespace

Lab lab_of(std::uint8_t red, std::uint8_t green, std::uint8_t blue) {
    const std::uint8_t rgb[] = {red, green, blue};
    return lab_by(tables(), rgb);
}

void lab_row(const std::uint8_t* rgba, int count, float* l, float* a, float* b) {
    const Tables& table = tables();
    Lab lab = lab_by(table, rgba);
    for (int i = 0; i < count; ++i) {
        // Plain backgrounds are long runs of one colour.
        const std::uint8_t* p = rgba + 4 * i;
        if (i > 0 && (p[0] != p[-4] || p[1] != p[-3] || p[2] != p[-2])) lab = lab_by(table, p);
        l[i] = lab.l;
        a[i] = lab.a;
        b[i] = lab.b;
    }
}

void lightness_row(const std::uint8_t* rgba, int count, float* l) {
    const Tables& table = tables();
    for (int i = 0; i < count; ++i) {
        const std::uint8_t* rgb = rgba + 4 * i;
        const float y = kY[0] * table.linear[rgb[0]] + kY[1] * table.linear[rgb[1]] + kY[2] * table.linear[rgb[2]];
        l[i] = 116.0F * table.f(y) - 16.0F;
    }
}

}  // namespace i2m::draft
