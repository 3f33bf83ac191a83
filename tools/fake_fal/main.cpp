// main.cpp - fake_fal: a provider on loopback that speaks FAL's wire protocol and fails as it is told.
#include <CLI/CLI.hpp>
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "server/platform/signals.hpp"
#include "tools/fake_fal/exchange.hpp"
#include "tools/fake_fal/listener.hpp"
#include "tools/fake_fal/webhook_courier.hpp"
#include "tools/fake_fal/world.hpp"

namespace {

using i2m::Error;
using i2m::Result;

struct Arguments {
    int port = 0;
    std::string scenario;
};

Result<i2m::fake::Scenario> read_scenario(const std::string& path) {
    if (path.empty()) return i2m::fake::Scenario{};
    std::ifstream file(path, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (!file && text.empty()) return Error{i2m::ErrorCode::FileNotFound, path + ": cannot be read. Check the name.", path};
    Result<i2m::fake::Scenario> scenario = i2m::fake::parse_scenario(text);
    if (!scenario) return Error{scenario.error().code, path + ": " + scenario.error().message, path};
    return scenario;
}

Result<void> run(const Arguments& arguments) {
    const i2m::StopSignals stop;
    Result<i2m::fake::Scenario> scenario = read_scenario(arguments.scenario);
    if (!scenario) return scenario.error();
    (void)i2m::fake::endpoints();  // a wrong table ends the program here, not in a request
    i2m::fake::World world;
    world.begin(std::move(*scenario));
    i2m::fake::Listener listener([&world](i2m::fake::Connection& connection) { serve(world, connection); });
    i2m::fake::WebhookCourier courier(world);
    const Result<int> port = listener.bind(arguments.port);
    if (!port) return port.error();
    world.set_base_url("http://127.0.0.1:" + std::to_string(*port));
    courier.start();
    listener.start();
    std::cout << "fake_fal is ready on " << world.base_url() << std::endl;
    stop.wait();
    world.stop();
    listener.stop();
    return {};
}

}  // namespace

int main(int argc, char** argv) {
    Arguments arguments;
    CLI::App app{
        "A stand-in for FAL.AI on 127.0.0.1, for tests and for trying the paid flow without a key. GET /_fake tells more."};
    app.add_option("--port", arguments.port, "0: any free port")->check(CLI::Range(0, 65'535))->capture_default_str();
    app.add_option("--scenario", arguments.scenario, "a JSON file: timing, account, jobs, faults");
    CLI11_PARSE(app, argc, argv);
    try {
        const Result<void> done = run(arguments);
        if (done) return 0;
        std::cerr << "fake_fal: " << done.error().message << '\n';
    } catch (const std::exception& broken) {
        std::cerr << "fake_fal: " << broken.what() << '\n';
    }
    return 1;
}
