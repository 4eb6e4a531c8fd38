// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Files that prove themselves are lines of JSON, and events in them stand beside their proofs. Whoever
// checks such a file reads the proofs, writes the lines again from them, and compares.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/core/event.hpp"
#include "firstlog/journal/proof.hpp"
#include "formats/json_text.hpp"
#include "formats/json_value.hpp"

namespace firstlog::inline v1::detail {

// What does not fit, and in which line of the file.
struct LineFault {
  std::size_t line = 0;  // from 1; 0: nothing is wrong
  std::string path;      // from the line's object: "$.proof"
  std::string reason;
};

inline constexpr JsonLimits proof_line_limits = {std::size_t{1} << 30, 8, std::size_t{1} << 24, 64};

// Host keys, by handle.
using NamesByHandle = std::map<std::uint32_t, std::string_view>;

// One event as `member`, the names of the actors in it, its commit and its proof. Throws std::bad_alloc,
// and std::out_of_range where a name is missing.
JsonText proof_line(const char* member, const Event& event, const NamesByHandle& actors,
                    const InclusionProof& proof, const Digest& hash);

// Appends the proof of such a line; else says why not. Throws std::bad_alloc.
bool read_proof_line(const JsonValue& line, std::vector<InclusionProof>& proofs, std::string& reason);

// Without their line ends.
std::vector<std::string_view> lines_of(std::string_view text);

// The first line in which a file differs from what its proofs say.
LineFault first_line_difference(const std::vector<std::string_view>& given,
                                const std::vector<std::string_view>& expected);

}  // namespace firstlog::inline v1::detail
