// main.cpp - reads the command line, runs the server until it is asked to stop.
#include <cstdio>
#include <exception>
#include <string>

#include "server/app.hpp"
#include "server/app_observe.hpp"
#include "server/backup_commands.hpp"
#include "server/config.hpp"
#include "server/http/probe.hpp"
#include "server/keys_command.hpp"
#include "server/observe/server_log.hpp"
#include "server/platform/signals.hpp"
#include "server/platform/system_clock.hpp"
#include "server/version.hpp"
#include "shared/api/routes.hpp"

namespace {

constexpr int kExitBadSettings = 2;
constexpr std::chrono::milliseconds kProbeTimeout{3'000};

void say(std::FILE* where, const std::string& text) {
    std::fputs(text.c_str(), where);
    std::fflush(where);
}

int healthcheck(const i2m::Config& config, bool asks_readiness) {
    const std::string path = i2m::api::path_of(asks_readiness ? i2m::api::Route::Readiness : i2m::api::Route::Liveness);
    const auto status = i2m::http::probe(config.host, static_cast<int>(config.port), config.base_path + path, kProbeTimeout);
    if (status && *status == 200) {
        say(stdout, asks_readiness ? "The server is ready.\n" : "The server lives.\n");
        return 0;
    }
    say(stderr, status ? "The server answers with " + std::to_string(*status) + " at " + config.base_path + path + ".\n"
                       : status.error().message + "\n");
    return 1;
}

int serve(const i2m::Config& config) {
    const i2m::StopSignals stop;
    const i2m::SystemClock clock;
    i2m::ServerLog log(i2m::log_options(config), clock);
    i2m::App app(config, log);
    const auto address = app.start();
    if (!address) {
        say(stderr, address.error().message + "\n");
        return 1;
    }
    if (!app.new_admin_key().empty()) say(stdout, "Admin key (shown once): " + app.new_admin_key() + "\n");
    if (!app.admin_key_file().empty()) say(stdout, "The admin key lies in " + app.admin_key_file() + "\n");
    log.info("started", {{"address", *address}, {"version", i2m::kVersion}});
    say(stdout, "image2model " + std::string(i2m::kVersion) + " is ready on " + *address + "\n");
    stop.wait();
    log.info("stopping");
    return 0;
}

int keys(const i2m::Config& config, const i2m::KeysCommand& command) {
    const i2m::CommandOutcome done = i2m::run_keys_command(config, command);
    say(stdout, done.out);
    say(stderr, done.err);
    return done.exit_code;
}

int run_command(const i2m::CommandLine& command_line, const i2m::Config& config) {
    switch (command_line.action) {
        case i2m::Action::Healthcheck: return healthcheck(config, command_line.asks_readiness);
        case i2m::Action::Backup: return i2m::run_backup(config, command_line.archive);
        case i2m::Action::Verify: return i2m::run_verify(command_line.archive);
        case i2m::Action::Restore: return i2m::run_restore(config, command_line.archive);
        case i2m::Action::Keys: return keys(config, command_line.keys);
        default: return serve(config);
    }
}

int run(int argc, char** argv) {
    const auto command_line = i2m::parse_command_line(argc, argv);
    if (!command_line) {
        say(stderr, command_line.error().message + "\n");
        return kExitBadSettings;
    }
    if (command_line->action == i2m::Action::PrintHelp) {
        say(stdout, command_line->help);
        return 0;
    }
    if (command_line->action == i2m::Action::PrintVersion) {
        say(stdout, "image2model " + std::string(i2m::kVersion) + "\n");
        return 0;
    }
    const i2m::ConfigOutcome outcome = i2m::load_config(*command_line, i2m::process_environment);
    for (const std::string& problem : outcome.problems) say(stderr, problem + "\n");
    if (!outcome.problems.empty()) return kExitBadSettings;
    if (command_line->action == i2m::Action::PrintConfig) {
        say(stdout, i2m::print_config(outcome.config));
        return 0;
    }
    return run_command(*command_line, outcome.config);
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& broken) {
        say(stderr, std::string(broken.what()) + "\n");
        return 1;
    }
}
