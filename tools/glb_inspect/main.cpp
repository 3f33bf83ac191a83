// main.cpp - glb_inspect: what is in a 3D model (GLB) and what is wrong with it, on the command line.
#include <CLI/CLI.hpp>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <system_error>
#include <vector>

#include "shared/base/bytes.hpp"
#include "shared/base/result.hpp"
#include "shared/base/text.hpp"
#include "shared/glb/glb.hpp"
#include "shared/glb/json_text.hpp"

namespace {

using i2m::Bytes;
using i2m::Error;
using i2m::ErrorCode;
using i2m::Result;
using i2m::glb::Issue;
using i2m::glb::IssueSeverity;
using i2m::glb::JsonText;
using i2m::glb::ReadModel;
using i2m::glb::Stats;

struct Arguments {
    std::string input;
    std::string output;
    bool json = false;
    bool quantize = false;
};

std::string_view severity_name(IssueSeverity severity) {
    switch (severity) {
        case IssueSeverity::Info: return "info";
        case IssueSeverity::Warning: return "warning";
        case IssueSeverity::Error: break;
    }
    return "error";
}

Result<Bytes> read_file(const std::string& path) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) return Error{ErrorCode::FileNotFound, path + ": there is no such file."};
    const std::uintmax_t size = std::filesystem::file_size(path, error);
    const std::uint64_t most = i2m::glb::Limits{}.max_bytes;
    if (error || size > most) {
        return Error{ErrorCode::FileValidation, path + ": is too large; at most " + i2m::format_bytes(most) + " can be read."};
    }
    std::ifstream file(path, std::ios::binary);
    Bytes bytes(static_cast<std::size_t>(size));
    file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    if (!file) return Error{ErrorCode::FileNotFound, path + ": cannot be read. Check its permissions."};
    return bytes;
}

std::string counted(std::uint64_t count, const char* one, const char* many) {
    return i2m::format_count(count) + " " + (count == 1 ? one : many);
}

void print_text(const std::string& path, std::uint64_t size_bytes, const Result<ReadModel>& model,
                const std::vector<Issue>& issues) {
    if (model) {
        const Stats& stats = model->stats;
        std::cout << path << ": " << counted(stats.triangles, "triangle", "triangles") << ", "
                  << counted(stats.vertices, "vertex", "vertices") << ", " << counted(stats.meshes, "mesh", "meshes") << ", "
                  << counted(stats.materials, "material", "materials") << ", " << counted(stats.textures, "texture", "textures")
                  << ", " << i2m::format_bytes(size_bytes) << "\n  size";
        for (std::size_t i = 0; i < 3; ++i) std::cout << (i > 0 ? " x " : " ") << stats.bounds.max[i] - stats.bounds.min[i];
        std::cout << " m\n";
        if (!model->scene.generator.empty()) std::cout << "  made by " << i2m::to_utf8(model->scene.generator) << '\n';
    }
    for (const Issue& issue : issues) {
        std::cout << "  " << severity_name(issue.severity) << ' ' << issue.code << (issue.pointer.empty() ? "" : " ")
                  << issue.pointer << ": " << issue.message << '\n';
    }
}

void print_json(const std::string& path, std::uint64_t size_bytes, const Result<ReadModel>& model,
                const std::vector<Issue>& issues) {
    JsonText out;
    out.begin_object().field("file", path).field("size_bytes", size_bytes).field("valid", model.ok());
    if (model) {
        const Stats& stats = model->stats;
        out.field("triangles", stats.triangles).field("vertices", stats.vertices).field("meshes", stats.meshes);
        out.field("materials", stats.materials).field("textures", stats.textures);
        out.numbers("bounds_min", stats.bounds.min).numbers("bounds_max", stats.bounds.max);
        out.field("generator", model->scene.generator);
    }
    out.key("issues").begin_array();
    for (const Issue& issue : issues) {
        out.begin_object().field("severity", severity_name(issue.severity)).field("code", issue.code);
        out.field("pointer", issue.pointer).field("message", issue.message).end_object();
    }
    out.end_array().end_object();
    std::cout << out.str() << '\n';
}

Result<void> write_file(const std::string& path, const Bytes& bytes) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (!file) return Error{ErrorCode::StorageFull, path + ": cannot be written. Check the folder and the free space."};
    return {};
}

Result<void> run(const Arguments& arguments) {
    const Result<Bytes> file = read_file(arguments.input);
    if (!file) return file.error();
    const Result<ReadModel> model = i2m::glb::read_glb(*file);
    std::vector<Issue> issues = model ? model->issues : i2m::glb::check_glb(*file);
    // What only reading the numbers shows is in the error alone.
    const bool has_error = !issues.empty() && issues[0].severity == IssueSeverity::Error;
    if (!model && !has_error) {
        issues.insert(issues.begin(), Issue{IssueSeverity::Error, "MODEL_INVALID", model.error().field, model.error().message});
    }
    if (arguments.json)
        print_json(arguments.input, file->size(), model, issues);
    else
        print_text(arguments.input, file->size(), model, issues);
    if (!model) return Error{ErrorCode::ModelInvalid, arguments.input + ": " + model.error().message};
    if (arguments.output.empty()) return {};
    return write_file(arguments.output, i2m::glb::write_glb(model->scene, {arguments.quantize}));
}

}  // namespace

int main(int argc, char** argv) {
    Arguments arguments;
    CLI::App app{"Says what is in a 3D model (GLB) and what is wrong with it. Exits with 1 when it cannot be used."};
    app.add_option("model", arguments.input, "a .glb file")->required();
    app.add_flag("--json", arguments.json, "print one line of JSON");
    app.add_option("--write", arguments.output, "write the model anew, cleaned of what is not shown");
    app.add_flag("--quantize", arguments.quantize, "with --write: smaller numbers, about half the size");
    CLI11_PARSE(app, argc, argv);
    const Result<void> done = run(arguments);
    if (done) return 0;
    std::cerr << "glb_inspect: " << done.error().message << '\n';
    return 1;
}
