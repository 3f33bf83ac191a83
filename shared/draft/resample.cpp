// resample.cpp - separable triangle filter; source rows are filtered once each and kept in a ring.
#include "shared/draft/resample.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "shared/draft/float4.hpp"

namespace i2m::draft {
namespace {

/// What one output sample takes: `count` weights, from source sample `first` on.
struct Taps {
    int first = 0;
    int count = 0;
    int weights_at = 0;
};

struct Filter {
    std::vector<Taps> taps;
    std::vector<float> weights;
    int longest = 0;
};

enum class Beyond { Repeat, Nothing };

void add_taps(Filter& filter, double centre, double reach, int source_size, Beyond beyond) {
    const int low = static_cast<int>(std::floor(centre - reach)) + 1;
    const int high = static_cast<int>(std::ceil(centre + reach)) - 1;
    const int first = std::clamp(low, 0, source_size - 1);
    const int last = std::clamp(high, 0, source_size - 1);
    Taps taps{first, last - first + 1, static_cast<int>(filter.weights.size())};
    std::vector<float> weights(static_cast<std::size_t>(taps.count), 0.0F);
    double total = 0;
    for (int i = low; i <= high; ++i) {
        const double weight = std::max(0.0, 1.0 - std::abs(i - centre) / reach);
        total += weight;
        if (beyond == Beyond::Nothing && (i < 0 || i >= source_size)) continue;
        weights[static_cast<std::size_t>(std::clamp(i, first, last) - first)] += static_cast<float>(weight);
    }
    for (float& weight : weights) weight = total > 0 ? weight / static_cast<float>(total) : 0;
    filter.weights.insert(filter.weights.end(), weights.begin(), weights.end());
    filter.longest = std::max(filter.longest, taps.count);
    filter.taps.push_back(taps);
}

Filter make_filter(double start, double extent, int size, int source_size, Beyond beyond) {
    Filter filter;
    const double scale = extent / size;
    const double reach = std::max(1.0, scale);
    for (int i = 0; i < size; ++i) add_taps(filter, start + (i + 0.5) * scale - 0.5, reach, source_size, beyond);
    return filter;
}

/// The weighted sum of `count` rows, a register at a time: sums that went back to memory would cost more than adding.
void blend_rows(const float* const* rows, const float* weights, int count, int row_size, float* sum) {
    int x = 0;
    for (; x + 8 <= row_size; x += 8) {
        Float4 low = splat4(0);
        Float4 high = splat4(0);
        for (int k = 0; k < count; ++k) {
            low += splat4(weights[k]) * load4(rows[k] + x);
            high += splat4(weights[k]) * load4(rows[k] + x + 4);
        }
        store4(sum + x, low);
        store4(sum + x + 4, high);
    }
    for (; x < row_size; ++x) {
        sum[x] = 0;
        for (int k = 0; k < count; ++k) sum[x] += weights[k] * rows[k][x];
    }
}

/// Vertical pass: `make_row(y, out)` filters source row y horizontally; each is asked for once, in order. `emit(y, row)`
/// takes the finished rows of `row_size` floats.
template <class MakeRow, class Emit>
void filter_rows(const Filter& filter, int row_size, MakeRow make_row, Emit emit) {
    const auto size = static_cast<std::size_t>(row_size);
    std::vector<float> ring(size * static_cast<std::size_t>(filter.longest));
    std::vector<const float*> rows(static_cast<std::size_t>(filter.longest));
    std::vector<float> sum(size);
    int made = -1;
    for (std::size_t y = 0; y < filter.taps.size(); ++y) {
        const Taps& taps = filter.taps[y];
        for (int k = 0; k < taps.count; ++k) {
            const int from = taps.first + k;
            float* row = ring.data() + static_cast<std::ptrdiff_t>(from % filter.longest) * row_size;
            if (from > made) make_row(made = from, row);
            rows[static_cast<std::size_t>(k)] = row;
        }
        blend_rows(rows.data(), filter.weights.data() + taps.weights_at, taps.count, row_size, sum.data());
        emit(static_cast<int>(y), sum.data());
    }
}

/// Straight RGBA bytes to floats with colour times alpha; alpha 0..255.
void premultiply_row(const std::uint8_t* rgba, int count, bool opaque, float* out) {
    for (int i = 0; i < 4 * count; ++i) out[i] = static_cast<float>(rgba[i]);
    if (opaque) return;
    for (int i = 0; i < count; ++i) {
        const float alpha = out[4 * i + 3];
        store4(out + 4 * i, load4(out + 4 * i) * splat4(alpha * (1.0F / 255.0F)));
        out[4 * i + 3] = alpha;
    }
}

/// The inverse of premultiply_row; `sum` is worked on in place.
void straighten_row(float* sum, int count, bool opaque, std::uint8_t* rgba) {
    for (int i = 0; !opaque && i < count; ++i) {
        const float alpha = sum[4 * i + 3];
        store4(sum + 4 * i, load4(sum + 4 * i) * splat4(alpha > 0.5F ? 255.0F / alpha : 0.0F));
        sum[4 * i + 3] = alpha;
    }
    for (int i = 0; i < 4 * count; ++i) rgba[i] = static_cast<std::uint8_t>(static_cast<int>(std::min(255.0F, sum[i] + 0.5F)));
}

void narrow_row(const Pixels& source, int y, bool opaque, const Filter& filter, std::vector<float>& wide, float* out) {
    const auto width = static_cast<int>(source.width_px);
    premultiply_row(source.rgba.data() + static_cast<std::ptrdiff_t>(y) * width * 4, width, opaque, wide.data());
    for (const Taps& taps : filter.taps) {
        const float* weights = filter.weights.data() + taps.weights_at;
        const float* from = wide.data() + 4 * static_cast<std::ptrdiff_t>(taps.first);
        Float4 sum = splat4(0);
        for (int k = 0; k < taps.count; ++k) sum += splat4(weights[k]) * load4(from + 4 * k);
        store4(out, sum);
        out += 4;
    }
}

bool is_opaque(const Pixels& pixels) {
    std::uint8_t all = 255;
    for (std::size_t i = 3; i < pixels.rgba.size(); i += 4) all &= pixels.rgba[i];
    return all == 255;
}

}  // namespace

Pixels resample(const Pixels& source, const Crop& crop, int width, int height) {
    const Filter across = make_filter(crop.x, crop.width, width, static_cast<int>(source.width_px), Beyond::Repeat);
    const Filter down = make_filter(crop.y, crop.height, height, static_cast<int>(source.height_px), Beyond::Repeat);
    const bool opaque = is_opaque(source);
    Pixels out{static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height), {}};
    out.rgba.resize(4 * static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
    std::vector<float> wide(4 * static_cast<std::size_t>(source.width_px));
    filter_rows(
        down, 4 * width, [&](int y, float* row) { narrow_row(source, y, opaque, across, wide, row); },
        [&](int y, float* sum) {
            straighten_row(sum, width, opaque, out.rgba.data() + static_cast<std::ptrdiff_t>(y) * width * 4);
        });
    return out;
}

Plane<float> resample_coverage(const Plane<std::uint8_t>& source, const Crop& crop, int width, int height) {
    const Filter across = make_filter(crop.x, crop.width, width, source.width, Beyond::Nothing);
    const Filter down = make_filter(crop.y, crop.height, height, source.height, Beyond::Nothing);
    Plane<float> out(width, height);
    const auto make_row = [&](int y, float* row) {
        const std::uint8_t* from = source.row(y);
        for (const Taps& taps : across.taps) {
            const float* weights = across.weights.data() + taps.weights_at;
            float sum = 0;
            for (int k = 0; k < taps.count; ++k) sum += weights[k] * static_cast<float>(from[taps.first + k]);
            *row++ = sum * (1.0F / 255.0F);
        }
    };
    filter_rows(down, width, make_row, [&](int y, const float* sum) { std::copy(sum, sum + width, out.row(y)); });
    return out;
}

Pixels shrink(const Pixels& source, int factor) {
    const auto source_width = static_cast<int>(source.width_px);
    const auto source_height = static_cast<int>(source.height_px);
    const int width = (source_width + factor - 1) / factor;
    const int height = (source_height + factor - 1) / factor;
    const bool opaque = is_opaque(source);
    Pixels out{static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height), {}};
    out.rgba.resize(4 * static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
    std::vector<float> wide(4 * static_cast<std::size_t>(source.width_px));
    std::vector<float> sum(4 * static_cast<std::size_t>(width));
    for (int y = 0; y < height; ++y) {
        std::fill(sum.begin(), sum.end(), 0.0F);
        const int rows = std::min(factor, source_height - y * factor);
        for (int k = 0; k < rows; ++k) {
            premultiply_row(source.rgba.data() + static_cast<std::ptrdiff_t>(y * factor + k) * source_width * 4, source_width,
                            opaque, wide.data());
            for (int x = 0; x < source_width; ++x) {
                float* into = sum.data() + 4 * static_cast<std::ptrdiff_t>(x / factor);
                store4(into, load4(into) + load4(wide.data() + 4 * static_cast<std::ptrdiff_t>(x)));
            }
        }
        for (int x = 0; x < width; ++x) {
            const int columns = std::min(factor, source_width - x * factor);
            float* into = sum.data() + 4 * static_cast<std::ptrdiff_t>(x);
            store4(into, load4(into) * splat4(1.0F / static_cast<float>(rows * columns)));
        }
        straighten_row(sum.data(), width, opaque, out.rgba.data() + static_cast<std::ptrdiff_t>(y) * width * 4);
    }
    return out;
}

}  // namespace i2m::draft
