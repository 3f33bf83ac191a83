// doc_pages.hpp - the pages of docs/ that are written from tables of the program; tools/gen_docs stores them.
#pragma once

#include <string>

namespace i2m {

[[nodiscard]] std::string errors_page();         ///< docs/errors.md
[[nodiscard]] std::string configuration_page();  ///< docs/configuration.md

}  // namespace i2m
