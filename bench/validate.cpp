// validate.cpp - how fast images are judged: a 10 MB PNG and a 10 MB JPEG, one line of JSON each.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "shared/base/bytes.hpp"
#include "shared/image/check.hpp"
#include "shared/image/crc32.hpp"

namespace {

using i2m::Bytes;
using i2m::ByteView;

constexpr std::size_t kSize = 10'000'000;
constexpr int kRuns = 15;

/// xorshift32 (Marsaglia 2003): compressed data looks like noise.
class Noise {
public:
    std::uint8_t next() {
        state_ ^= state_ << 13;
        state_ ^= state_ >> 17;
        state_ ^= state_ << 5;
        return static_cast<std::uint8_t>(state_ >> 11);
    }

private:
    std::uint32_t state_ = 0x9E3779B9;
};

void append_be32(Bytes& out, std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(value >> shift));
}

void append_chunk(Bytes& out, std::string_view type, const Bytes& data) {
    append_be32(out, static_cast<std::uint32_t>(data.size()));
    const std::size_t start = out.size();
    out.insert(out.end(), type.begin(), type.end());
    out.insert(out.end(), data.begin(), data.end());
    append_be32(out, i2m::crc32(ByteView(out).subspan(start)));
}

/// 3000 x 2000 RGB whose image data is noise in chunks of 8 KB, as libpng cuts them.
Bytes make_png() {
    Bytes out = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    append_chunk(out, "IHDR", {0, 0, 0x0B, 0xB8, 0, 0, 0x07, 0xD0, 8, 2, 0, 0, 0});
    Noise noise;
    while (out.size() < kSize) {
        Bytes data(8192);
        std::generate(data.begin(), data.end(), [&] { return noise.next(); });
        if (out.size() < 100) data[0] = 0x78, data[1] = 0x01;
        append_chunk(out, "IDAT", data);
    }
    append_chunk(out, "IEND", {});
    return out;
}

void append_segment(Bytes& out, std::uint8_t marker, const Bytes& body) {
    const std::size_t size = body.size() + 2;
    out.insert(out.end(), {0xFF, marker, static_cast<std::uint8_t>(size >> 8), static_cast<std::uint8_t>(size)});
    out.insert(out.end(), body.begin(), body.end());
}

/// 4000 x 3000 baseline whose one scan is noise, with the stuffing that noise needs.
Bytes make_jpeg() {
    Bytes out = {0xFF, 0xD8};
    Bytes quantization(65, 1);
    quantization[0] = 0;
    append_segment(out, 0xDB, quantization);
    append_segment(out, 0xC0, {8, 0x0B, 0xB8, 0x0F, 0xA0, 3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0});
    for (const auto kind : std::array<std::uint8_t, 2>{0x00, 0x10}) {
        Bytes table(18, 0);
        table[0] = kind;
        table[1] = 1;
        append_segment(out, 0xC4, table);
    }
    append_segment(out, 0xDA, {3, 1, 0, 2, 0, 3, 0, 0, 63, 0});
    Noise noise;
    while (out.size() < kSize) {
        out.push_back(noise.next());
        if (out.back() == 0xFF) out.push_back(0);
    }
    out.insert(out.end(), {0xFF, 0xD9});
    return out;
}

void measure(const char* name, const Bytes& bytes, double mark) {
    std::array<double, kRuns> rates = {};
    for (double& rate : rates) {
        const auto start = std::chrono::steady_clock::now();
        const i2m::ImageReport report = i2m::check_image(bytes, "photo", "");
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
        if (report.refused()) {
            std::fprintf(stderr, "%s: %s\n", name, report.refusal()->message.c_str());
            std::exit(1);
        }
        rate = static_cast<double>(bytes.size()) / took.count() / 1e9;
    }
    std::sort(rates.begin(), rates.end());
    std::printf(R"({"name":"%s","value":%.2f,"unit":"GB/s","mark":%.1f,"better":"higher","spread":[%.2f,%.2f]})"
                "\n",
                name, rates[kRuns / 2], mark, rates.front(), rates.back());
}

}  // namespace

int main() {
    measure("validate.png_native", make_png(), 2);
    measure("validate.jpeg_native", make_jpeg(), 5);
    return 0;
}
