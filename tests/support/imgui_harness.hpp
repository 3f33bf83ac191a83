// imgui_harness.hpp - the whole client without a browser: fake seams, hands that find things by role and name, and pictures.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "client/app/app.hpp"
#include "client/app/state.hpp"
#include "tests/support/rasterizer.hpp"

namespace i2m::test {

/// Keeps what was asked; answers are put into the inbox by the test.
class FakeTransport : public client::Transport {
public:
    struct Sent {
        client::RequestId id;
        client::HttpRequest request;
    };
    struct Uploaded {
        client::RequestId id;
        client::UploadRequest request;
    };
    struct Opened {
        client::RequestId id;
        std::string path;
        std::string last_event_id;
    };
    void send(client::RequestId id, const client::HttpRequest& request) override { sent.push_back({id, request}); }
    void upload(client::RequestId id, const client::UploadRequest& request) override { uploads.push_back({id, request}); }
    void abort(client::RequestId id) override { aborted.push_back(id); }
    void open_stream(client::RequestId id, const std::string& path, const std::string& last_event_id) override {
        streams.push_back({id, path, last_event_id});
    }
    void close_stream(client::RequestId id) override { closed.push_back(id); }

    std::vector<Sent> sent;
    std::vector<Uploaded> uploads;
    std::vector<Opened> streams;
    std::vector<client::RequestId> aborted;
    std::vector<client::RequestId> closed;
};

/// A clock that the test turns, and notes of everything else.
class FakePlatform : public client::Platform {
public:
    [[nodiscard]] std::int64_t now_ms() const override { return clock_ms; }
    [[nodiscard]] std::string make_uuid() override { return "uuid-" + std::to_string(++uuids); }
    void pick_files() override { ++picks; }
    void paste_files() override { ++pastes; }
    void check_file(client::FileKey key) override { checked.push_back(key); }
    void make_picture(client::FileKey key) override { pictures.push_back(key); }
    void load_picture(const std::string& url) override { loaded_urls.push_back(url); }
    void release_picture(client::PictureId picture) override { released_pictures.push_back(picture); }
    void make_outline(const std::string& url) override { outlines.push_back(url); }
    void make_draft(client::FileKey key, const draft::Options& options) override {
        drafts.push_back(key);
        draft_options.push_back(options);
    }
    void release_file(client::FileKey key) override { released_files.push_back(key); }
    void set_url(const std::string& path, bool replaces) override { urls.emplace_back(path, replaces); }
    void set_title(const std::string& new_title) override { title = new_title; }
    void announce(const std::string& words, bool is_urgent) override { announced.emplace_back(words, is_urgent); }
    void copy_text(const std::string& text) override { copied.push_back(text); }
    void start_download(const std::string& url, const std::string& name) override { downloads.emplace_back(url, name); }
    void store(const std::string& key, const std::string& value) override { stored[key] = value; }
    [[nodiscard]] std::optional<std::string> load(const std::string& key) override {
        const auto it = stored.find(key);
        return it == stored.end() ? std::nullopt : std::optional(it->second);
    }
    void warn_before_leaving(bool warns) override { warned.push_back(warns); }
    void wake_in(std::int64_t delay_ms) override { wakes.push_back(delay_ms); }

    std::int64_t clock_ms = 1'700'000'000'000;
    int uuids = 0, picks = 0, pastes = 0;
    std::vector<client::FileKey> checked, pictures, drafts, released_files;
    std::vector<draft::Options> draft_options;  ///< of each of `drafts`
    std::vector<client::PictureId> released_pictures;
    std::vector<std::string> loaded_urls, outlines, copied;
    std::vector<std::pair<std::string, bool>> urls, announced;
    std::vector<std::pair<std::string, std::string>> downloads;
    std::map<std::string, std::string> stored;
    std::vector<bool> warned;
    std::vector<std::int64_t> wakes;
    std::string title;
};

/// Paints a simple solid instead of a model, in the colours it is given.
class FakeViewport : public client::ViewportRenderer {
public:
    explicit FakeViewport(Rasterizer& rasterizer) : rasterizer_(rasterizer) {}
    [[nodiscard]] client::ModelId load_model(Bytes glb) override;
    void unload_model(client::ModelId model) override;
    [[nodiscard]] client::ModelState model_state(client::ModelId model) const override;
    [[nodiscard]] std::string model_error(client::ModelId model) const override;
    [[nodiscard]] glb::Stats model_stats(client::ModelId model) const override;
    [[nodiscard]] std::uint64_t render(std::uint32_t slot, client::ModelId model, const client::Camera& camera,
                                       const client::ViewportLook& look, std::uint32_t width_px,
                                       std::uint32_t height_px) override;
    [[nodiscard]] std::uint64_t still(client::ModelId model, const client::ViewportLook& look, std::uint32_t width_px,
                                      std::uint32_t height_px) override;
    [[nodiscard]] bool wants_frame() const override { return false; }

    std::vector<client::ModelId> alive;
    client::Camera last_camera;
    int loads = 0;
    bool fails = false;

private:
    Rasterizer& rasterizer_;
    std::map<std::string, std::uint64_t> painted_;
};

struct HarnessSize {
    float width = 1280;
    float height = 800;
    float pixel_ratio = 1;
};

/// Drives an App as a page would. Frames advance a monotonic clock by 16 ms; `settle` runs them until nothing moves.
class ImGuiHarness {
public:
    explicit ImGuiHarness(HarnessSize size = {}, const std::string& path = "/", const std::string& query = "");

    FakeTransport transport;
    FakePlatform platform;
    client::Inbox inbox;
    Rasterizer rasterizer;
    FakeViewport viewport{rasterizer};

    [[nodiscard]] client::App& app() { return *app_; }
    [[nodiscard]] const client::State& state() const { return app_->state(); }
    [[nodiscard]] HarnessSize size() const { return size_; }
    void resize(HarnessSize size);

    /// Runs one frame; true when it asked for another.
    bool frame();
    /// Runs frames until none is wanted; gives their number, 600 at most.
    int settle();
    void push(client::Message message);
    /// Turns both clocks on and settles.
    void pass_ms(std::int64_t ms);

    /// The first item of that role whose name is `name`, or whose name begins with it when `name` ends in '*'.
    [[nodiscard]] const client::MirrorItem* find(client::Role role, std::string_view name) const;
    [[nodiscard]] std::vector<const client::MirrorItem*> all(client::Role role) const;
    /// True when some item's name contains `words`.
    [[nodiscard]] bool says(std::string_view words) const;
    [[nodiscard]] std::string outline() const;  ///< the mirror as text, for messages of failed tests

    /// A press and release of the pointer in its middle. Fails the test when it is not there or cannot be used.
    void click(client::Role role, std::string_view name);
    /// The same as the keyboard or a screen reader does it.
    void activate(client::Role role, std::string_view name);
    void focus(client::Role role, std::string_view name);
    void type(client::Role role, std::string_view name, std::string_view text);
    void move(float x, float y);
    void press(float x, float y);
    void release();
    void drag(float x0, float y0, float x1, float y1);
    void wheel(float x, float y, float units);
    void key(int imgui_key);

    /// The last frame as a picture.
    [[nodiscard]] Canvas shot();

private:
    HarnessSize size_;
    double time_ms_ = 1000;
    std::unique_ptr<client::App> app_;
};

/// Compares with tests/client/golden/<name>.png: at most `share` of the pixels may differ by more than `step` in a
/// channel. A missing golden fails and leaves the candidate in build/golden/; I2M_UPDATE_GOLDEN=1 writes it.
void expect_golden(const Canvas& canvas, const std::string& name, double share = 0.002, int step = 24);

}  // namespace i2m::test
