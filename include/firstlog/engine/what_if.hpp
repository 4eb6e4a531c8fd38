// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What would have come of a journal under other rules, side by side with what did (DOMAIN 11): who would
// have owned, who would have been paid.
//
// Held fixed is what people did: every recorded command, by whom, when and what it said, whatever was
// answered; those that were refused or contested, too. Decided again is what came of it: assignment, claims,
// contests, locks, states, what fell due (recycling, lapses, releases, freezes), verification, credits and
// pay. What people would have done had they been answered otherwise, nobody can tell. So the answer is what
// the rules would have made of the same work, not a forecast of other work.
//
// A command that corrects or decides something that never comes to be under the other rules, such as the
// retraction of an entry that would have been refused, is passed over and listed. Refusals that the policy
// kept out of the journal are not known and not tried again. Readings of the clock are taken as they stand:
// commands that confirm one are not needed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/base/calendar.hpp"
#include "firstlog/base/config.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/base/money.hpp"
#include "firstlog/core/command.hpp"
#include "firstlog/core/outcome.hpp"
#include "firstlog/engine/clock.hpp"
#include "firstlog/engine/engine.hpp"
#include "firstlog/rules/close_count.hpp"
#include "firstlog/rules/rule.hpp"

namespace firstlog::inline v1 {

// The other rules: exactly one of the two.
struct WhatIfRules {
  // A whole policy: in force from the founding to the end; what the journal adopted since is passed over.
  std::string_view document = {};
  // What differs, as change_policy takes it (formats/policy_change.hpp): applied to every policy that the
  // journal adopted, each of which holds for as long as it did.
  std::string_view change = {};
  std::size_t answers_max = 1'000'000;  // listed in WhatIf::answers; all are counted
};

// A contact that would stand otherwise. Empty where there is none.
struct WhatIfContact {
  std::string contact_key;
  std::string state;  // names in the pipeline; empty: not registered on that side
  std::string would_be_state;
  std::string claimant_key;
  std::string would_be_claimant_key;
  std::string assignee_key;
  std::string would_be_assignee_key;
  std::uint32_t cycle = 0;
  std::uint32_t would_be_cycle = 0;
};

// What a rep is paid for a contact, over all of its deals. Only where it would differ.
struct WhatIfPay {
  std::string contact_key;  // empty: of none, such as adjustments and what components pay
  std::string rep_key;
  Money paid;
  Money would_pay;
  Money difference;  // would_pay less paid
};

// A rep's period. Only where it would differ.
struct WhatIfPeriod {
  std::string rep_key;
  YearMonth period;
  CloseCount closes;  // net verified closes, by share
  CloseCount would_be_closes;
  Money paid;
  Money would_pay;
  Money difference;
};

// A command that would have been answered otherwise: another verdict, another rule, or another winner.
struct WhatIfAnswer {
  Position position;  // of what it left in the journal; absent: nothing
  Instant recorded_at;
  CommandKind command = CommandKind::none;
  std::string actor_key;
  std::string contact_key;  // empty: of none
  Verdict verdict = Verdict::undecided;
  Verdict would_be_verdict =
      Verdict::undecided;  // undecided: passed over, for what it refers to would not be
  Rule rule = Rule::none;
  Rule would_be_rule = Rule::none;
  std::string winner_key;  // whose entry counts, where the answer names one
  std::string would_be_winner_key;
};

struct WhatIf {
  std::vector<WhatIfContact> contacts;  // in the order of their registration
  std::vector<WhatIfPay> pay;           // by contact, then by rep
  std::vector<WhatIfPeriod> periods;    // by rep, then by period
  std::vector<WhatIfAnswer> answers;    // in the journal's order
  std::uint64_t answers_left_out = 0;
  std::uint64_t commands = 0;     // decided again
  std::uint64_t passed_over = 0;  // listed in `answers`
  std::uint64_t claims = 0;       // contacts that somebody owns now
  std::uint64_t would_be_claims = 0;
  Money paid;  // every line of everybody
  Money would_pay;
  Money difference;
  Position as_of;  // the journal's head at which both stand
  // The other history itself, over a store in memory, to be asked whatever an engine is asked. Its positions,
  // handles and hashes are its own, its clock stands at the journal's head, and it holds no personal data. In
  // its policies clock_behind_minutes and clock_ahead_days are as wide as they may be.
  std::unique_ptr<ManualClock> clock;
  std::unique_ptr<Engine> engine;
};

}  // namespace firstlog::inline v1
