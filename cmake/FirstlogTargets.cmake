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
# A release is built in three ways. Hashing, looking rules up and evaluation in bulk are loops over millions of rows: -O3.
# What decides, evolves, commits and replays gains nothing from that but size: -O2. Documents, checks, reports, questions
# and whatever is done once for an engine or a policy is not what anybody waits for, and otherwise would be most of the
# library's size: -Os.
set(firstlog_hot "/journal/blake2b_lanes\\.cpp$|/rules/(assignment|commission/bulk(_order|_pay|_stream)?)\\.cpp$")
set(firstlog_cold
  base/exact base/round
  core/cluster core/commands core/commands_claims core/suppressed
  engine/audit engine/engine engine/evidence engine/feed engine/host_transaction engine/image
  engine/import_obstacles engine/import_plan engine/import_reconcile engine/policy_registry engine/preview
  engine/organisation engine/snapshot engine/statement_file engine/transfer engine/what_if engine/what_if_replay
  journal/checkpoint journal/proof journal/receipt journal/text_form journal/verify
  rules/assignment_check rules/calling rules/diagnosis rules/floors rules/on_target rules/period_quota
  rules/pipeline rules/policy rules/policy_check rules/quota
  rules/commission/bulk_form rules/commission/commission_plan rules/commission/expression rules/commission/plan
  rules/commission/plan_check rules/commission/evaluate rules/commission/payable rules/commission/steps rules/commission/table
  store/memory store/zone_files
  views/claim views/departure views/pay views/performance_plans views/performance_statement views/restatement)
set(firstlog_cold_sources "")
foreach(source IN LISTS firstlog_sources firstlog_conformance_sources)
  string(REGEX REPLACE "^${CMAKE_CURRENT_SOURCE_DIR}/src/(.*)\\.cpp$" "\\1" name "${source}")
  if(name IN_LIST firstlog_cold OR name MATCHES "^(formats|store/conformance)/|^store/sqlite_|^engine/queries")
    list(APPEND firstlog_cold_sources "${source}")
  endif()
endforeach()
# A history is brought in row by row.
list(FILTER firstlog_cold_sources EXCLUDE REGEX "/formats/(csv|import_rows|import_text|time_format)\\.cpp$")
set_source_files_properties(${firstlog_cold_sources} PROPERTIES COMPILE_OPTIONS "$<$<CONFIG:Release>:-Os>")
set(firstlog_hot_sources ${firstlog_sources})
list(FILTER firstlog_hot_sources INCLUDE REGEX "${firstlog_hot}")
set_source_files_properties(${firstlog_hot_sources} PROPERTIES COMPILE_OPTIONS "$<$<CONFIG:Release>:-O3>")
# Of inline functions and templates the linker keeps the first copy: where commands are decided and committed the
# fast one, everywhere else the small one.
set(firstlog_cold_of_library ${firstlog_cold_sources})
list(FILTER firstlog_cold_of_library EXCLUDE REGEX "/store/conformance/")
list(REMOVE_ITEM firstlog_sources ${firstlog_cold_of_library})
set(firstlog_deciding_sources ${firstlog_sources})
list(FILTER firstlog_deciding_sources INCLUDE REGEX
  "/(core|journal)/|/engine/(applier|draft|organisation)\\.cpp$|/views/(performance_rows|ranking)\\.cpp$")
list(REMOVE_ITEM firstlog_sources ${firstlog_deciding_sources})
list(PREPEND firstlog_sources ${firstlog_deciding_sources} ${firstlog_cold_of_library})

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
target_compile_options(firstlog PRIVATE ${FIRSTLOG_WARNINGS} -ffunction-sections -fdata-sections
  "$<$<CONFIG:Release>:-O2>")
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
