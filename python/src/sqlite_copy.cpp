// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Which copy of SQLite the package stands on, and which another extension does: two copies in one process
// must not open one file (docs/limits.md). A copy is told by where its sqlite3_sourceid() stands, as in the C
// library.
#include <dlfcn.h>
#include <pybind11/stl.h>
#include <sqlite3.h>

#include <cstdint>
#include <optional>
#include <string>

#include "bindings.hpp"
#include "convert.hpp"

namespace firstlog_python {

namespace {

// 0 where the extension is not loaded or shows no SQLite.
std::uintptr_t copy_of(const std::optional<std::string>& extension) {
  void* library = ::dlopen(extension ? extension->c_str() : nullptr, RTLD_LAZY | RTLD_NOLOAD);
  if (library == nullptr) return 0;
  void* found = ::dlsym(library, "sqlite3_sourceid");  // in the extension, and in what it is linked against
  ::dlclose(library);
  if (found == nullptr) return 0;
  return reinterpret_cast<std::uintptr_t>(reinterpret_cast<decltype(&sqlite3_sourceid)>(found)());
}

}  // namespace

void bind_sqlite_copy(py::module_& module) {
  module.def(
      "_sqlite_copy", [] { return reinterpret_cast<std::uintptr_t>(sqlite3_sourceid()); },
      "Tells the package's copy of SQLite from others.");
  module.def("_sqlite_copy_of", &copy_of, py::arg("extension"),
             "The same of another extension's file, or with None of the interpreter itself.");
}

}  // namespace firstlog_python
