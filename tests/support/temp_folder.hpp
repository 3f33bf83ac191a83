// temp_folder.hpp - a folder that is there for one test.
#pragma once

#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <system_error>

#include "tests/support/places.hpp"

namespace i2m::test {

/// A new empty folder below the system's temporary folder, removed with all that is in it. Under a sanitizer it lies in memory
/// where there is room, unless the test is about the disk: there it is the code that is looked at, and waits for the disk cost
/// minutes. The programs are tested on the disk without a sanitizer.
class TempFolder {
public:
    enum class Place : std::uint8_t { Any, Disk };

    explicit TempFolder(Place place = Place::Any) {
        std::string name = (base(place) / "i2m test XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
        path_ = name;
    }
    ~TempFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    static std::filesystem::path base(Place place) {
        static const std::filesystem::path memory = "/dev/shm";
        constexpr std::uintmax_t kEnoughBytes = std::uintmax_t{2} << 30;
        std::error_code missing;
        const std::filesystem::space_info space = std::filesystem::space(memory, missing);
        const bool has_room = !missing && space.available >= kEnoughBytes && space.capacity != static_cast<std::uintmax_t>(-1);
        return place == Place::Any && is_sanitized_program() && has_room ? memory : std::filesystem::temp_directory_path();
    }

    std::filesystem::path path_;
};

}  // namespace i2m::test
