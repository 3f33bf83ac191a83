// job_search.cpp - words, and ids that are begun.
#include "server/core/job_search.hpp"

#include <algorithm>

#include "shared/base/text.hpp"
#include "shared/models/registry.hpp"

namespace i2m {
namespace {

/// Less than that begins too many ids to be meant as one.
constexpr std::size_t kShortestIdPrefix = 4;
constexpr std::size_t kIdLength = 36;

bool is_space(char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F; }

bool contains(std::string_view text, std::string_view lower_part) { return to_lower(text).find(lower_part) != std::string::npos; }

bool is_id_prefix(std::string_view text) {
    const auto is_of_id = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == '-'; };
    return text.size() >= kShortestIdPrefix && text.size() <= kIdLength && std::all_of(text.begin(), text.end(), is_of_id);
}

std::vector<std::string> models_called(std::string_view word) {
    std::vector<std::string> ids;
    for (const models::Model& model : models::all()) {
        if (contains(model.name, word)) ids.push_back(model.id);
    }
    return ids;
}

}  // namespace

Result<JobSearch> parse_search(std::string_view typed) {
    if (typed.size() > kMaxSearchBytes) {
        return Error{ErrorCode::InvalidRequest, "q must be at most " + std::to_string(kMaxSearchBytes) + " bytes long.", "q"};
    }
    const std::string text = to_lower(to_utf8(typed));
    JobSearch out;
    for (auto at = text.begin(); at != text.end();) {
        const auto begin = std::find_if_not(at, text.end(), is_space);
        at = std::find_if(begin, text.end(), is_space);
        if (begin != at) out.words.push_back({std::string(begin, at)});
    }
    if (out.words.size() > kMaxSearchWords) {
        return Error{ErrorCode::InvalidRequest, "q must have at most " + std::to_string(kMaxSearchWords) + " words.", "q"};
    }
    for (SearchWord& word : out.words) word.models = models_called(word.text);
    if (out.words.size() == 1 && is_id_prefix(out.words.front().text)) out.id_prefix = out.words.front().text;
    return out;
}

bool has_word(const SearchWord& word, std::string_view filename, std::string_view model, std::string_view error) {
    if (std::find(word.models.begin(), word.models.end(), model) != word.models.end()) return true;
    return contains(filename, word.text) || contains(model, word.text) || contains(error, word.text);
}

std::size_t count_characters(std::string_view text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace i2m
