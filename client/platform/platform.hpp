// platform.hpp - the seam to the browser: files, workers, pictures, history, storage, clipboard, announcements, clock.
// Nothing blocks; what comes back is put into the Inbox and read once a frame. Main thread only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "client/app/messages.hpp"
#include "shared/draft/draft.hpp"

namespace i2m::client {

class Platform {
public:
    virtual ~Platform() = default;
    /// Milliseconds since the epoch.
    [[nodiscard]] virtual std::int64_t now_ms() const = 0;
    [[nodiscard]] virtual std::string make_uuid() = 0;

    virtual void pick_files() = 0;   ///< opens the browser's picker (inside a user gesture)
    virtual void paste_files() = 0;  ///< asks the clipboard for an image
    virtual void check_file(FileKey key) = 0;
    virtual void make_picture(FileKey key) = 0;
    virtual void load_picture(const std::string& url_path) = 0;  ///< a picture from our server
    /// Cut-out and mesh of a picture from our server, in a worker and after everything more urgent.
    virtual void make_outline(const std::string& url_path) = 0;
    virtual void release_picture(PictureId picture) = 0;
    virtual void make_draft(FileKey key, const draft::Options& options) = 0;
    virtual void release_file(FileKey key) = 0;

    virtual void set_url(const std::string& path, bool replaces) = 0;
    virtual void set_title(const std::string& title) = 0;
    virtual void announce(const std::string& words, bool is_urgent) = 0;  ///< live region
    virtual void copy_text(const std::string& text) = 0;
    virtual void start_download(const std::string& url_path, const std::string& file_name) = 0;
    virtual void store(const std::string& key, const std::string& value) = 0;  ///< small settings; may be lost in private windows
    [[nodiscard]] virtual std::optional<std::string> load(const std::string& key) = 0;
    virtual void warn_before_leaving(bool warns) = 0;
    /// Draws again at the latest in `delay_ms` (timers of toasts, ticking seconds); 0: next frame.
    virtual void wake_in(std::int64_t delay_ms) = 0;
};

}  // namespace i2m::client
