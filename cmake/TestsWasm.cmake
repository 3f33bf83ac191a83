# The tests of shared/ once more, as WASM under node: the same rules must hold in the page as in the server.
i2m_glob(wasm_support tests/support NOT "fuzz_replay_main\\.cpp$")
foreach(file IN LISTS wasm_support)   # only helpers that need nothing beyond shared/
  file(STRINGS ${file} beyond REGEX "#include [\"<](server/|client/|httplib|curl/|SQLiteCpp/|sqlite3|sys/|unistd|spawn|thread|imgui)")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  if(beyond)
    list(REMOVE_ITEM wasm_support ${file})
  endif()
endforeach()
i2m_glob(wasm_tests tests/shared)
if(wasm_tests)
  i2m_program(shared_tests ${wasm_tests} ${wasm_support})
  target_compile_definitions(shared_tests PRIVATE
    I2M_SOURCE_DIR="${CMAKE_SOURCE_DIR}" I2M_BIN_DIR="${CMAKE_BINARY_DIR}/bin"
    I2M_TESTDATA_DIR="${CMAKE_SOURCE_DIR}/../shared/testdata")
  target_link_libraries(shared_tests PRIVATE i2m_shared gtest gtest_main nlohmann_json stb tinygltf)
  # CommonJS: an ES module for node fails to start with this emscripten. NODERAWFS: tests read real files.
  target_link_options(shared_tests PRIVATE -sNODERAWFS=1 -sEXIT_RUNTIME=1 -sALLOW_MEMORY_GROWTH -sENVIRONMENT=node)
  set_target_properties(shared_tests PROPERTIES SUFFIX .cjs)
  add_test(NAME wasm.shared COMMAND shared_tests WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(wasm.shared PROPERTIES LABELS wasm TIMEOUT 600)
endif()
