// imgui_harness.cpp - hands and eyes for the client's tests.
#include "tests/support/imgui_harness.hpp"

#include <gtest/gtest.h>
#include <imgui.h>

#include <fstream>
#include <iterator>

namespace i2m::test {
namespace {

constexpr int kMostFrames = 600;

Bytes read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return Bytes(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
}

client::FontSet read_fonts() {
    const std::string folder = I2M_FONT_DIR;
    return {read_file(folder + "/inter-400.ttf"), read_file(folder + "/inter-500.ttf"), read_file(folder + "/inter-600.ttf"),
            read_file(folder + "/mono-400.ttf"), read_file(folder + "/icons.ttf")};
}

bool name_matches(std::string_view name, std::string_view wanted) {
    if (!wanted.empty() && wanted.back() == '*') return name.substr(0, wanted.size() - 1) == wanted.substr(0, wanted.size() - 1);
    return name == wanted;
}

}  // namespace

ImGuiHarness::ImGuiHarness(HarnessSize size, const std::string& path, const std::string& query) : size_(size) {
    app_ = std::make_unique<client::App>(transport, platform, viewport, inbox);
    ImGui::GetIO().BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
    app_->load_fonts(read_fonts());
    app_->start(path, query);
    settle();
}

void ImGuiHarness::resize(HarnessSize size) {
    size_ = size;
    frame();
    settle();
}

bool ImGuiHarness::frame() {
    time_ms_ += 16;
    const bool wants = app_->frame({size_.width, size_.height, size_.pixel_ratio, time_ms_});
    rasterizer.serve_textures(*ImGui::GetDrawData());
    return wants;
}

int ImGuiHarness::settle() {
    int frames = 1;
    while (frame() && frames < kMostFrames) ++frames;
    return frames;
}

void ImGuiHarness::push(client::Message message) {
    inbox.push(std::move(message));
    settle();
}

void ImGuiHarness::pass_ms(std::int64_t ms) {
    platform.clock_ms += ms;
    time_ms_ += static_cast<double>(ms);
    settle();
}

const client::MirrorItem* ImGuiHarness::find(client::Role role, std::string_view name) const {
    for (const client::MirrorItem& item : app_->mirror()) {
        if (item.role == role && name_matches(item.name, name)) return &item;
    }
    return nullptr;
}

std::vector<const client::MirrorItem*> ImGuiHarness::all(client::Role role) const {
    std::vector<const client::MirrorItem*> items;
    for (const client::MirrorItem& item : app_->mirror()) {
        if (item.role == role) items.push_back(&item);
    }
    return items;
}

bool ImGuiHarness::says(std::string_view words) const {
    for (const client::MirrorItem& item : app_->mirror()) {
        if (item.name.find(words) != std::string::npos || item.description.find(words) != std::string::npos) return true;
    }
    return false;
}

std::string ImGuiHarness::outline() const {
    std::string text;
    for (const client::MirrorItem& item : app_->mirror()) {
        text += std::to_string(static_cast<int>(item.role)) + " '" + item.name + "' " + item.value + " [" +
                std::to_string(item.state) + "]\n";
    }
    return text;
}

void ImGuiHarness::move(float x, float y) {
    ImGui::GetIO().AddMousePosEvent(x, y);
    settle();
}

void ImGuiHarness::press(float x, float y) {
    move(x, y);
    ImGui::GetIO().AddMouseButtonEvent(0, true);
    frame();
    frame();
}

void ImGuiHarness::release() {
    ImGui::GetIO().AddMouseButtonEvent(0, false);
    settle();
}

void ImGuiHarness::click(client::Role role, std::string_view name) {
    const client::MirrorItem* item = find(role, name);
    ASSERT_NE(item, nullptr) << "nothing is named " << name << "\n" << outline();
    EXPECT_EQ(item->state & client::kMirrorDisabled, 0) << name << " is disabled";
    press(item->x + item->width / 2, item->y + item->height / 2);
    release();
}

void ImGuiHarness::activate(client::Role role, std::string_view name) {
    const client::MirrorItem* item = find(role, name);
    ASSERT_NE(item, nullptr) << "nothing is named " << name << "\n" << outline();
    app_->activate(item->id);
    settle();
}

void ImGuiHarness::focus(client::Role role, std::string_view name) {
    const client::MirrorItem* item = find(role, name);
    ASSERT_NE(item, nullptr) << "nothing is named " << name << "\n" << outline();
    app_->set_focus(item->id);
    settle();
}

void ImGuiHarness::type(client::Role role, std::string_view name, std::string_view text) {
    focus(role, name);
    if (const client::MirrorItem* item = find(role, name)) app_->set_text(item->id, text);
    settle();
}

void ImGuiHarness::drag(float x0, float y0, float x1, float y1) {
    press(x0, y0);
    for (int i = 1; i <= 4; ++i) {
        const float t = static_cast<float>(i) / 4;
        ImGui::GetIO().AddMousePosEvent(x0 + (x1 - x0) * t, y0 + (y1 - y0) * t);
        frame();
    }
    release();
}

void ImGuiHarness::wheel(float x, float y, float units) {
    move(x, y);
    ImGui::GetIO().AddMouseWheelEvent(0, units);
    settle();
}

void ImGuiHarness::key(int imgui_key) {
    ImGui::GetIO().AddKeyEvent(static_cast<ImGuiKey>(imgui_key), true);
    frame();
    ImGui::GetIO().AddKeyEvent(static_cast<ImGuiKey>(imgui_key), false);
    settle();
}

Canvas ImGuiHarness::shot() { return rasterizer.draw(*ImGui::GetDrawData(), size_.pixel_ratio); }

}  // namespace i2m::test
