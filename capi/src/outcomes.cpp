// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>

#include "convert.hpp"
#include "firstlog/rules/rule_table.hpp"

namespace firstlog_c {

using namespace firstlog;

static_assert(sizeof(firstlog_outcome) >= outcome_size_first);

firstlog_outcome to_c(const Outcome& from) noexcept {
  firstlog_outcome to{};
  to.struct_size = sizeof to;
  to.verdict = static_cast<std::uint8_t>(from.verdict);
  to.notices = static_cast<std::uint8_t>(from.notices);
  to.rule = static_cast<std::uint16_t>(from.rule);
  to.field = static_cast<std::uint8_t>(from.field);
  to.state = from.state;
  to.event_count = from.event_count;
  to.contact = from.contact.number();
  to.actor = from.actor.number();
  to.rep = from.rep.number();
  to.deal = from.deal.number();
  to.winner = from.winner.number();
  to.other = from.other.number();
  to.winning_time = from.winning_time.microseconds();
  to.winning_position = from.winning_position.number();
  to.position = from.position.number();
  to.recorded_at = from.recorded_at.microseconds();
  to.commit_number = from.commit_number;
  std::memcpy(to.commit_hash, from.commit_hash.bytes.data(), sizeof to.commit_hash);
  return to;
}

Result<Outcome> from_c(const firstlog_outcome& from) noexcept {
  if (name_of(static_cast<Verdict>(from.verdict)).empty() ||
      static_cast<std::uint16_t>(firstlog::row_of(static_cast<Rule>(from.rule)).rule) != from.rule ||
      name_of(static_cast<Field>(from.field)).empty())
    return misuse("outcome", "a number that this library does not know", "pass what a call has filled");
  Outcome to;
  to.verdict = static_cast<Verdict>(from.verdict);
  to.notices = static_cast<Notice>(from.notices);
  to.rule = static_cast<Rule>(from.rule);
  to.field = static_cast<Field>(from.field);
  to.state = from.state;
  to.event_count = from.event_count;
  to.contact = ContactId(from.contact);
  to.actor = ActorId(from.actor);
  to.rep = ActorId(from.rep);
  to.deal = DealId(from.deal);
  to.winner = ActorId(from.winner);
  to.other = ContactId(from.other);
  to.winning_time = Instant::from_microseconds(from.winning_time);
  to.winning_position = Position(from.winning_position);
  to.position = Position(from.position);
  to.recorded_at = Instant::from_microseconds(from.recorded_at);
  to.commit_number = from.commit_number;
  to.commit_hash = Digest::copy_of(from.commit_hash);
  return to;
}

Result<void> OutcomeWriter::begin(firstlog_outcome* outcomes, std::uint64_t count) noexcept {
  outcomes_ = outcomes;
  if (count == 0) return {};
  if (Result<void> r = check_struct(outcomes, outcome_size_first, "outcomes[0]"); !r) return r;
  stride_ = outcomes->struct_size;
  return {};
}

void OutcomeWriter::put(std::uint64_t index, const Outcome& outcome) noexcept {
  auto* to =
      reinterpret_cast<firstlog_outcome*>(reinterpret_cast<unsigned char*>(outcomes_) + index * stride_);
  firstlog_outcome from = to_c(outcome);
  from.struct_size = stride_;
  if (stride_ == sizeof from)  // a copy of a known size is a few moves
    *to = from;
  else
    std::memcpy(to, &from, std::min<std::size_t>(stride_, sizeof from));
}

}  // namespace firstlog_c
