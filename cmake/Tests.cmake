# Tests. A file tests/<kind>/**/*_test.cpp joins the program of its kind; files of tests/support are for all.
#   shared_tests    tests/shared              label unit
#   server_tests    tests/server              label unit
#   contract_tests  tests/contract            label contract   (one suite run against every implementation of a seam)
#   api_tests       tests/api                 label api        (the real program on port 0)
#   client_tests    tests/client              label ui for suites named *Ui, else unit
#   <name>_fuzz     tests/fuzz/<name>_fuzz.cpp label fuzz      (replay of tests/fuzz/corpus/<name>; libFuzzer in preset fuzz)
#   wasm.shared     tests/shared, compiled to WASM and run by node   label wasm
include(GoogleTest)
if(EMSCRIPTEN)
  include(cmake/TestsWasm.cmake)
  return()
endif()

i2m_glob(support_sources tests/support NOT "fuzz_replay_main\\.cpp$")
i2m_library(i2m_test_support ${support_sources})
i2m_link(i2m_test_support PUBLIC i2m_server i2m_client i2m_shared gtest nlohmann_json stb httplib Threads::Threads
  SQLite::SQLite3 CURL::libcurl OpenSSL::Crypto
  PRIVATE tinygltf sqlitecpp)
set(test_places
  I2M_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
  I2M_BIN_DIR="${CMAKE_BINARY_DIR}/bin"
  I2M_FONT_DIR="${I2M_FONT_DIR}"
  I2M_TESTDATA_DIR="${CMAKE_SOURCE_DIR}/../shared/testdata"   # read only when it is there
)
if(support_sources)
  target_compile_definitions(i2m_test_support PUBLIC ${test_places})
else()
  target_compile_definitions(i2m_test_support INTERFACE ${test_places})
endif()

# i2m_discover(target label [filter])
function(i2m_discover target label)
  set(filter)
  if(ARGC GREATER 2)
    set(filter TEST_FILTER ${ARGV2})
  endif()
  gtest_discover_tests(${target} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60 ${filter} NO_PRETTY_VALUES
    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} PROPERTIES LABELS ${label} TIMEOUT 300)
endfunction()

# i2m_tests(target folder): nothing while the folder has no test.
function(i2m_tests target folder)
  i2m_glob(sources ${folder} NOT "^tests/support/")
  if(sources)
    i2m_program(${target} ${sources})
    target_link_libraries(${target} PRIVATE i2m_test_support gtest_main)
  endif()
endfunction()

i2m_tests(shared_tests tests/shared)
i2m_tests(server_tests tests/server)
i2m_tests(contract_tests tests/contract)
i2m_tests(api_tests tests/api)
i2m_tests(client_tests tests/client)
foreach(kind shared server)
  if(TARGET ${kind}_tests)
    i2m_discover(${kind}_tests unit)
  endif()
endforeach()
foreach(kind contract api)
  if(TARGET ${kind}_tests)
    i2m_discover(${kind}_tests ${kind})
  endif()
endforeach()
if(TARGET client_tests)
  add_dependencies(client_tests fonts)
  i2m_discover(client_tests unit "-*Ui.*")
  i2m_discover(client_tests ui "*Ui.*")
endif()
if(TARGET api_tests AND TARGET image2model)
  add_dependencies(api_tests image2model)
endif()

file(GLOB fuzz_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/fuzz/*_fuzz.cpp)
foreach(file IN LISTS fuzz_files)
  get_filename_component(target ${file} NAME_WE)
  string(REGEX REPLACE "_fuzz$" "" name ${target})
  if(I2M_FUZZ)
    i2m_program(${target} ${file})
    target_link_options(${target} PRIVATE -fsanitize=fuzzer)
  else()
    i2m_program(${target} ${file} tests/support/fuzz_replay_main.cpp)
    add_test(NAME fuzz.${name} COMMAND ${target} ${CMAKE_SOURCE_DIR}/tests/fuzz/corpus/${name})
    set_tests_properties(fuzz.${name} PROPERTIES LABELS fuzz TIMEOUT 300)
  endif()
  target_link_libraries(${target} PRIVATE i2m_server i2m_shared)
endforeach()
