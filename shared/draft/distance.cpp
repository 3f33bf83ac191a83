// distance.cpp - separable lower envelopes of parabolas.
#include "shared/draft/distance.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace i2m::draft {
namespace {

constexpr int kSmoothingPasses = 3;

/// Work arrays of one line of at most `size` cells, made once.
class Envelope {
public:
    explicit Envelope(int size)
        : site_(static_cast<std::size_t>(size)),
          height_(static_cast<std::size_t>(size)),
          starts_(static_cast<std::size_t>(size) + 1),
          half_inverse_(static_cast<std::size_t>(size)) {
        for (std::size_t i = 1; i < half_inverse_.size(); ++i) half_inverse_[i] = 0.5F / static_cast<float>(i);
    }

    /// f[p] = min over q of f[q] + (p - q)^2, both for 0 <= p, q < size.
    void transform(float* f, int size) {
        const int last = build(f, size);
        if (last < 0) return;
        const int* site = site_.data();
        const float* height = height_.data();
        const float* starts = starts_.data();
        int k = 0;
        for (int p = 0; p < size; ++p) {
            while (k < last && starts[k + 1] <= static_cast<float>(p)) ++k;
            const auto step = static_cast<float>(p - site[k]);
            f[p] = height[k] + step * step;
        }
    }

private:
    int build(const float* f, int size) {
        int* site = site_.data();
        float* height = height_.data();
        float* starts = starts_.data();
        const float* half_inverse = half_inverse_.data();
        int last = -1;
        for (int q = 0; q < size; ++q) {
            if (f[q] >= kFar) continue;
            float start = -kFar;
            while (last >= 0) {
                // Where the parabolas at `other` and q meet; the products stay small, so that floats keep their precision.
                const int other = site[last];
                start = (f[q] - height[last]) * half_inverse[q - other] + 0.5F * static_cast<float>(q + other);
                if (start > starts[last]) break;
                --last;
            }
            ++last;
            site[last] = q;
            height[last] = f[q];
            starts[last] = last == 0 ? -kFar : start;
        }
        return last;
    }

    std::vector<int> site_;
    std::vector<float> height_;
    std::vector<float> starts_;
    std::vector<float> half_inverse_;
};

/// Blocks keep both sides of the copy in the cache.
void transpose(const Plane<float>& from, Plane<float>& to) {
    constexpr int kBlock = 16;
    for (int y0 = 0; y0 < from.height; y0 += kBlock) {
        const int y1 = std::min(y0 + kBlock, from.height);
        for (int x0 = 0; x0 < from.width; x0 += kBlock) {
            const int x1 = std::min(x0 + kBlock, from.width);
            for (int y = y0; y < y1; ++y) {
                const float* row = from.row(y);
                float* out = to.cells.data() + y;
                for (int x = x0; x < x1; ++x) out[static_cast<std::ptrdiff_t>(x) * to.width] = row[x];
            }
        }
    }
}

void transform_rows(Plane<float>& f, Envelope& envelope) {
    for (int y = 0; y < f.height; ++y) envelope.transform(f.row(y), f.width);
}

/// Whole-number distance to the nearest outside point of the same column, squared: two sweeps that vectorise.
Plane<float> squared_column_distance(const Outline& outline) {
    const int width = outline.width();
    const int height = outline.height();
    Plane<float> out(width, height);
    for (int y = 1; y < height; ++y) {
        const std::uint8_t* inside = outline.inside.row(y);
        const float* above = out.row(y - 1);
        float* here = out.row(y);
        for (int x = 0; x < width; ++x) here[x] = inside[x] != 0 ? above[x] + 1 : 0;
    }
    for (int y = height - 2; y >= 0; --y) {
        const float* below = out.row(y + 1);
        float* here = out.row(y);
        for (int x = 0; x < width; ++x) here[x] = std::min(here[x], below[x] + 1);
    }
    for (float& v : out.cells) v *= v;
    return out;
}

void smooth_inside(const Outline& outline, Plane<float>& f) {
    Plane<float> weight(f.width, f.height);
    for (int y = 1; y + 1 < f.height; ++y) {
        const std::uint8_t* above = outline.inside.row(y - 1);
        const std::uint8_t* here = outline.inside.row(y);
        const std::uint8_t* below = outline.inside.row(y + 1);
        float* out = weight.row(y);
        for (int x = 1; x + 1 < f.width; ++x) {
            const int neighbours = above[x] + below[x] + here[x - 1] + here[x + 1];
            out[x] = here[x] != 0 ? 1.0F / static_cast<float>(4 + neighbours) : 0.0F;
        }
    }
    Plane<float> next(f.width, f.height);
    for (int pass = 0; pass < kSmoothingPasses; ++pass) {
        for (int y = 1; y + 1 < f.height; ++y) {
            const float* above = f.row(y - 1);
            const float* here = f.row(y);
            const float* below = f.row(y + 1);
            const float* w = weight.row(y);
            float* out = next.row(y);
            for (int x = 1; x + 1 < f.width; ++x) out[x] = (4 * here[x] + above[x] + below[x] + here[x - 1] + here[x + 1]) * w[x];
        }
        std::swap(f, next);
    }
}

}  // namespace

void squared_distance_transform(Plane<float>& f) {
    Envelope envelope(std::max(f.width, f.height));
    transform_rows(f, envelope);
    Plane<float> turned(f.height, f.width);
    transpose(f, turned);
    transform_rows(turned, envelope);
    transpose(turned, f);
}

Plane<float> distance_inside(const Outline& outline) {
    Plane<float> f = squared_column_distance(outline);
    Envelope envelope(f.width);
    transform_rows(f, envelope);
    for (float& v : f.cells) v = std::max(0.0F, std::sqrt(v) - 0.5F);
    return f;
}

Plane<float> inscribed_balls(const Outline& outline, const Plane<float>& distance) {
    Plane<float> f(distance.width, distance.height);
    for (std::size_t i = 0; i < f.cells.size(); ++i) {
        f.cells[i] = outline.inside.cells[i] != 0 ? -distance.cells[i] * distance.cells[i] : kFar;
    }
    squared_distance_transform(f);
    for (std::size_t i = 0; i < f.cells.size(); ++i)
        f.cells[i] = outline.inside.cells[i] != 0 ? std::max(0.0F, -f.cells[i]) : 0.0F;
    smooth_inside(outline, f);
    return f;
}

}  // namespace i2m::draft
