# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
# For every src/<layer>/<name>.fbs: <name>_generated.h in the build tree, visible to this project's
# sources alone. It is never installed and no public header may include it.

set(FIRSTLOG_GENERATED_DIR "${CMAKE_CURRENT_BINARY_DIR}/generated")
file(MAKE_DIRECTORY "${FIRSTLOG_GENERATED_DIR}")
file(GLOB firstlog_schemas CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/src/*/*.fbs")
set(firstlog_generated_headers "")
foreach(schema IN LISTS firstlog_schemas)
  get_filename_component(schema_name "${schema}" NAME_WE)
  set(header "${FIRSTLOG_GENERATED_DIR}/${schema_name}_generated.h")
  add_custom_command(
    OUTPUT "${header}"
    COMMAND "${FIRSTLOG_FLATC}" --cpp --scoped-enums --cpp-std c++17 -o "${FIRSTLOG_GENERATED_DIR}" "${schema}"
    DEPENDS "${schema}"
    COMMENT "FlatBuffers ${schema_name}.fbs"
    VERBATIM)
  list(APPEND firstlog_generated_headers "${header}")
endforeach()
add_custom_target(firstlog_generated DEPENDS ${firstlog_generated_headers})

# Lets a target of this project include <name>_generated.h.
function(firstlog_use_generated target)
  target_include_directories(${target} SYSTEM PRIVATE
    "${FIRSTLOG_GENERATED_DIR}" "${FIRSTLOG_FLATBUFFERS_INCLUDE_DIR}")
  add_dependencies(${target} firstlog_generated)
endfunction()
