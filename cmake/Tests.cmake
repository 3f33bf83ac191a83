# Tests. A file tests/<kind>/**/*_test.cpp joins the program of its kind; files of tests/support are for all.
#   shared_tests    tests/shared              label unit
#   server_tests    tests/server              label unit
#   contract_tests  tests/contract            label contract   (one suite run against every implementation of a seam)
#   api_tests       tests/api                 label api        (the real program on port 0; tests/io_faults is preloaded into some)
#   client_tests    tests/client              label ui for suites named *Ui, else unit
#   <name>_fuzz     tests/fuzz/<name>_fuzz.cpp label fuzz      (replay of tests/fuzz/corpus/<name>; libFuzzer in preset fuzz)
#   web.modules     tests/web/*_test.mjs      label unit  (the page's JavaScript, under node)
#   e2e.<name>      tests/e2e/<name>_test.mjs  label e2e       (the release build in Chromium)
#   check.<name>    tools/check_<name>.py, tests/tools/*_test.py  label check
#   validator.<name> tests/tools/validate_<name>_test.mjs  label validator
#   client.<name>   tests/tools/<name>_client_test.mjs   label api  (a program against another's client)
#   program.demo    tests/tools/demo_test.mjs              label api  (tools/demo.mjs with both of its programs)
#   program.deploy  tests/tools/deploy_test.mjs            label api  (tools/deploy with good and broken versions)
#   program.proxy   tests/tools/proxy_test.mjs             label api  (behind the real nginx and Caddy, with docs/deploy)
#   program.install tests/tools/install_test.mjs           label api  (cmake --install, and the program from there)
#   wasm.shared     tests/shared, compiled to WASM and run by node   label wasm
#
# `make test` builds the native suites with sanitizers only: they find whatever the plain ones would. What tests finished programs
# from outside is built once, beside the release programs (I2M_OUTSIDE_TESTS), and run three times: against those of build/asan, of
# build/tsan, and of build/release, which are what people run.
#
# A helper in tests/support is sorted by what it includes: what names client/ or ImGui is for client_tests, what names
# server/ or a library or system header of the server is for the server's programs, the rest is for all of them.
include(cmake/Suites.cmake)

set(release_bin "${CMAKE_SOURCE_DIR}/build/release/bin")
# Under the sanitizers the stand-in for the provider is the plain one: the server is what is watched.
set(fake_bin "${CMAKE_BINARY_DIR}/bin")
if(I2M_SANITIZE)
  set(fake_bin "${release_bin}")
endif()
set(test_places
  I2M_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
  I2M_BIN_DIR="${CMAKE_BINARY_DIR}/bin"
  I2M_FAKE_BIN_DIR="${fake_bin}"
  I2M_FONT_DIR="${I2M_FONT_DIR}"
  I2M_TESTDATA_DIR="${CMAKE_SOURCE_DIR}/../shared/testdata"   # read only when it is there
)
i2m_glob(support_sources tests/support NOT "fuzz_replay_main\\.cpp$")
set(support_client)
set(support_server)
set(support_shared)
foreach(file IN LISTS support_sources)
  set(kind shared)
  string(REGEX REPLACE "cpp$" "hpp" header ${file})
  foreach(part ${file} ${header})
    if(EXISTS ${part})
      set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${part})
      file(STRINGS ${part} client_lines REGEX "#include [\"<](client/|imgui|tests/support/imgui_harness)")
      file(STRINGS ${part} server_lines REGEX "#include [\"<](server/|tests/support/(raw_socket|http_probe|memory_job_store)|httplib|curl/|SQLiteCpp/|sqlite3|sys/|netinet/|unistd|signal|csignal|spawn|poll|thread|mutex)")
      if(client_lines)
        set(kind client)
      elseif(server_lines AND NOT kind STREQUAL "client")
        set(kind server)
      endif()
    endif()
  endforeach()
  list(APPEND support_${kind} ${file})
endforeach()

i2m_library(i2m_shared_support ${support_shared})
i2m_link(i2m_shared_support PUBLIC i2m_shared gtest nlohmann_json stb tinygltf)
get_target_property(type i2m_shared_support TYPE)
if(type STREQUAL "INTERFACE_LIBRARY")
  target_compile_definitions(i2m_shared_support INTERFACE ${test_places})
else()
  target_compile_definitions(i2m_shared_support PUBLIC ${test_places})
endif()

if(EMSCRIPTEN)
  include(cmake/TestsWasm.cmake)
  return()
endif()

i2m_library(i2m_server_support ${support_server})
i2m_link(i2m_server_support PUBLIC i2m_shared_support i2m_server httplib sqlitecpp CURL::libcurl OpenSSL::Crypto ZLIB::ZLIB Threads::Threads)
i2m_library(i2m_client_support ${support_client})
i2m_link(i2m_client_support PUBLIC i2m_shared_support i2m_client)

# What tests read beside their program. Named for tools/run_tests, which leaves out what passed and has not changed.
set(needs_data)
if(EXISTS ${CMAKE_SOURCE_DIR}/../shared/testdata)
  set(needs_data ${CMAKE_SOURCE_DIR}/../shared/testdata)
endif()
set(needs_docs openapi.json configuration.md errors.md fake_fal.md monitoring)
list(TRANSFORM needs_docs PREPEND ${CMAKE_SOURCE_DIR}/docs/)
set(needs_pictures ${CMAKE_SOURCE_DIR}/tests/client/golden ${I2M_FONT_DIR})

# A sanitizer's tests carry its name, since `make test` runs all presets as one.
set(environment_of_asan "ASAN_OPTIONS=detect_stack_use_after_return=1")
set(environment_of_tsan "TSAN_OPTIONS=second_deadlock_stack=1")
set(test_prefix)
set(test_environment)
if(I2M_SANITIZE MATCHES "address")
  set(test_prefix asan/)
  set(test_environment ${environment_of_asan})
elseif(I2M_SANITIZE MATCHES "thread")
  set(test_prefix tsan/)
  set(test_environment ${environment_of_tsan})
endif()

# i2m_discover(target label [FILTER filter] [OF preset] [NEEDS ...]): OF, a sanitizer's, runs it against the programs of build/<preset>.
function(i2m_discover target label)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "FILTER;OF" "NEEDS")
  set(prefix "${test_prefix}")
  set(environment ${test_environment})
  if(arg_OF)
    set(prefix "${arg_OF}/")
    set(environment "I2M_BIN_DIR=${CMAKE_SOURCE_DIR}/build/${arg_OF}/bin" ${environment_of_${arg_OF}})
  endif()
  i2m_add_suites(${target} LIST "${target}_${label}_${arg_OF}" PREFIX "${prefix}" LABEL ${label} FILTER "${arg_FILTER}"
    ENVIRONMENT "${environment}" NEEDS ${needs_data} ${arg_NEEDS} LONG "^(Draft|DraftPhotos|ReadGlb|.*FaultMatrix|.*Kill.*|CrashApi|ModelsApi|DocumentApi|SlowClientsApi|Fal.*|.*JobStore.*)$")
endfunction()

# i2m_leave_unwatched(target): a test's own code is not what the sanitizers are for, and need not be quick; a third less time to
# compile it. What it tests keeps both.
function(i2m_leave_unwatched target)
  set_target_properties(${target} PROPERTIES I2M_IS_WATCHED OFF)
  if(I2M_SANITIZE OR I2M_OUTSIDE_TESTS)
    target_compile_options(${target} PRIVATE -O0)
  endif()
endfunction()
i2m_precompiled_header(tests ${I2M_STD_HEADERS} ${I2M_OWN_HEADERS} <gmock/gmock.h> <gtest/gtest.h>)
if(I2M_PCH)
  target_link_libraries(i2m_pch_tests PRIVATE gtest)
  i2m_leave_unwatched(i2m_pch_tests)
endif()

# i2m_tests(target folder support): nothing while the folder has no test.
function(i2m_tests target folder support)
  i2m_glob(sources ${folder})
  if(sources)
    i2m_program(${target} ${sources})
    target_link_libraries(${target} PRIVATE ${support} gtest_main)
    i2m_precompile(${target} tests)
    i2m_leave_unwatched(${target})
  endif()
endfunction()

if(I2M_TESTS AND NOT I2M_SANITIZE MATCHES "thread" AND NOT I2M_FUZZ)   # shared and client have no threads to watch
  i2m_tests(shared_tests tests/shared i2m_shared_support)
  i2m_tests(client_tests tests/client i2m_client_support)
endif()
if(I2M_TESTS AND NOT I2M_FUZZ)
  i2m_tests(server_tests tests/server i2m_server_support)
  i2m_tests(contract_tests tests/contract i2m_server_support)
endif()
if(NOT I2M_SANITIZE)
  i2m_tests(api_tests tests/api i2m_server_support)
  set_target_properties(api_tests PROPERTIES UNITY_BUILD OFF)   # each file has a bench of its own, under the same names
  if(NOT I2M_TESTS)
    set_target_properties(api_tests PROPERTIES EXCLUDE_FROM_ALL ON)
  endif()
endif()
foreach(kind shared server)
  if(TARGET ${kind}_tests)
    i2m_discover(${kind}_tests unit NEEDS ${needs_docs})
  endif()
endforeach()
if(TARGET contract_tests)
  i2m_discover(contract_tests contract)
endif()
# i2m_needs_of_api(out bin): what tests from outside start and read.
function(i2m_needs_of_api out bin)
  set(${out} ${bin}/image2model ${fake_bin}/fake_fal ${CMAKE_BINARY_DIR}/lib/libi2m_io_faults.so ${needs_docs} PARENT_SCOPE)
endfunction()
if(TARGET api_tests)
  i2m_needs_of_api(needs ${CMAKE_BINARY_DIR}/bin)
  i2m_discover(api_tests api NEEDS ${needs})
endif()
if(TARGET client_tests)
  add_dependencies(client_tests fonts)
  i2m_discover(client_tests unit FILTER "-*Ui.*" NEEDS ${needs_pictures})
  i2m_discover(client_tests ui FILTER "*Ui.*" NEEDS ${needs_pictures})
endif()
if(I2M_OUTSIDE_TESTS)
  foreach(preset asan tsan)
    i2m_needs_of_api(needs ${CMAKE_SOURCE_DIR}/build/${preset}/bin)
    i2m_discover(api_tests api OF ${preset} NEEDS ${needs})
  endforeach()
endif()
if(TARGET api_tests)
  add_dependencies(api_tests image2model fake_fal)
  # Preloaded into the programs under test, so without a sanitizer's runtime of its own.
  add_library(i2m_io_faults MODULE tests/io_faults/io_faults.cpp)
  target_link_libraries(i2m_io_faults PRIVATE ${CMAKE_DL_LIBS})
  set_target_properties(i2m_io_faults PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib EXCLUDE_FROM_ALL ON)
  add_dependencies(api_tests i2m_io_faults)
  target_compile_definitions(api_tests PRIVATE I2M_IO_FAULTS="$<TARGET_FILE:i2m_io_faults>")
endif()

# What needs no second run under ThreadSanitizer: inputs replayed on one thread.
if(I2M_TESTS AND NOT I2M_SANITIZE MATCHES "thread")
  file(GLOB fuzz_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/fuzz/*_fuzz.cpp)
  foreach(file IN LISTS fuzz_files)
    get_filename_component(target ${file} NAME_WE)
    string(REGEX REPLACE "_fuzz$" "" name ${target})
    if(I2M_FUZZ)
      i2m_program(${target} ${file})
      target_link_options(${target} PRIVATE -fsanitize=fuzzer)
    else()
      i2m_program(${target} ${file} tests/support/fuzz_replay_main.cpp)
      add_test(NAME ${test_prefix}fuzz.${name} COMMAND ${target} ${CMAKE_SOURCE_DIR}/tests/fuzz/corpus/${name})
      set_tests_properties(${test_prefix}fuzz.${name} PROPERTIES LABELS fuzz TIMEOUT 300 ENVIRONMENT "${test_environment}"
        REQUIRED_FILES "$<TARGET_FILE:${target}>;${CMAKE_SOURCE_DIR}/tests/fuzz/corpus/${name}")
    endif()
    target_link_libraries(${target} PRIVATE i2m_shared)
    file(STRINGS ${file} server_lines REGEX "#include \"server/")
    if(server_lines)
      target_link_libraries(${target} PRIVATE i2m_server)
    endif()
  endforeach()
endif()

# What is tested once: the tree itself, and the finished programs and the page. Preset dev does it with its own programs.
if(NOT I2M_SANITIZE AND NOT I2M_COVERAGE)
  set(program_bin "${CMAKE_BINARY_DIR}/bin")
  include(cmake/TestsPrograms.cmake)
endif()
