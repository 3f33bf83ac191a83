// main.cpp - draft: a picture in, a 3D model (GLB) out, on the command line.
#include <CLI/CLI.hpp>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <system_error>
#include <utility>

#include "shared/base/bytes.hpp"
#include "shared/base/result.hpp"
#include "shared/base/sha256.hpp"
#include "shared/base/text.hpp"
#include "shared/draft/draft.hpp"
#include "shared/glb/glb.hpp"
#include "shared/image/check.hpp"
#include "shared/image/pixels.hpp"

namespace {

using i2m::Bytes;
using i2m::Error;
using i2m::ErrorCode;
using i2m::Result;
using i2m::draft::Advice;
using i2m::draft::Method;

struct Arguments {
    std::string input;
    std::string output;
    std::string method = "auto";
    std::uint32_t grid = 256;
    std::uint32_t texture_px = 512;
    std::uint32_t face_limit = 0;
    bool quiet = false;
};

std::string_view words(Advice advice) {
    switch (advice) {
        case Advice::CleanOutline: return "clean outline";
        case Advice::BusyBackground:
            return "busy background: a relief was made; for a full figure use a picture on a plain background";
        case Advice::SmallObject: return "the object is small in the picture: crop closer for more detail";
        case Advice::CutByFrame: return "the object is cut by the picture's edge";
        case Advice::ThinParts: return "thin parts may come out rough";
        case Advice::FlatArt: return "flat art";
    }
    return "";
}

Method method_from(const std::string& name) {
    for (const Method method : {Method::Balls, Method::Cuboid, Method::Extrusion, Method::Relief}) {
        if (i2m::draft::method_name(method) == name) return method;
    }
    return Method::Auto;
}

Result<Bytes> read_file(const std::string& path, std::uint64_t most_bytes) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error))
        return Error{ErrorCode::FileNotFound, path + ": there is no such file.", path};
    const std::uintmax_t size = std::filesystem::file_size(path, error);
    if (error) return Error{ErrorCode::FileNotFound, path + ": cannot be read. Check its permissions.", path};
    if (size > most_bytes) {
        return Error{ErrorCode::FileValidation,
                     path + ": is " + i2m::format_bytes(size) + "; at most " + i2m::format_bytes(most_bytes) +
                         " are taken. Save it smaller.",
                     path};
    }
    std::ifstream file(path, std::ios::binary);
    Bytes bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (!file) return Error{ErrorCode::FileNotFound, path + ": cannot be read. Check its permissions.", path};
    return bytes;
}

/// Writes beside the target first, so that a full disk leaves no half file behind.
Result<void> write_file(const std::string& path, const Bytes& bytes) {
    const Error failed = {ErrorCode::StorageFull, path + ": cannot be written. Check the folder and the free space.", path};
    const std::string part = path + ".part";
    std::error_code error;
    {
        std::ofstream file(part, std::ios::binary | std::ios::trunc);
        file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        file.close();
        if (!file) {
            std::filesystem::remove(part, error);
            return failed;
        }
    }
    std::filesystem::rename(part, path, error);
    if (!error) return {};
    std::filesystem::remove(part, error);
    return failed;
}

Result<void> run(const Arguments& arguments) {
    Result<Bytes> file = read_file(arguments.input, i2m::kImageLimits.max_bytes);
    if (!file) return std::move(file).error();
    const std::string name = std::filesystem::path(arguments.input).filename().string();
    const i2m::ImageReport report = i2m::check_image(*file, name, "");
    if (const i2m::ImageIssue* issue = report.refusal()) return Error{ErrorCode::FileValidation, issue->message, name};
    Result<i2m::Pixels> pixels = i2m::decode_image(*file);
    if (!pixels) return Error{pixels.error().code, name + ": " + pixels.error().message, name};

    i2m::draft::Options options;
    options.method = method_from(arguments.method);
    options.grid = arguments.grid;
    options.texture_px = arguments.texture_px;
    options.face_limit = arguments.face_limit;
    options.input_sha256 = i2m::sha256_hex(*file);
    Result<i2m::draft::Draft> draft = i2m::draft::make_draft(*pixels, options);
    if (!draft) return Error{draft.error().code, name + ": " + draft.error().message, name};
    const Bytes glb = i2m::glb::write_glb(draft->scene, {.quantize = true});
    if (Result<void> written = write_file(arguments.output, glb); !written) return written;
    if (arguments.quiet) return {};
    std::cout << arguments.output << ": " << i2m::draft::method_name(draft->method) << ", " << i2m::format_count(draft->triangles)
              << " triangles, " << i2m::format_bytes(glb.size()) << '\n';
    for (const Advice advice : draft->advice) std::cout << "  " << words(advice) << '\n';
    return {};
}

}  // namespace

int main(int argc, char** argv) {
    Arguments arguments;
    CLI::App app{"Makes a draft 3D model (GLB) of the object in a picture."};
    app.add_option("picture", arguments.input, "JPEG or PNG; best with one object on a plain or transparent background")
        ->required();
    app.add_option("-o,--output", arguments.output, "where to write the model; default: the picture's name with .glb");
    app.add_option("--method", arguments.method, "how the shape is guessed")
        ->check(CLI::IsMember({"auto", "balls", "cuboid", "extrusion", "relief"}))
        ->capture_default_str();
    app.add_option("--grid", arguments.grid, "samples along the long side; 512 takes four times as long")
        ->check(CLI::Range(64, 1024))
        ->capture_default_str();
    app.add_option("--texture", arguments.texture_px, "texture pixels along the long side")
        ->check(CLI::Range(128, 2048))
        ->capture_default_str();
    app.add_option("--faces", arguments.face_limit, "most triangles to give, by a coarser grid; 0: no limit")
        ->capture_default_str();
    app.add_flag("-q,--quiet", arguments.quiet, "print nothing but errors");
    CLI11_PARSE(app, argc, argv);
    if (arguments.output.empty()) arguments.output = std::filesystem::path(arguments.input).replace_extension(".glb").string();
    const Result<void> done = run(arguments);
    if (done) return 0;
    std::cerr << "draft: " << done.error().message << '\n';
    return 1;
}
