// rasterizer.cpp - a small software renderer for ImDrawData.
#include "tests/support/rasterizer.hpp"

#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <utility>

#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb_image_write.h>
#pragma GCC diagnostic pop

#include "shared/image/pixels.hpp"

namespace i2m::test {
namespace {

struct Vertex {
    float x, y, u, v;
    float r, g, b, a;
};

struct Sample {
    float r, g, b, a;
};

Sample texel(const Canvas& texture, int x, int y) {
    const std::uint8_t* p = texture.at(std::clamp(x, 0, texture.width - 1), std::clamp(y, 0, texture.height - 1));
    return {static_cast<float>(p[0]), static_cast<float>(p[1]), static_cast<float>(p[2]), static_cast<float>(p[3])};
}

Sample bilinear(const Canvas& texture, float u, float v) {
    const float x = u * static_cast<float>(texture.width) - 0.5F;
    const float y = v * static_cast<float>(texture.height) - 0.5F;
    const float fx = std::floor(x), fy = std::floor(y);
    const int ix = static_cast<int>(fx), iy = static_cast<int>(fy);
    const float tx = x - fx, ty = y - fy;
    if (tx < 1e-4F && ty < 1e-4F) return texel(texture, ix, iy);
    const Sample a = texel(texture, ix, iy), b = texel(texture, ix + 1, iy), c = texel(texture, ix, iy + 1),
                 d = texel(texture, ix + 1, iy + 1);
    const auto mix = [&](float p, float q, float r, float s) {
        return (p * (1 - tx) + q * tx) * (1 - ty) + (r * (1 - tx) + s * tx) * ty;
    };
    return {mix(a.r, b.r, c.r, d.r), mix(a.g, b.g, c.g, d.g), mix(a.b, b.b, c.b, d.b), mix(a.a, b.a, c.a, d.a)};
}

struct Box {
    int x0, y0, x1, y1;
};

/// An edge's inside test that gives each pixel on a shared edge to one triangle (top-left rule).
struct Edge {
    double a, b, c;
    bool owns_zero;
    Edge(const Vertex& p, const Vertex& q)
        : a(double{p.y} - double{q.y}),
          b(double{q.x} - double{p.x}),
          c(double{p.x} * double{q.y} - double{p.y} * double{q.x}),
          owns_zero(a > 0 || (a == 0 && b < 0)) {}
    [[nodiscard]] double at(double x, double y) const { return a * x + b * y + c; }
    [[nodiscard]] bool inside(double value) const { return value > 0 || (value == 0 && owns_zero); }
};

void blend(std::uint8_t* out, const Sample& color) {
    const float alpha = std::clamp(color.a / 255, 0.0F, 1.0F);
    for (int i = 0; i < 3; ++i) {
        const float source = i == 0 ? color.r : i == 1 ? color.g : color.b;
        const float mixed = source * alpha + static_cast<float>(out[i]) * (1 - alpha);
        out[i] = static_cast<std::uint8_t>(std::clamp(mixed, 0.0F, 255.0F) + 0.5F);
    }
    out[3] = 255;
}

/// Most of a page: one colour all over.
bool is_plain(const Vertex& p, const Vertex& q) {
    return p.u == q.u && p.v == q.v && p.r == q.r && p.g == q.g && p.b == q.b && p.a == q.a;
}

void draw_triangle(Canvas& canvas, const Canvas& texture, Vertex p, Vertex q, Vertex r, const Box& clip) {
    double area =
        (double{q.x} - double{p.x}) * (double{r.y} - double{p.y}) - (double{q.y} - double{p.y}) * (double{r.x} - double{p.x});
    if (std::abs(area) < 1e-9) return;
    if (area < 0) {
        std::swap(q, r);
        area = -area;
    }
    const int x0 = std::max(clip.x0, static_cast<int>(std::floor(std::min({p.x, q.x, r.x}))));
    const int x1 = std::min(clip.x1, static_cast<int>(std::ceil(std::max({p.x, q.x, r.x}))) + 1);
    const int y0 = std::max(clip.y0, static_cast<int>(std::floor(std::min({p.y, q.y, r.y}))));
    const int y1 = std::min(clip.y1, static_cast<int>(std::ceil(std::max({p.y, q.y, r.y}))) + 1);
    const Edge qr(q, r), rp(r, p), pq(p, q);
    const bool has_one_colour = is_plain(p, q) && is_plain(p, r);
    Sample colour{};
    if (has_one_colour) {
        const Sample t = bilinear(texture, p.u, p.v);
        colour = {t.r * p.r, t.g * p.g, t.b * p.b, t.a * p.a};
        if (colour.a <= 0) return;
    }
    for (int y = y0; y < y1; ++y) {
        std::uint8_t* const row = &canvas.rgba[static_cast<std::size_t>(y) * static_cast<std::size_t>(canvas.width) * 4];
        for (int x = x0; x < x1; ++x) {
            const double cx = x + 0.5, cy = y + 0.5;
            const double wp = qr.at(cx, cy), wq = rp.at(cx, cy), wr = pq.at(cx, cy);
            if (!qr.inside(wp) || !rp.inside(wq) || !pq.inside(wr)) continue;
            std::uint8_t* const out = row + static_cast<std::ptrdiff_t>(x) * 4;
            if (has_one_colour) {
                blend(out, colour);
                continue;
            }
            const auto share = [&](double w) { return static_cast<float>(std::clamp(w / area, 0.0, 1.0)); };
            const float ip = share(wp), iq = share(wq), ir = share(wr);
            const auto mix = [&](float a, float b, float c) { return a * ip + b * iq + c * ir; };
            const Sample t = bilinear(texture, mix(p.u, q.u, r.u), mix(p.v, q.v, r.v));
            const float alpha = t.a * mix(p.a, q.a, r.a);
            if (alpha <= 0) continue;
            blend(out, {t.r * mix(p.r, q.r, r.r), t.g * mix(p.g, q.g, r.g), t.b * mix(p.b, q.b, r.b), alpha});
        }
    }
}

Vertex vertex_of(const ImDrawVert& in, const ImVec2& origin, float ratio) {
    const auto channel = [&](int shift) { return static_cast<float>((in.col >> shift) & 255U) / 255; };
    return {(in.pos.x - origin.x) * ratio,
            (in.pos.y - origin.y) * ratio,
            in.uv.x,
            in.uv.y,
            channel(IM_COL32_R_SHIFT),
            channel(IM_COL32_G_SHIFT),
            channel(IM_COL32_B_SHIFT),
            channel(IM_COL32_A_SHIFT)};
}

Canvas canvas_of(const ImTextureData& texture) {
    Canvas canvas{texture.Width, texture.Height, {}};
    const auto pixels = static_cast<std::size_t>(texture.Width) * static_cast<std::size_t>(texture.Height);
    if (texture.BytesPerPixel == 4) {
        canvas.rgba.assign(texture.Pixels, texture.Pixels + pixels * 4);
        return canvas;
    }
    canvas.rgba.assign(pixels * 4, 255);
    for (std::size_t i = 0; i < pixels; ++i) canvas.rgba[i * 4 + 3] = texture.Pixels[i];
    return canvas;
}

}  // namespace

std::uint64_t Rasterizer::add_texture(Canvas picture) {
    textures_[next_id_] = std::move(picture);
    return next_id_++;
}

void Rasterizer::serve_textures(ImDrawData& data) {
    if (data.Textures == nullptr) return;
    for (ImTextureData* texture : *data.Textures) {
        if (texture->Status == ImTextureStatus_WantCreate) {
            texture->SetTexID(add_texture(canvas_of(*texture)));
            texture->SetStatus(ImTextureStatus_OK);
        } else if (texture->Status == ImTextureStatus_WantUpdates) {
            textures_[texture->GetTexID()] = canvas_of(*texture);
            texture->SetStatus(ImTextureStatus_OK);
        } else if (texture->Status == ImTextureStatus_WantDestroy) {
            textures_.erase(texture->GetTexID());
            texture->SetTexID(ImTextureID_Invalid);
            texture->SetStatus(ImTextureStatus_Destroyed);
        }
    }
}

Canvas Rasterizer::draw(ImDrawData& data, float ratio) {
    serve_textures(data);
    Canvas canvas{
        static_cast<int>(std::lround(data.DisplaySize.x * ratio)), static_cast<int>(std::lround(data.DisplaySize.y * ratio)), {}};
    canvas.rgba.assign(static_cast<std::size_t>(canvas.width) * static_cast<std::size_t>(canvas.height) * 4, 0);
    for (const ImDrawList* list : data.CmdLists) {
        for (const ImDrawCmd& command : list->CmdBuffer) {
            const auto texture = textures_.find(command.GetTexID());
            if (texture == textures_.end()) continue;
            const Box clip{
                std::max(0, static_cast<int>(std::lround((command.ClipRect.x - data.DisplayPos.x) * ratio))),
                std::max(0, static_cast<int>(std::lround((command.ClipRect.y - data.DisplayPos.y) * ratio))),
                std::min(canvas.width, static_cast<int>(std::lround((command.ClipRect.z - data.DisplayPos.x) * ratio))),
                std::min(canvas.height, static_cast<int>(std::lround((command.ClipRect.w - data.DisplayPos.y) * ratio)))};
            for (unsigned i = 0; i + 2 < command.ElemCount; i += 3) {
                const auto vertex = [&](unsigned k) {
                    const ImDrawIdx index = list->IdxBuffer[static_cast<int>(command.IdxOffset + i + k)];
                    return vertex_of(list->VtxBuffer[static_cast<int>(command.VtxOffset + index)], data.DisplayPos, ratio);
                };
                draw_triangle(canvas, texture->second, vertex(0), vertex(1), vertex(2), clip);
            }
        }
    }
    return canvas;
}

bool write_png(const Canvas& canvas, const std::string& path) {
    return stbi_write_png(path.c_str(), canvas.width, canvas.height, 4, canvas.rgba.data(), canvas.width * 4) != 0;
}

}  // namespace i2m::test
