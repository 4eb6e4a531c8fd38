# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
# What is built and what is not, at the end of configuring.

if(NOT PROJECT_IS_TOP_LEVEL)
  return()
endif()

set(firstlog_kind "static")
if(BUILD_SHARED_LIBS)
  set(firstlog_kind "shared")
endif()
message(STATUS "firstlog ${PROJECT_VERSION}: ${firstlog_kind} library, ${CMAKE_BUILD_TYPE}, "
  "${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}")
foreach(part TESTS EXAMPLES BENCHMARKS)
  if(NOT FIRSTLOG_BUILD_${part})
    string(TOLOWER "${part}" part_name)
    firstlog_left_out("${part_name}: FIRSTLOG_BUILD_${part} is off")
  endif()
endforeach()
if(FIRSTLOG_SANITIZE)
  message(STATUS "  sanitizers: ${firstlog_sanitizers}")
endif()
if(FIRSTLOG_TEST_SUITES)
  string(REPLACE ";" " " firstlog_suites "${FIRSTLOG_TEST_SUITES}")
  firstlog_left_out("every test suite but ${firstlog_suites}: FIRSTLOG_TEST_SUITES")
endif()
foreach(item IN LISTS firstlog_left_out)
  message(STATUS "  left out: ${item}")
endforeach()
