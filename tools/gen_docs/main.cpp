// gen_docs - writes the pages that follow from tables of the program into a folder: gen_docs docs
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "server/doc_pages.hpp"

namespace {

bool write(const std::filesystem::path& file, const std::string& text) {
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out << text;
    out.close();
    if (!out) std::fprintf(stderr, "gen_docs: %s cannot be written. Check the folder.\n", file.c_str());
    return static_cast<bool>(out);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fputs("Usage: gen_docs FOLDER\n", stderr);
        return 2;
    }
    const std::filesystem::path folder(argv[1]);
    const bool is_written =
        write(folder / "errors.md", i2m::errors_page()) && write(folder / "configuration.md", i2m::configuration_page());
    return is_written ? 0 : 1;
}
