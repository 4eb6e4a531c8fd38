# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
# The C ABI.
#
#   firstlog::c         libfirstlog_c.so: the whole library with nothing but the functions of capi/include
#                       exported, whatever else the process links; its SOVERSION is that of the ABI
#   firstlog::c_static  libfirstlog_c.a over libfirstlog.a; only in static builds

set(firstlog_c_include "${CMAKE_CURRENT_SOURCE_DIR}/capi/include")
file(STRINGS "${firstlog_c_include}/firstlog.h" firstlog_abi_version REGEX "^#define FIRSTLOG_ABI_VERSION ")
string(REGEX REPLACE "^.* ([0-9]+)$" "\\1" firstlog_abi_version "${firstlog_abi_version}")
file(GLOB firstlog_c_sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/capi/src/*.cpp")

# Commands, outcomes and events pass through these; what the others make is text.
set(firstlog_c_cold_sources ${firstlog_c_sources})
list(FILTER firstlog_c_cold_sources EXCLUDE REGEX "/(commands|command_check|outcomes|events)\\.cpp$")
set_source_files_properties(${firstlog_c_cold_sources} PROPERTIES COMPILE_OPTIONS "$<$<CONFIG:Release>:-Os>")

add_library(firstlog_c_objects OBJECT ${firstlog_c_sources})
target_compile_features(firstlog_c_objects PRIVATE cxx_std_20)
target_compile_options(firstlog_c_objects PRIVATE ${FIRSTLOG_WARNINGS} -ffunction-sections -fdata-sections
  "$<$<CONFIG:Release>:-O2>")
target_include_directories(firstlog_c_objects PRIVATE
  "${firstlog_c_include}" "${CMAKE_CURRENT_SOURCE_DIR}/include" "${CMAKE_CURRENT_SOURCE_DIR}/src")
target_link_libraries(firstlog_c_objects PRIVATE nlohmann_json::nlohmann_json SQLite::SQLite3)

# The compiled library's own objects, and not the library, so that nothing of C++ is left to bind to.
add_library(firstlog_c SHARED
  $<TARGET_OBJECTS:firstlog> $<TARGET_OBJECTS:firstlog_conformance> $<TARGET_OBJECTS:firstlog_c_objects>)
add_library(firstlog::c ALIAS firstlog_c)
set_target_properties(firstlog_c PROPERTIES
  EXPORT_NAME c
  VERSION ${firstlog_abi_version}.${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}
  SOVERSION ${firstlog_abi_version}
  LINKER_LANGUAGE CXX
  LINK_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/capi/firstlog_c.map")
target_include_directories(firstlog_c INTERFACE
  "$<BUILD_INTERFACE:${firstlog_c_include}>"
  "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
target_link_libraries(firstlog_c PRIVATE SQLite::SQLite3 PkgConfig::firstlog_sodium Threads::Threads)
target_link_options(firstlog_c PRIVATE
  "LINKER:--version-script=${CMAKE_CURRENT_SOURCE_DIR}/capi/firstlog_c.map" LINKER:--gc-sections)
if(NOT FIRSTLOG_SANITIZE)
  target_link_options(firstlog_c PRIVATE LINKER:--no-undefined)
endif()

get_target_property(firstlog_kind_of firstlog TYPE)
if(firstlog_kind_of STREQUAL "STATIC_LIBRARY")
  add_library(firstlog_c_static STATIC $<TARGET_OBJECTS:firstlog_c_objects>)
  add_library(firstlog::c_static ALIAS firstlog_c_static)
  set_target_properties(firstlog_c_static PROPERTIES
    EXPORT_NAME c_static
    OUTPUT_NAME firstlog_c
    LINKER_LANGUAGE CXX)
  target_include_directories(firstlog_c_static INTERFACE
    "$<BUILD_INTERFACE:${firstlog_c_include}>"
    "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
  # C programs are linked by the C compiler's driver, which does not know what C++ needs.
  target_link_libraries(firstlog_c_static PUBLIC firstlog_conformance firstlog INTERFACE stdc++ m)
endif()

# Whoever adds this project to his own builds what he links.
if(NOT PROJECT_IS_TOP_LEVEL AND NOT FIRSTLOG_INSTALL)
  foreach(target firstlog_c firstlog_c_static firstlog_c_objects)
    if(TARGET ${target})
      set_target_properties(${target} PROPERTIES EXCLUDE_FROM_ALL ON)
    endif()
  endforeach()
endif()
