// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The policy document: all the rules of an organisation as JSON. Its members are those of Policy and
// of what it holds, by their names; schema/policy.schema.json is the published schema and
// docs/policy.md says what each of them means.
//
//   version                  1
//   names of enumerators     "any_rep", "half_up"; of roles and commands "manager", "log_close"
//   states                   by name, wherever another part refers to one
//   sets                     lists of names: working_week, who, roles, needs
//   dates, times of day      "2026-12-24", "09:00"
//   rates, shares            text: "0.15", "15%", "2/3"
//   amounts                  text, in the plan's currency: "1000.00"
//
// A document may leave out every member that has a default; plan.currency has none.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "firstlog/base/config.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/rules/policy.hpp"

namespace firstlog::inline v1 {

inline constexpr int policy_document_version = 1;
inline constexpr std::size_t policy_bytes_max = std::size_t{16} * 1024 * 1024;
inline constexpr std::size_t policy_depth_max = 32;          // lists and objects within each other
inline constexpr std::size_t policy_values_max = 1'000'000;  // in the whole document
inline constexpr std::size_t policy_members_max = 64;        // of one object

// Reads a document and checks it (Policy::check). Whoever reads it needs no trust in who wrote it:
// time and memory grow with its length alone.
// Errors: malformed, with the path ("policy.plan.tiers[2].rate"), the reason and the remedy; where
// the text is no JSON at all, the line and the column ("policy, line 3, column 7"; both from 1, the
// column in characters). Refused are also members that no version 1 document has, one member twice,
// and numbers with fraction or exponent. unsupported: a later version of the document.
// out_of_memory. Nothing is thrown.
FIRSTLOG_API Result<Policy> parse_policy(std::string_view json) noexcept;

// The same without the check: what the document says, as far as it can be read. For those who want to tell
// more about it than its first fault.
FIRSTLOG_API Result<Policy> read_policy(std::string_view json) noexcept;

// The canonical text of a policy: one for each policy and the same for ever, as far as its members
// are known to this version. The members that documents of version 1 had from the beginning are
// written out, defaults too; those added since only where they are not the default, which therefore
// never changes within the version: the text of a policy that sets none of them is what it always was.
// In the order of the structures; no whitespace. parse_policy() reads it back to an equal policy.
// `policy` must have passed Policy::check, every command of its role table must be one of
// core/command_table.hpp, and what a row of its pipeline needs must be fields that the trigger's
// command knows; parse_policy() refuses the text of any other. Throws std::bad_alloc.
FIRSTLOG_API std::string policy_to_json(const Policy& policy);

// The same with every member, for people to read. parse_policy() reads it to an equal policy; it is not
// the canonical text, and nothing is hashed over it.
FIRSTLOG_API std::string policy_to_whole_json(const Policy& policy);

}  // namespace firstlog::inline v1
