// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Events, commands and whole journals to test with: every member of every kind gets a value, chosen
// from a seed.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/core/command_table.hpp"
#include "firstlog/journal/commit.hpp"
#include "firstlog/rules/rule_table.hpp"

namespace samples {

using namespace firstlog;

// Lasting texts for views.
class Sampler {
 public:
  explicit Sampler(std::uint64_t seed) : random_(seed) {}

  std::uint64_t below(std::uint64_t end) { return random_() % end; }
  bool coin() { return below(2) == 0; }

  std::string_view text(std::size_t size_max) {
    std::string& out = texts_.emplace_back();
    std::size_t size = below(size_max + 1);
    for (std::size_t i = 0; i < size; ++i) out.push_back(static_cast<char>('!' + below(90)));
    return out;
  }
  template <class Tag>
  Id<Tag> handle() {
    return coin() ? Id<Tag>() : Id<Tag>(static_cast<std::uint32_t>(random_()));
  }
  Instant instant() {
    return coin() ? Instant()
                  : Instant::from_microseconds(static_cast<std::int64_t>(below(4'000'000'000'000'000)));
  }
  Money money() {
    if (coin()) return {};
    constexpr std::string_view codes[] = {"GBP", "EUR", "JPY", "KWD", "UYW"};
    return Money::minor(static_cast<std::int64_t>(random_()), *Currency::parse(codes[below(5)]));
  }
  Digest digest() {
    Digest out;
    if (coin()) return out;
    for (std::byte& b : out.bytes) b = static_cast<std::byte>(random_());
    return out;
  }
  YearMonth month() { return *YearMonth().plus_months(static_cast<std::int64_t>(below(2000)) - 1000); }
  Date date() {
    return coin() ? Date() : *Date::from_days(static_cast<std::int64_t>(below(60'000)) - 30'000);
  }
  // Lasting lists, empty most of the time.
  std::span<const DealLine> lines() {
    std::vector<DealLine>& out = lines_.emplace_back();
    for (std::uint64_t n = coin() ? 0 : below(4); n > 0; --n) {
      const Currency euro = *Currency::parse("EUR");
      DealLine& line = out.emplace_back();
      line.product = text(64);
      line.quantity = static_cast<std::int64_t>(random_());
      line.net = Money::minor(static_cast<std::int64_t>(random_()), euro);
      if (coin()) line.tax = Money::minor(static_cast<std::int64_t>(below(100)), euro);
      if (coin()) line.cost = Money::minor(static_cast<std::int64_t>(random_()), euro);
    }
    return out;
  }
  std::span<const CreditShare> credits(bool by_key) {
    std::vector<CreditShare>& out = credits_.emplace_back();
    for (std::uint64_t n = coin() ? 0 : below(4); n > 0; --n) {
      ActorRef rep = ActorId(static_cast<std::uint32_t>(1 + below(1000)));
      if (by_key && coin()) rep = ActorRef(key());
      const auto part = static_cast<std::int64_t>(1 + below(1000));
      out.push_back({rep, *Rate::from_fraction({.numerator = part, .denominator = 1000})});
    }
    return out;
  }
  std::span<const MatchKey> match_keys() {
    std::vector<MatchKey>& out = match_keys_.emplace_back();
    for (std::uint64_t n = coin() ? 0 : below(4); n > 0; --n) {
      MatchKey& match = out.emplace_back();
      match.kind = static_cast<MatchKind>(1 + below(match_kind_count - 1));
      for (std::byte& b : match.hash) b = static_cast<std::byte>(random_());
    }
    return out;
  }
  std::span<const OpeningBalance> balances() {
    std::vector<OpeningBalance>& out = balances_.emplace_back();
    for (std::uint64_t n = coin() ? 0 : below(4); n > 0; --n)
      out.push_back({.kind = static_cast<BalanceKind>(1 + below(balance_kind_count - 1)),
                     .amount = money(),
                     .closes = static_cast<std::int64_t>(below(9))});
    return out;
  }
  std::span<const ActorRef> reps() {
    std::vector<ActorRef>& out = reps_.emplace_back();
    for (std::uint64_t n = coin() ? 0 : below(4); n > 0; --n)
      out.push_back(coin() ? ActorRef(ActorId(static_cast<std::uint32_t>(1 + below(9)))) : ActorRef(key()));
    return out;
  }
  SuppressionScope scope() { return static_cast<SuppressionScope>(below(suppression_scope_count)); }
  SortKey sort_key() {
    std::string text;
    for (std::uint64_t n = below(9); n > 0; --n) text.push_back(static_cast<char>('A' + below(26)));
    return SortKey::from_folded(text);
  }
  Place place() {
    static constexpr std::string_view countries[] = {"", "AT", "DE", "GB"};
    static constexpr std::string_view regions[] = {"", "9", "BY", "ENG"};
    static constexpr std::string_view postcodes[] = {"", "1010", "SW1A 1AA", "12345-6789"};
    return Place::of(countries[below(4)], regions[below(4)], postcodes[below(4)]);
  }
  Rule rule() { return rule_rows[below(std::size(rule_rows))].rule; }
  EventKind event_kind() {
    for (;;) {
      auto kind = static_cast<EventKind>(1 + below(90));
      if (!name_of(kind).empty()) return kind;
    }
  }
  CommandKind command_kind() { return command_rows[below(std::size(command_rows))].kind; }

  // Everything but position and time. `earlier` is the position where the event will stand.
  Event event(Position where, std::uint32_t commands) {
    Event e;
    e.kind = event_kind();
    e.flags = static_cast<EventFlag>(below(16384));
    e.previous = Position(coin() ? 0 : below(where.number()));
    e.command = static_cast<std::uint32_t>(below(commands));
    e.actor = handle<ActorTag>();
    e.contact = handle<ContactTag>();
    e.rep = handle<ActorTag>();
    e.deal = handle<DealTag>();
    e.cycle = static_cast<std::uint32_t>(below(5));
    e.state_from = static_cast<StateNumber>(below(8));
    e.state_to = static_cast<StateNumber>(below(8));
    e.rule = rule();
    e.refused = coin() ? CommandKind::none : command_kind();
    e.due = instant();
    e.occurred_at = instant();
    e.amount = money();
    e.refers_to = Position(coin() ? 0 : random_() >> 2);
    e.period = coin() ? YearMonth() : month();
    e.roles = Roles::from_bits(static_cast<std::uint16_t>(below(512)));
    e.touch = static_cast<Touch>(below(touch_count));
    e.disposition = static_cast<Disposition>(below(disposition_count));
    e.talk_seconds = static_cast<std::uint32_t>(below(5000));
    e.sort_key = sort_key();
    e.place = place();
    e.share = coin() ? 0 : random_();
    e.key = text(128);
    e.reason = text(64);
    e.niche = text(64);
    e.document = coin() ? text(600) : "";
    e.digest = digest();
    e.claim = Position(coin() ? 0 : random_() >> 2);
    e.effective_at = instant();
    e.other = handle<ContactTag>();
    e.cover = handle<ActorTag>();
    e.importer = handle<ActorTag>();
    e.owner = handle<ActorTag>();
    e.scope = scope();
    e.tax = money();
    e.signed_on = date();
    e.invoiced_on = date();
    e.paid_on = date();
    e.from = date();
    e.until = date();
    e.row = coin() ? 0 : random_();
    e.document_number = text(64);
    e.team = text(64);
    e.batch = text(64);
    e.lines = lines();
    e.credits = credits(false);
    e.original = money();
    if (e.original.currency().present()) {
      e.exchange_rate = Rate::of(static_cast<std::int64_t>(below(5000)) + 1, 1000);
      if (coin())
        e.original_tax = Money::minor(static_cast<std::int64_t>(below(1000)), e.original.currency());
      e.exchange_on = date();
      e.exchange_source = text(64);
    }
    e.match_keys = match_keys();
    e.balances = balances();
    return e;
  }

  // As reading gives it back: only what is given, references by handle or by key.
  Command command() {
    Command c;
    c.kind = command_kind();
    c.given = Fields::from_bits(random_());
    auto has = [&](Field field) { return c.given.has(field); };
    if (coin())
      c.actor = ActorId(static_cast<std::uint32_t>(1 + below(1000)));
    else
      c.actor = ActorRef(key());
    if (has(Field::contact)) {
      if (coin())
        c.contact = ContactId(static_cast<std::uint32_t>(1 + below(1000)));
      else
        c.contact = ContactRef(key());
    }
    if (has(Field::rep)) {
      if (coin())
        c.rep = ActorId(static_cast<std::uint32_t>(1 + below(1000)));
      else
        c.rep = ActorRef(key());
    }
    if (has(Field::deal)) c.deal = handle<DealTag>();
    if (has(Field::amount)) c.amount = money();
    if (has(Field::due)) c.due = instant();
    if (has(Field::occurred_at)) c.occurred_at = instant();
    if (has(Field::key)) c.key = text(128);
    if (has(Field::reason)) c.reason = text(64);
    if (has(Field::niche)) c.niche = text(64);
    if (has(Field::document)) c.document = text(600);
    if (has(Field::sort_key)) c.sort_key = sort_key();
    if (has(Field::place)) c.place = place();
    if (has(Field::roles)) c.roles = Roles::from_bits(static_cast<std::uint16_t>(below(512)));
    if (has(Field::period)) c.period = month();
    if (has(Field::talk_seconds)) c.talk_seconds = static_cast<std::uint32_t>(below(5000));
    if (has(Field::touch)) c.touch = static_cast<Touch>(below(touch_count));
    if (has(Field::disposition)) c.disposition = static_cast<Disposition>(below(disposition_count));
    if (has(Field::active)) c.active = coin();
    if (has(Field::inbound)) c.inbound = coin();
    if (has(Field::confirm)) c.confirm = coin();
    if (has(Field::with_claim)) c.with_claim = coin();
    if (has(Field::refers_to)) c.refers_to = Position(random_() >> 2);
    if (has(Field::other)) {
      if (coin())
        c.other = ContactId(static_cast<std::uint32_t>(1 + below(1000)));
      else
        c.other = ContactRef(key());
    }
    if (has(Field::cover)) {
      if (coin())
        c.cover = ActorId(static_cast<std::uint32_t>(1 + below(1000)));
      else
        c.cover = ActorRef(key());
    }
    if (has(Field::importer)) {
      if (coin())
        c.importer = ActorId(static_cast<std::uint32_t>(1 + below(1000)));
      else
        c.importer = ActorRef(key());
    }
    if (has(Field::scope)) c.scope = scope();
    if (has(Field::tax)) c.tax = money();
    if (has(Field::signed_on)) c.signed_on = date();
    if (has(Field::invoiced_on)) c.invoiced_on = date();
    if (has(Field::paid_on)) c.paid_on = date();
    if (has(Field::from)) c.from = date();
    if (has(Field::until)) c.until = date();
    if (has(Field::document_number)) c.document_number = text(64);
    if (has(Field::team)) c.team = text(64);
    if (has(Field::batch)) c.batch = text(64);
    if (has(Field::row)) c.row = random_();
    if (has(Field::lines)) c.lines = lines();
    if (has(Field::credits)) c.credits = credits(true);
    if (has(Field::match_keys)) c.match_keys = match_keys();
    if (has(Field::balances)) c.balances = balances();
    if (has(Field::reps)) c.reps = reps();
    switch (below(3)) {
      case 0: break;
      case 1:
        c.idempotency.producer = key();
        c.idempotency.sequence = 1 + below(1'000'000);
        break;
      default: c.idempotency.text = key();
    }
    return c;
  }

  // The answer to `command`, about `events` events from `first` on.
  Outcome outcome(const Command& command, Position first, std::uint32_t events, Instant time) {
    Outcome o;
    o.verdict = static_cast<Verdict>(1 + below(4));
    o.notices = static_cast<Notice>(below(16));
    o.rule = rule();
    o.field = static_cast<Field>(below(20));
    o.state = static_cast<StateNumber>(below(8));
    o.actor = command.actor.id;
    o.contact = command.contact.id;
    o.rep = handle<ActorTag>();
    o.deal = handle<DealTag>();
    o.other = handle<ContactTag>();
    o.winner = handle<ActorTag>();
    o.winning_time = instant();
    o.winning_position = Position(below(100));
    o.event_count = events;
    if (events != 0) {
      o.position = first;
      o.recorded_at = time;
    }
    return o;
  }

  std::string_view key() {
    std::string_view out = text(127);
    return out.empty() ? std::string_view("k") : out;
  }
  CommitId commit_id() {
    CommitId id;
    for (std::byte& b : id.bytes) b = static_cast<std::byte>(random_());
    return id;
  }

 private:
  std::mt19937_64 random_;
  std::deque<std::string> texts_;
  std::deque<std::vector<DealLine>> lines_;
  std::deque<std::vector<CreditShare>> credits_;
  std::deque<std::vector<MatchKey>> match_keys_;
  std::deque<std::vector<OpeningBalance>> balances_;
  std::deque<std::vector<ActorRef>> reps_;
};

template <class T>
bool same(std::span<const T> a, std::span<const T> b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

// What events and commands have in common.
template <class T>
bool same_rare(const T& a, const T& b) {
  return a.refers_to == b.refers_to && a.scope == b.scope && a.tax == b.tax && a.signed_on == b.signed_on &&
         a.invoiced_on == b.invoiced_on && a.paid_on == b.paid_on && a.from == b.from && a.until == b.until &&
         a.row == b.row && a.document_number == b.document_number && a.team == b.team && a.batch == b.batch &&
         a.other == b.other && a.cover == b.cover && a.importer == b.importer && same(a.lines, b.lines) &&
         same(a.credits, b.credits) && same(a.match_keys, b.match_keys) && same(a.balances, b.balances);
}

inline bool same(const Event& a, const Event& b) {
  return a.kind == b.kind && a.flags == b.flags && a.position == b.position &&
         a.recorded_at == b.recorded_at && a.previous == b.previous && a.command == b.command &&
         a.actor == b.actor && a.contact == b.contact && a.rep == b.rep && a.deal == b.deal &&
         a.cycle == b.cycle && a.state_from == b.state_from && a.state_to == b.state_to && a.rule == b.rule &&
         a.refused == b.refused && a.due == b.due && a.occurred_at == b.occurred_at && a.amount == b.amount &&
         a.refers_to == b.refers_to && a.period == b.period && a.roles == b.roles && a.touch == b.touch &&
         a.disposition == b.disposition && a.talk_seconds == b.talk_seconds && a.sort_key == b.sort_key &&
         a.place == b.place && a.share == b.share && a.key == b.key && a.reason == b.reason &&
         a.niche == b.niche && a.document == b.document && a.digest == b.digest && a.claim == b.claim &&
         a.effective_at == b.effective_at && a.owner == b.owner && a.original == b.original &&
         a.original_tax == b.original_tax && a.exchange_rate == b.exchange_rate &&
         a.exchange_on == b.exchange_on && a.exchange_source == b.exchange_source && same_rare(a, b);
}

template <class Tag>
bool same(const Ref<Tag>& a, const Ref<Tag>& b) {
  return a.id == b.id && a.key == b.key;
}

inline bool same(const Command& a, const Command& b) {
  return a.kind == b.kind && a.given == b.given && same(a.actor, b.actor) && same(a.contact, b.contact) &&
         same(a.rep, b.rep) && a.deal == b.deal && a.amount == b.amount && a.due == b.due &&
         a.occurred_at == b.occurred_at && a.key == b.key && a.reason == b.reason && a.niche == b.niche &&
         a.document == b.document && a.personal.size() == b.personal.size() && a.sort_key == b.sort_key &&
         a.place == b.place && a.roles == b.roles && a.period == b.period &&
         a.talk_seconds == b.talk_seconds && a.touch == b.touch && a.disposition == b.disposition &&
         a.active == b.active && a.inbound == b.inbound && a.confirm == b.confirm &&
         a.with_claim == b.with_claim && same(a.reps, b.reps) && same_rare(a, b) &&
         a.idempotency.producer == b.idempotency.producer &&
         a.idempotency.sequence == b.idempotency.sequence && a.idempotency.text == b.idempotency.text;
}

inline bool same(const Outcome& a, const Outcome& b) {
  return a.verdict == b.verdict && a.notices == b.notices && a.rule == b.rule && a.field == b.field &&
         a.state == b.state && a.contact == b.contact && a.actor == b.actor && a.rep == b.rep &&
         a.deal == b.deal && a.other == b.other && a.winner == b.winner && a.winning_time == b.winning_time &&
         a.winning_position == b.winning_position && a.position == b.position &&
         a.event_count == b.event_count && a.recorded_at == b.recorded_at && a.commit_hash == b.commit_hash;
}

inline bool same(const RecordedCommand& a, const RecordedCommand& b) {
  return same(a.command, b.command) && same(a.outcome, b.outcome) && a.personal == b.personal &&
         a.first_event == b.first_event;
}

// A commit with bytes of its own.
struct StoredRow {
  Position first_position;
  Head head;
  std::vector<std::byte> record;

  CommitRow row() const { return {first_position, head, record}; }
};
inline StoredRow stored(const CommitRow& row) {
  return {row.first_position, row.head, {row.record.begin(), row.record.end()}};
}

// A journal of commits of the given sizes, one command per event.
inline std::vector<StoredRow> journal(std::uint64_t seed, std::string_view organisation,
                                      const std::vector<std::uint32_t>& sizes) {
  Sampler sampler(seed);
  CommitBuilder builder;
  Head head;
  std::int64_t time = 1'767'225'600'000'000;
  std::vector<StoredRow> rows;
  for (std::uint32_t size : sizes) {
    builder.start(organisation, head, Instant::from_microseconds(time), sampler.commit_id());
    for (std::uint32_t i = 0; i < size; ++i) {
      Command command = sampler.command();
      builder.add_command(command, sampler.outcome(command, builder.next_position(), 1, builder.next_time()),
                          sampler.digest());
      builder.add_event(sampler.event(builder.next_position(), i + 1));
    }
    Result<CommitRow> row = builder.finish();
    if (!row.ok()) return {};
    rows.push_back(stored(*row));
    head = row->head;
    time += 1'000'000;
  }
  return rows;
}

}  // namespace samples
