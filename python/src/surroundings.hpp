// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What an engine asks of Python besides storage: orders of names and zone data.
#pragma once

#include <pybind11/pybind11.h>

#include <memory>

#include "firstlog/engine/clock.hpp"
#include "firstlog/rules/collator.hpp"

namespace firstlog_python {

// The orders of the library (icu_collators), or a callable that answers an object with version, letters and
// key(name) for a collation's name, None where it has none.
std::shared_ptr<firstlog::CollatorSource> collators_of(pybind11::handle object);
// A callable that answers the TZif bytes of a zone's name.
std::unique_ptr<firstlog::ZoneSource> zones_of(pybind11::handle object);

}  // namespace firstlog_python
