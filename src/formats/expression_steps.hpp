// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The steps of the plan language inside another document.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "firstlog/rules/commission/expression.hpp"
#include "formats/json_value.hpp"

namespace firstlog::inline v1 {
namespace detail {

// Reads a list of steps; they are not compiled. The error names the place.
std::optional<Error> read_steps(const JsonValue& value, const JsonPlace& place, std::vector<Step>& into);

// Appends them as plan_expression_to_json writes them.
void append_steps(std::string& json, const std::vector<Step>& steps);

}  // namespace detail
}  // namespace firstlog::inline v1
