# Files made from assets/: the icon constants (needs nothing) and the fonts (needs npm's packages and fonttools).

# assets/icons.txt -> generated/client/ui/icon_codes.hpp: constants with the UTF-8 of U+E000+n, as make_fonts.py numbers them.
set(icons_txt ${CMAKE_SOURCE_DIR}/assets/icons.txt)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${icons_txt})
file(STRINGS ${icons_txt} icon_names REGEX "^[a-z0-9-]+$")
set(icon_header "// icon_codes.hpp - one constant per line of assets/icons.txt: its character in icons.ttf. Generated.\n#pragma once\n\nnamespace i2m::icons {\n\n")
set(index 0)
foreach(icon IN LISTS icon_names)
  string(REPLACE "-" ";" words ${icon})
  set(constant "k")
  foreach(word IN LISTS words)
    string(SUBSTRING ${word} 0 1 first)
    string(SUBSTRING ${word} 1 -1 rest)
    string(TOUPPER ${first} first)
    string(APPEND constant ${first}${rest})
  endforeach()
  math(EXPR second "128 + ((${index} >> 6) & 63)" OUTPUT_FORMAT HEXADECIMAL)
  math(EXPR third "128 + (${index} & 63)" OUTPUT_FORMAT HEXADECIMAL)
  string(REPLACE "0x" "\\x" bytes "\\xEE${second}${third}")
  string(APPEND icon_header "inline constexpr const char* ${constant} = \"${bytes}\";  // ${icon}\n")
  math(EXPR index "${index} + 1")
endforeach()
string(APPEND icon_header "\n}  // namespace i2m::icons\n")
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/client/ui/icon_codes.hpp CONTENT "${icon_header}" @ONLY)

# build/fonts/{inter-400,inter-500,inter-600,mono-400,icons}.ttf, the same files for every preset.
set(I2M_FONT_DIR ${CMAKE_SOURCE_DIR}/build/fonts)
find_program(I2M_PYTHON NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH)   # the system's one has fonttools
find_program(I2M_PYTHON NAMES python3 REQUIRED)
if(EXISTS ${CMAKE_SOURCE_DIR}/node_modules/lucide-static)
  set(fonts)
  foreach(font inter-400 inter-500 inter-600 mono-400 icons)
    list(APPEND fonts ${I2M_FONT_DIR}/${font}.ttf)
  endforeach()
  set(used_txt ${I2M_FONT_DIR}/icons-used.txt)
  file(GLOB_RECURSE icon_users CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/client/*.cpp ${CMAKE_SOURCE_DIR}/client/*.hpp)
  add_custom_command(OUTPUT ${used_txt}
    COMMAND ${I2M_PYTHON} ${CMAKE_SOURCE_DIR}/tools/make_fonts.py --used ${icons_txt} ${CMAKE_SOURCE_DIR}/client ${used_txt}
    DEPENDS ${CMAKE_SOURCE_DIR}/tools/make_fonts.py ${icons_txt} ${icon_users}
    COMMENT "Looking for icons in use" VERBATIM)
  add_custom_command(OUTPUT ${fonts}
    COMMAND ${I2M_PYTHON} ${CMAKE_SOURCE_DIR}/tools/make_fonts.py ${CMAKE_SOURCE_DIR}/node_modules ${icons_txt} ${used_txt} ${I2M_FONT_DIR}
    DEPENDS ${CMAKE_SOURCE_DIR}/tools/make_fonts.py ${icons_txt} ${used_txt} ${CMAKE_SOURCE_DIR}/package-lock.json
    COMMENT "Making the fonts" VERBATIM)
  add_custom_target(fonts ALL DEPENDS ${fonts})
else()
  message(WARNING "node_modules is missing, so no fonts can be made: run tools/setup")
  add_custom_target(fonts)
endif()
