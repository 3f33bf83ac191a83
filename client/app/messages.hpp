// messages.hpp - what the platform tells the program, as plain values: files, pictures, drafts, preferences, the address.
#pragma once

#include <cstdint>
#include <string>
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
    PictureId mesh_picture = 0;  ///< a coarse draft's triangles from the front, white lines at the cut-out's size; 0 for none
    float left = 0;              ///< where the object begins and ends across the picture, 0..1
    float right = 1;
};
/// The same two pictures of an image that the server has and this page did not send.
struct OutlineReady {
    std::string url;
    PictureId mask_picture = 0;
    PictureId mesh_picture = 0;
    float left = 0;
    float right = 1;
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
/// The browser keeps nothing for this page; told once a visit.
struct StorageRefused {
    std::string reason;
};

}  // namespace i2m::client
