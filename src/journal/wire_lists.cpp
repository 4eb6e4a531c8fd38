// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "journal/wire_lists.hpp"

#include <algorithm>
#include <cstring>

namespace firstlog::inline v1::detail {
namespace {

using flatbuffers::FlatBufferBuilder;
using flatbuffers::Offset;

constexpr std::uint8_t line_tells_tax = 1;
constexpr std::uint8_t line_tells_cost = 2;

Offset<wire::Line> write(FlatBufferBuilder& b, const DealLine& line) {
  const Offset<flatbuffers::String> product = text_offset(b, line.product);
  unsigned told = 0;
  if (line.tax.currency().present()) told |= line_tells_tax;
  if (line.cost.currency().present()) told |= line_tells_cost;
  return wire::CreateLine(b, product, line.quantity, line.net.minor_units(), line.tax.minor_units(),
                          line.cost.minor_units(), line.net.currency().packed(),
                          static_cast<std::uint8_t>(told));
}

Offset<wire::Credit> write(FlatBufferBuilder& b, const CreditShare& credit) {
  const Offset<flatbuffers::String> key = text_offset(b, credit.rep.id.present() ? "" : credit.rep.key);
  return wire::CreateCredit(b, credit.rep.id.number(), key, credit.share.numerator(),
                            credit.share.denominator());
}

Offset<wire::Balance> write(FlatBufferBuilder& b, const OpeningBalance& balance) {
  return wire::CreateBalance(b, static_cast<std::uint8_t>(balance.kind), balance.amount.minor_units(),
                             balance.amount.currency().packed(), balance.closes);
}

Offset<wire::RepRef> write(FlatBufferBuilder& b, const ActorRef& rep) {
  const Offset<flatbuffers::String> key = text_offset(b, rep.id.present() ? "" : rep.key);
  return wire::CreateRepRef(b, rep.id.number(), key);
}

template <class Table, class T>
Offset<flatbuffers::Vector<Offset<Table>>> write_all(FlatBufferBuilder& b, std::span<const T> all) {
  if (all.empty()) return {};
  std::vector<Offset<Table>> offsets;
  offsets.reserve(all.size());
  for (const T& one : all) offsets.push_back(write(b, one));
  return b.CreateVector(offsets);
}

Reading reading_of(const wire::Line& line) noexcept {
  if (line.currency() == 0) return Reading::wrong;
  if ((line.told() & ~(line_tells_tax | line_tells_cost)) != 0) return Reading::unknown;
  if ((line.told() & line_tells_tax) == 0 && line.tax_minor() != 0) return Reading::wrong;
  if ((line.told() & line_tells_cost) == 0 && line.cost_minor() != 0) return Reading::wrong;
  return money_reading(line.net_minor(), line.currency());
}

Reading reading_of(const wire::Credit& credit) noexcept {
  const Result<Rate> rate =
      Rate::from_fraction({.numerator = credit.numerator(), .denominator = credit.denominator()});
  const bool lowest =
      rate && rate->numerator() == credit.numerator() && rate->denominator() == credit.denominator();
  return lowest ? Reading::known : Reading::wrong;
}

Reading reading_of(const wire::Balance& balance) noexcept {
  if (name_of(static_cast<BalanceKind>(balance.kind())).empty()) return Reading::unknown;
  return money_reading(balance.amount_minor(), balance.currency());
}

// The first byte of a key is its kind.
Reading reading_of(const wire::Bytes16& key) noexcept {
  std::uint8_t kind = 0;
  std::memcpy(&kind, &key, 1);
  return name_of(static_cast<MatchKind>(kind)).empty() ? Reading::unknown : Reading::known;
}

template <class Vector>
Reading reading_of_all(const Vector* all) noexcept {
  Reading reading = Reading::known;
  if (all != nullptr)
    for (const auto* one : *all) reading = worse(reading, reading_of(*one));
  return reading;
}

template <class Stored>
Reading reading_of_shared(const Stored& stored) noexcept {
  return worse(worse(reading_of_all(stored.lines()), reading_of_all(stored.credits())),
               worse(reading_of_all(stored.match_keys()), reading_of_all(stored.balances())));
}

template <class Stored>
void read_shared(const Stored& stored, EventLists& into) {
  if (stored.lines() != nullptr)
    for (const wire::Line* line : *stored.lines()) {
      DealLine& one = into.lines.emplace_back();
      one.product = text_of(line->product());
      one.quantity = line->quantity();
      one.net = money_of(line->net_minor(), line->currency());
      if ((line->told() & line_tells_tax) != 0) one.tax = money_of(line->tax_minor(), line->currency());
      if ((line->told() & line_tells_cost) != 0) one.cost = money_of(line->cost_minor(), line->currency());
    }
  if (stored.credits() != nullptr)
    for (const wire::Credit* credit : *stored.credits()) {
      CreditShare& one = into.credits.emplace_back();
      one.rep.id = ActorId(credit->rep());
      one.rep.key = text_of(credit->rep_key());
      if (const Result<Rate> rate =
              Rate::from_fraction({.numerator = credit->numerator(), .denominator = credit->denominator()}))
        one.share = *rate;
    }
  if (stored.match_keys() != nullptr)
    for (const wire::Bytes16* stored_key : *stored.match_keys()) {
      std::byte bytes[16];
      std::memcpy(bytes, stored_key, sizeof bytes);
      MatchKey& one = into.match_keys.emplace_back();
      one.kind = static_cast<MatchKind>(bytes[0]);
      std::memcpy(one.hash.data(), bytes + 1, MatchKey::hash_size);
    }
  if (stored.balances() != nullptr)
    for (const wire::Balance* balance : *stored.balances())
      into.balances.push_back({.kind = static_cast<BalanceKind>(balance->kind()),
                               .amount = money_of(balance->amount_minor(), balance->currency()),
                               .closes = balance->closes()});
}

template <class Stored>
bool has_shared(const Stored& stored) noexcept {
  return stored.lines() != nullptr || stored.credits() != nullptr || stored.match_keys() != nullptr ||
         stored.balances() != nullptr;
}

}  // namespace

Lists lists_of(const Event& event) noexcept {
  return {event.lines, event.credits, event.match_keys, event.balances, {}};
}

Lists lists_of(const Command& command) noexcept {
  Lists lists;
  if (command.given.has(Field::lines)) lists.lines = command.lines;
  if (command.given.has(Field::credits)) lists.credits = command.credits;
  if (command.given.has(Field::match_keys)) lists.match_keys = command.match_keys;
  if (command.given.has(Field::balances)) lists.balances = command.balances;
  if (command.given.has(Field::reps)) lists.reps = command.reps;
  return lists;
}

std::size_t stored_bytes(const Lists& lists) noexcept {
  constexpr std::size_t table = 80;
  std::size_t bytes = table * (lists.lines.size() + lists.credits.size() + lists.balances.size()) +
                      16 * lists.match_keys.size() + table * lists.reps.size();
  for (const DealLine& line : lists.lines) bytes += line.product.size();
  for (const CreditShare& credit : lists.credits) bytes += credit.rep.key.size();
  for (const ActorRef& rep : lists.reps) bytes += rep.key.size();
  return bytes;
}

ListOffsets write_lists(FlatBufferBuilder& b, const Lists& lists) {
  ListOffsets offsets;
  offsets.lines = write_all<wire::Line>(b, lists.lines);
  offsets.credits = write_all<wire::Credit>(b, lists.credits);
  offsets.balances = write_all<wire::Balance>(b, lists.balances);
  offsets.reps = write_all<wire::RepRef>(b, lists.reps);
  if (!lists.match_keys.empty()) {
    std::vector<wire::Bytes16> keys(lists.match_keys.size());
    for (std::size_t i = 0; i < keys.size(); ++i) {
      std::byte bytes[16];
      bytes[0] = static_cast<std::byte>(lists.match_keys[i].kind);
      std::memcpy(bytes + 1, lists.match_keys[i].hash.data(), MatchKey::hash_size);
      std::memcpy(static_cast<void*>(&keys[i]), bytes, sizeof bytes);
    }
    offsets.match_keys = b.CreateVectorOfStructs(keys);
  }
  return offsets;
}

bool has_lists(const wire::Event& stored) noexcept {
  return has_shared(stored);
}
bool has_lists(const wire::Command& stored) noexcept {
  return has_shared(stored) || stored.reps() != nullptr;
}

Reading reading_of_lists(const wire::Event& stored) noexcept {
  // An event names reps by handle.
  if (stored.credits() != nullptr)
    for (const wire::Credit* credit : *stored.credits())
      if (credit->rep() == 0 || credit->rep_key() != nullptr) return Reading::wrong;
  return reading_of_shared(stored);
}
Reading reading_of_lists(const wire::Command& stored) noexcept {
  return reading_of_shared(stored);
}

void read_lists(const wire::Event& stored, EventLists& into) {
  read_shared(stored, into);
}
void read_lists(const wire::Command& stored, EventLists& into) {
  read_shared(stored, into);
  if (stored.reps() != nullptr)
    for (const wire::RepRef* rep : *stored.reps()) {
      ActorRef& one = into.reps.emplace_back();
      one.id = ActorId(rep->rep());
      one.key = text_of(rep->rep_key());
    }
}

void point_to(const EventLists& lists, Event& event) noexcept {
  event.lines = lists.lines;
  event.credits = lists.credits;
  event.match_keys = lists.match_keys;
  event.balances = lists.balances;
}
void point_to(const EventLists& lists, Command& command) noexcept {
  command.lines = lists.lines;
  command.credits = lists.credits;
  command.match_keys = lists.match_keys;
  command.balances = lists.balances;
  command.reps = lists.reps;
}

EventLists& ListStore::add(std::uint32_t place) {
  places_.push_back(place);
  return lists_.emplace_back();
}

const EventLists* ListStore::find(std::uint32_t place) const noexcept {
  const auto found = std::lower_bound(places_.begin(), places_.end(), place);
  if (found == places_.end() || *found != place) return nullptr;
  return &lists_[static_cast<std::size_t>(found - places_.begin())];
}

}  // namespace firstlog::inline v1::detail
