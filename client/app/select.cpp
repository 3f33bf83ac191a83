// select.cpp - derived values that every page uses.
#include "client/app/select.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "client/app/select_paid.hpp"
#include "shared/base/text.hpp"

namespace i2m::client {

bool shows_dark(const State& state) {
    if (state.theme == ThemeChoice::System) return state.preferences.is_dark;
    return state.theme == ThemeChoice::Dark;
}

std::string title_of(const State& state) {
    std::string name = "image2model";
    switch (state.location.page) {
        case Page::Error: return "Not here - " + name;
        case Page::Upload:
            if (state.upload.phase == UploadPhase::Sending)
                return std::to_string(upload_percent(state.upload)) + " % sent - " + name;
            return state.files.empty() ? name : counts_words(state) + " - " + name;
        case Page::Processing:
            if (state.job.phase != LoadPhase::Ready) return "Opening the job - " + name;
            if (is_final(state.job.view.status)) return job_title(state.job) + " - " + name;
            return std::to_string(state.job.view.progress) + " % - " + job_title(state.job) + " - " + name;
        case Page::Results: {
            const api::FileView* file = selected_result(state);
            return (file == nullptr ? std::string("Results") : model_file_name(*file)) + " - " + name;
        }
    }
    return name;
}

PictureState picture_of(const State& state, const api::FileView& file) {
    if (const auto origin = state.job.origins.find(file.file_id);
        origin != state.job.origins.end() && origin->second.picture.id != 0) {
        return origin->second.picture;
    }
    const auto loaded = state.pictures.find(picture_address(file));
    return loaded == state.pictures.end() ? PictureState{} : loaded->second;
}

PictureState preview_of(const State& state, const api::FileView& file) {
    if (file.status != FileState::Succeeded || !file.preview_url) return {};
    const auto loaded = state.pictures.find(*file.preview_url);
    return loaded == state.pictures.end() ? PictureState{} : loaded->second;
}

std::string picture_address(const api::FileView& file) {
    return file.source_url.empty() ? api::path_of(api::Route::FileSource, {file.file_id}) : file.source_url;
}

std::string model_file_name(const api::FileView& file) {
    if (file.result_filename && !file.result_filename->empty()) return *file.result_filename;
    return std::string(stem_of(file.filename)) + ".glb";
}

std::string model_kind(const api::FileView& file) {
    std::string kind = extension_of(model_file_name(file));
    kind.erase(0, kind.empty() || kind[0] != '.' ? 0 : 1);
    for (char& c : kind) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    return kind;
}

bool is_viewable(const api::FileView& file) { return model_kind(file) == "GLB"; }

const api::FileView* selected_result(const State& state) {
    const auto& files = state.job.view.files;
    const auto it =
        std::find_if(files.begin(), files.end(), [&](const auto& file) { return file.file_id == state.results.selected; });
    return it == files.end() ? nullptr : &*it;
}

std::string length_words(double metres) {
    char words[32];
    if (metres < 1) {
        std::snprintf(words, sizeof words, "%.0f mm", metres * 1000);
    } else {
        std::snprintf(words, sizeof words, "%.2f m", metres);
    }
    return words;
}

}  // namespace i2m::client
