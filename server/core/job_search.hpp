// job_search.hpp - what people type into a search of jobs, as words that stores understand; pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.hpp"

namespace i2m {

inline constexpr std::size_t kMaxSearchBytes = 200;
inline constexpr std::size_t kMaxSearchWords = 8;

/// One word of a search: part of a file's name, of its model's id or of its error's text, any case.
struct SearchWord {
    std::string text;                      ///< in lower case (ASCII), well-formed UTF-8 without control characters
    std::vector<std::string> models = {};  ///< ids of the models that it means by their name
};

/// What is looked for. A job is found when one of its files has every word, or when its id begins with `id_prefix`.
struct JobSearch {
    std::vector<SearchWord> words;
    std::string id_prefix;  ///< "" for none; lower case

    [[nodiscard]] bool is_empty() const { return words.empty(); }
};

/// `typed` as words, parted by spaces and control characters; nothing of it is a pattern. InvalidRequest (field "q") over
/// kMaxSearchBytes or kMaxSearchWords.
[[nodiscard]] Result<JobSearch> parse_search(std::string_view typed);

/// True when a file of this name, model and error text has the word.
[[nodiscard]] bool has_word(const SearchWord& word, std::string_view filename, std::string_view model, std::string_view error);

/// Characters (code points) of well-formed UTF-8.
[[nodiscard]] std::size_t count_characters(std::string_view text);

}  // namespace i2m
