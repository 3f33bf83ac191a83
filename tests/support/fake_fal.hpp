// fake_fal.hpp - the fake provider as a child process on a free port, and its control API.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "shared/json/value.hpp"
#include "tests/support/http_probe.hpp"
#include "tests/support/temp_folder.hpp"

namespace i2m::test {

/// The key that a scenario without keys takes, as any other of that form.
inline constexpr std::string_view kFakeKey = "fake-id:fake-secret";

/// Starts in the constructor and waits for the ready line; killed by the destructor. Throws when it refuses the scenario.
class FakeFal {
public:
    /// `scenario` is JSON text; "" for the fake's own defaults.
    explicit FakeFal(std::string_view scenario = {});
    FakeFal(const FakeFal&) = delete;
    FakeFal& operator=(const FakeFal&) = delete;
    ~FakeFal();

    [[nodiscard]] int port() const { return port_; }
    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
    [[nodiscard]] std::string log() const;

    /// Begins anew with another scenario; the answer, 400 for a wrong one.
    Answer begin(std::string_view scenario) const { return ask(port_, "POST", "/_fake/scenario", {}, scenario); }
    /// Adds a fault rule or a list of them (JSON text).
    Answer add_faults(std::string_view rules) const { return ask(port_, "POST", "/_fake/faults", {}, rules); }
    /// Moves its clock on.
    void advance_ms(std::int64_t ms) const;
    /// A list of its journal: "submits", "uploads", "requests", "cancels", "downloads", "webhooks", "charges".
    [[nodiscard]] json::Array journal(std::string_view kind) const;
    /// Submits that became jobs: what may be paid for.
    [[nodiscard]] std::size_t accepted_submits() const;

    /// A call with the key.
    [[nodiscard]] Answer call(std::string_view method, std::string_view target, std::string_view body = {},
                              HeaderList headers = {}) const;
    /// Uploads by initiate (with `wishes`) and PUT; the file's address, "" when it was refused.
    [[nodiscard]] std::string upload(std::string_view content, std::string_view content_type = "image/png",
                                     HeaderList wishes = {}) const;
    /// The path of an address of the fake.
    [[nodiscard]] std::string path_of(std::string_view address) const;
    /// Submits; the answer.
    [[nodiscard]] Answer submit(std::string_view endpoint, std::string_view body) const {
        return call("POST", "/" + std::string(endpoint), body);
    }

private:
    TempFolder folder_;
    pid_t pid_ = -1;
    int port_ = 0;
};

}  // namespace i2m::test
