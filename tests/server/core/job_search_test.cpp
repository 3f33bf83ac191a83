// job_search_test.cpp - what is typed, as words.
#include "server/core/job_search.hpp"

#include <gtest/gtest.h>

namespace i2m {
namespace {

std::vector<std::string> texts(const JobSearch& search) {
    std::vector<std::string> out;
    for (const SearchWord& word : search.words) out.push_back(word.text);
    return out;
}

TEST(JobSearch, WordsArePartedBySpacesAndControlCharacters) {
    struct Case {
        const char* name;
        std::string typed;
        std::vector<std::string> want;
    };
    const Case cases[] = {
        {"nothing", "", {}},
        {"spaces", " \t\r\n", {}},
        {"one word", "Duck", {"duck"}},
        {"two words", "  Duck  PNG ", {"duck", "png"}},
        {"control characters",
         std::string("a\0b\x7f\x1b"
                     "c",
                     6),
         {"a", "b", "c"}},
        {"malformed UTF-8", "caf\xC3", {"caf\xEF\xBF\xBD"}},
        {"eight words", "a b c d e f g h", {"a", "b", "c", "d", "e", "f", "g", "h"}},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        const Result<JobSearch> search = parse_search(c.typed);
        ASSERT_TRUE(search.ok());
        EXPECT_EQ(texts(*search), c.want);
    }
    EXPECT_TRUE(parse_search(std::string(kMaxSearchBytes, 'a')).ok());
    EXPECT_EQ(parse_search(std::string(kMaxSearchBytes + 1, 'a')).error().field, "q");
    EXPECT_EQ(parse_search("a b c d e f g h i").error().field, "q");
}

TEST(JobSearch, TellsIdsThatAreBegun) {
    const std::pair<const char*, const char*> cases[] = {
        {"beef", "beef"},
        {"BEEF", "beef"},
        {"0b0f8f3e-6a0f-4e0a-9d35-8a3d3f3f3f3f", "0b0f8f3e-6a0f-4e0a-9d35-8a3d3f3f3f3f"},
        {"bee", ""},
        {"beer", ""},
        {"beef cafe", ""},
        {"beef.png", ""},
        {"0b0f8f3e-6a0f-4e0a-9d35-8a3d3f3f3f3f0", ""},
    };
    for (const auto& [typed, want] : cases) EXPECT_EQ(parse_search(typed)->id_prefix, want) << typed;
}

TEST(JobSearch, AModelIsMeantByItsName) {
    EXPECT_EQ(parse_search("trellis")->words.at(0).models.front(), "fal-ai/trellis");
    EXPECT_TRUE(parse_search("duck")->words.at(0).models.empty());
}

TEST(JobSearch, CountsCharacters) {
    EXPECT_EQ(count_characters(""), 0U);
    EXPECT_EQ(count_characters("abc"), 3U);
    EXPECT_EQ(count_characters("\u00e9\u65e5\U0001F986"), 3U);
}

}  // namespace
}  // namespace i2m
