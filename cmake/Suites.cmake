# A test for each suite of a GoogleTest program. gtest_discover_tests makes one of each case: two thousand starts of programs
# of a hundred megabytes, and a server started anew for each case where the cases of a suite share one.
#
# i2m_add_suites(program LIST name PREFIX text LABEL label [FILTER filter] [ENVIRONMENT variable=value] [LONG regex]
#                [NEEDS file-or-folder...])
#   LIST    names the list of tests, one in a build
#   PREFIX  before each suite's name
#   LONG    suites that start first, since they take the longest
#   NEEDS   what they depend on beside the program (tools/run_tests leaves out what passed with all of it as it is)
#
# The program is asked for its suites by ctest, so a new suite needs no configuring. Included by ctest too, with I2M_SUITES_OF set.
set(i2m_suites_script ${CMAKE_CURRENT_LIST_FILE})
function(i2m_add_suites program)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "LIST;PREFIX;LABEL;FILTER;ENVIRONMENT;LONG" "NEEDS")
  if(NOT arg_FILTER)
    set(arg_FILTER "*")
  endif()
  set(list ${CMAKE_CURRENT_BINARY_DIR}/suites/${arg_LIST})
  file(GENERATE OUTPUT ${list}_ask.cmake CONTENT "set(I2M_SUITES_OF [==[$<TARGET_FILE:${program}>]==])
set(suites_list [==[${list}.cmake]==])
set(suites_prefix [==[${arg_PREFIX}]==])
set(suites_label [==[${arg_LABEL}]==])
set(suites_filter [==[${arg_FILTER}]==])
set(suites_environment [==[${arg_ENVIRONMENT}]==])
set(suites_long [==[${arg_LONG}]==])
set(suites_needs [==[${arg_NEEDS}]==])
set(suites_folder [==[${CMAKE_SOURCE_DIR}]==])
include([==[${i2m_suites_script}]==])
")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES ${list}_ask.cmake)
endfunction()
if(NOT I2M_SUITES_OF)
  return()
endif()

# --- In ctest ------------------------------------------------------------------------------------------------------------
cmake_policy(VERSION 3.25)
if(NOT EXISTS ${I2M_SUITES_OF})
  add_test(${suites_prefix}${suites_label}_NOT_BUILT ${I2M_SUITES_OF})
  return()
endif()
execute_process(COMMAND ${I2M_SUITES_OF} --gtest_list_tests --gtest_filter=${suites_filter}
  WORKING_DIRECTORY ${suites_folder} OUTPUT_VARIABLE suites_said RESULT_VARIABLE suites_result)
if(NOT suites_result EQUAL 0)
  message(FATAL_ERROR "${I2M_SUITES_OF} does not tell its tests: ${suites_result}")
endif()
string(REGEX REPLACE " +#[^\n]*" "" suites_said "${suites_said}")   # what the parameters are
string(REPLACE "\n" ";" suites_said "${suites_said}")
list(FILTER suites_said INCLUDE REGEX "^[^ ]+\\.$")
set(suites_lines)
foreach(suite IN LISTS suites_said)
  string(REGEX REPLACE "\\.$" "" suite "${suite}")
  set(name "${suites_prefix}${suite}")
  set(cost 0)
  if(suites_long AND suite MATCHES "${suites_long}")
    set(cost 500)
  endif()
  # Skipped is a suite of which every case was: any other ending, a failure above all, is told by the program's status.
  string(APPEND suites_lines "add_test([==[${name}]==] [==[${I2M_SUITES_OF}]==] [==[--gtest_filter=${suite}.*]==])
set_tests_properties([==[${name}]==] PROPERTIES LABELS [==[${suites_label}]==] TIMEOUT 600 COST ${cost} WORKING_DIRECTORY [==[${suites_folder}]==]
  ENVIRONMENT [==[${suites_environment}]==]
  REQUIRED_FILES [==[${I2M_SUITES_OF};${suites_needs}]==]
  SKIP_REGULAR_EXPRESSION [==[PASSED  . 0 tests\\.\n.  SKIPPED . [0-9]+ tests?, listed below:\n(.  SKIPPED . [^\n]*\n)+$]==])
")
endforeach()
file(WRITE ${suites_list} "${suites_lines}")
include(${suites_list})
