# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
# One GoogleTest program per folder of tests/, from its *_test.cpp; a folder's own CMakeLists.txt,
# where there is one, adds whatever else it needs. Every test carries its folder's name as a label.

find_package(GTest REQUIRED)
find_package(rapidcheck QUIET)
find_package(Python3 3.9 COMPONENTS Interpreter)
include(GoogleTest)

set(firstlog_test_libraries firstlog::firstlog GTest::gmock GTest::gtest_main SQLite::SQLite3
  PkgConfig::firstlog_sodium nlohmann_json::nlohmann_json Threads::Threads)
if(TARGET firstlog_conformance)
  list(PREPEND firstlog_test_libraries firstlog::conformance)
endif()
if(TARGET rapidcheck)
  list(APPEND firstlog_test_libraries rapidcheck)
else()
  firstlog_left_out("property tests: RapidCheck was not found (Debian: librapidcheck-dev)")
endif()
if(NOT Python3_Interpreter_FOUND)
  firstlog_left_out("text, docs and package checks: Python 3 was not found")
endif()

# Tests of text, documentation and packaging say the same in every build; the sanitizers have
# nothing to add to them.
set(FIRSTLOG_TEST_CHECKS OFF)
if(Python3_Interpreter_FOUND AND NOT FIRSTLOG_SANITIZE)
  set(FIRSTLOG_TEST_CHECKS ON)
endif()

# What has to compile or link besides the test programs: headers alone, programs of the documents.
# Not part of an ordinary build; `make test` builds it, and so does the test that stands for it.
add_custom_target(firstlog_checks)

# firstlog_check_target(label name target): building `target` succeeds.
function(firstlog_check_target label name target)
  set_target_properties(${target} PROPERTIES EXCLUDE_FROM_ALL ON)
  add_dependencies(firstlog_checks ${target})
  add_test(NAME ${label}.${name}
    COMMAND "${CMAKE_COMMAND}" --build "${PROJECT_BINARY_DIR}" --target ${target})
  set_tests_properties(${label}.${name} PROPERTIES LABELS ${label} TIMEOUT 900 RESOURCE_LOCK build_tree)
endfunction()

# Civil time must never leak in from the machine: the tests run in a zone that is not UTC.
set(FIRSTLOG_TEST_ENVIRONMENT "TZ=Pacific/Auckland"
  "ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1"
  "UBSAN_OPTIONS=print_stacktrace=1"
  "TSAN_OPTIONS=second_deadlock_stack=1")

# firstlog_test_program(folder sources...): builds test_<folder> and registers its tests.
function(firstlog_test_program folder)
  add_executable(test_${folder} ${ARGN})
  target_include_directories(test_${folder} PRIVATE
    "${PROJECT_SOURCE_DIR}/tests" "${PROJECT_SOURCE_DIR}/src")
  target_link_libraries(test_${folder} PRIVATE ${firstlog_test_libraries})
  # GCC 12 sees overlaps in std::string that are not there (its bug 105651), and members of aggregates
  # without a value that have one.
  target_compile_options(test_${folder} PRIVATE -Wall -Wextra
    $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict> $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
    $<$<BOOL:${FIRSTLOG_WERROR}>:-Werror>)
  # Where tests find their files, and the optional data folder beside the checkout.
  target_compile_definitions(test_${folder} PRIVATE
    FIRSTLOG_TESTS_DIR="${PROJECT_SOURCE_DIR}/tests"
    FIRSTLOG_SHARED_DIR="${PROJECT_SOURCE_DIR}/../shared")
  firstlog_use_generated(test_${folder})
  # What its tests share is explored once in a program: one program is one test there.
  if(folder STREQUAL "tables")
    add_test(NAME tables.Whole COMMAND test_tables)
    set_tests_properties(tables.Whole PROPERTIES
      LABELS tables TIMEOUT 1800 ENVIRONMENT "${FIRSTLOG_TEST_ENVIRONMENT}")
  else()
    gtest_discover_tests(test_${folder}
      TEST_PREFIX "${folder}."
      DISCOVERY_TIMEOUT 120
      PROPERTIES LABELS ${folder} TIMEOUT 600 ENVIRONMENT "${FIRSTLOG_TEST_ENVIRONMENT}")
  endif()
endfunction()

file(GLOB firstlog_test_folders CONFIGURE_DEPENDS LIST_DIRECTORIES true
  RELATIVE "${PROJECT_SOURCE_DIR}/tests" "${PROJECT_SOURCE_DIR}/tests/*")
foreach(folder IN LISTS firstlog_test_folders)
  if(NOT IS_DIRECTORY "${PROJECT_SOURCE_DIR}/tests/${folder}"
     OR (FIRSTLOG_TEST_SUITES AND NOT folder IN_LIST FIRSTLOG_TEST_SUITES))
    continue()
  endif()
  file(GLOB test_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/tests/${folder}/*_test.cpp")
  if(test_sources)
    firstlog_test_program(${folder} ${test_sources})
  endif()
  if(EXISTS "${PROJECT_SOURCE_DIR}/tests/${folder}/CMakeLists.txt")
    add_subdirectory("${PROJECT_SOURCE_DIR}/tests/${folder}" "${PROJECT_BINARY_DIR}/tests/${folder}")
  endif()
endforeach()
