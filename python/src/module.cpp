// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// firstlog._core: the library as the package uses it. Programs import firstlog.
#include "bindings.hpp"

PYBIND11_MODULE(_core, module) {
  module.doc() = "The compiled part of firstlog; use the package firstlog.";
  firstlog_python::bind_names(module);
  firstlog_python::bind_money(module);
  firstlog_python::bind_tables(module);
  firstlog_python::bind_commands(module);
  firstlog_python::bind_outcomes(module);
  firstlog_python::bind_stores(module);
  firstlog_python::bind_surroundings(module);
  firstlog_python::bind_sqlite_copy(module);
  firstlog_python::bind_conformance(module);
  firstlog_python::bind_documents(module);
  firstlog_python::bind_engine(module);
  firstlog_python::bind_host(module);
  firstlog_python::bind_feed(module);
  firstlog_python::bind_trust(module);
  firstlog_python::bind_import(module);
  firstlog_python::bind_columns(module);
  firstlog_python::bind_closes(module);
  firstlog_python::bind_plans(module);
  firstlog_python::bind_bulk(module);
}
