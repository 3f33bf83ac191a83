# Helpers that turn folders into targets, tolerant of folders that hold no source yet.

# i2m_glob(OUT folder [NOT regex...]): every .cpp below `folder`, less those whose path matches one of the regexes.
function(i2m_glob out folder)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "" "NOT")
  file(GLOB_RECURSE found CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/${folder}/*.cpp)
  foreach(regex IN LISTS arg_NOT)
    list(FILTER found EXCLUDE REGEX ${regex})
  endforeach()
  list(TRANSFORM found PREPEND ${CMAKE_SOURCE_DIR}/)
  set(${out} ${found} PARENT_SCOPE)
endfunction()

# With I2M_PCH: i2m_pch_<kind> makes one precompiled header for all targets of that kind, which have the same flags. The other
# presets compile without, so every file still includes what it uses.
function(i2m_precompiled_header kind)
  if(I2M_PCH)
    set(source ${CMAKE_BINARY_DIR}/generated/pch_${kind}.cpp)
    file(CONFIGURE OUTPUT ${source} CONTENT "// Nothing but the precompiled header.\n")
    add_library(i2m_pch_${kind} OBJECT EXCLUDE_FROM_ALL ${source})
    target_include_directories(i2m_pch_${kind} PRIVATE ${CMAKE_SOURCE_DIR})
    target_link_libraries(i2m_pch_${kind} PRIVATE i2m_flags i2m_warnings)
    target_precompile_headers(i2m_pch_${kind} PRIVATE ${ARGN})
    i2m_precompile(i2m_pch_${kind} "")
  endif()
endfunction()
function(i2m_precompile name kind)
  if(I2M_PCH)
    if(kind)
      target_precompile_headers(${name} REUSE_FROM i2m_pch_${kind})
    endif()
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      target_compile_options(${name} PRIVATE -fpch-preprocess)   # for ccache
    endif()
  endif()
endfunction()
set(I2M_STD_HEADERS <algorithm> <array> <atomic> <chrono> <cmath> <cstdint> <cstring> <filesystem> <functional> <map> <memory>
  <mutex> <optional> <set> <span> <sstream> <string> <string_view> <thread> <unordered_map> <utility> <variant> <vector>)
set(I2M_OWN_HEADERS ${CMAKE_SOURCE_DIR}/shared/api/messages.hpp)   # nearly every file includes it, and it costs the most
i2m_precompiled_header(library ${I2M_STD_HEADERS} ${I2M_OWN_HEADERS})

# With I2M_UNITY: neighbours of a folder are compiled as one, so their headers and templates are dealt with once. Names in their
# anonymous namespaces must differ. Preset dev compiles each file alone.
function(i2m_group name)
  if(I2M_UNITY)
    set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 10)
  endif()
endfunction()

# i2m_library(name sources...): a static library of our own code (an empty one while its folder has no source).
function(i2m_library name)
  if(ARGN)
    add_library(${name} STATIC ${ARGN})
    target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/generated)
    target_link_libraries(${name} PUBLIC i2m_flags PRIVATE i2m_warnings)
    i2m_precompile(${name} library)
    i2m_group(${name})
    if(I2M_SANITIZE OR NOT I2M_TESTS)   # there, only what a program or a test asks for
      set_target_properties(${name} PROPERTIES EXCLUDE_FROM_ALL ON)
    endif()
  else()
    add_library(${name} INTERFACE)
    target_include_directories(${name} INTERFACE ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/generated)
    target_link_libraries(${name} INTERFACE i2m_flags)
  endif()
endfunction()

# i2m_link(name PUBLIC libs... PRIVATE libs...): target_link_libraries that also takes an empty library.
function(i2m_link name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "PUBLIC;PRIVATE")
  get_target_property(type ${name} TYPE)
  if(type STREQUAL "INTERFACE_LIBRARY")
    target_link_libraries(${name} INTERFACE ${arg_PUBLIC})
  else()
    target_link_libraries(${name} PUBLIC ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
  endif()
endfunction()

# i2m_program(name sources...): a program of our own code in <binary dir>/bin.
function(i2m_program name)
  add_executable(${name} ${ARGN})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/generated)
  target_link_libraries(${name} PRIVATE i2m_flags i2m_warnings)
  i2m_group(${name})
endfunction()
