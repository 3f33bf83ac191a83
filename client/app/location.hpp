// location.hpp - addresses of the page and what they show.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace i2m::client {

enum class Page : std::uint8_t { Upload, Processing, Results, Error };

/// One place in the program.
struct Location {
    Page page = Page::Upload;
    std::string job = {};  ///< of Processing and Results
    int code = 404;        ///< of Error

    friend bool operator==(const Location& a, const Location& b) {
        return a.page == b.page && a.job == b.job && a.code == b.code;
    }
};

/// Where an address leads; unknown ones to Error 404. Understands the reference's /processing?taskId= too.
[[nodiscard]] Location location_of(std::string_view path, std::string_view query);
/// The address of a place.
[[nodiscard]] std::string address_of(const Location& location);

}  // namespace i2m::client
