// platform_web.hpp - the browser as the program's platform; nearly all of it is done by web/page/*.js.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "client/platform/platform.hpp"

namespace i2m::client::web {

/// What comes back arrives in the inbox through exports.cpp. Main thread only.
class WebPlatform final : public Platform {
public:
    [[nodiscard]] std::int64_t now_ms() const override;
    [[nodiscard]] std::string make_uuid() override;

    void pick_files() override;
    void paste_files() override;
    void check_file(FileKey key) override;
    void make_picture(FileKey key) override;
    void load_picture(const std::string& url_path) override;
    void make_outline(const std::string& url_path) override;
    void release_picture(PictureId picture) override;
    void make_draft(FileKey key, const draft::Options& options) override;
    void release_file(FileKey key) override;

    void set_url(const std::string& path, bool replaces) override;
    void set_title(const std::string& title) override;
    void announce(const std::string& words, bool is_urgent) override;
    void copy_text(const std::string& text) override;
    void start_download(const std::string& url_path, const std::string& file_name) override;
    void store(const std::string& key, const std::string& value) override;
    [[nodiscard]] std::optional<std::string> load(const std::string& key) override;
    void warn_before_leaving(bool warns) override;
    void wake_in(std::int64_t delay_ms) override;

private:
    bool warns_ = false;
};

}  // namespace i2m::client::web
