// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/journal/verify.hpp"

#include <algorithm>
#include <new>
#include <string>
#include <vector>

#include "firstlog/journal/commit.hpp"

namespace firstlog::inline v1 {
namespace {

// What a receipt or checkpoint says about one commit.
struct Evidence {
  std::uint64_t commit_number = 0;
  Digest hash;
  Position first;  // positions that must lie inside the commit
  Position last;
  Instant time;             // of `first` for a receipt, of `last` for a checkpoint
  bool names_head = false;  // a checkpoint: `last` must be the commit's last position
};

bool before(const Evidence& a, const Evidence& b) noexcept {
  return a.commit_number < b.commit_number;
}

}  // namespace

struct Verifier::Impl {
  std::string organisation;
  Head head;            // of what holds so far
  Head earlier;         // the head before that
  Position head_first;  // first position of the last commit that holds
  std::vector<Evidence> evidence;
  bool sorted = false;
  std::size_t next_evidence = 0;
  Head expected;
  Verification answer;
  CommitReader reader;

  // After the chain broke the rows behind tell what happened.
  bool broken = false;
  bool wrong_link = false;  // the breaking row has the right number but names another hash
  Position stray_first;     // of the breaking row
  std::uint64_t stray_number = 0;
  Digest stray_hash;
  bool stray_followed = false;      // the next row names the breaking row's hash
  bool stray_contradicted = false;  // the next row has the next number and names another
  bool stray_again = false;         // the breaking row comes a second time
  bool expected_came = false;       // the commit that was expected comes later
  std::uint64_t rows_after = 0;

  void damage(Damage what, Position where, std::string_view reason) noexcept {
    answer.damage = what;
    answer.first_bad = where;
    answer.reason.assign(reason);
  }
  Result<void> add(const Evidence& more) noexcept;
  bool take_in_order(const CommitRow& row) noexcept;
  bool check_evidence(const CommitRow& row) noexcept;
  void break_at(const CommitRow& row) noexcept;
  void look_behind(const CommitRow& row) noexcept;
  void name_break() noexcept;
};

Verifier::Verifier(std::string_view organisation, const Head& trusted) : impl_(std::make_unique<Impl>()) {
  impl_->organisation.assign(organisation);
  impl_->head = trusted;
}
Verifier::Verifier(Verifier&&) noexcept = default;
Verifier& Verifier::operator=(Verifier&&) noexcept = default;
Verifier::~Verifier() = default;

Result<void> Verifier::Impl::add(const Evidence& more) noexcept {
  if (more.commit_number <= head.commit_number) return {};
  try {
    evidence.push_back(more);
  } catch (const std::bad_alloc&) {
    return Error(Status::out_of_memory, "verify", "out of memory");
  }
  sorted = false;
  return {};
}

Result<void> Verifier::add_receipt(const Receipt& receipt) noexcept {
  if (receipt.organisation != impl_->organisation)
    return Error(Status::invalid_argument, "receipt.organisation", "the receipt is another organisation's");
  if (receipt.event_count == 0 || !receipt.position.present())
    return Error(Status::invalid_argument, "receipt.event_count", "the receipt is about no event");
  return impl_->add({receipt.commit_number, receipt.commit_hash, receipt.position,
                     receipt.position.plus(receipt.event_count - 1), receipt.recorded_at, false});
}

Result<void> Verifier::add_checkpoint(const Checkpoint& checkpoint, const VerifyKey& key) noexcept {
  if (checkpoint.organisation != impl_->organisation)
    return Error(Status::invalid_argument, "checkpoint.organisation",
                 "the checkpoint is another organisation's");
  Result<void> checked = check_checkpoint(checkpoint, key);
  if (!checked.ok()) return checked;
  return impl_->add({checkpoint.commit_number, checkpoint.hash, checkpoint.last_position,
                     checkpoint.last_position, checkpoint.last_time, true});
}

void Verifier::expect_head(const Head& head) noexcept {
  impl_->expected = head;
}

bool Verifier::take(const CommitRow& row) noexcept {
  Impl& m = *impl_;
  if (!m.sorted) {
    std::sort(m.evidence.begin(), m.evidence.end(), before);
    m.sorted = true;
  }
  if (m.answer.damage != Damage::none) return false;
  if (m.broken) {
    m.look_behind(row);
    return true;
  }
  return m.take_in_order(row);
}

bool Verifier::Impl::take_in_order(const CommitRow& row) noexcept {
  Position expected_first = head.last_position.plus(1);
  // Hashes hold or do not hold whether or not this version knows every kind of event.
  ReadOptions options;
  options.skip_unknown = true;
  Result<void> opened = reader.open(row, options);
  if (!opened.ok()) {
    bool unread = opened.status() == Status::unsupported || opened.status() == Status::out_of_memory;
    damage(unread ? Damage::unreadable : Damage::altered, expected_first, opened.error().reason.view());
    // A broken event inside an otherwise readable record is named more exactly.
    std::string_view place = opened.error().place.view();
    constexpr std::string_view prefix = "journal position ";
    if (!unread && place.starts_with(prefix)) {
      std::uint64_t number = 0;
      for (char c : place.substr(prefix.size())) number = number * 10 + static_cast<std::uint64_t>(c - '0');
      if (number >= expected_first.number() && number <= row.head.last_position.number())
        answer.first_bad = Position(number);
    }
    return false;
  }
  if (const Result<void> hashed = reader.check_hash(row.head.hash); !hashed.ok()) {
    const bool unread = hashed.status() == Status::out_of_memory;
    damage(unread ? Damage::unreadable : Damage::altered, expected_first, hashed.error().reason.view());
    return false;
  }
  const CommitHeader& header = reader.header();
  if (header.organisation != organisation) {
    damage(Damage::foreign, expected_first, "the commit belongs to another organisation");
    return false;
  }
  if (!reader.check_follows({}, head).ok()) {
    break_at(row);
    return true;
  }
  if (!check_evidence(row)) return false;
  earlier = head;
  head = row.head;
  head_first = row.first_position;
  ++answer.commits;
  answer.events += header.event_count;
  return true;
}

bool Verifier::Impl::check_evidence(const CommitRow& row) noexcept {
  for (; next_evidence < evidence.size() && evidence[next_evidence].commit_number <= row.head.commit_number;
       ++next_evidence) {
    const Evidence& outside = evidence[next_evidence];
    bool fits = outside.hash == row.head.hash && outside.first >= row.first_position &&
                outside.last <= row.head.last_position &&
                (!outside.names_head || outside.last == row.head.last_position);
    if (fits) {
      Position at = outside.names_head ? outside.last : outside.first;
      auto place = static_cast<std::int64_t>(at.number() - row.first_position.number());
      fits = outside.time == reader.header().first_time + Duration::microseconds(place);
    }
    if (!fits) {
      damage(Damage::rewritten, row.first_position,
             "the chain holds, but what was kept elsewhere names another commit here");
      return false;
    }
    answer.vouched_until = row.head.last_position;
  }
  return true;
}

void Verifier::Impl::break_at(const CommitRow& row) noexcept {
  broken = true;
  const CommitHeader& header = reader.header();
  stray_number = header.commit_number;
  stray_hash = row.head.hash;
  stray_first = header.first_position;
  wrong_link = header.commit_number == head.commit_number + 1;
  if (header.commit_number == head.commit_number && header.previous_hash == earlier.hash) {
    bool copy = row.head.hash == head.hash;
    damage(Damage::inserted, copy ? head.last_position.plus(1) : head_first,
           copy ? "the commit comes a second time" : "two commits claim the same place");
  } else if (header.commit_number <= head.commit_number) {
    damage(Damage::inserted, head.last_position.plus(1), "a commit of earlier positions stands here");
  }
}

void Verifier::Impl::look_behind(const CommitRow& row) noexcept {
  ++rows_after;
  ReadOptions options;
  options.skip_unknown = true;
  options.commands = false;
  if (!reader.open(row.record, options).ok()) return;
  const CommitHeader& header = reader.header();
  if (rows_after == 1) {
    stray_followed = header.previous_hash == stray_hash;
    stray_contradicted = !stray_followed && header.commit_number == stray_number + 1;
  }
  if (header.commit_number == stray_number && row.head.hash == stray_hash) stray_again = true;
  if (header.commit_number == head.commit_number + 1 && header.previous_hash == head.hash)
    expected_came = true;
}

void Verifier::Impl::name_break() noexcept {
  Position expected_first = head.last_position.plus(1);
  if (!wrong_link) {
    if (stray_again)
      damage(Damage::inserted, expected_first,
             "a commit of later positions stands here as well as in its place");
    else if (expected_came)
      damage(Damage::reordered, expected_first, "the commit that belongs here comes later");
    else
      damage(Damage::removed, expected_first, "one or more commits are missing before the next one");
    return;
  }
  // The numbers fit and the hashes do not: either this commit was changed, or the one before it, hash
  // and all. The row behind tells, and so does evidence from outside.
  if (expected_came)
    damage(Damage::inserted, expected_first, "a commit with the same number and the right link comes behind");
  else if (stray_contradicted || head.commit_number == 0 || answer.vouched_until == head.last_position ||
           answer.commits == 0)
    damage(Damage::altered, expected_first, "the commit does not name the hash of the one before it");
  else
    damage(Damage::altered, head_first, "the commit behind this one names another hash for it");
}

Verification Verifier::finish() noexcept {
  Impl& m = *impl_;
  if (m.broken && m.answer.damage == Damage::none) m.name_break();
  Verification& answer = m.answer;
  answer.head = m.head;
  if (answer.damage == Damage::none) {
    if (m.next_evidence < m.evidence.size())
      m.damage(Damage::truncated, m.head.last_position.plus(1),
               "what was kept elsewhere names a commit that is missing at the end");
    else if (m.expected.commit_number > m.head.commit_number)
      m.damage(Damage::truncated, m.head.last_position.plus(1),
               "the store's head names a commit that is missing");
    else if (m.expected.commit_number != 0 && m.expected != m.head)
      m.damage(Damage::altered, m.head_first, "the store's head is not the journal's last commit");
  }
  answer.ok = answer.damage == Damage::none;
  FixedText<198>& open = answer.not_excluded;
  if (!answer.vouched_until.present()) {
    open.assign(
        "without receipts or checkpoints kept elsewhere: that the whole journal was rewritten, or its end "
        "cut off");
  } else {
    open.assign("that commits behind position ");
    open.append_number(static_cast<std::int64_t>(answer.vouched_until.number()));
    open.append(" were rewritten or cut off: nothing kept elsewhere speaks of them");
  }
  return answer;
}

}  // namespace firstlog::inline v1
