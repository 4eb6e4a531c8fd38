// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The parts of the extension module, each in a source of its own.
#pragma once

#include <pybind11/pybind11.h>

namespace firstlog_python {

void bind_money(pybind11::module_& module);
void bind_tables(pybind11::module_& module);
void bind_commands(pybind11::module_& module);
void bind_outcomes(pybind11::module_& module);
void bind_engine(pybind11::module_& module);
void bind_documents(pybind11::module_& module);
void bind_feed(pybind11::module_& module);
void bind_trust(pybind11::module_& module);
void bind_import(pybind11::module_& module);
void bind_surroundings(pybind11::module_& module);
void bind_stores(pybind11::module_& module);
void bind_sqlite_copy(pybind11::module_& module);
void bind_conformance(pybind11::module_& module);
void bind_columns(pybind11::module_& module);
void bind_closes(pybind11::module_& module);
void bind_plans(pybind11::module_& module);
void bind_bulk(pybind11::module_& module);
void bind_host(pybind11::module_& module);
void bind_names(pybind11::module_& module);

}  // namespace firstlog_python
