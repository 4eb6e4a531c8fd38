# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
# The two ways to use the library.
#
#   firstlog::domain    header-only: base, rules, core, views; needs Boost's headers and date's
#   firstlog::firstlog  compiled: the same and journal, formats, stores and engine
#
#   firstlog::contacts     optional: the orders of names that ICU knows; brings ICU to whoever links it
#   firstlog::conformance  the suite that an adapter's author runs; it forks and starts threads, which
#                          the library itself never does, and is therefore a library of its own
#
# The include lines are the same for both. One target that uses both fails at configure, because
# the two disagree about the interface property FIRSTLOG_MODE; one link that mixes them fails by
# the symbols of firstlog/base/detail/mode.hpp.

include(GNUInstallDirs)

add_library(firstlog_domain INTERFACE)
add_library(firstlog::domain ALIAS firstlog_domain)
set_target_properties(firstlog_domain PROPERTIES
  EXPORT_NAME domain
  INTERFACE_FIRSTLOG_MODE header_only
  COMPATIBLE_INTERFACE_STRING FIRSTLOG_MODE)
target_compile_features(firstlog_domain INTERFACE cxx_std_20)
target_compile_definitions(firstlog_domain INTERFACE FIRSTLOG_HEADER_ONLY=1)
target_include_directories(firstlog_domain INTERFACE
  "$<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/include>"
  "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
target_include_directories(firstlog_domain SYSTEM INTERFACE
  "$<BUILD_INTERFACE:${FIRSTLOG_DATE_INCLUDE_DIR}>")
target_link_libraries(firstlog_domain INTERFACE Boost::headers)

file(GLOB firstlog_sources CONFIGURE_DEPENDS
  "${CMAKE_CURRENT_SOURCE_DIR}/src/*/*.cpp" "${CMAKE_CURRENT_SOURCE_DIR}/src/*/*/*.cpp")
set(firstlog_conformance_sources ${firstlog_sources})
list(FILTER firstlog_sources EXCLUDE REGEX "/src/store/conformance(/|\\.cpp$)")
set(firstlog_contacts_sources ${firstlog_sources})
list(FILTER firstlog_sources EXCLUDE REGEX "/src/contacts/")
list(FILTER firstlog_contacts_sources INCLUDE REGEX "/src/contacts/")
list(FILTER firstlog_conformance_sources INCLUDE REGEX "/src/store/conformance(/|\\.cpp$)")
# Documents, checks and reports are not what anybody waits for, and optimised for speed they are most of the
# library's size. They stand last, so that of inline functions the others' copies are kept.
set(firstlog_cold "/formats/|/store/conformance/|/views/(claim|departure|restatement)\\.cpp$")
string(APPEND firstlog_cold "|/engine/(audit|evidence|host_transaction|import_(obstacles|reconcile)|preview|queries.*|snapshot|statement_file|transfer)\\.cpp$")
string(APPEND firstlog_cold "|/journal/(checkpoint|proof|receipt|text_form|wire_lists)\\.cpp$")
string(APPEND firstlog_cold "|/rules/policy(|_check)\\.cpp$|/rules/commission/(bulk_form|commission_plan|expression|plan|plan_check)\\.cpp$")
set(firstlog_cold_sources ${firstlog_sources} ${firstlog_conformance_sources})
list(FILTER firstlog_cold_sources INCLUDE REGEX "${firstlog_cold}")
# A history is brought in row by row.
list(FILTER firstlog_cold_sources EXCLUDE REGEX "/formats/(csv|import_rows|import_text|time_format)\\.cpp$")
set_source_files_properties(${firstlog_cold_sources} PROPERTIES COMPILE_OPTIONS "$<$<CONFIG:Release>:-Os>")
list(REMOVE_ITEM firstlog_sources ${firstlog_cold_sources})
set(firstlog_cold_of_library ${firstlog_cold_sources})
list(FILTER firstlog_cold_of_library EXCLUDE REGEX "/store/conformance/")
list(APPEND firstlog_sources ${firstlog_cold_of_library})

add_library(firstlog ${firstlog_sources})
add_library(firstlog::firstlog ALIAS firstlog)
set_target_properties(firstlog PROPERTIES
  VERSION ${PROJECT_VERSION}
  SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}
  DEFINE_SYMBOL ""
  FIRSTLOG_MODE compiled
  INTERFACE_FIRSTLOG_MODE compiled
  COMPATIBLE_INTERFACE_STRING FIRSTLOG_MODE
  UNITY_BUILD ${FIRSTLOG_UNITY}
  UNITY_BUILD_BATCH_SIZE 8)
target_compile_features(firstlog PUBLIC cxx_std_20)
# Each function in a section of its own: what a program or the C library never calls, it does not carry.
target_compile_options(firstlog PRIVATE ${FIRSTLOG_WARNINGS} -ffunction-sections -fdata-sections)
target_include_directories(firstlog
  PUBLIC
    "$<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/include>"
    "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>"
  PRIVATE
    "${CMAKE_CURRENT_SOURCE_DIR}/src")
target_include_directories(firstlog SYSTEM PRIVATE "${FIRSTLOG_DATE_INCLUDE_DIR}")
# Header-only dependencies leave no trace in the installed package; the others are passed on to
# whoever links the static library.
target_link_libraries(firstlog PRIVATE
  "$<BUILD_INTERFACE:Boost::headers>"
  "$<BUILD_INTERFACE:nlohmann_json::nlohmann_json>"
  SQLite::SQLite3
  PkgConfig::firstlog_sodium
  Threads::Threads)
firstlog_use_generated(firstlog)
get_target_property(firstlog_kind firstlog TYPE)
if(firstlog_kind STREQUAL "SHARED_LIBRARY")
  set_target_properties(firstlog PROPERTIES LINK_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/src/firstlog.map")
  target_link_options(firstlog PRIVATE "LINKER:--version-script=${CMAKE_CURRENT_SOURCE_DIR}/src/firstlog.map")
endif()
if(NOT FIRSTLOG_SANITIZE)
  # A shared library names everything it needs; the sanitizers' own symbols come with the program.
  target_link_options(firstlog PRIVATE LINKER:--no-undefined)
endif()

if(firstlog_conformance_sources)
  add_library(firstlog_conformance STATIC ${firstlog_conformance_sources})
  add_library(firstlog::conformance ALIAS firstlog_conformance)
  set_target_properties(firstlog_conformance PROPERTIES EXPORT_NAME conformance)
  target_compile_options(firstlog_conformance PRIVATE ${FIRSTLOG_WARNINGS})
  target_include_directories(firstlog_conformance PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}/src")
  target_link_libraries(firstlog_conformance PUBLIC firstlog PRIVATE Threads::Threads)
endif()

if(firstlog_contacts_found)
  add_library(firstlog_contacts ${firstlog_contacts_sources})
  add_library(firstlog::contacts ALIAS firstlog_contacts)
  set_target_properties(firstlog_contacts PROPERTIES
    EXPORT_NAME contacts
    VERSION ${PROJECT_VERSION}
    SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
  target_compile_options(firstlog_contacts PRIVATE ${FIRSTLOG_WARNINGS})
  target_link_libraries(firstlog_contacts PUBLIC firstlog PRIVATE ICU::i18n ICU::uc)
endif()
