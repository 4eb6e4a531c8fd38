# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
# The package: headers, library, CMake config with the targets' names of the build tree, firstlog.pc.

if(NOT FIRSTLOG_INSTALL)
  return()
endif()

include(CMakePackageConfigHelpers)
set(firstlog_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/firstlog")

install(DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}/include/firstlog"
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" FILES_MATCHING PATTERN "*.hpp" PATTERN "*.h")
install(DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}/capi/include/"
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" FILES_MATCHING PATTERN "*.h")
install(FILES "${CMAKE_CURRENT_SOURCE_DIR}/LICENSE"
  DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/firstlog")

install(FILES
  "${CMAKE_CURRENT_SOURCE_DIR}/schema/policy.schema.json"
  "${CMAKE_CURRENT_SOURCE_DIR}/schema/expression.schema.json"
  "${CMAKE_CURRENT_SOURCE_DIR}/schema/leaderboard.schema.json"
  "${CMAKE_CURRENT_SOURCE_DIR}/schema/payroll.schema.json"
  "${CMAKE_CURRENT_SOURCE_DIR}/schema/statement.schema.json"
  DESTINATION "${CMAKE_INSTALL_DATADIR}/firstlog")

# Two exports, so that a machine without Boost can still use the compiled library.
install(TARGETS firstlog EXPORT firstlogTargets)
if(TARGET firstlog_conformance)
  install(TARGETS firstlog_conformance EXPORT firstlogTargets)
endif()
if(TARGET firstlog_contacts)
  install(TARGETS firstlog_contacts EXPORT firstlogContactsTargets)
  install(EXPORT firstlogContactsTargets NAMESPACE firstlog:: DESTINATION "${firstlog_package_dir}")
endif()
install(EXPORT firstlogTargets NAMESPACE firstlog:: DESTINATION "${firstlog_package_dir}")
install(TARGETS firstlog_domain EXPORT firstlogDomainTargets)
install(EXPORT firstlogDomainTargets NAMESPACE firstlog:: DESTINATION "${firstlog_package_dir}")

# The C library needs nothing of C++ where it is shared; the static one stands on the C++ library.
install(TARGETS firstlog_c EXPORT firstlogCTargets)
install(EXPORT firstlogCTargets NAMESPACE firstlog:: DESTINATION "${firstlog_package_dir}")
if(TARGET firstlog_c_static)
  install(TARGETS firstlog_c_static EXPORT firstlogCStaticTargets)
  install(EXPORT firstlogCStaticTargets NAMESPACE firstlog:: DESTINATION "${firstlog_package_dir}")
endif()

get_target_property(firstlog_library_type firstlog TYPE)
if(firstlog_library_type STREQUAL "STATIC_LIBRARY")
  set(firstlog_static ON)
else()
  set(firstlog_static OFF)
endif()
configure_package_config_file("${CMAKE_CURRENT_SOURCE_DIR}/cmake/firstlogConfig.cmake.in"
  "${CMAKE_CURRENT_BINARY_DIR}/firstlogConfig.cmake"
  INSTALL_DESTINATION "${firstlog_package_dir}")
# Below 1.0 a new minor version may change anything.
write_basic_package_version_file("${CMAKE_CURRENT_BINARY_DIR}/firstlogConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES
  "${CMAKE_CURRENT_BINARY_DIR}/firstlogConfig.cmake"
  "${CMAKE_CURRENT_BINARY_DIR}/firstlogConfigVersion.cmake"
  DESTINATION "${firstlog_package_dir}")

# A static library's own needs are also its user's, whether he asks pkg-config for --static or not.
set(firstlog_pc_requires "sqlite3, libsodium")
if(firstlog_static)
  set(firstlog_pc_fields "Requires: ${firstlog_pc_requires}\nLibs: -L\${libdir} -lfirstlog -pthread")
else()
  set(firstlog_pc_fields "Requires.private: ${firstlog_pc_requires}\nLibs: -L\${libdir} -lfirstlog\nLibs.private: -pthread")
endif()
configure_file("${CMAKE_CURRENT_SOURCE_DIR}/cmake/firstlog.pc.in"
  "${CMAKE_CURRENT_BINARY_DIR}/firstlog.pc" @ONLY)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/firstlog.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")

set(firstlog_c_pc_private "")
if(TARGET firstlog_c_static)
  set(firstlog_c_pc_private "\nRequires.private: ${firstlog_pc_requires}\nLibs.private: -lfirstlog_conformance -lfirstlog -lstdc++ -lm -pthread")
endif()
configure_file("${CMAKE_CURRENT_SOURCE_DIR}/cmake/firstlog-c.pc.in"
  "${CMAKE_CURRENT_BINARY_DIR}/firstlog-c.pc" @ONLY)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/firstlog-c.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
