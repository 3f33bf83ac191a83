// io_faults.hpp - programs under test whose calls to the disk fail, or kill them, when a test says so (tests/io_faults).
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/temp_folder.hpp"

namespace i2m::test {

/// The line that programs started with environment() look at before each call; see tests/io_faults/io_faults.cpp.
class IoFaults {
public:
    /// `library` is the one to preload.
    explicit IoFaults(std::string library) : library_(std::move(library)) { clear(); }

    [[nodiscard]] std::vector<std::pair<std::string, std::string>> environment() const {
        return {{"LD_PRELOAD", library_}, {"I2M_TEST_FAULTS", file().string()}};
    }
    /// Takes effect with the program's next call.
    void set(const std::string& line) const {
        const std::filesystem::path part = folder_.path() / "part";
        std::ofstream(part) << line;
        std::filesystem::rename(part, file());
    }
    void clear() const { set(""); }

private:
    [[nodiscard]] std::filesystem::path file() const { return folder_.path() / "faults"; }

    const std::string library_;
    TempFolder folder_;
};

}  // namespace i2m::test
