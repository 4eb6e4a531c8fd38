// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What would come of a correction, a departure and a duplicate, previewed: decided by the engine on the
// campaign as it ended, shown, and thrown away, so that the totals of the story stand. Part of the demo.
#pragma once

#include <cstdint>
#include <string>

#include "findings.hpp"
#include "firstlog/base/money.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/core/outcome.hpp"
#include "firstlog/engine/engine.hpp"

namespace firstlog_demo {

// A close of a frozen month is corrected: the invoice was a tenth too high.
struct TriedCorrection {
  std::string contact;
  firstlog::Money before;
  firstlog::Money after;
  firstlog::Outcome answer;
  firstlog::YearMonth month;  // of the close
  firstlog::YearMonth posts_to;
  bool prior_period = false;
};

// The best rep leaves.
struct TriedDeparture {
  std::string rep;
  firstlog::Outcome answer;
  std::uint64_t contacts = 0;   // that change hands
  std::uint64_t callbacks = 0;  // of those, with an agreed callback
  std::uint64_t claims = 0;     // that move with them
  std::uint64_t pool = 0;       // that nobody takes
  firstlog::Money earned;
};

// One business is put on the list a second time, under another name and with the same telephone number.
struct TriedDuplicate {
  std::string contact;
  std::string twin;
  std::string owner;  // who has the business
  std::string other;
  bool suspected = false;
  std::string given_to;      // the twin
  firstlog::Outcome answer;  // to the other rep's entry on the twin
  std::string winner;
};

struct Tried {
  TriedCorrection correction;
  TriedDeparture departure;
  TriedDuplicate duplicate;
};

// Errors: those of the engine.
firstlog::Result<Tried> try_out(firstlog::Engine& engine, const Findings& findings);

}  // namespace firstlog_demo
