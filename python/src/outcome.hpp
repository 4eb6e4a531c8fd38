// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Outcomes as Python sees them: data, and the organisation that knows the names behind the handles.
#pragma once

#include <pybind11/pybind11.h>

#include <memory>
#include <vector>

#include "engine_handle.hpp"
#include "firstlog/core/outcome.hpp"

namespace firstlog_python {

struct PythonOutcome {
  firstlog::Outcome outcome;
  std::shared_ptr<OrganisationHandle> organisation;
};

// One for each command of a batch, in their order.
struct PythonOutcomes {
  std::vector<firstlog::Outcome> outcomes;
  std::shared_ptr<OrganisationHandle> organisation;
};

// Adds the methods that submit a command each.
void add_command_methods(pybind11::handle type);

}  // namespace firstlog_python
