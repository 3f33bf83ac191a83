// platform.hpp - the seam to the browser: files, workers, pictures, history, storage, clipboard, announcements, clock.
// Nothing blocks; what comes back is put into the Inbox and read once a frame. Main thread only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/app/transport.hpp"
#include "shared/draft/draft.hpp"
#include "shared/image/check.hpp"

namespace i2m::client {

/// A picture on the GPU, made by the platform; 0 is none. Usable as an ImGui texture id.
using PictureId = std::uint64_t;

/// A file was dropped, picked or pasted. The platform keeps its bytes under `key` until release_file.
struct FileArrived {
    FileKey key = 0;
    std::string name;
    std::string content_type;
    std::uint64_t size_bytes = 0;
};
/// The worker's verdict, by the same code as the server's.
struct FileChecked {
    FileKey key = 0;
    ImageReport report;
};
/// The picture of a file, decoded by the browser with its orientation applied, at most 640 px on its long side.
struct PictureReady {
    FileKey key = 0;        ///< 0 for load_picture
    std::string url;        ///< "" for a file
    PictureId picture = 0;  ///< 0: could not be decoded
    std::uint32_t width_px = 0;
    std::uint32_t height_px = 0;
};
/// The worker's draft of a file, as a GLB, with what the mask says.
struct DraftReady {
    FileKey key = 0;
    std::string error;  ///< words when no draft could be made
    Bytes glb;
    draft::Method method = draft::Method::Balls;
    std::vector<draft::Advice> advice;
    double fill = 0;  ///< covered share of the picture
    std::uint64_t triangles = 0;
    double took_ms = 0;          ///< the draft alone, without decoding
    PictureId mask_picture = 0;  ///< the cut-out on transparency, 0 for none
};
/// Files hover over the page (or left it).
struct DragChanged {
    bool is_over = false;
    std::uint32_t files = 0;
};
/// Back, forward or a typed address.
struct UrlChanged {
    std::string path;
    std::string query;
};
/// Asked for at the start and told at each change.
struct PreferencesChanged {
    bool is_dark = false;
    bool is_high_contrast = false;
    bool reduces_motion = false;
    double text_scale = 1;
};
struct OnlineChanged {
    bool is_online = true;
};
struct PasteRefused {
    std::string reason;
};

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
