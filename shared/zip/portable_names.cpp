// portable_names.cpp - names that every system can unpack beside one another.
#include <algorithm>
#include <set>

#include "shared/base/text.hpp"
#include "shared/zip/stored_zip.hpp"

namespace i2m::zip {
namespace {

bool is_refused(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F || std::string_view("<>:\"/\\|?*").find(c) != std::string_view::npos;
}

/// Names of devices on Windows, whatever their extension.
bool is_device(std::string_view stem) {
    const std::string name = to_lower(stem);
    if (name == "con" || name == "prn" || name == "aux" || name == "nul") return true;
    const bool has_number = name.size() == 4 && name[3] >= '0' && name[3] <= '9';
    return has_number && (name.starts_with("com") || name.starts_with("lpt"));
}

std::string cleaned(std::string name) {
    std::replace_if(name.begin(), name.end(), is_refused, '_');
    while (!name.empty() && (name.back() == '.' || name.back() == ' ')) name.pop_back();
    if (name.empty()) name = "file";
    return is_device(name.substr(0, name.find('.'))) ? "_" + name : name;
}

}  // namespace

std::vector<std::string> portable_names(const std::vector<std::string>& names) {
    std::vector<std::string> out;
    std::set<std::string> taken;
    for (const std::string& name : names) {
        const std::string wanted = cleaned(name);
        std::string free = wanted;
        for (int number = 2; !taken.insert(to_lower(free)).second; ++number) {
            const std::string_view stem = stem_of(wanted);
            free = std::string(stem) + " (" + std::to_string(number) + ")" + wanted.substr(stem.size());
        }
        out.push_back(std::move(free));
    }
    return out;
}

}  // namespace i2m::zip
