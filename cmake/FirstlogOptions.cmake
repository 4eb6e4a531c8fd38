# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
# Options, warnings and sanitizers. Everything that is not the library itself is off when another
# project adds this one.

option(BUILD_SHARED_LIBS "Build libfirstlog as a shared library" OFF)
option(FIRSTLOG_BUILD_TESTS "Build the tests" ${PROJECT_IS_TOP_LEVEL})
option(FIRSTLOG_BUILD_BENCHMARKS "Build the benchmarks" OFF)
option(FIRSTLOG_BUILD_EXAMPLES "Build the examples" ${PROJECT_IS_TOP_LEVEL})
option(FIRSTLOG_BUILD_PYTHON "Build the Python package" ${PROJECT_IS_TOP_LEVEL})
option(FIRSTLOG_INSTALL "Create the install rules" ${PROJECT_IS_TOP_LEVEL})
option(FIRSTLOG_WERROR "Treat warnings as errors" ${PROJECT_IS_TOP_LEVEL})
option(FIRSTLOG_UNITY "Compile the library's sources in batches: a faster build from nothing" OFF)
set(FIRSTLOG_CONTACTS "AUTO" CACHE STRING "The component contacts, which needs ICU: ON, OFF, or AUTO where ICU is found")
set(FIRSTLOG_SANITIZE "" CACHE STRING "Sanitizers for everything built here: address;undefined or thread")
set(FIRSTLOG_TEST_SUITES "" CACHE STRING "Folders of tests/ to build; empty for all")

if(PROJECT_IS_TOP_LEVEL)
  set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
  if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "Release, Debug, RelWithDebInfo or MinSizeRel" FORCE)
  endif()
  if(NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER AND NOT DEFINED ENV{CMAKE_CXX_COMPILER_LAUNCHER})
    find_program(FIRSTLOG_CCACHE ccache)
    mark_as_advanced(FIRSTLOG_CCACHE)
    if(FIRSTLOG_CCACHE)
      set(CMAKE_CXX_COMPILER_LAUNCHER "${FIRSTLOG_CCACHE}")
    endif()
  endif()
endif()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
# The same objects serve the static library, the shared one and a static one inside a host's plug-in.
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

if(FIRSTLOG_SANITIZE)
  list(JOIN FIRSTLOG_SANITIZE "," firstlog_sanitizers)
  if(firstlog_sanitizers MATCHES "thread" AND firstlog_sanitizers MATCHES "address")
    message(FATAL_ERROR "FIRSTLOG_SANITIZE: address and thread exclude each other; build two trees")
  endif()
  add_compile_options(-fsanitize=${firstlog_sanitizers} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${firstlog_sanitizers})
endif()

# The warnings that every target of this project is built with.
set(FIRSTLOG_WARNINGS -Wall -Wextra -Wpedantic -Wconversion)
if(FIRSTLOG_WERROR)
  list(APPEND FIRSTLOG_WARNINGS -Werror)
endif()
# GCC 12 misreads string code of its own library under optimisation (GCC bug 105651), and more of it
# under sanitizers; Clang keeps both warnings.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  list(APPEND FIRSTLOG_WARNINGS -Wno-restrict)
  if(FIRSTLOG_SANITIZE)
    list(APPEND FIRSTLOG_WARNINGS -Wno-maybe-uninitialized)
  endif()
endif()

set(firstlog_left_out "")
# Notes what this build does without, for the summary at the end of configuring.
macro(firstlog_left_out text)
  list(APPEND firstlog_left_out "${text}")
endmacro()
