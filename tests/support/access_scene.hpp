// access_scene.hpp - keys of a server under test, every path of the route table, and waiting for a change to count.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shared/api/messages.hpp"
#include "shared/api/routes.hpp"
#include "tests/support/http_probe.hpp"
#include "tests/support/test_app.hpp"

namespace i2m::test {

struct MadeKey {
    std::string id;
    std::string text;
};

/// `image2model keys ...` on the server's data folder.
[[nodiscard]] RunOutcome keys_command(const TestApp& app, const std::vector<std::string>& arguments);
/// Makes a key; empty when that failed.
[[nodiscard]] MadeKey add_key(const TestApp& app, const std::string& name, const std::vector<std::string>& flags = {});
[[nodiscard]] inline HeaderList key_of(const std::string& text) { return {{"X-API-Key", text}}; }
/// Follows the job to its end with that key.
[[nodiscard]] api::JobView finished_job_of(const TestApp& app, const std::string& id, const std::string& key);

/// Every path of the route table, aliases too.
[[nodiscard]] std::vector<std::pair<api::Method, std::string>> all_paths();
/// The path with its `{name}`s filled in from a finished job.
[[nodiscard]] std::string with_ids(std::string_view path, const api::JobView& job);

}  // namespace i2m::test
