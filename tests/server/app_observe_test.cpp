// app_observe_test.cpp - that no secret of the settings can stand in a line of the log.
#include "server/app_observe.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "server/observe/server_log.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/temp_folder.hpp"

namespace i2m {
namespace {

/// Every setting that is a secret, with a value of its own: one that comes to the table later is tried too.
std::vector<std::pair<std::string, std::string Config::*>> secret_settings() {
    std::vector<std::pair<std::string, std::string Config::*>> out;
    for (const Setting& setting : settings()) {
        if (setting.is_secret) out.emplace_back(setting.name, std::get<std::string Config::*>(setting.member));
    }
    return out;
}

TEST(LogOptions, NoSecretOfTheSettingsIsInAnyLine) {
    struct Case {
        std::string name;
        std::function<void(Config&)> set;
        std::vector<std::string> gone;
    };
    std::vector<Case> cases = {
        {"FAL.AI's key as it is sent",
         [](Config& config) { config.fal_key = " planted-id:planted-half\n"; },
         {"planted-id", "planted-half"}},
        {"FAL.AI's key in two settings",
         [](Config& config) {
             config.fal_key_id = "planted-id";
             config.fal_key_secret = "planted-half";
         },
         {"planted-id", "planted-half"}},
    };
    for (const auto& [name, member] : secret_settings()) {
        const std::string value = "planted-" + name;
        cases.push_back({name, [member = member, value](Config& config) { config.*member = value; }, {value}});
    }
    ASSERT_GE(cases.size(), 6U);
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        const test::TempFolder folder;
        test::FakeClock clock;
        Config config;
        config.data_dir = folder.path().string();
        c.set(config);
        ServerLogOptions options = log_options(config);
        options.console_fd = -1;
        ServerLog log(std::move(options), clock);
        for (const std::string& secret : c.gone) {
            log.info("said", {{"text", "x" + secret + "x"}, {"list", json::Array{json::Value("a " + secret)}}});
            log.error("inside", {{"deep", json::Object{{"path", "/api/v1/" + secret}}}});
        }
        ASSERT_TRUE(log.flush(Millis{60'000}));
        const std::string lines = test::read_file(folder.path() / "logs" / "server.log");
        EXPECT_NE(lines.find("[redacted]"), std::string::npos);
        for (const std::string& secret : c.gone) EXPECT_EQ(lines.find(secret), std::string::npos) << lines;
    }
}

}  // namespace
}  // namespace i2m
