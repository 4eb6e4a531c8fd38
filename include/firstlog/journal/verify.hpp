// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Whether a journal is what was once written. The chain of hashes shows every change that leaves some
// commit as it was; whoever can rewrite all commits from one on, or cut off the end, is found out only
// by receipts and checkpoints kept elsewhere. A verification says which of the two it rests on.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "firstlog/base/config.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/journal/checkpoint.hpp"
#include "firstlog/journal/receipt.hpp"
#include "firstlog/journal/row.hpp"

namespace firstlog::inline v1 {

// Numbers are fixed for ever.
enum class Damage : std::uint8_t {
  none = 0,
  altered = 1,     // bytes or columns of a commit are not those that its hash covers
  removed = 2,     // a commit is missing, later ones are there
  inserted = 3,    // a commit stands where none was: a copy, or a rival for the same number
  reordered = 4,   // the commits are there, in another order
  truncated = 5,   // the end is missing: a head, receipt or checkpoint names a commit beyond it
  rewritten = 6,   // the chain holds, but a receipt or checkpoint names another hash
  foreign = 7,     // a commit of another organisation
  unreadable = 8,  // a format of a later version, or memory ran out: neither right nor wrong was shown
};

constexpr std::string_view name_of(Damage damage) noexcept {
  switch (damage) {
    case Damage::none: return "none";
    case Damage::altered: return "altered";
    case Damage::removed: return "removed";
    case Damage::inserted: return "inserted";
    case Damage::reordered: return "reordered";
    case Damage::truncated: return "truncated";
    case Damage::rewritten: return "rewritten";
    case Damage::foreign: return "foreign";
    case Damage::unreadable: return "unreadable";
  }
  return "";
}

struct Verification {
  bool ok = false;
  std::uint64_t commits = 0;  // that hold, counted up to the first damage
  std::uint64_t events = 0;
  Head head;  // of those
  Damage damage = Damage::none;
  // The first position that is not what was written, as far as can be told: a hash covers a whole
  // commit, so an alteration is named by its commit's first position unless the event itself is broken.
  Position first_bad;
  FixedText<198> reason;  // empty where ok
  // Everything up to here is vouched for from outside, by a receipt or checkpoint that fits. Absent:
  // by none.
  Position vouched_until;
  FixedText<198> not_excluded;  // a sentence; never empty
};

// Takes an organisation's rows in order, from the first one or from behind a head that is trusted.
// Threads: one at a time.
class FIRSTLOG_API Verifier final : public RowSink {
 public:
  // `trusted`: the head behind which the rows begin; empty for a whole journal. Throws std::bad_alloc.
  explicit Verifier(std::string_view organisation, const Head& trusted = {});
  Verifier(Verifier&&) noexcept;
  Verifier& operator=(Verifier&&) noexcept;
  ~Verifier();

  // Evidence kept elsewhere; before the first row. What lies before the trusted head is not looked at.
  // Errors: invalid_argument (another organisation's), out_of_memory; for a checkpoint corrupt where
  // the key's holder did not sign it.
  Result<void> add_receipt(const Receipt& receipt) noexcept;
  Result<void> add_checkpoint(const Checkpoint& checkpoint, const VerifyKey& key) noexcept;
  // The head as the store tells it. It does not vouch for anything, but shows a missing end.
  void expect_head(const Head& head) noexcept;

  // False where nothing that follows could change the answer any more.
  bool take(const CommitRow& row) noexcept override;

  // After the last row, once.
  Verification finish() noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace firstlog::inline v1
