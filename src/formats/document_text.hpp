// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// How documents write what they hold, whatever their format.
#pragma once

#include <new>
#include <string>
#include <string_view>
#include <utility>

#include "firstlog/formats/documents.hpp"

namespace firstlog::inline v1::detail {

// A count of closes: "2", "0.5", "1/3".
inline std::string text_of(CloseCount closes) {
  return closes.rate().to_string();
}

// The status of the newest dispute about the line; empty: none.
inline std::string_view dispute_of(const Statement& statement, const StatementLine& line) noexcept {
  std::string_view status;
  for (const Dispute& dispute : statement.disputes)
    if (dispute.line == line.position) status = name_of(dispute.status);
  return status;
}

// The code that a line names; empty: none.
inline std::string_view reason_of(const Statement& statement, const StatementLine& line) noexcept {
  return line.reason == 0 || line.reason > statement.reasons.size()
             ? std::string_view()
             : std::string_view(statement.reasons[line.reason - 1U]);
}

// What pays a line of no deal; null: no component of a plan.
inline const StatementComponent* component_of(const Statement& statement,
                                              const StatementLine& line) noexcept {
  return line.component == 0 || line.component > statement.components.size()
             ? nullptr
             : &statement.components[line.component - 1U];
}

// Runs `write`, which throws nothing but std::bad_alloc.
template <class Write>
Result<std::string> written(std::string_view document, Write write) noexcept {
  try {
    return write();
  } catch (const std::bad_alloc&) {
    return Error(Status::out_of_memory, document, "out of memory");
  } catch (...) {
    return Error(Status::internal, document, "the document could not be written");
  }
}

}  // namespace firstlog::inline v1::detail
