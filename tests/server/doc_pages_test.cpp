// doc_pages_test.cpp - the checked-in pages say what the tables say.
#include "server/doc_pages.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "server/config.hpp"
#include "shared/base/error_table.hpp"

namespace i2m {
namespace {

TEST(DocPages, TheCheckedInOnesAreThese) {
    const struct {
        const char* file;
        std::string want;
    } cases[] = {{"errors.md", errors_page()}, {"configuration.md", configuration_page()}};
    for (const auto& c : cases) {
        SCOPED_TRACE(c.file);
        std::ifstream in(std::string(I2M_SOURCE_DIR "/docs/") + c.file, std::ios::binary);
        const std::string kept{std::istreambuf_iterator<char>(in), {}};
        EXPECT_TRUE(kept == c.want) << "docs/" << c.file << " is out of date. Refresh it with: build/release/bin/gen_docs docs";
    }
}

TEST(DocPages, HaveARowForEachErrorAndEachSetting) {
    for (const ErrorInfo& row : error_table()) {
        EXPECT_NE(errors_page().find("| `" + std::string(row.wire_name) + "` | " + std::to_string(row.http_status) + " |"),
                  std::string::npos)
            << row.wire_name;
    }
    for (const Setting& setting : settings()) {
        EXPECT_NE(configuration_page().find("`--" + std::string(setting.name) + " "), std::string::npos) << setting.name;
    }
}

TEST(DocPages, CellsDoNotBreakTheTable) {
    for (const std::string& page : {errors_page(), configuration_page()}) {
        std::size_t columns = 0;
        for (std::size_t at = page.find("\n| "); at != std::string::npos; at = page.find("\n| ", at + 1)) {
            const std::string line = page.substr(at + 1, page.find('\n', at + 1) - at - 1);
            const auto bars = static_cast<std::size_t>(std::count(line.begin(), line.end(), '|'));
            if (columns == 0) columns = bars;
            EXPECT_EQ(bars, columns) << line;
        }
    }
}

}  // namespace
}  // namespace i2m
