// fake_fal.cpp - starting the fake and asking it.
#include "tests/support/fake_fal.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include "tests/support/child_process.hpp"
#include "tests/support/patience.hpp"
#include "tests/support/places.hpp"

namespace i2m::test {

FakeFal::FakeFal(std::string_view scenario) {
    std::vector<std::string> arguments = {fake_bin_dir() + "/fake_fal", "--port", "0"};
    if (!scenario.empty()) {
        const std::filesystem::path file = folder_.path() / "scenario.json";
        std::ofstream(file, std::ios::binary) << scenario;
        arguments.insert(arguments.end(), {"--scenario", file.string()});
    }
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    const int err = open_for_writing(folder_.path() / "stderr");
    pid_ = spawn(arguments, {}, pipe[1], err);
    ::close(err);
    ::close(pipe[1]);
    const std::string output = read_until_ready(pipe[0]);
    ::close(pipe[0]);
    const std::size_t colon = output.find("is ready on http://") == std::string::npos ? std::string::npos : output.rfind(':');
    if (colon != std::string::npos) {
        port_ = std::atoi(output.c_str() + colon + 1);
        return;
    }
    ::kill(pid_, SIGKILL);
    reap(pid_, kPatience);
    throw std::runtime_error("the fake did not get ready: " + output + log());
}

FakeFal::~FakeFal() {
    ::kill(pid_, SIGKILL);
    reap(pid_, kPatience);
}

std::string FakeFal::log() const { return read_file(folder_.path() / "stderr"); }

void FakeFal::advance_ms(std::int64_t ms) const {
    (void)ask(port_, "POST", "/_fake/clock", {}, "{\"advance_ms\":" + std::to_string(ms) + "}");
}

json::Array FakeFal::journal(std::string_view kind) const {
    const Answer answer = get(port_, "/_fake/journal?kind=" + std::string(kind));
    json::ParseLimits limits;
    limits.max_bytes = 1U << 28;  // a soak's journal
    const auto body = json::parse(answer.body, limits);
    if (!body) throw std::runtime_error("the journal of the stand-in cannot be read: " + body.error().message);
    const json::Value* const rows = body->find(kind);
    if (rows == nullptr || rows->as_array() == nullptr) throw std::runtime_error("no such journal: " + std::string(kind));
    return *rows->as_array();
}

std::size_t FakeFal::accepted_submits() const {
    const json::Array rows = journal("submits");
    return static_cast<std::size_t>(std::count_if(
        rows.begin(), rows.end(), [](const json::Value& row) { return *row.find("accepted") == json::Value(true); }));
}

Answer FakeFal::call(std::string_view method, std::string_view target, std::string_view body, HeaderList headers) const {
    headers.emplace_back("Authorization", "Key " + std::string(kFakeKey));
    headers.emplace_back("Content-Type", "application/json");
    return ask(port_, method, target, headers, body);
}

std::string FakeFal::path_of(std::string_view address) const {
    const std::string base = url();
    return std::string(address.substr(address.starts_with(base) ? base.size() : 0));
}

std::string FakeFal::upload(std::string_view content, std::string_view content_type, HeaderList wishes) const {
    const json::Value wish = json::Object{{"content_type", content_type}, {"file_name", "photo.png"}};
    const Answer ticket = call("POST", "/storage/upload/initiate?storage_type=fal-cdn-v3", json::dump(wish), std::move(wishes));
    const Answer stored =
        ask(port_, "PUT", path_of(ticket.text("upload_url")), {{"Content-Type", std::string(content_type)}}, content);
    return stored.status == 200 ? ticket.text("file_url") : std::string();
}

}  // namespace i2m::test
