# Everything that comes from outside. Names, versions, checksums and origins stand in dependencies.lock.json alone.
#
# tools/setup puts the checked sources into the cache folder; where they are not there, FetchContent clones the same
# tags. No library's own build is used: each is a few headers or files, compiled here with our flags, and the
# native and the WASM build get the very same ones.
include(FetchContent)

if(DEFINED ENV{XDG_CACHE_HOME} AND NOT "$ENV{XDG_CACHE_HOME}" STREQUAL "")
  set(I2M_CACHE "$ENV{XDG_CACHE_HOME}/image2model")
else()
  set(I2M_CACHE "$ENV{HOME}/.cache/image2model")
endif()

set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/cmake/dependencies.lock.json)
file(READ ${CMAKE_SOURCE_DIR}/cmake/dependencies.lock.json lock)
string(JSON count LENGTH "${lock}" sources)
math(EXPR last "${count} - 1")
foreach(i RANGE ${last})
  foreach(key name version git tag use)
    string(JSON ${key} GET "${lock}" sources ${i} ${key})
  endforeach()
  if(use STREQUAL "tests" AND NOT (I2M_TESTS OR I2M_OUTSIDE_TESTS) OR use STREQUAL "server" AND EMSCRIPTEN)
    continue()
  endif()
  set(folder "${I2M_CACHE}/sources/${name}-${version}")
  string(TOUPPER ${name} upper)
  if(EXISTS "${folder}/.complete")
    set(FETCHCONTENT_SOURCE_DIR_${upper} "${folder}" CACHE PATH "Sources of ${name} ${version}" FORCE)
  endif()
  # SOURCE_SUBDIR names a folder without a CMakeLists.txt: fetch only, the targets are below.
  FetchContent_Declare(${name} GIT_REPOSITORY ${git} GIT_TAG ${tag} SOURCE_SUBDIR no-build)
  FetchContent_MakeAvailable(${name})
endforeach()

# i2m_outside(name sources...): a third-party library, built with our sanitizers but without our warnings.
function(i2m_outside name)
  add_library(${name} STATIC EXCLUDE_FROM_ALL ${ARGN})
  target_link_libraries(${name} PUBLIC i2m_flags)
  target_compile_options(${name} PRIVATE -w)
  set_target_properties(${name} PROPERTIES I2M_IS_WATCHED OFF)
endfunction()

# shared: headers that only its .cpp files see.
add_library(nlohmann_json INTERFACE)
target_include_directories(nlohmann_json SYSTEM INTERFACE ${nlohmann_json_SOURCE_DIR}/single_include)
add_library(stb INTERFACE)   # <stb_image.h>, <stb_image_write.h>
target_include_directories(stb SYSTEM INTERFACE ${stb_SOURCE_DIR})
# <tiny_gltf.h>: reads the document and nothing else; images, files and data URIs are ours. Its "json.hpp" is nlohmann's.
set(tinygltf_source ${CMAKE_BINARY_DIR}/generated/tiny_gltf.cpp)
file(CONFIGURE OUTPUT ${tinygltf_source} CONTENT "#define TINYGLTF_IMPLEMENTATION\n#include <tiny_gltf.h>\n")
i2m_outside(tinygltf ${tinygltf_source})
target_include_directories(tinygltf SYSTEM PUBLIC ${tinygltf_SOURCE_DIR} ${nlohmann_json_SOURCE_DIR}/single_include/nlohmann)
target_compile_definitions(tinygltf PUBLIC TINYGLTF_NO_STB_IMAGE TINYGLTF_NO_STB_IMAGE_WRITE TINYGLTF_NO_EXTERNAL_IMAGE TINYGLTF_NO_FS)
target_link_libraries(tinygltf PUBLIC nlohmann_json)

# client
i2m_outside(imgui ${imgui_SOURCE_DIR}/imgui.cpp ${imgui_SOURCE_DIR}/imgui_draw.cpp
  ${imgui_SOURCE_DIR}/imgui_tables.cpp ${imgui_SOURCE_DIR}/imgui_widgets.cpp)
target_include_directories(imgui SYSTEM PUBLIC ${imgui_SOURCE_DIR})
target_compile_definitions(imgui PUBLIC
  IMGUI_ENABLE_TEST_ENGINE   # its hooks feed the accessibility mirror
  IMGUI_DISABLE_DEMO_WINDOWS IMGUI_DISABLE_DEBUG_TOOLS IMGUI_DISABLE_FILE_FUNCTIONS IMGUI_DISABLE_OBSOLETE_FUNCTIONS)

if(EMSCRIPTEN)
  target_compile_options(imgui PRIVATE $<$<CONFIG:Release>:-Oz>)   # half the program's bytes, a small part of a frame's time
  i2m_outside(imgui_opengl3 ${imgui_SOURCE_DIR}/backends/imgui_impl_opengl3.cpp)
  target_include_directories(imgui_opengl3 SYSTEM PUBLIC ${imgui_SOURCE_DIR}/backends)
  target_compile_definitions(imgui_opengl3 PUBLIC IMGUI_IMPL_OPENGL_ES3
    PRIVATE glGetIntegerv=i2m_gl_get_integerv glGetString=i2m_gl_get_string)   # client/platform/web/gl_answers.cpp: no waiting for the GPU
  target_link_libraries(imgui_opengl3 PUBLIC imgui)
else()
  # server
  find_package(Threads REQUIRED)
  find_package(PkgConfig REQUIRED)
  find_package(CURL 7.88 REQUIRED)
  find_package(OpenSSL 3.0 REQUIRED COMPONENTS Crypto)
  find_package(ZLIB REQUIRED)   # packed log files; tests and the fake provider pack archives with it
  pkg_check_modules(LIBZIP REQUIRED IMPORTED_TARGET libzip>=1.7)   # its CMake package asks for programs that we do not need
  find_package(SQLite3 3.40 REQUIRED)
  find_package(CLI11 2.1 REQUIRED)
  find_package(prometheus-cpp REQUIRED)
  add_library(httplib INTERFACE)   # header-only on purpose: its socket handling is overridden
  target_include_directories(httplib SYSTEM INTERFACE ${httplib_SOURCE_DIR})
  target_link_libraries(httplib INTERFACE Threads::Threads)
  file(GLOB sqlitecpp_sources ${sqlitecpp_SOURCE_DIR}/src/*.cpp)
  i2m_outside(sqlitecpp ${sqlitecpp_sources})
  target_include_directories(sqlitecpp SYSTEM PUBLIC ${sqlitecpp_SOURCE_DIR}/include)
  target_link_libraries(sqlitecpp PUBLIC SQLite::SQLite3)
endif()

if(I2M_TESTS OR I2M_OUTSIDE_TESTS)
  i2m_outside(gtest ${googletest_SOURCE_DIR}/googletest/src/gtest-all.cc ${googletest_SOURCE_DIR}/googlemock/src/gmock-all.cc)
  target_include_directories(gtest SYSTEM PUBLIC ${googletest_SOURCE_DIR}/googletest/include ${googletest_SOURCE_DIR}/googlemock/include)
  target_include_directories(gtest PRIVATE ${googletest_SOURCE_DIR}/googletest ${googletest_SOURCE_DIR}/googlemock)
  if(NOT EMSCRIPTEN)
    target_link_libraries(gtest PUBLIC Threads::Threads)
  endif()
  i2m_outside(gtest_main ${googletest_SOURCE_DIR}/googlemock/src/gmock_main.cc)
  target_link_libraries(gtest_main PUBLIC gtest)
endif()
