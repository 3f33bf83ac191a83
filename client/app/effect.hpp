// effect.hpp - what update() wants done in the world; effects.cpp does it over the seams.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "client/app/messages.hpp"
#include "client/viewer/viewport.hpp"

namespace i2m::client::effect {

struct Send {
    RequestId id = 0;
    HttpRequest request;
};
struct Upload {
    RequestId id = 0;
    UploadRequest request;
};
struct Abort {
    RequestId id = 0;
};
struct OpenStream {
    RequestId id = 0;
    std::string path;
    std::string last_event_id;
};
struct CloseStream {
    RequestId id = 0;
};
struct PickFiles {};
struct PasteFiles {};
struct CheckFile {
    FileKey key = 0;
};
struct MakePicture {
    FileKey key = 0;
};
struct LoadPicture {
    std::string url;
};
/// Cut-out and mesh of an image of the server; answered by OutlineReady.
struct MakeOutline {
    std::string url;
};
struct ReleasePicture {
    PictureId picture = 0;
};
struct MakeDraft {
    FileKey key = 0;
    draft::Options options;
};
struct ReleaseFile {
    FileKey key = 0;
};
struct MakeUploadKey {};
struct SetUrl {
    std::string path;
    bool replaces = false;
};
struct SetTitle {
    std::string title;
};
struct Announce {
    std::string words;
    bool is_urgent = false;
};
struct CopyText {
    std::string text;
};
struct StartDownload {
    std::string url;
    std::string file_name;
};
struct Store {
    std::string key;
    std::string value;
};
struct WarnBeforeLeaving {
    bool warns = false;
};
struct WakeIn {
    std::int64_t delay_ms = 0;
};
/// Hands a GLB to the renderer; answered by ModelLoaded.
struct LoadModel {
    FileKey draft_of = 0;
    std::string result_of;
    std::shared_ptr<const Bytes> glb;
    bool is_draft = false;  ///< of a result: its stand-in
};
struct UnloadModel {
    ModelId model = 0;
};

}  // namespace i2m::client::effect

namespace i2m::client {

using AnyEffect =
    std::variant<effect::Send, effect::Upload, effect::Abort, effect::OpenStream, effect::CloseStream, effect::PickFiles,
                 effect::PasteFiles, effect::CheckFile, effect::MakePicture, effect::LoadPicture, effect::MakeOutline,
                 effect::ReleasePicture, effect::MakeDraft, effect::ReleaseFile, effect::MakeUploadKey, effect::SetUrl,
                 effect::SetTitle, effect::Announce, effect::CopyText, effect::StartDownload, effect::Store,
                 effect::WarnBeforeLeaving, effect::WakeIn, effect::LoadModel, effect::UnloadModel>;
/// One of them; compiled once, like Action.
struct Effect : AnyEffect {
    using AnyEffect::AnyEffect;
    Effect(const Effect& other);
    Effect(Effect&& other) noexcept;
    Effect& operator=(const Effect& other);
    Effect& operator=(Effect&& other) noexcept;
    ~Effect();
};
using Effects = std::vector<Effect>;

}  // namespace i2m::client
