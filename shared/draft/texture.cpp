// texture.cpp - colours carried outwards on the front and inwards on the back.
#include "shared/draft/texture.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "shared/draft/pyramid.hpp"

namespace i2m::draft {
namespace {

// Shares of the longer side.
constexpr float kTrusted = 1.2F / 256.0F;
constexpr float kRimBand = 0.03F;
constexpr float kBlurSigma = 0.012F;
constexpr float kBackBand = 0.05F;
constexpr float kBackFade = 0.12F;
constexpr float kBackSeam = 0.02F;

constexpr float kLeastTrust = 0.004F;  // a wire thinner than the trusted depth still gives colour where nothing else does
constexpr float kBackDarker = 0.10F;
constexpr float kLeastGain = 0.85F;
constexpr float kMostGain = 1.5F;

float smoothstep(float t) {
    const float s = std::clamp(t, 0.0F, 1.0F);
    return s * s * (3 - 2 * s);
}

/// Distances of the grid at the pixels of a texture, row by row, as shares of the longer side.
class DistanceRows {
public:
    DistanceRows(const Plane<float>& distance, float longer_side, int width, int height)
        : distance_(distance),
          scale_(1.0F / std::max(1.0F, longer_side)),
          rows_(static_cast<float>(distance.height) / static_cast<float>(height)),
          left_(static_cast<std::size_t>(width)),
          share_(static_cast<std::size_t>(width)),
          blend_(static_cast<std::size_t>(distance.width)),
          out_(static_cast<std::size_t>(width)) {
        const float columns = static_cast<float>(distance.width) / static_cast<float>(width);
        for (std::size_t x = 0; x < left_.size(); ++x) {
            const float at =
                std::clamp((static_cast<float>(x) + 0.5F) * columns - 0.5F, 0.0F, static_cast<float>(distance.width - 1));
            left_[x] = std::min(static_cast<int>(at), distance.width - 2);
            share_[x] = at - static_cast<float>(left_[x]);
        }
    }

    /// Valid until the next call.
    [[nodiscard]] const float* row(int y) {
        const float at =
            std::clamp((static_cast<float>(y) + 0.5F) * rows_ - 0.5F, 0.0F, static_cast<float>(distance_.height - 1));
        const int above = std::min(static_cast<int>(at), distance_.height - 2);
        const float share = at - static_cast<float>(above);
        const float* a = distance_.row(above);
        const float* b = distance_.row(above + 1);
        float* blend = blend_.data();
        for (int i = 0; i < distance_.width; ++i) blend[i] = (a[i] + share * (b[i] - a[i])) * scale_;
        for (std::size_t x = 0; x < out_.size(); ++x) {
            const float* from = blend + left_[x];
            out_[x] = from[0] + share_[x] * (from[1] - from[0]);
        }
        return out_.data();
    }

private:
    const Plane<float>& distance_;
    float scale_;
    float rows_;
    std::vector<int> left_;
    std::vector<float> share_;
    std::vector<float> blend_;
    std::vector<float> out_;
};

float trust(float distance) {
    if (distance >= kTrusted) return 1;
    const float t = distance / kTrusted;
    return kLeastTrust * t * t;
}

std::uint8_t to_byte(float v) { return static_cast<std::uint8_t>(std::clamp(v + 0.5F, 0.0F, 255.0F)); }

void store_rgb(std::uint8_t* to, Float4 colour) {
    to[0] = to_byte(colour[0]);
    to[1] = to_byte(colour[1]);
    to[2] = to_byte(colour[2]);
}

/// Sums of weighted colours to at most full weight.
void limit_weights(ColourPlane& plane) {
    for (std::size_t i = 0; i < plane.cells.size(); i += 4) {
        float* pixel = plane.cells.data() + i;
        if (pixel[3] > 1) store4(pixel, load4(pixel) * splat4(1.0F / pixel[3]));
    }
}

/// The first halving of the pyramid straight from the bytes: the full-size picture never exists as floats.
ColourPlane trusted_half(const Pixels& colours, DistanceRows& distances) {
    const auto width = static_cast<int>(colours.width_px);
    const auto height = static_cast<int>(colours.height_px);
    ColourPlane half((width + 1) / 2, (height + 1) / 2);
    for (int y = 0; y < height; ++y) {
        const float* distance = distances.row(y);
        const std::uint8_t* rgba = colours.rgba.data() + 4 * static_cast<std::ptrdiff_t>(y) * width;
        float* out = half.row(y / 2);
        for (int x = 0; x < width; ++x, rgba += 4) {
            if (distance[x] <= 0) continue;
            float* into = out + 4 * static_cast<std::ptrdiff_t>(x / 2);
            const Float4 pixel = {static_cast<float>(rgba[0]), static_cast<float>(rgba[1]), static_cast<float>(rgba[2]), 1};
            store4(into, load4(into) + splat4(trust(distance[x])) * pixel);
        }
    }
    limit_weights(half);
    return half;
}

float luminance(const std::uint8_t* rgb) {
    return 0.2126F * static_cast<float>(rgb[0]) + 0.7152F * static_cast<float>(rgb[1]) + 0.0722F * static_cast<float>(rgb[2]);
}

/// `half` blurred by `sigma` pixels of the full picture, worked out at a quarter of its size.
ColourPlane blurred_copy(const ColourPlane& half, float sigma) {
    ColourPlane quarter = pushed_down(half);
    blur(quarter, 0.25F * sigma);
    ColourPlane copy(half.width, half.height);
    for (int y = 0; y < half.height; ++y) {
        const HalfSizeRow from(quarter, half.width, y);
        for (int x = 0; x < half.width; ++x) store4(copy.row(y) + 4 * static_cast<std::ptrdiff_t>(x), from.at(x));
    }
    return copy;
}

/// The front's colours in the band along the rim and beyond, none deeper inside, at half the size of `small`: what is
/// filled in from them is blurred anyway.
ColourPlane rim_colours(const Picture& small, DistanceRows& distances) {
    ColourPlane half((small.width + 1) / 2, (small.height + 1) / 2);
    for (int y = 0; y < small.height; ++y) {
        const float* distance = distances.row(y);
        const std::uint8_t* rgb = small.row(y);
        float* out = half.row(y / 2);
        for (int x = 0; x < small.width; ++x, rgb += 3) {
            if (distance[x] > kBackBand) continue;
            float* into = out + 4 * static_cast<std::ptrdiff_t>(x / 2);
            const Float4 pixel = {static_cast<float>(rgb[0]), static_cast<float>(rgb[1]), static_cast<float>(rgb[2]), 1};
            store4(into, load4(into) + pixel);
        }
    }
    limit_weights(half);
    return half;
}

Picture halved(const Picture& picture) {
    Picture half{(picture.width + 1) / 2, (picture.height + 1) / 2, {}};
    half.rgb.resize(3 * static_cast<std::size_t>(half.width) * static_cast<std::size_t>(half.height));
    for (int y = 0; y < half.height; ++y) {
        const std::uint8_t* above = picture.row(2 * y);
        const std::uint8_t* below = picture.row(std::min(2 * y + 1, picture.height - 1));
        std::uint8_t* out = half.row(y);
        for (int x = 0; x < half.width; ++x) {
            const int left = 6 * x;
            const int right = 3 * std::min(2 * x + 1, picture.width - 1);
            for (int c = 0; c < 3; ++c) {
                out[3 * x + c] =
                    static_cast<std::uint8_t>((above[left + c] + above[right + c] + below[left + c] + below[right + c] + 2) / 4);
            }
        }
    }
    return half;
}

/// How much brighter the back has to become to have the front's mean luminance inside the outline.
float luminance_gain(const Picture& front, const ColourPlane& back, DistanceRows& distances) {
    double front_sum = 0;
    double back_sum = 0;
    for (int y = 0; y < front.height; ++y) {
        const float* distance = distances.row(y);
        const std::uint8_t* rgb = front.row(y);
        const float* other = back.row(y / 2);
        float front_row = 0;
        float back_row = 0;
        for (int x = 0; x < front.width; ++x, rgb += 3) {
            if (distance[x] <= 0) continue;
            const float* pixel = other + 4 * static_cast<std::ptrdiff_t>(x / 2);
            front_row += luminance(rgb);
            back_row += 0.2126F * pixel[0] + 0.7152F * pixel[1] + 0.0722F * pixel[2];
        }
        front_sum += static_cast<double>(front_row);
        back_sum += static_cast<double>(back_row);
    }
    return back_sum > 0 ? std::clamp(static_cast<float>(front_sum / back_sum), kLeastGain, kMostGain) : 1.0F;
}

}  // namespace

Picture front_texture(const Pixels& colours, const Outline& outline, const Plane<float>& distance, Rim rim) {
    Picture picture{static_cast<int>(colours.width_px), static_cast<int>(colours.height_px), {}};
    picture.rgb.resize(colours.rgba.size() / 4 * 3);
    DistanceRows distances(distance, outline.longer_side(), picture.width, picture.height);
    ColourPlane half = trusted_half(colours, distances);
    fill_unknown(half);
    const ColourPlane blurred_half =
        rim == Rim::Blurred ? blurred_copy(half, kBlurSigma * static_cast<float>(picture.width)) : ColourPlane();
    for (int y = 0; y < picture.height; ++y) {
        const float* d = distances.row(y);
        const HalfSizeRow filled(half, picture.width, y);
        const HalfSizeRow soft(rim == Rim::Blurred ? blurred_half : half, picture.width, y);
        const std::uint8_t* from = colours.rgba.data() + 4 * static_cast<std::ptrdiff_t>(y) * picture.width;
        std::uint8_t* to = picture.row(y);
        for (int x = 0; x < picture.width; ++x, from += 4, to += 3) {
            if (d[x] >= kRimBand || (rim == Rim::Sharp && d[x] >= kTrusted)) {
                std::copy(from, from + 3, to);
                continue;
            }
            if (d[x] <= 0) {
                store_rgb(to, rim == Rim::Blurred ? soft.at(x) : filled.at(x));
                continue;
            }
            const Float4 own = {static_cast<float>(from[0]), static_cast<float>(from[1]), static_cast<float>(from[2]), 1};
            const float weight = trust(d[x]);
            Float4 colour = splat4(weight) * own + splat4(1 - weight) * filled.at(x);
            if (rim == Rim::Blurred) {
                const float share = smoothstep(d[x] / kRimBand);
                colour = splat4(share) * colour + splat4(1 - share) * soft.at(x);
            }
            store_rgb(to, colour);
        }
    }
    return picture;
}

Picture back_texture(const Picture& front, const Outline& outline, const Plane<float>& distance) {
    Picture picture = halved(front);
    DistanceRows distances(distance, outline.longer_side(), picture.width, picture.height);
    ColourPlane back = rim_colours(picture, distances);
    fill_unknown(back);
    blur(back, 0.5F * kBlurSigma * static_cast<float>(picture.width));
    const float gain = luminance_gain(picture, back, distances);
    for (int y = 0; y < picture.height; ++y) {
        const float* d = distances.row(y);
        const HalfSizeRow from(back, picture.width, y);
        std::uint8_t* to = picture.row(y);
        for (int x = 0; x < picture.width; ++x, to += 3) {
            if (d[x] <= 0) continue;  // the front's colours, carried on
            const float deep = smoothstep(d[x] / kBackFade);
            const float brightness = 1 + deep * (gain * (1 - kBackDarker) - 1);
            const float own = smoothstep(d[x] / kBackSeam);
            const Float4 rim = {static_cast<float>(to[0]), static_cast<float>(to[1]), static_cast<float>(to[2]), 1};
            store_rgb(to, splat4(brightness) * (splat4(own) * from.at(x) + splat4(1 - own) * rim));
        }
    }
    return picture;
}

}  // namespace i2m::draft
