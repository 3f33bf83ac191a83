// access_scene.cpp - see access_scene.hpp.
#include "tests/support/access_scene.hpp"

#include "tests/support/api_client.hpp"

namespace i2m::test {
namespace {

/// What stands after `label` on its line.
std::string after(const std::string& text, const std::string& label) {
    const std::size_t at = text.find(label);
    if (at == std::string::npos) return {};
    const std::size_t begin = at + label.size();
    return text.substr(begin, text.find('\n', begin) - begin);
}

}  // namespace

RunOutcome keys_command(const TestApp& app, const std::vector<std::string>& arguments) {
    std::vector<std::string> all = {"keys"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    all.insert(all.end(), {"--data-dir", app.data_folder().string()});
    return run_program(all);
}

MadeKey add_key(const TestApp& app, const std::string& name, const std::vector<std::string>& flags) {
    std::vector<std::string> arguments = {"add", name};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    const RunOutcome made = keys_command(app, arguments);
    return {after(made.out, "Id: "), after(made.out, "Key (shown once): ")};
}

api::JobView finished_job_of(const TestApp& app, const std::string& id, const std::string& key) {
    StreamReader stream(app.port(), api::path_of(api::Route::TaskStream, {id}), key_of(key));
    (void)stream.rest();
    const auto job = json::decode<api::JobView>(get(app.port(), api::path_of(api::Route::JobGet, {id}), key_of(key)).json());
    return job ? *job : api::JobView{};
}

std::vector<std::pair<api::Method, std::string>> all_paths() {
    std::vector<std::pair<api::Method, std::string>> out;
    for (const api::RouteInfo& row : api::routes()) out.emplace_back(row.method, row.path);
    for (const api::RouteAlias& row : api::route_aliases()) out.emplace_back(row.method, row.path);
    return out;
}

std::string with_ids(std::string_view path, const api::JobView& job) {
    std::string out(path);
    const bool is_file = out.starts_with("/api/v1/files/");
    const std::pair<std::string, std::string> values[] = {{"{id}", is_file ? job.files.at(0).file_id : job.job_id},
                                                          {"{filename}", job.files.at(0).result_filename.value_or("")}};
    for (const auto& [name, value] : values) {
        if (const std::size_t at = out.find(name); at != std::string::npos) out.replace(at, name.size(), value);
    }
    return out;
}

}  // namespace i2m::test
