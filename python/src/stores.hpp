// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Stores that Python hands to an engine: those of the library, and those written in Python.
#pragma once

#include <pybind11/pybind11.h>

#include <memory>

#include "firstlog/store/store.hpp"

namespace firstlog_python {

// A store over the object: a native one shared, or an adapter that calls the object's methods. The
// caller keeps the object alive. Raises InvalidArgument for anything else.
std::unique_ptr<firstlog::Store> store_of(pybind11::handle object);

// A commit's head as (commit_number, last_position, last_time in microseconds, hash, commit_id).
pybind11::tuple tuple_of(const firstlog::Head& head);

// A session that calls the object's methods (firstlog.stores.Session).
std::unique_ptr<firstlog::Session> session_of(pybind11::handle object);

}  // namespace firstlog_python
