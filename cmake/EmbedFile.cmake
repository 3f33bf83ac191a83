# Text files that become constants of the program.

# i2m_embed(file header namespace constant): <build>/generated/<header> gets the text of `file` as a
# std::string_view; include it as "<header>". A changed file configures again.
function(i2m_embed file header namespace constant)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${file})
  file(READ ${CMAKE_SOURCE_DIR}/${file} text)
  string(LENGTH "${text}" size)
  if(size GREATER 65000)
    message(FATAL_ERROR "${file} has ${size} bytes; a literal holds 65 536 at most (C++ standard, annex B). Split the file.")
  endif()
  get_filename_component(name ${header} NAME)
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/${header} @ONLY CONTENT [[
// @name@ - the text of @file@. Generated.
#pragma once

#include <string_view>

namespace @namespace@ {

inline constexpr std::string_view @constant@ = R"i2m(@text@)i2m";

}  // namespace @namespace@
]])
endfunction()

i2m_embed(assets/models.json shared/models/models_json.hpp i2m::models kModelsJson)
i2m_embed(tools/fake_fal/endpoints.json fake_fal/endpoints_json.hpp i2m::fake kEndpointsJson)
