// config.hpp - every setting: one table gives the flag, the environment variable, the key of the configuration file, the
// help text and the page in docs. Strength: flag, environment, file, default.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "server/core/log.hpp"
#include "shared/base/result.hpp"

namespace i2m {

/// The outcome. Sizes in bytes, times in the unit of the name.
struct Config {
    std::string host = "127.0.0.1";
    std::uint64_t port = 8000;
    std::string data_dir = "data";
    std::string web_dir;    ///< "": found relative to the program (web_folder in app_options.hpp)
    std::string base_path;  ///< "" or "/tools/i2m": a slash before it, none behind
    std::string api_key;
    std::string admin_api_key;
    std::string log_level = "info";
    std::string provider = "auto";
    std::string model;  ///< "": the provider's default
    std::string fal_key;
    std::string fal_key_id;  ///< with fal_key_secret, where fal_key is empty
    std::string fal_key_secret;
    std::string fal_queue_url = "https://queue.fal.run";
    std::string fal_run_url = "https://fal.run";
    std::string fal_rest_url = "https://rest.fal.ai";
    std::string fal_api_url;  ///< "": copies at FAL.AI are left to expire
    std::string fal_media_allow;
    std::string fal_image = "upload";
    std::string fal_status = "poll";
    std::string daily_budget_usd;  ///< "": no limit
    std::string unknown_price_usd = "1";
    std::uint64_t fal_concurrency = 8;
    std::uint64_t fal_model_concurrency = 0;
    std::uint64_t file_deadline_s = 7'200;
    std::string public_url;  ///< "" or "https://models.example.org/tools": no slash behind
    std::uint64_t worker_concurrency = 4;
    std::uint64_t upload_max_files = 25;
    std::uint64_t max_file_size = 10'485'760;
    std::string cors_origins;
    std::string allowed_hosts;
    std::string trusted_proxies;
    std::uint64_t rate_limit_per_minute = 60;
    std::uint64_t rate_limit_per_hour = 1'000;
    std::uint64_t session_hours = 168;
    std::uint64_t link_minutes = 1'440;
    std::uint64_t max_connections = 10'000;
    std::uint64_t max_connections_per_address = 512;
    std::uint64_t max_streams = 8'000;
    std::uint64_t header_timeout_ms = 10'000;
    std::uint64_t stall_timeout_ms = 20'000;
    std::uint64_t idle_timeout_ms = 30'000;
    std::uint64_t heartbeat_ms = 15'000;
    std::uint64_t event_retention_days = 7;
    std::uint64_t retention_completed_days = 0;  ///< 0: for ever
    std::uint64_t retention_partial_days = 0;
    std::uint64_t retention_failed_days = 0;
    std::uint64_t retention_cancelled_days = 0;
    std::uint64_t retention_max_mb = 0;  ///< 0: no limit
    std::string retention_schedule = "30 3 * * *";
    std::uint64_t disk_limit_percent = 95;
    std::string backup_dir;       ///< "": the folder backups in the data folder
    std::string backup_schedule;  ///< "": only when asked
    std::uint64_t backup_keep = 7;
    std::uint64_t backup_retention_days = 30;
    std::string retry_scale = "1";
    std::string metrics_access = "user";  ///< "everybody", "user" or "admin"
    std::uint64_t slow_request_ms = 1'000;
    std::uint64_t log_rotate_mb = 10;
    std::uint64_t log_retention_days = 30;
    std::uint64_t log_max_mb = 500;
};

/// One setting. `name` is the flag without its dashes and the key in the file.
struct Setting {
    std::string_view name;
    std::string_view variables;  ///< environment variables, strongest first, separated by spaces
    std::variant<std::string Config::*, std::uint64_t Config::*> member;
    std::string_view value_name;  ///< "NUMBER", "FOLDER", ...
    std::string_view help;
    std::uint64_t min = 0;  ///< of numbers
    std::uint64_t max = UINT64_MAX;
    bool is_secret = false;
};
[[nodiscard]] std::span<const Setting> settings();

/// What the command line asks for.
enum class Action : std::uint8_t { Serve, PrintConfig, PrintVersion, PrintHelp, Healthcheck, Backup, Verify, Restore, Keys };

/// `image2model keys ...`.
struct KeysCommand {
    enum class What : std::uint8_t { List, Add, Revoke };
    What what = What::List;
    std::string name;      ///< of a new key, for people
    std::string replaces;  ///< id of the key whose jobs a new one takes over; "": none
    bool is_admin = false;
    std::string id;  ///< of the key to revoke
};

struct CommandLine {
    Action action = Action::Serve;
    std::vector<std::pair<std::string, std::string>> flags;  ///< setting name, value
    std::string config_file;
    std::string archive;          ///< of Backup ("": a new one in the folder for backups), Verify, Restore
    bool asks_readiness = false;  ///< of Healthcheck
    std::string help;
    KeysCommand keys;
};

/// Reads the arguments; InvalidRequest in words for unknown ones.
[[nodiscard]] Result<CommandLine> parse_command_line(int argc, const char* const* argv);

/// The value of an environment variable, or nullopt.
using Environment = std::function<std::optional<std::string>(std::string_view)>;
[[nodiscard]] std::optional<std::string> process_environment(std::string_view name);

/// Puts the settings together. The problems, one line each, when any value is bad: all of them, not the first.
struct ConfigOutcome {
    Config config;
    std::vector<std::string> problems;
};
[[nodiscard]] ConfigOutcome load_config(const CommandLine& command_line, const Environment& environment);

/// One line per setting: name, value (secrets as "set" or "not set").
[[nodiscard]] std::string print_config(const Config& config);
/// The settings as a Markdown table, for docs/.
[[nodiscard]] std::string settings_as_markdown();

/// "a, b" -> {"a", "b"}.
[[nodiscard]] std::vector<std::string> split_list(std::string_view text);
/// True when `host` is an address of this machine only.
[[nodiscard]] bool is_loopback_host(std::string_view host);

}  // namespace i2m
