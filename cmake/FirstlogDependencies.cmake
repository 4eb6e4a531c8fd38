# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
# What the library itself stands on. Each is found, never fetched.

find_package(Boost 1.74 REQUIRED)
find_path(FIRSTLOG_DATE_INCLUDE_DIR date/date.h REQUIRED DOC "Folder that holds date/date.h")
mark_as_advanced(FIRSTLOG_DATE_INCLUDE_DIR)

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(SQLite3 3.37 REQUIRED)
find_package(nlohmann_json 3.10 REQUIRED)
pkg_check_modules(firstlog_sodium REQUIRED IMPORTED_TARGET libsodium)

find_program(FIRSTLOG_FLATC flatc REQUIRED DOC "The FlatBuffers compiler")
find_path(FIRSTLOG_FLATBUFFERS_INCLUDE_DIR flatbuffers/flatbuffers.h REQUIRED DOC "Folder that holds flatbuffers/")
mark_as_advanced(FIRSTLOG_FLATC FIRSTLOG_FLATBUFFERS_INCLUDE_DIR)

# The component contacts stands on ICU.
set(firstlog_contacts_found OFF)
if(FIRSTLOG_CONTACTS STREQUAL "AUTO")
  find_package(ICU 60 COMPONENTS i18n uc)
  set(firstlog_contacts_found ${ICU_FOUND})
  if(NOT ICU_FOUND)
    firstlog_left_out("contacts, the order of names by language: ICU was not found (libicu-dev)")
  endif()
elseif(FIRSTLOG_CONTACTS)
  find_package(ICU 60 REQUIRED COMPONENTS i18n uc)
  set(firstlog_contacts_found ON)
else()
  firstlog_left_out("contacts, the order of names by language: FIRSTLOG_CONTACTS is off")
endif()
