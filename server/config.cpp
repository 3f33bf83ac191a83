// config.cpp - the table of settings and how flags, environment and file become one Config.
#include "server/config.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>

#include "server/config_access.hpp"
#include "server/config_fal.hpp"
#include "server/config_housekeeping.hpp"
#include "server/config_money.hpp"
#include "server/config_observe.hpp"
#include "server/log.hpp"
#include "shared/base/text.hpp"
#include "shared/json/value.hpp"

namespace i2m {
namespace {

constexpr Setting kSettings[] = {
    {"host", "I2M_HOST", &Config::host, "ADDRESS",
     "Address to listen on; others than this machine's own need a key (api-key, or image2model keys add)"},
    {"port", "I2M_PORT", &Config::port, "NUMBER", "Port to listen on; 0 takes any free one", 0, 65'535},
    {"data-dir", "I2M_DATA_DIR", &Config::data_dir, "FOLDER", "Where the database, the images and the models lie"},
    {"web-dir", "I2M_WEB_DIR", &Config::web_dir, "FOLDER",
     "Where the page lies; default: share/image2model/web or web, beside the program's folder"},
    {"base-path", "I2M_BASE_PATH", &Config::base_path, "PATH",
     "Path below which a proxy shows this server, like /tools/i2m; requests with and without it are answered"},
    {"api-key", "API_KEY I2M_API_KEY", &Config::api_key, "KEY",
     "Key that users must send; empty: none is needed on this machine, unless image2model keys add has made some", 0, 0, true},
    {"admin-api-key", "ADMIN_API_KEY I2M_ADMIN_API_KEY", &Config::admin_api_key, "KEY",
     "Key of the administrator; empty: the one in DATA/admin.key, made at the first start", 0, 0, true},
    {"log-level", "LOG_LEVEL I2M_LOG_LEVEL", &Config::log_level, "LEVEL", "debug, info, warning or error"},
    {"provider", "I2M_PROVIDER", &Config::provider, "NAME",
     "auto, fal or draft: who makes the models; auto is fal when a key is set"},
    {"model", "I2M_MODEL", &Config::model, "ID", "Model for uploads that name none; empty: the provider's"},
    {"fal-key", "FAL_KEY I2M_FAL_KEY", &Config::fal_key, "KEY", "Key for FAL.AI, as key_id:key_secret", 0, 0, true},
    {"fal-key-id", "FAL_KEY_ID", &Config::fal_key_id, "ID", "The key's first half, where fal-key is not set", 0, 0, true},
    {"fal-key-secret", "FAL_KEY_SECRET", &Config::fal_key_secret, "SECRET", "The key's second half", 0, 0, true},
    {"fal-queue-url", "I2M_FAL_QUEUE_URL", &Config::fal_queue_url, "URL", "FAL.AI's queue; the key is sent there"},
    {"fal-run-url", "I2M_FAL_RUN_URL", &Config::fal_run_url, "URL", "FAL.AI's direct host; the key is sent there"},
    {"fal-rest-url", "I2M_FAL_REST_URL", &Config::fal_rest_url, "URL", "FAL.AI's storage host; the key is sent there"},
    {"fal-api-url", "I2M_FAL_API_URL", &Config::fal_api_url, "URL",
     "FAL.AI's platform API, https://api.fal.ai/v1; the key is sent there. Costs follow FAL.AI's price list then, and deleting a "
     "job deletes its runs there too, for which the key must be of scope ADMIN. Empty: they expire there by themselves"},
    {"fal-media-allow", "I2M_FAL_MEDIA_ALLOW", &Config::fal_media_allow, "LIST",
     "Addresses and networks that FAL.AI's answers may lead to beside public ones; for tests"},
    {"fal-image", "I2M_FAL_IMAGE", &Config::fal_image, "WAY",
     "upload: images go to FAL.AI's storage for a day; data-uri: inside the request"},
    {"fal-status", "I2M_FAL_STATUS", &Config::fal_status, "WAY",
     "poll: FAL.AI is asked how far a run is; stream: it tells, more smoothly, but each run holds a worker"},
    {"daily-budget-usd", "I2M_DAILY_BUDGET_USD", &Config::daily_budget_usd, "AMOUNT",
     "Most US dollars that paid runs may cost a day (UTC); files wait when it is reached; empty: no limit"},
    {"unknown-price-usd", "I2M_UNKNOWN_PRICE_USD", &Config::unknown_price_usd, "AMOUNT",
     "What a run counts whose price is not known, in US dollars"},
    {"fal-concurrency", "I2M_FAL_CONCURRENCY", &Config::fal_concurrency, "NUMBER",
     "Files at FAL.AI at once, those in its queue among them; 0: no limit. A new account runs two and queues the others for "
     "free; "
     "what waits here can still be moved, paused or cancelled without a charge",
     0, 10'000},
    {"fal-model-concurrency", "I2M_FAL_MODEL_CONCURRENCY", &Config::fal_model_concurrency, "NUMBER",
     "Of them with one model; 0: no limit of its own", 0, 10'000},
    {"file-deadline-s", "I2M_FILE_DEADLINE_S", &Config::file_deadline_s, "SECONDS",
     "A run at FAL.AI that takes longer is cancelled there; 0: never", 0, 604'800},
    {"public-url", "I2M_PUBLIC_URL", &Config::public_url, "URL",
     "Where FAL.AI reaches this server, base path and all; then submits ask for notices, which find requests whose answer was "
     "lost. Empty: no notices"},
    {"worker-concurrency", "WORKER_CONCURRENCY I2M_WORKER_CONCURRENCY", &Config::worker_concurrency, "NUMBER",
     "Files worked on at once", 1, 256},
    {"upload-max-files", "UPLOAD_MAX_FILES I2M_UPLOAD_MAX_FILES", &Config::upload_max_files, "NUMBER", "Images in one upload", 1,
     1'000},
    {"max-file-size", "MAX_FILE_SIZE I2M_MAX_FILE_SIZE", &Config::max_file_size, "BYTES", "Size of one image", 1'024,
     1'073'741'824},
    {"cors-origins", "BACKEND_CORS_ORIGINS I2M_CORS_ORIGINS", &Config::cors_origins, "LIST",
     "Other web origins whose pages may read and change things here, e.g. https://example.com; empty: none"},
    {"allowed-hosts", "I2M_ALLOWED_HOSTS", &Config::allowed_hosts, "LIST",
     "Names beside localhost under which this machine may be asked"},
    {"trusted-proxies", "I2M_TRUSTED_PROXIES", &Config::trusted_proxies, "LIST",
     "Addresses and networks (10.0.0.0/8, ::1) whose X-Forwarded-For and X-Forwarded-Proto are believed"},
    {"rate-limit-per-minute", "RATE_LIMIT_PER_MINUTE I2M_RATE_LIMIT_PER_MINUTE", &Config::rate_limit_per_minute, "NUMBER",
     "Requests that start runs (uploads, models/generate, retries, decisions about runs in doubt) a minute, for a key and for an "
     "address; refused ones count; 0: no limit",
     0, 1'000'000},
    {"rate-limit-per-hour", "RATE_LIMIT_PER_HOUR I2M_RATE_LIMIT_PER_HOUR", &Config::rate_limit_per_hour, "NUMBER",
     "The same for an hour", 0, 10'000'000},
    {"session-hours", "I2M_SESSION_HOURS", &Config::session_hours, "HOURS", "How long a log-in lasts", 1, 8'760},
    {"link-minutes", "I2M_LINK_MINUTES", &Config::link_minutes, "MINUTES", "How long a signed link of a download list works", 1,
     525'600},
    {"max-connections", "I2M_MAX_CONNECTIONS", &Config::max_connections, "NUMBER", "Open connections, event streams not counted",
     8, 1'000'000},
    {"max-connections-per-address", "I2M_MAX_CONNECTIONS_PER_ADDRESS", &Config::max_connections_per_address, "NUMBER",
     "The same for one address; this machine's own is exempt", 1, 1'000'000},
    {"max-streams", "I2M_MAX_STREAMS", &Config::max_streams, "NUMBER", "Open event streams", 1, 1'000'000},
    {"header-timeout-ms", "I2M_HEADER_TIMEOUT_MS", &Config::header_timeout_ms, "MS", "Time for the head of a request to arrive",
     50, 600'000},
    {"stall-timeout-ms", "I2M_STALL_TIMEOUT_MS", &Config::stall_timeout_ms, "MS",
     "Time without a byte, or with less than 1 KB a second, after which a transfer ends", 50, 600'000},
    {"idle-timeout-ms", "I2M_IDLE_TIMEOUT_MS", &Config::idle_timeout_ms, "MS", "Time between two requests of a connection", 50,
     3'600'000},
    {"heartbeat-ms", "I2M_HEARTBEAT_MS", &Config::heartbeat_ms, "MS", "Time between two signs of life on an event stream", 50,
     600'000},
    {"event-retention-days", "I2M_EVENT_RETENTION_DAYS", &Config::event_retention_days, "DAYS",
     "How long events of ended jobs are kept", 1, 3'650},
    {"retention-completed-days", "I2M_RETENTION_COMPLETED_DAYS", &Config::retention_completed_days, "DAYS",
     "Jobs of which every model was made are deleted so many days after their end; 0: never", 0, 36'500},
    {"retention-partial-days", "I2M_RETENTION_PARTIAL_DAYS", &Config::retention_partial_days, "DAYS",
     "The same for jobs of which some models were made", 0, 36'500},
    {"retention-failed-days", "I2M_RETENTION_FAILED_DAYS", &Config::retention_failed_days, "DAYS",
     "The same for jobs of which none was made", 0, 36'500},
    {"retention-cancelled-days", "I2M_RETENTION_CANCELLED_DAYS", &Config::retention_cancelled_days, "DAYS",
     "The same for cancelled jobs", 0, 36'500},
    {"retention-max-mb", "I2M_RETENTION_MAX_MB", &Config::retention_max_mb, "MB",
     "When images and models take more, the jobs that ended first are deleted; 0: no limit", 0, 1'000'000'000},
    {"retention-schedule", "I2M_RETENTION_SCHEDULE", &Config::retention_schedule, "SCHEDULE",
     "When these rules are applied, as in crontab, UTC; empty: not by themselves"},
    {"disk-limit-percent", "I2M_DISK_LIMIT_PERCENT", &Config::disk_limit_percent, "PERCENT",
     "With so much of the disk used, uploads are refused until there is room; what runs goes on", 1, 100},
    {"backup-dir", "I2M_BACKUP_DIR", &Config::backup_dir, "FOLDER",
     "Where backups lie, best on another disk; default: backups, in the data folder"},
    {"backup-schedule", "BACKUP_SCHEDULE I2M_BACKUP_SCHEDULE", &Config::backup_schedule, "SCHEDULE",
     "When backups are made, as in crontab, UTC, e.g. 0 2 * * *; empty: only when asked"},
    {"backup-keep", "I2M_BACKUP_KEEP", &Config::backup_keep, "NUMBER",
     "So many of the newest backups are kept when one is made; 0: all", 0, 10'000},
    {"backup-retention-days", "BACKUP_RETENTION_DAYS I2M_BACKUP_RETENTION_DAYS", &Config::backup_retention_days, "DAYS",
     "Older backups are removed when one is made, never the newest; 0: none", 0, 36'500},
    {"retry-scale", "I2M_RETRY_SCALE", &Config::retry_scale, "FACTOR", "Multiplies every wait before a retry; 0 in tests"},
    {"metrics-access", "I2M_METRICS_ACCESS", &Config::metrics_access, "ROLE",
     "Who may read the metrics: everybody, user (whoever has a key) or admin"},
    {"slow-request-ms", "I2M_SLOW_REQUEST_MS", &Config::slow_request_ms, "MS",
     "Requests that take longer are logged even when they only read and succeed", 1, 600'000},
    {"log-rotate-mb", "I2M_LOG_ROTATE_MB", &Config::log_rotate_mb, "MB",
     "A log file in DATA/logs is closed and packed at this size, and once a day", 1, 1'024},
    {"log-retention-days", "I2M_LOG_RETENTION_DAYS", &Config::log_retention_days, "DAYS", "Packed log files are kept this long",
     1, 3'650},
    {"log-max-mb", "I2M_LOG_MAX_MB", &Config::log_max_mb, "MB", "All log files together; the oldest packed ones go first", 1,
     1'048'576},
};

void add_keys_command(CLI::App& app, KeysCommand& out) {
    CLI::App* const keys = app.add_subcommand("keys", "Make, list and revoke keys, while the server runs or not");
    keys->require_subcommand(1)->fallthrough();
    CLI::App* const add = keys->add_subcommand("add", "Make a key and print it, once")->fallthrough();
    add->add_option("NAME", out.name, "Whose it is, for people")->required();
    add->add_flag("--admin", out.is_admin, "It may do everything");
    add->add_option("--replaces", out.replaces, "The new key sees the jobs of this one, which stays valid until it is revoked")
        ->type_name("ID");
    add->callback([&out] { out.what = KeysCommand::What::Add; });
    keys->add_subcommand("list", "Print all keys; not their text, which is kept nowhere")->fallthrough();
    CLI::App* const revoke = keys->add_subcommand("revoke", "End a key and its sessions")->fallthrough();
    revoke->add_option("ID", out.id, "As the list shows it")->required();
    revoke->callback([&out] { out.what = KeysCommand::What::Revoke; });
}

/// Sets `member` from text; words when the text is no such value.
std::optional<std::string> assign(Config& config, const Setting& setting, const std::string& text, const std::string& origin) {
    if (const auto* string_member = std::get_if<std::string Config::*>(&setting.member)) {
        config.*(*string_member) = text;
        return std::nullopt;
    }
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || text.empty() || number < setting.min ||
        number > setting.max) {
        return origin + " must be a whole number from " + std::to_string(setting.min) + " to " + std::to_string(setting.max) +
               ", not \"" + text + "\".";
    }
    config.*std::get<std::uint64_t Config::*>(setting.member) = number;
    return std::nullopt;
}

std::string text_of(const json::Value& value) {
    if (const std::string* text = value.as_string()) return *text;
    return json::dump(value);
}

void take_file(const std::string& path, ConfigOutcome& out) {
    std::ifstream in(path, std::ios::binary);
    if (!in) {
        out.problems.push_back("The configuration file " + path + " cannot be read. Check --config.");
        return;
    }
    const std::string text(std::istreambuf_iterator<char>(in), {});
    const Result<json::Value> value = json::parse(text);
    const json::Object* object = value ? value->as_object() : nullptr;
    if (object == nullptr) {
        out.problems.push_back(path + ": " + (value ? "the file must hold a JSON object." : value.error().message));
        return;
    }
    for (const auto& [key, member] : *object) {
        const auto* setting =
            std::find_if(std::begin(kSettings), std::end(kSettings), [&key = key](const Setting& s) { return s.name == key; });
        if (setting == std::end(kSettings)) {
            out.problems.push_back(path + ": there is no setting \"" + key + "\".");
        } else if (auto problem = assign(out.config, *setting, text_of(member), path + ": " + key)) {
            out.problems.push_back(std::move(*problem));
        }
    }
}

void take_environment(const Environment& environment, ConfigOutcome& out) {
    for (const Setting& setting : kSettings) {
        std::istringstream names{std::string(setting.variables)};
        for (std::string name; names >> name;) {
            const std::optional<std::string> value = environment(name);
            if (!value || value->empty()) continue;
            if (auto problem = assign(out.config, setting, *value, name)) out.problems.push_back(std::move(*problem));
            break;
        }
    }
}

bool is_factor(const std::string& text) {
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    return !text.empty() && *end == '\0' && value >= 0 && value <= 1000;
}

/// "https://example.com:8443": what a browser sends as Origin. One that is never sent would silently allow nobody.
bool is_origin(std::string_view text) {
    const bool is_web = text.starts_with("http://") || text.starts_with("https://");
    if (!is_web || to_lower(text) != text) return false;
    if (text.ends_with(text.starts_with("https") ? ":443" : ":80")) return false;  // browsers leave the usual port out
    text.remove_prefix(text.find("://") + 3);
    return !text.empty() && text.find_first_of("/*?#@ ") == std::string_view::npos;
}

/// "" or "/tools/i2m"; not below /api, whose addresses would be taken for ours.
bool is_base_path(std::string_view path) {
    if (path.empty()) return true;
    constexpr std::string_view kAllowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
    const bool is_plain = path.front() == '/' && path.back() != '/' &&
                          path.find_first_not_of(kAllowed) == std::string_view::npos &&
                          path.find("//") == std::string_view::npos && path.find("/.") == std::string_view::npos;
    return is_plain && path != "/api" && !path.starts_with("/api/");
}

void check_together(const Config& config, std::vector<std::string>& problems) {
    if (!log_level_from(config.log_level))
        problems.push_back("log-level must be debug, info, warning or error, not \"" + config.log_level + "\".");
    if (config.provider != "auto" && config.provider != "draft" && config.provider != "fal")
        problems.push_back("provider must be auto, fal or draft, not \"" + config.provider + "\".");
    check_fal_settings(config, problems);
    check_money_settings(config, problems);
    check_housekeeping_settings(config, problems);
    check_observe_settings(config, problems);
    if (!is_factor(config.retry_scale))
        problems.push_back("retry-scale must be a number from 0 to 1000, not \"" + config.retry_scale + "\".");
    for (const std::string& origin : split_list(config.cors_origins)) {
        if (!is_origin(origin))
            problems.push_back(
                "cors-origins must list origins such as https://example.com, in small letters, without a path or *; \"" + origin +
                "\" is none.");
    }
    if (!is_base_path(config.base_path))
        problems.push_back("base-path must begin with a slash and end without one, like /tools/i2m, not \"" + config.base_path +
                           "\".");
    if (config.data_dir.empty()) problems.emplace_back("data-dir must name a folder.");
    if (config.host.empty()) problems.emplace_back("host must name an address.");
    check_access_settings(config, problems);
}

std::string value_of(const Config& config, const Setting& setting) {
    if (const auto* string_member = std::get_if<std::string Config::*>(&setting.member)) {
        const std::string& text = config.*(*string_member);
        if (setting.is_secret) return text.empty() ? "not set" : "set";
        return text;
    }
    return std::to_string(config.*std::get<std::uint64_t Config::*>(setting.member));
}

}  // namespace

std::span<const Setting> settings() { return kSettings; }

Result<CommandLine> parse_command_line(int argc, const char* const* argv) {
    CommandLine out;
    CLI::App app("Turns pictures into 3D models. Settings come from flags, then environment, then the file of --config.",
                 "image2model");
    app.set_help_flag("-h,--help", "Print this");
    bool prints_version = false;
    bool prints_config = false;
    app.add_flag("-v,--version", prints_version, "Print the version");
    app.add_flag("--print-config", prints_config, "Print the settings as they turn out, secrets masked");
    app.add_option("--config", out.config_file, "JSON file with settings, by the names of the flags")
        ->type_name("FILE")
        ->envname("I2M_CONFIG");
    std::vector<std::unique_ptr<std::string>> values;
    std::vector<CLI::Option*> options;
    for (const Setting& setting : kSettings) {
        values.push_back(std::make_unique<std::string>());
        std::string help(setting.help);
        help += " [" + std::string(setting.variables.substr(0, setting.variables.find(' '))) + "]";
        options.push_back(
            app.add_option("--" + std::string(setting.name), *values.back(), help)->type_name(std::string(setting.value_name)));
    }
    CLI::App* const healthcheck = app.add_subcommand("healthcheck", "Ask the running server whether it lives: exit code 0 or 1");
    healthcheck->add_flag("--ready", out.asks_readiness, "Ask whether it can take work, not only whether it lives");
    CLI::App* const backup = app.add_subcommand("backup", "Back up the data folder, also while the server runs");
    backup->add_option("file", out.archive, "Where to; default: a new file in the folder for backups")->type_name("FILE");
    CLI::App* const verify = app.add_subcommand("verify", "Check every part of a backup: exit code 0 or 1");
    verify->add_option("file", out.archive, "The backup")->type_name("FILE")->required();
    CLI::App* const restore = app.add_subcommand(
        "restore", "Put a backup in the place of the data; the server must not run, the old data are kept aside");
    restore->add_option("file", out.archive, "The backup")->type_name("FILE")->required();
    for (CLI::App* const command : {healthcheck, backup, verify, restore}) command->fallthrough();
    add_keys_command(app, out.keys);
    out.help = app.help();
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        out.action = Action::PrintHelp;
        return out;
    } catch (const CLI::ParseError& wrong) {
        return Error{
            ErrorCode::InvalidRequest,
            std::string(wrong.what()) + (std::string_view(wrong.what()).ends_with('.') ? "" : ".") + " See image2model --help."};
    }
    for (std::size_t i = 0; i < options.size(); ++i) {
        if (options[i]->count() > 0) out.flags.emplace_back(std::string(kSettings[i].name), *values[i]);
    }
    if (prints_version) out.action = Action::PrintVersion;
    if (prints_config) out.action = Action::PrintConfig;
    if (healthcheck->parsed()) out.action = Action::Healthcheck;
    if (backup->parsed()) out.action = Action::Backup;
    if (verify->parsed()) out.action = Action::Verify;
    if (restore->parsed()) out.action = Action::Restore;
    if (app.got_subcommand("keys")) out.action = Action::Keys;
    return out;
}

std::optional<std::string> process_environment(std::string_view name) {
    // The program never changes its environment.
    const char* const value = std::getenv(std::string(name).c_str());  // NOLINT(concurrency-mt-unsafe)
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

ConfigOutcome load_config(const CommandLine& command_line, const Environment& environment) {
    ConfigOutcome out;
    if (!command_line.config_file.empty()) take_file(command_line.config_file, out);
    take_environment(environment, out);
    for (const auto& [name, value] : command_line.flags) {
        for (const Setting& setting : kSettings) {
            if (setting.name != name) continue;
            if (auto problem = assign(out.config, setting, value, "--" + name)) out.problems.push_back(std::move(*problem));
        }
    }
    check_together(out.config, out.problems);
    return out;
}

std::string print_config(const Config& config) {
    std::string out;
    for (const Setting& setting : kSettings) out += std::string(setting.name) + " = " + value_of(config, setting) + "\n";
    return out;
}

std::string settings_as_markdown() {
    std::string out = "| flag and key | environment | default | what |\n| --- | --- | --- | --- |\n";
    const Config defaults;
    for (const Setting& setting : kSettings) {
        std::string variables(setting.variables);
        for (std::size_t at = 0; (at = variables.find(' ', at)) != std::string::npos; at += 4) variables.replace(at, 1, "`, `");
        const std::string value = value_of(defaults, setting);
        const bool has_bounds = setting.max != UINT64_MAX && setting.max != 0;
        out += "| `--" + std::string(setting.name) + " " + std::string(setting.value_name) + "` | `" + variables + "` | " +
               (value.empty()       ? "none"
                : setting.is_secret ? value
                                    : "`" + value + "`") +
               " | " + std::string(setting.help) +
               (has_bounds ? " (" + std::to_string(setting.min) + " to " + std::to_string(setting.max) + ")" : "") + " |\n";
    }
    return out;
}

std::vector<std::string> split_list(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        std::string_view item = text.substr(0, text.find(','));
        text.remove_prefix(std::min(item.size() + 1, text.size()));
        while (item.starts_with(' ')) item.remove_prefix(1);
        while (item.ends_with(' ')) item.remove_suffix(1);
        if (!item.empty()) out.emplace_back(item);
    }
    return out;
}

bool is_loopback_host(std::string_view host) {
    return host == "localhost" || host == "::1" ||
           (host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string_view::npos);
}

}  // namespace i2m
