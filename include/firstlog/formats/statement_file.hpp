// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A statement as one file that proves itself: the statement, every event that its lines rest on as the
// journal holds it, the proof that each stands in its commit, the registrations of everybody in it, and the
// issuer's signature over all of it. Whoever gets the file checks it with verify_statement and needs nothing
// else. docs/statement-file.md is its format, for readers in other languages.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/base/calendar.hpp"
#include "firstlog/base/config.hpp"
#include "firstlog/base/money.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/journal/checkpoint.hpp"
#include "firstlog/journal/proof.hpp"

namespace firstlog::inline v1 {

// What the file is made of. Whoever keeps a journal fills it: export_statement (engine/audit.hpp).
struct StatementProofs {
  std::string statement;                      // as statement_to_json writes it (formats/documents.hpp)
  std::vector<InclusionProof> events;         // every event that it rests on, in order of position
  std::vector<InclusionProof> registrations;  // of the rep and of everybody and every contact that those name
  std::optional<Checkpoint> checkpoint;       // of the journal's head when the file was made
};

struct StatementVerification {
  bool ok = false;
  std::string place;   // what does not fit: "line 2, $.lines[3].commission"; empty where ok
  std::string reason;  // why; empty where ok
  // What the file says. Only where ok.
  std::string organisation;
  std::string rep;
  YearMonth period;
  bool frozen = false;
  Money total;
  std::uint64_t lines = 0;
  std::uint64_t events = 0;  // that the statement rests on, each proved
  bool is_signed = false;
  VerifyKey key;             // of whoever signed it
  std::string not_excluded;  // sentences: what the file alone cannot show; never empty where ok
};

// Signed with `seed` where it is given. Errors: corrupt (the parts do not fit each other, as
// verify_statement would say), out_of_memory.
FIRSTLOG_API Result<std::string> statement_file(const StatementProofs& parts,
                                                const SigningSeed* seed = nullptr) noexcept;

// Any bytes may be offered; what is wrong with them is in the answer. Error: out_of_memory.
FIRSTLOG_API Result<StatementVerification> verify_statement(std::string_view file) noexcept;

// The same, and that the holder of just this key signed it.
FIRSTLOG_API Result<StatementVerification> verify_statement(std::string_view file,
                                                            const VerifyKey& issuer) noexcept;

}  // namespace firstlog::inline v1
