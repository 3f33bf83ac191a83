# The tests of shared/ once more, as WASM under node: the same rules must hold in the page as in the server.
i2m_glob(wasm_tests tests/shared)
if(wasm_tests)
  i2m_program(shared_tests ${wasm_tests})
  target_link_libraries(shared_tests PRIVATE i2m_shared_support gtest_main)
  # The tests' own code stays out of the optimisation of the whole: that took most of the link.
  target_compile_options(shared_tests PRIVATE -fno-lto)
  # CommonJS: an ES module for node fails to start with this emscripten. NODERAWFS: tests read real files.
  target_link_options(shared_tests PRIVATE -sNODERAWFS=1 -sEXIT_RUNTIME=1 -sALLOW_MEMORY_GROWTH -sENVIRONMENT=node -O1)
  set_target_properties(shared_tests PROPERTIES SUFFIX .cjs)
  add_test(NAME wasm.shared COMMAND shared_tests WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(wasm.shared PROPERTIES LABELS wasm TIMEOUT 600
    REQUIRED_FILES "$<TARGET_FILE:shared_tests>;$<TARGET_FILE_DIR:shared_tests>/shared_tests.wasm;${CMAKE_SOURCE_DIR}/docs/openapi.json;${needs_data}")
endif()

# The worker's module through its exports, as the page calls it.
file(GLOB worker_tests CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/wasm/*_test.mjs)
if(TARGET worker AND worker_tests)
  add_test(NAME wasm.worker COMMAND node --test ${worker_tests} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(wasm.worker PROPERTIES LABELS wasm TIMEOUT 300
    REQUIRED_FILES "$<TARGET_FILE:worker>;$<TARGET_FILE_DIR:worker>/worker.wasm;${CMAKE_SOURCE_DIR}/tests/wasm;${needs_data}"
    ENVIRONMENT "I2M_WASM_DIR=$<TARGET_FILE_DIR:worker>;I2M_TESTDATA_DIR=${CMAKE_SOURCE_DIR}/../shared/testdata")
endif()
