# Checks of the tree, and tests of finished programs that need no build of their own: `program_bin` says whose programs.
foreach(check layers format)
  add_test(NAME check.${check} COMMAND ${I2M_PYTHON} ${CMAKE_SOURCE_DIR}/tools/check_${check}.py WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(check.${check} PROPERTIES LABELS check)
endforeach()
file(GLOB tool_tests CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/tools/*_test.py)
foreach(file IN LISTS tool_tests)
  get_filename_component(name ${file} NAME_WE)
  add_test(NAME check.${name} COMMAND ${I2M_PYTHON} ${file} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(check.${name} PROPERTIES LABELS check)
endforeach()
file(GLOB page_tests CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/web/*_test.mjs)
add_test(NAME web.modules COMMAND node --test ${page_tests} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
set_tests_properties(web.modules PROPERTIES LABELS unit)
# The API's document, judged by Redocly's rules (npm @redocly/openapi-core, installed by tools/setup).
add_test(NAME check.openapi_lint COMMAND node --test ${CMAKE_SOURCE_DIR}/tests/tools/openapi_lint_test.mjs WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
set_tests_properties(check.openapi_lint PROPERTIES LABELS check)
# What our writer makes, judged by the Khronos validator (npm gltf-validator, installed by tools/setup).
if(TARGET glb_inspect)
  add_test(NAME validator.glb COMMAND node --test ${CMAKE_SOURCE_DIR}/tests/tools/validate_glb_test.mjs WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(validator.glb PROPERTIES LABELS validator TIMEOUT 300
    ENVIRONMENT "I2M_BIN_DIR=${program_bin};I2M_TESTDATA_DIR=${CMAKE_SOURCE_DIR}/../shared/testdata")
endif()
if(TARGET draft)
  add_test(NAME validator.drafts COMMAND node --test ${CMAKE_SOURCE_DIR}/tests/tools/validate_drafts_test.mjs WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(validator.drafts PROPERTIES LABELS validator TIMEOUT 300
    ENVIRONMENT "I2M_BIN_DIR=${program_bin};I2M_TESTDATA_DIR=${CMAKE_SOURCE_DIR}/../shared/testdata")
endif()
# The provider's own client (npm @fal-ai/client) against our stand-in for the provider.
if(TARGET fake_fal)
  add_test(NAME client.fal COMMAND node --test ${CMAKE_SOURCE_DIR}/tests/tools/fal_client_test.mjs WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(client.fal PROPERTIES LABELS api TIMEOUT 300 ENVIRONMENT "I2M_BIN_DIR=${program_bin}")
endif()
# An installation in a folder of its own. It is what `cmake --install` makes of the build that `program_bin` belongs to.
if(TARGET image2model)
  add_test(NAME program.install COMMAND node --test ${CMAKE_SOURCE_DIR}/tests/tools/install_test.mjs WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(program.install PROPERTIES LABELS api TIMEOUT 300 ENVIRONMENT "I2M_BIN_DIR=${program_bin}")
endif()
# tools/deploy with good and broken versions of the program, and a stand-in for the container engine.
if(TARGET image2model)
  add_test(NAME program.deploy COMMAND node --test ${CMAKE_SOURCE_DIR}/tests/tools/deploy_test.mjs WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(program.deploy PROPERTIES LABELS api TIMEOUT 900 ENVIRONMENT "I2M_BIN_DIR=${program_bin}")
endif()
# The real nginx and Caddy (tools/setup_test_programs) with the files of docs/deploy, before the release program.
if(TARGET image2model)
  add_test(NAME program.proxy COMMAND node --test ${CMAKE_SOURCE_DIR}/tests/tools/proxy_test.mjs WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(program.proxy PROPERTIES LABELS api TIMEOUT 600
    ENVIRONMENT "I2M_BIN_DIR=${program_bin};I2M_WEB_DIR=${CMAKE_SOURCE_DIR}/build/release/web")
endif()
# `make demo` as a person uses it.
if(TARGET fake_fal AND TARGET image2model)
  add_test(NAME program.demo COMMAND node --test ${CMAKE_SOURCE_DIR}/tests/tools/demo_test.mjs WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(program.demo PROPERTIES LABELS api TIMEOUT 600 ENVIRONMENT "I2M_BIN_DIR=${program_bin}")
endif()
# Two browsers at a time: each draws on the CPU, but waits for two thirds of its life. First of all, since they take the longest.
file(GLOB e2e_tests CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/e2e/*_test.mjs)
set(browser a)
foreach(file IN LISTS e2e_tests)
  get_filename_component(name ${file} NAME_WE)
  string(REGEX REPLACE "_test$" "" name ${name})
  add_test(NAME e2e.${name} COMMAND node ${file} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(e2e.${name} PROPERTIES LABELS e2e RESOURCE_LOCK browser_${browser} COST 1000 TIMEOUT 600
    REQUIRED_FILES "${release_bin}/image2model;${release_bin}/fake_fal;${CMAKE_SOURCE_DIR}/build/release/web;${CMAKE_SOURCE_DIR}/tests/e2e;${needs_data}"
    ENVIRONMENT "I2M_BIN_DIR=${release_bin};I2M_WEB_DIR=${CMAKE_SOURCE_DIR}/build/release/web;I2M_TESTDATA_DIR=${CMAKE_SOURCE_DIR}/../shared/testdata")
  string(REPLACE "${browser}" "" browser "ab")   # the other one
endforeach()
