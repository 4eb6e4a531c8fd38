// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What a row of the pipeline may ask for: the fields of the command that pulls its trigger.
#pragma once

#include <vector>

#include "firstlog/core/command_table.hpp"

namespace firstlog::inline v1 {
namespace detail {

// In the order of their numbers.
inline std::vector<Field> fields_of(Trigger trigger) {
  std::vector<Field> fields;
  for (const CommandRow& row : command_rows)
    if (row.trigger == trigger)
      for (int number = 0; number < field_count; ++number)
        if ((row.needs | row.knows).has(static_cast<Field>(number)))
          fields.push_back(static_cast<Field>(number));
  return fields;
}

}  // namespace detail
}  // namespace firstlog::inline v1
