// effects.cpp - effects over transport, platform and renderer.
#include "client/app/effects.hpp"

namespace i2m::client {
namespace {

template <class... Ts>
struct Overloaded : Ts... {
    using Ts::operator()...;
};
template <class... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

}  // namespace

void EffectRunner::load(const effect::LoadModel& load, Actions& answers) {
    ModelLoaded loaded;
    loaded.draft_of = load.draft_of;
    loaded.result_of = load.result_of;
    loaded.is_draft = load.is_draft;
    loaded.model = viewport_.load_model(*load.glb);
    loaded.state = viewport_.model_state(loaded.model);
    if (loaded.state == ModelState::Failed) loaded.error = viewport_.model_error(loaded.model);
    loaded.bounds = viewport_.model_stats(loaded.model).bounds;
    answers.push(std::move(loaded));
}

void EffectRunner::run(const Effect& effect, Actions& answers) {
    std::visit(Overloaded{
                   [&](const effect::Send& e) { transport_.send(e.id, e.request); },
                   [&](const effect::Upload& e) { transport_.upload(e.id, e.request); },
                   [&](const effect::Abort& e) { transport_.abort(e.id); },
                   [&](const effect::OpenStream& e) { transport_.open_stream(e.id, e.path, e.last_event_id); },
                   [&](const effect::CloseStream& e) { transport_.close_stream(e.id); },
                   [&](const effect::PickFiles&) { platform_.pick_files(); },
                   [&](const effect::PasteFiles&) { platform_.paste_files(); },
                   [&](const effect::CheckFile& e) { platform_.check_file(e.key); },
                   [&](const effect::MakePicture& e) { platform_.make_picture(e.key); },
                   [&](const effect::LoadPicture& e) { platform_.load_picture(e.url); },
                   [&](const effect::MakeOutline& e) { platform_.make_outline(e.url); },
                   [&](const effect::ReleasePicture& e) { platform_.release_picture(e.picture); },
                   [&](const effect::MakeDraft& e) { platform_.make_draft(e.key, e.options); },
                   [&](const effect::ReleaseFile& e) { platform_.release_file(e.key); },
                   [&](const effect::MakeUploadKey&) { answers.push(UploadKeyMade{platform_.make_uuid()}); },
                   [&](const effect::SetUrl& e) { platform_.set_url(e.path, e.replaces); },
                   [&](const effect::SetTitle& e) { platform_.set_title(e.title); },
                   [&](const effect::Announce& e) { platform_.announce(e.words, e.is_urgent); },
                   [&](const effect::CopyText& e) { platform_.copy_text(e.text); },
                   [&](const effect::StartDownload& e) { platform_.start_download(e.url, e.file_name); },
                   [&](const effect::Store& e) { platform_.store(e.key, e.value); },
                   [&](const effect::WarnBeforeLeaving& e) { platform_.warn_before_leaving(e.warns); },
                   [&](const effect::WakeIn& e) { platform_.wake_in(e.delay_ms); },
                   [&](const effect::LoadModel& e) { load(e, answers); },
                   [&](const effect::UnloadModel& e) { viewport_.unload_model(e.model); },
               },
               effect);
}

}  // namespace i2m::client
