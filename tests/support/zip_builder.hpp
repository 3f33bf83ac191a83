// zip_builder.hpp - small ZIP archives for tests.
#pragma once

#include <string>
#include <vector>

#include "shared/base/bytes.hpp"

namespace i2m::test {

struct ZipFile {
    std::string name;
    std::string content;
    bool is_deflated = false;
};

/// An archive of these files, as common tools write it.
[[nodiscard]] std::string make_zip(const std::vector<ZipFile>& files, const std::string& comment = {});

}  // namespace i2m::test
