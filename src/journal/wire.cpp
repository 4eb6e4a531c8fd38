// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "journal/wire.hpp"

#include <array>
#include <cstring>

#include "firstlog/core/command_table.hpp"
#include "firstlog/core/outcome.hpp"
#include "firstlog/rules/rule_table.hpp"
#include "journal/wire_lists.hpp"

namespace firstlog::inline v1::detail {
namespace {

// Which numbers below 512 an enumeration knows; looked up once per event, so no search.
using NumberSet = std::array<bool, 512>;

constexpr NumberSet event_kinds = [] {
  NumberSet known{};
  for (unsigned n = 1; n < known.size(); ++n) known[n] = !name_of(static_cast<EventKind>(n)).empty();
  return known;
}();
constexpr NumberSet command_kinds = [] {
  NumberSet known{};
  for (const CommandRow& row : command_rows) known[static_cast<unsigned>(row.kind)] = true;
  return known;
}();
constexpr NumberSet rules = [] {
  NumberSet known{};
  for (const RuleRow& row : rule_rows) known[static_cast<unsigned>(row.rule)] = true;
  return known;
}();
constexpr NumberSet fields = [] {
  NumberSet known{};
  for (unsigned n = 0; n < 64; ++n) known[n] = !name_of(static_cast<Field>(n)).empty();
  return known;
}();

constexpr unsigned event_flags_known = 16383;
constexpr unsigned notices_known = 31;
constexpr unsigned command_flags_known = 15;
constexpr unsigned roles_known = (1U << role_count) - 1U;
constexpr std::uint64_t given_known = (std::uint64_t{1} << field_count) - 1U;

constexpr bool knows(const NumberSet& set, unsigned number) noexcept {
  return number < set.size() && set[number];
}

// Bytes behind the end of a short key are zero, and none stands inside it.
bool sort_key_right(const wire::Bytes8* stored) noexcept {
  if (stored == nullptr) return true;
  char bytes[SortKey::size];
  std::memcpy(bytes, stored, sizeof bytes);
  bool ended = false;
  for (char c : bytes) {
    if (ended && c != 0) return false;
    ended = ended || c == 0;
  }
  return true;
}

// A place is written in one way only, and an absent one not at all.
bool place_right(const flatbuffers::String* stored) noexcept {
  return stored == nullptr || Place::parse(stored->string_view()).has_value();
}
Place place_of(const flatbuffers::String* stored) noexcept {
  return stored == nullptr ? Place() : Place::parse(stored->string_view()).value_or(Place());
}

SortKey sort_key_of(const wire::Bytes8* stored) noexcept {
  return stored == nullptr ? SortKey()
                           : SortKey::from_folded({reinterpret_cast<const char*>(stored), SortKey::size});
}

Date date_of(std::int32_t days) noexcept {
  return Date::from_days(days).value_or(Date());
}

template <class Stored>
bool dates_right(const Stored& stored) noexcept {
  auto right = [](std::int32_t days) { return days == 0 || Date::from_days(days).has_value(); };
  return YearMonth().plus_months(stored.period()).has_value() && right(stored.signed_on()) &&
         right(stored.invoiced_on()) && right(stored.paid_on()) && right(stored.from()) &&
         right(stored.until());
}

// What events and commands have in common besides.
template <class Stored>
Reading shared_reading(const Stored& stored) noexcept {
  if (!sort_key_right(stored.sort_key()) || !dates_right(stored) || !place_right(stored.place()))
    return Reading::wrong;
  if (stored.scope() >= suppression_scope_count) return Reading::unknown;
  const Reading money = worse(money_reading(stored.amount_minor(), stored.currency()),
                              money_reading(stored.tax_minor(), stored.tax_currency()));
  return has_lists(stored) ? worse(money, reading_of_lists(stored)) : money;
}

// A rate stands beside an amount in another currency, and nowhere else.
Reading exchange_reading(const wire::Event& stored) noexcept {
  const Reading money = money_reading(stored.original_minor(), stored.original_currency());
  const bool dated = stored.exchange_on() == 0 || Date::from_days(stored.exchange_on()).has_value();
  const bool told = stored.original_currency() != 0;
  const bool rated = stored.exchange_numerator() != 0 || stored.exchange_denominator() != 0;
  const bool taxed = stored.original_tax_told();
  if (!dated || told != rated || (taxed && !told) || (!taxed && stored.original_tax_minor() != 0))
    return Reading::wrong;
  if (!told) return stored.exchange_source() == nullptr && stored.exchange_on() == 0 ? money : Reading::wrong;
  const Result<Rate> rate = Rate::from_fraction({stored.exchange_numerator(), stored.exchange_denominator()});
  const bool lowest = rate.ok() && rate->numerator() == stored.exchange_numerator() &&
                      rate->denominator() == stored.exchange_denominator();
  return lowest ? money : Reading::wrong;
}

template <class Stored, class T>
void read_shared(const Stored& stored, T& into) noexcept {
  into.refers_to = Position(stored.refers_to());
  into.scope = static_cast<SuppressionScope>(stored.scope());
  into.tax = money_of(stored.tax_minor(), stored.tax_currency());
  into.signed_on = date_of(stored.signed_on());
  into.invoiced_on = date_of(stored.invoiced_on());
  into.paid_on = date_of(stored.paid_on());
  into.from = date_of(stored.from());
  into.until = date_of(stored.until());
  into.row = stored.row();
  into.document_number = text_of(stored.document_number());
  into.team = text_of(stored.team());
  into.batch = text_of(stored.batch());
}

}  // namespace

[[gnu::flatten]] Reading reading_of(const wire::Event& stored) noexcept {
  const wire::EventStamp& stamp = *stored.stamp();
  if (!knows(event_kinds, stamp.kind()) || (stamp.flags() & ~event_flags_known) != 0 ||
      !knows(rules, stored.rule()) || stored.touch() >= touch_count ||
      stored.disposition() >= disposition_count ||
      (stored.refused() != 0 && !knows(command_kinds, stored.refused())) ||
      (stored.roles() & ~roles_known) != 0)
    return Reading::unknown;
  return worse(exchange_reading(stored), shared_reading(stored));
}

[[gnu::flatten]] Reading reading_of(const wire::Command& stored) noexcept {
  const wire::CommandStamp& stamp = *stored.stamp();
  if (!knows(command_kinds, stamp.kind()) || (stamp.given() & ~given_known) != 0 ||
      !knows(rules, stamp.rule()) || !knows(fields, stamp.field()) ||
      name_of(static_cast<Verdict>(stamp.verdict())).empty() || (stamp.notices() & ~notices_known) != 0 ||
      (stored.flags() & ~command_flags_known) != 0 || stored.touch() >= touch_count ||
      stored.disposition() >= disposition_count || (stored.roles() & ~roles_known) != 0)
    return Reading::unknown;
  return shared_reading(stored);
}

[[gnu::flatten]] void read_wire(const wire::Event& stored, Event& event) noexcept {
  const wire::EventStamp& stamp = *stored.stamp();
  event.kind = static_cast<EventKind>(stamp.kind());
  event.flags = static_cast<EventFlag>(stamp.flags());
  event.position = Position(stamp.position());
  event.recorded_at = Instant::from_microseconds(stamp.recorded_at());
  event.previous = Position(stamp.previous());
  event.command = stamp.command();
  event.actor = ActorId(stamp.actor());
  event.contact = ContactId(stamp.contact());
  event.rep = ActorId(stored.rep());
  event.deal = DealId(stored.deal());
  event.cycle = stored.cycle();
  event.state_from = stored.state_from();
  event.state_to = stored.state_to();
  event.rule = static_cast<Rule>(stored.rule());
  event.refused = static_cast<CommandKind>(stored.refused());
  event.due = Instant::from_microseconds(stored.due());
  event.occurred_at = Instant::from_microseconds(stored.occurred_at());
  event.amount = money_of(stored.amount_minor(), stored.currency());
  event.claim = Position(stored.claim());
  event.effective_at = Instant::from_microseconds(stored.effective_at());
  event.other = ContactId(stored.other());
  event.cover = ActorId(stored.cover());
  event.importer = ActorId(stored.importer());
  event.owner = ActorId(stored.owner());
  event.period = YearMonth().plus_months(stored.period()).value_or(YearMonth());
  event.roles = Roles::from_bits(stored.roles());
  event.touch = static_cast<Touch>(stored.touch());
  event.disposition = static_cast<Disposition>(stored.disposition());
  event.talk_seconds = stored.talk_seconds();
  event.sort_key = sort_key_of(stored.sort_key());
  event.place = place_of(stored.place());
  event.share = stored.share();
  event.key = text_of(stored.key());
  event.reason = text_of(stored.reason());
  event.niche = text_of(stored.niche());
  event.document = text_of(stored.document());
  event.digest = stored.digest() == nullptr ? Digest() : from_wire(*stored.digest());
  event.original = money_of(stored.original_minor(), stored.original_currency());
  event.original_tax = {};
  if (stored.original_tax_told())
    event.original_tax = money_of(stored.original_tax_minor(), stored.original_currency());
  event.exchange_rate = Rate();
  if (stored.original_currency() != 0)
    if (const Result<Rate> rate =
            Rate::from_fraction({stored.exchange_numerator(), stored.exchange_denominator()}))
      event.exchange_rate = *rate;
  event.exchange_on = date_of(stored.exchange_on());
  event.exchange_source = text_of(stored.exchange_source());
  event.lines = {};
  event.credits = {};
  event.match_keys = {};
  event.balances = {};
  event.policy = nullptr;
  read_shared(stored, event);
}

[[gnu::flatten]] void read_wire(const wire::Command& stored, Command& command) noexcept {
  const wire::CommandStamp& stamp = *stored.stamp();
  Fields given = Fields::from_bits(stamp.given());
  command = {};
  command.kind = static_cast<CommandKind>(stamp.kind());
  command.given = given;
  command.actor.id = ActorId(stamp.actor());
  command.actor.key = text_of(stored.actor_key());
  if (given.has(Field::contact)) command.contact.id = ContactId(stamp.contact());
  command.contact.key = text_of(stored.contact_key());
  command.rep.id = ActorId(stored.rep());
  command.rep.key = text_of(stored.rep_key());
  command.deal = DealId(stored.deal());
  command.amount = money_of(stored.amount_minor(), stored.currency());
  command.due = Instant::from_microseconds(stored.due());
  command.occurred_at = Instant::from_microseconds(stored.occurred_at());
  command.key = text_of(stored.key());
  command.reason = text_of(stored.reason());
  command.niche = text_of(stored.niche());
  command.document = text_of(stored.document());
  command.sort_key = sort_key_of(stored.sort_key());
  command.place = place_of(stored.place());
  command.roles = Roles::from_bits(stored.roles());
  command.period = YearMonth().plus_months(stored.period()).value_or(YearMonth());
  command.talk_seconds = stored.talk_seconds();
  command.touch = static_cast<Touch>(stored.touch());
  command.disposition = static_cast<Disposition>(stored.disposition());
  if (given.has(Field::active)) command.active = (stored.flags() & command_active) != 0;
  command.inbound = (stored.flags() & command_inbound) != 0;
  command.confirm = (stored.flags() & command_confirm) != 0;
  command.with_claim = (stored.flags() & command_with_claim) != 0;
  command.other.id = ContactId(stored.other());
  command.other.key = text_of(stored.other_key());
  command.cover.id = ActorId(stored.cover());
  command.cover.key = text_of(stored.cover_key());
  command.importer.id = ActorId(stored.importer());
  command.importer.key = text_of(stored.importer_key());
  read_shared(stored, command);
  command.idempotency.producer = text_of(stored.producer());
  command.idempotency.sequence = stored.sequence();
  command.idempotency.text = text_of(stored.idempotency_text());
}

}  // namespace firstlog::inline v1::detail
