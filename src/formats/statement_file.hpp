// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A statement's file, checked: its events read out of their proofs, and whether the statement says what
// they say.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/core/event.hpp"
#include "firstlog/formats/statement_file.hpp"
#include "firstlog/journal/commit.hpp"
#include "formats/proof_lines.hpp"

namespace firstlog::inline v1::detail {

// Views the parts that it was read from.
struct ReadStatement {
  std::string organisation;
  std::string rep;
  YearMonth period;
  bool frozen = false;
  Money total;
  std::uint64_t lines = 0;
  std::vector<Event> events;
  std::vector<Event> registrations;
  std::vector<Digest> event_hashes;
  std::vector<Digest> registration_hashes;
  std::vector<EventLists> lists;
  NamesByHandle actors;
  NamesByHandle contacts;
};

// Lines stand in this order: the head, the statement, events, registrations, the checkpoint, the digest.
constexpr std::size_t statement_line = 2;
constexpr std::size_t first_event_line = 3;

// Reads every proof and checks that the parts fit each other. Throws std::bad_alloc.
LineFault read_statement(const StatementProofs& parts, ReadStatement& read);

// Whether the statement says what its events say, and sums. Throws std::bad_alloc.
LineFault check_statement(const StatementProofs& parts, ReadStatement& read);

// The file's text but for its last line. Only of parts without a fault. Throws std::bad_alloc.
std::string statement_text(const StatementProofs& parts, const ReadStatement& read);

// Of everything before the last line.
Digest statement_file_digest(std::string_view text);
// What is signed.
std::string signed_text(const Digest& digest);

}  // namespace firstlog::inline v1::detail
