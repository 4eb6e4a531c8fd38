// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <cstring>

#include "command_parts.hpp"
#include "convert.hpp"
#include "firstlog/rules/assignment.hpp"

namespace firstlog_c {

using namespace firstlog;

static_assert(sizeof(firstlog_command) >= command_size_first);

namespace {

template <class Tag>
Ref<Tag> reference(const firstlog_reference& from) noexcept {
  Ref<Tag> to;
  to.id = Id<Tag>(from.id);
  to.key = view(from.key);
  return to;
}

bool named(const firstlog_reference& reference) noexcept {
  return reference.id != 0 || (reference.key.data != nullptr && reference.key.size != 0);
}
bool filled(const firstlog_text& text) noexcept {
  return text.data != nullptr && text.size != 0;
}
bool told(const firstlog_money& money) noexcept {
  return money.currency[0] != 0 || money.minor_units != 0;
}

template <std::size_t Size>
bool any(const char (&bytes)[Size]) noexcept {
  static constexpr char none[Size] = {};
  return std::memcmp(bytes, none, Size) != 0;
}
bool any(const firstlog_place& place) noexcept {
  return place.country[0] != 0 || place.region[0] != 0 || place.postcode[0] != 0;
}

Place place_of(const firstlog_place& from) noexcept {
  Place to;
  std::copy_n(from.country, to.country.size(), to.country.begin());
  std::copy_n(from.region, to.region.size(), to.region.begin());
  to.postcode = SortKey::from_folded({from.postcode, sizeof from.postcode});
  return to;
}

// Most commands say little: what is all zero between two members is neither looked at nor converted.
bool says_nothing(const firstlog_command& command, std::size_t from, std::size_t to) noexcept {
  const auto* bytes = reinterpret_cast<const unsigned char*>(&command);
  std::uint64_t any = 0;
  for (; from < to; from += sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes + from, sizeof word);
    any |= word;
  }
  return any == 0;
}
constexpr std::size_t subject_begin = offsetof(firstlog_command, rep);
constexpr std::size_t subject_end = offsetof(firstlog_command, sort_key);
constexpr std::size_t order_begin = offsetof(firstlog_command, sort_key);
constexpr std::size_t order_end = offsetof(firstlog_command, roles);
constexpr std::size_t flags_begin = offsetof(firstlog_command, roles);
constexpr std::size_t flags_end = offsetof(firstlog_command, talk_seconds);
constexpr std::size_t rest_begin = offsetof(firstlog_command, refers_to);
constexpr std::size_t rest_end = sizeof(firstlog_command);
static_assert(subject_begin % 8 == 0 && subject_end % 8 == 0 && rest_begin % 8 == 0 && rest_end % 8 == 0);
static_assert(order_begin % 8 == 0 && order_end % 8 == 0 && flags_begin % 8 == 0 && flags_end % 8 == 0);
bool has_subject(const firstlog_command& c) noexcept {
  return !says_nothing(c, subject_begin, subject_end);
}
bool has_rest(const firstlog_command& c) noexcept {
  return !says_nothing(c, rest_begin, rest_end);
}

}  // namespace

Result<void> CommandReader::begin(const firstlog_command* commands, std::uint64_t count,
                                  std::size_t piece_max) {
  commands_ = commands;
  count_ = count;
  done_ = 0;
  piece_.clear();
  piece_max_ = piece_max;
  if (count == 0) return {};
  if (Result<firstlog_command> first = read_struct(commands, command_size_first, "commands[0]"); !first)
    return first.error();
  if (count > PTRDIFF_MAX / sizeof(firstlog_command))
    return misuse("count", "more commands than memory holds", "pass the number of commands");
  stride_ = commands->struct_size;
  Sizes piece;
  const bool one_piece = count <= piece_max;
  piece_.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(count, piece_max)));
  for (std::uint64_t i = 0; i < count; ++i) {
    const firstlog_command& command = at(i);
    if (stride_ > sizeof(firstlog_command)) {
      Result<void> r = check_size(&command, commands->struct_size, command_size_first,
                                  sizeof(firstlog_command), "commands");
      if (!r) return r;
    }
    const Says says{has_subject(command), has_rest(command)};
    if (Result<void> r = look(command, i, says); !r) return r;
    // What fits one piece is converted at the first look.
    if (one_piece) convert(command, piece_.emplace_back(), says);
    if (!says.rest) continue;
    if (one_piece) with_rest_.push_back(static_cast<std::size_t>(i));
    if (i % piece_max == 0) piece = {};
    piece.lines += std::min<std::uint64_t>(command.line_count, deal_lines_max + 1);
    piece.credits += std::min<std::uint64_t>(command.credit_count, credit_shares_max + 1);
    piece.match_keys += std::min<std::uint64_t>(command.match_key_count, match_keys_max + 1);
    piece.balances += command.balance_count;
    piece.reps += command.rep_count;
    most_.lines = std::max(most_.lines, piece.lines);
    most_.credits = std::max(most_.credits, piece.credits);
    most_.match_keys = std::max(most_.match_keys, piece.match_keys);
    most_.balances = std::max(most_.balances, piece.balances);
    most_.reps = std::max(most_.reps, piece.reps);
  }
  lines_.reserve(most_.lines);
  credits_.reserve(most_.credits);
  match_keys_.reserve(most_.match_keys);
  balances_.reserve(most_.balances);
  reps_.reserve(most_.reps);
  return {};
}

const firstlog_command& CommandReader::at(std::uint64_t index) noexcept {
  const auto* bytes = reinterpret_cast<const unsigned char*>(commands_) + index * stride_;
  if (stride_ >= sizeof(firstlog_command)) return *reinterpret_cast<const firstlog_command*>(bytes);
  std::memcpy(&short_, bytes, stride_);
  return short_;
}

Money CommandReader::money(const firstlog_money& from) noexcept {
  if (code_of(from) == 0) return {};
  if (code_of(from) != code_) {
    code_ = code_of(from);
    currency_ = *Currency::parse({from.currency, 3});  // it was looked at before
  }
  return Money::minor(from.minor_units, currency_);
}

namespace {

// Collects what is given.
class Given {
 public:
  explicit Given(std::uint64_t mask) noexcept : bits_(mask) {}
  void operator()(Field field, bool is) noexcept {
    bits_ |= static_cast<std::uint64_t>(is) << static_cast<unsigned>(field);
  }
  bool has(Field field) const noexcept { return (bits_ >> static_cast<unsigned>(field) & 1U) != 0; }
  Fields fields() const noexcept { return Fields::from_bits(bits_); }

 private:
  std::uint64_t bits_;
};

}  // namespace

// `to` is empty.
void CommandReader::convert(const firstlog_command& c, Command& to, Says says) {
  Given give(c.given);
  to.kind = static_cast<CommandKind>(c.kind);
  to.actor = reference<ActorTag>(c.actor);
  to.contact = reference<ContactTag>(c.contact);
  give(Field::contact, named(c.contact));
  to.touch = static_cast<Touch>(c.touch);
  give(Field::touch, c.touch != 0);
  to.disposition = static_cast<Disposition>(c.disposition);
  give(Field::disposition, c.disposition != 0);
  if (says.subject) {
    to.rep = reference<ActorTag>(c.rep);
    give(Field::rep, named(c.rep));
    to.amount = money(c.amount);
    give(Field::amount, told(c.amount));
    to.due = Instant::from_microseconds(c.due);
    give(Field::due, c.due != 0);
    to.occurred_at = Instant::from_microseconds(c.occurred_at);
    give(Field::occurred_at, c.occurred_at != 0);
    to.key = view(c.key);
    give(Field::key, filled(c.key));
    to.reason = view(c.reason);
    give(Field::reason, filled(c.reason));
    to.niche = view(c.niche);
    give(Field::niche, filled(c.niche));
    to.document = view(c.document);
    give(Field::document, filled(c.document));
    to.personal = {static_cast<const std::byte*>(c.personal.data), static_cast<std::size_t>(c.personal.size)};
    give(Field::personal, c.personal.size != 0);
  }
  if (!says_nothing(c, order_begin, order_end)) {
    to.sort_key = SortKey::from_folded({c.sort_key, sizeof c.sort_key});
    give(Field::sort_key, any(c.sort_key));
    to.place = place_of(c.place);
    give(Field::place, any(c.place));
    if (c.period.year != 0 || c.period.month != 0) {
      to.period = *YearMonth::from_civil({c.period.year, c.period.month, 1});
      give(Field::period, true);
    }
  }
  if (!says_nothing(c, flags_begin, flags_end)) {
    to.roles = Roles::from_bits(c.roles);
    give(Field::roles, c.roles != 0);
    give(Field::active, c.active != 0);
    to.inbound = c.inbound != 0;
    give(Field::inbound, c.inbound != 0);
    to.confirm = c.confirm != 0;
    give(Field::confirm, c.confirm != 0);
    to.with_claim = c.with_claim != 0;
    give(Field::with_claim, c.with_claim != 0);
    to.scope = static_cast<SuppressionScope>(c.scope);
    give(Field::scope, c.scope != 0);
  }
  to.active = !give.has(Field::active) || c.active != 0;
  to.talk_seconds = c.talk_seconds;
  give(Field::talk_seconds, c.talk_seconds != 0);
  to.deal = DealId(c.deal);
  give(Field::deal, c.deal != 0);
  to.given = give.fields();
}

void CommandReader::convert_rest(const firstlog_command& c, Command& to) {
  Given give(to.given.bits());
  to.refers_to = Position(c.refers_to);
  give(Field::refers_to, c.refers_to != 0);
  to.other = reference<ContactTag>(c.other);
  give(Field::other, named(c.other));
  to.cover = reference<ActorTag>(c.cover);
  give(Field::cover, named(c.cover));
  to.importer = reference<ActorTag>(c.importer);
  give(Field::importer, named(c.importer));
  to.tax = money(c.tax);
  give(Field::tax, told(c.tax));
  const auto date = [&](Date& day, std::int32_t days, Field field) noexcept {
    day = *Date::from_days(days);
    give(field, days != 0);
  };
  date(to.signed_on, c.signed_on, Field::signed_on);
  date(to.invoiced_on, c.invoiced_on, Field::invoiced_on);
  date(to.paid_on, c.paid_on, Field::paid_on);
  date(to.from, c.from, Field::from);
  date(to.until, c.until, Field::until);
  to.document_number = view(c.document_number);
  give(Field::document_number, filled(c.document_number));
  to.team = view(c.team);
  give(Field::team, filled(c.team));
  to.batch = view(c.batch);
  give(Field::batch, filled(c.batch));
  to.row = c.row;
  give(Field::row, c.row != 0);
  to.name = view(c.name);
  if (filled(c.name) && !give.has(Field::sort_key)) to.sort_key = fold_name(to.name);
  give(Field::sort_key, filled(c.name));

  const auto since = [](const auto& list, std::size_t begin) noexcept {
    return std::span(list.data() + begin, list.size() - begin);
  };
  std::size_t begin = lines_.size();
  for (std::uint64_t i = 0; i < std::min<std::uint64_t>(c.line_count, deal_lines_max + 1); ++i) {
    const firstlog_deal_line& line = c.lines[i];
    lines_.push_back({view(line.product), line.quantity, money(line.net), money(line.tax), money(line.cost)});
  }
  to.lines = since(lines_, begin);
  give(Field::lines, c.line_count != 0);
  begin = credits_.size();
  for (std::uint64_t i = 0; i < std::min<std::uint64_t>(c.credit_count, credit_shares_max + 1); ++i) {
    const firstlog_credit_share& credit = c.credits[i];
    credits_.push_back({reference<ActorTag>(credit.rep),
                        *Rate::from_fraction({credit.share.numerator, credit.share.denominator})});
  }
  to.credits = since(credits_, begin);
  give(Field::credits, c.credit_count != 0);
  begin = match_keys_.size();
  for (std::uint64_t i = 0; i < std::min<std::uint64_t>(c.match_key_count, match_keys_max + 1); ++i) {
    MatchKey key;
    key.kind = static_cast<MatchKind>(c.match_keys[i].kind);
    std::memcpy(key.hash.data(), c.match_keys[i].hash, MatchKey::hash_size);
    match_keys_.push_back(key);
  }
  to.match_keys = since(match_keys_, begin);
  give(Field::match_keys, c.match_key_count != 0);
  begin = balances_.size();
  for (std::uint64_t i = 0; i < c.balance_count; ++i)
    balances_.push_back(
        {static_cast<BalanceKind>(c.balances[i].kind), money(c.balances[i].amount), c.balances[i].closes});
  to.balances = since(balances_, begin);
  give(Field::balances, c.balance_count != 0);
  begin = reps_.size();
  for (std::uint64_t i = 0; i < c.rep_count; ++i) reps_.push_back(reference<ActorTag>(c.reps[i]));
  to.reps = since(reps_, begin);
  give(Field::reps, c.rep_count != 0);

  to.idempotency.producer = view(c.idempotency.producer);
  to.idempotency.sequence = c.idempotency.sequence;
  to.idempotency.text = view(c.idempotency.text);
  to.given = give.fields();
}

std::span<const Command> CommandReader::next() {
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(count_ - done_, piece_max_));
  lines_.clear();
  credits_.clear();
  match_keys_.clear();
  balances_.clear();
  reps_.clear();
  if (count_ <= piece_max_) {
    for (const std::size_t i : with_rest_) convert_rest(at(i), piece_[i]);
    with_rest_.clear();
  } else {
    piece_.clear();
    for (std::size_t i = 0; i < size; ++i) {
      const firstlog_command& from = at(done_ + i);
      const Says says{has_subject(from), has_rest(from)};
      convert(from, piece_.emplace_back(), says);
      if (says.rest) convert_rest(from, piece_.back());
    }
  }
  done_ += size;
  return {piece_.data(), size};
}

}  // namespace firstlog_c
