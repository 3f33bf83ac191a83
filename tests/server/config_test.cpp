// config_test.cpp - one table, four sources, and every problem told at once.
#include "server/config.hpp"

#include "server/config_access.hpp"
#include "server/config_fal.hpp"
#include "server/config_money.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>

#include "tests/support/temp_folder.hpp"

namespace i2m {
namespace {

using Variables = std::map<std::string, std::string, std::less<>>;

ConfigOutcome load(std::vector<const char*> arguments, const Variables& variables = {}, const std::string& file = "") {
    arguments.insert(arguments.begin(), "image2model");
    if (!file.empty()) {
        arguments.push_back("--config");
        arguments.push_back(file.c_str());
    }
    const Result<CommandLine> line = parse_command_line(static_cast<int>(arguments.size()), arguments.data());
    if (!line) return {{}, {line.error().message}};
    return load_config(*line, [&](std::string_view name) -> std::optional<std::string> {
        const auto found = variables.find(name);
        return found == variables.end() ? std::nullopt : std::optional(found->second);
    });
}

TEST(Config, FlagBeatsEnvironmentBeatsFile) {
    const test::TempFolder folder;
    const std::string file = (folder.path() / "config.json").string();
    std::ofstream(file) << R"({"port": 1001, "log-level": "error", "max-file-size": "2048", "upload-max-files": 3})";
    const ConfigOutcome outcome =
        load({"--port", "1003"}, {{"I2M_PORT", "1002"}, {"LOG_LEVEL", "debug"}, {"UPLOAD_MAX_FILES", ""}}, file);
    EXPECT_TRUE(outcome.problems.empty());
    EXPECT_EQ(outcome.config.port, 1003U);
    EXPECT_EQ(outcome.config.log_level, "debug");
    EXPECT_EQ(outcome.config.max_file_size, 2048U);
    EXPECT_EQ(outcome.config.upload_max_files, 3U);
    EXPECT_EQ(outcome.config.worker_concurrency, 4U);
}

TEST(Config, TheReferencesNamesWinOverOurs) {
    EXPECT_EQ(load({}, {{"API_KEY", "reference-key"}, {"I2M_API_KEY", "own-key-1234"}}).config.api_key, "reference-key");
    EXPECT_EQ(load({}, {{"I2M_API_KEY", "own-key-1234"}}).config.api_key, "own-key-1234");
}

TEST(Config, EveryProblemIsToldAtOnce) {
    const ConfigOutcome outcome =
        load({"--port", "70000", "--log-level", "loud"}, {{"WORKER_CONCURRENCY", "many"}, {"I2M_RETRY_SCALE", "-1"}});
    ASSERT_EQ(outcome.problems.size(), 4U);
    EXPECT_EQ(outcome.problems[0], "WORKER_CONCURRENCY must be a whole number from 1 to 256, not \"many\".");
    EXPECT_EQ(outcome.problems[1], "--port must be a whole number from 0 to 65535, not \"70000\".");
}

TEST(Config, NobodyIsLetInFromANetworkWithoutAKey) {
    const struct {
        const char* name;
        const char* host;
        bool has_user_key;
        bool is_open;
    } cases[] = {
        {"loopback", "127.0.0.1", false, false},
        {"another loopback address", "127.0.0.2", false, false},
        {"IPv6 loopback", "::1", false, false},
        {"by name", "localhost", false, false},
        {"all addresses", "0.0.0.0", false, true},
        {"all addresses of IPv6", "::", false, true},
        {"one of a network", "192.168.1.5", false, true},
        {"a name that only looks local", "127.0.0.1.example", false, true},
        {"all addresses with a key", "0.0.0.0", true, false},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        Config config;
        config.host = c.host;
        const std::string why = open_to_others(config, c.has_user_key);
        EXPECT_EQ(!why.empty(), c.is_open);
        EXPECT_EQ(why.find("--api-key") != std::string::npos, c.is_open) << "says what to do";
    }
}

TEST(Config, RefusesWhatWouldBeUnsafeOrNonsense) {
    const struct {
        const char* name;
        std::vector<const char*> flags;
        const char* words;  ///< part of the only problem; nullptr: fine
    } cases[] = {
        {"loopback without a key", {}, nullptr},
        {"another loopback address", {"--host", "127.0.0.2"}, nullptr},
        {"IPv6 loopback", {"--host", "::1"}, nullptr},
        {"wide with a key", {"--host", "0.0.0.0", "--api-key", "long-enough"}, nullptr},
        {"proxies and their networks", {"--trusted-proxies", "127.0.0.1, 10.0.0.0/8, ::1, fd00::/8"}, nullptr},
        {"a proxy by its name", {"--trusted-proxies", "proxy.example"}, "trusted-proxies: \"proxy.example\" is no address"},
        {"a network that is none", {"--trusted-proxies", "10.0.0.0/33"}, "trusted-proxies"},
        {"a short key", {"--api-key", "abc"}, "at least 8"},
        {"one key for both", {"--api-key", "long-enough", "--admin-api-key", "long-enough"}, "must differ"},
        {"an unknown provider", {"--provider", "magic"}, "provider must be"},
        {"other origins", {"--cors-origins", "https://a.example, http://localhost:3000"}, nullptr},
        {"any origin", {"--cors-origins", "*"}, "cors-origins must list"},
        {"an origin with a path", {"--cors-origins", "https://a.example/"}, "cors-origins must list"},
        {"an origin with the usual port", {"--cors-origins", "https://a.example:443"}, "cors-origins must list"},
        {"an origin in capitals", {"--cors-origins", "https://A.example"}, "cors-origins must list"},
        {"an origin without a scheme", {"--cors-origins", "a.example"}, "cors-origins must list"},
        {"a base path", {"--base-path", "/tools/i2m"}, nullptr},
        {"a base path without its slash", {"--base-path", "tools"}, "base-path must"},
        {"a base path with one too many", {"--base-path", "/tools/"}, "base-path must"},
        {"a base path that climbs", {"--base-path", "/tools/../x"}, "base-path must"},
        {"a base path that is markup", {"--base-path", "/a\"><b"}, "base-path must"},
        {"a base path over the API", {"--base-path", "/api/x"}, "base-path must"},
        {"FAL.AI with a key", {"--provider", "fal", "--fal-key", "id:secret"}, nullptr},
        {"a key with a line break around it", {"--fal-key", " id:secret\n"}, nullptr},
        {"FAL.AI without a key", {"--provider", "fal"}, "Set fal-key (FAL_KEY)"},
        {"a key that is none", {"--fal-key", "secret"}, "key_id:key_secret"},
        {"a key with a line break inside", {"--fal-key", "id:sec\nret"}, "key_id:key_secret"},
        {"half a key", {"--fal-key-id", "id"}, "are needed both"},
        {"a queue that is no address", {"--fal-queue-url", "queue.fal.run"}, "fal-queue-url must be"},
        {"a queue with a slash too many", {"--fal-queue-url", "https://queue.fal.run/"}, "fal-queue-url must be"},
        {"a name in the list of addresses", {"--fal-media-allow", "127.0.0.1, localhost"}, "\"localhost\" is no address"},
        {"another way for images", {"--fal-image", "pigeon"}, "upload or data-uri"},
        {"another way to know the state", {"--fal-status", "guess"}, "poll or stream"},
        {"an unknown flag", {"--colour", "red"}, "--help"},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        const ConfigOutcome outcome = load(c.flags);
        EXPECT_EQ(outcome.problems.size(), c.words == nullptr ? 0U : 1U);
        if (c.words != nullptr && !outcome.problems.empty()) {
            EXPECT_NE(outcome.problems[0].find(c.words), std::string::npos) << outcome.problems[0];
        }
    }
}

TEST(Config, AFileThatIsNoneIsTold) {
    const test::TempFolder folder;
    const auto problem_of = [&](const std::string& text) {
        const std::string file = (folder.path() / "config.json").string();
        std::ofstream(file, std::ios::trunc) << text;
        const ConfigOutcome outcome = load({}, {}, file);
        return outcome.problems.empty() ? std::string("none") : outcome.problems[0];
    };
    EXPECT_NE(problem_of("[1]").find("must hold a JSON object"), std::string::npos);
    EXPECT_NE(problem_of(R"({"prot": 1})").find("there is no setting \"prot\""), std::string::npos);
    EXPECT_NE(problem_of("{").find("config.json"), std::string::npos);
    EXPECT_NE(load({}, {}, "/nowhere/at/all.json").problems.at(0).find("cannot be read"), std::string::npos);
}

TEST(Config, TheKeyForFalHasTwoForms) {
    EXPECT_EQ(fal_key_of(load({}, {{"FAL_KEY", " id:secret\n"}, {"FAL_KEY_ID", "x"}, {"FAL_KEY_SECRET", "y"}}).config),
              "id:secret");
    EXPECT_EQ(fal_key_of(load({}, {{"FAL_KEY_ID", "x"}, {"FAL_KEY_SECRET", "y"}}).config), "x:y");
    EXPECT_EQ(fal_key_of(load({}).config), "");
    EXPECT_EQ(fal_key_of(load({}, {{"FAL_KEY", "  \n"}}).config), "");
}

TEST(Config, SecretsAreNeverPrinted) {
    Config config;
    config.fal_key = "id:top-secret-key";
    config.fal_key_secret = "top-secret-key";
    config.api_key = "top-secret-key";
    const std::string printed = print_config(config);
    EXPECT_EQ(printed.find("top-secret-key"), std::string::npos);
    EXPECT_NE(printed.find("api-key = set"), std::string::npos);
    EXPECT_NE(printed.find("admin-api-key = not set"), std::string::npos);
}

TEST(Config, TheTableIsWhole) {
    std::set<std::string_view> names;
    std::set<std::string> variables;
    for (const Setting& setting : settings()) {
        SCOPED_TRACE(setting.name);
        EXPECT_TRUE(names.insert(setting.name).second);
        EXPECT_TRUE(variables.insert(std::string(setting.variables)).second);
        EXPECT_FALSE(setting.help.empty());
        EXPECT_NE(settings_as_markdown().find("`--" + std::string(setting.name) + " "), std::string::npos);
    }
}

TEST(Config, ListsAreSplitAtCommas) {
    EXPECT_EQ(split_list(" a, b ,,c "), (std::vector<std::string>{"a", "b", "c"}));
    EXPECT_TRUE(split_list(" , ").empty());
}

TEST(Config, AmountsOfMoneyAreReadExactlyOrRefused) {
    const struct {
        const char* text;
        std::optional<MicroUsd> want;
    } kCases[] = {{"5", 5'000'000},
                  {"2.50", 2'500'000},
                  {".5", 500'000},
                  {"0", 0},
                  {"1000000", 1'000'000'000'000},
                  {"1000001", std::nullopt},
                  {"-1", std::nullopt},
                  {"1e3", std::nullopt},
                  {"$5", std::nullopt},
                  {"1.2.3", std::nullopt},
                  {".", std::nullopt},
                  {"", std::nullopt}};
    for (const auto& c : kCases) EXPECT_EQ(parse_dollars(c.text), c.want) << c.text;
}

TEST(Config, TheBudgetComesFromItsSettings) {
    const ConfigOutcome outcome = load({"--daily-budget-usd", "2.5"}, {{"I2M_UNKNOWN_PRICE_USD", "0.4"}});
    ASSERT_TRUE(outcome.problems.empty());
    EXPECT_EQ(budget_of(outcome.config).daily, 2'500'000);
    EXPECT_EQ(unknown_price_of(outcome.config), 400'000);
    EXPECT_FALSE(budget_of(load({}).config).daily) << "no limit unless one is set";
    const ConfigOutcome wrong = load({"--daily-budget-usd", "five", "--unknown-price-usd", ""});
    ASSERT_EQ(wrong.problems.size(), 2U);
    EXPECT_EQ(wrong.problems[0], "daily-budget-usd must be an amount like 5 or 2.50, not \"five\".");
}

}  // namespace
}  // namespace i2m
