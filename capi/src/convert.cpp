// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "convert.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>

#include "firstlog/core/command_table.hpp"
#include "firstlog/rules/assignment.hpp"
#include "firstlog/rules/rule_table.hpp"
#include "handles.hpp"

namespace firstlog_c {

using namespace firstlog;

static_assert(sizeof(firstlog_command) >= command_size_first);
static_assert(sizeof(firstlog_outcome) >= outcome_size_first);
static_assert(sizeof(firstlog_event) >= event_size_first);

namespace {

constexpr std::uint64_t reps_max = 4'096;
constexpr std::uint64_t balances_max = 64;

std::string_view view(const firstlog_text& text) noexcept {
  if (text.data == nullptr) return {};
  return text.size == FIRSTLOG_ZERO_TERMINATED ? std::string_view(text.data)
                                               : std::string_view(text.data, text.size);
}

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

std::uint32_t code_of(const firstlog_money& money) noexcept {
  std::uint32_t code = 0;
  std::memcpy(&code, money.currency, sizeof code);
  return code;
}

// Where in a batch a fault stands, made only once there is one.
Error fault(std::uint64_t index, std::string_view member, std::string_view reason, std::string_view remedy) {
  Error error(Status::invalid_argument, "commands[", reason, remedy);
  error.place.append_number(static_cast<std::int64_t>(index)).append("].").append(member);
  return error;
}
Error no_number(std::uint64_t index, std::string_view member) {
  return fault(index, member, "a number that this library does not know",
               "use an enumerator of firstlog_numbers.h");
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
constexpr std::size_t rest_begin = offsetof(firstlog_command, refers_to);
constexpr std::size_t rest_end = sizeof(firstlog_command);
static_assert(subject_begin % 8 == 0 && subject_end % 8 == 0 && rest_begin % 8 == 0 && rest_end % 8 == 0);
bool has_subject(const firstlog_command& c) noexcept {
  return !says_nothing(c, subject_begin, subject_end);
}
bool has_rest(const firstlog_command& c) noexcept {
  return !says_nothing(c, rest_begin, rest_end);
}

constexpr auto known_kinds = [] {
  std::array<bool, command_number_end> known{};
  for (const CommandRow& row : command_rows) known[static_cast<std::size_t>(row.kind)] = true;
  return known;
}();

bool readable(const firstlog_text& text) noexcept {
  return text.data != nullptr ? text.size == FIRSTLOG_ZERO_TERMINATED || text.size <= PTRDIFF_MAX
                              : text.size == 0;
}

}  // namespace

// ---- commands -------------------------------------------------------------------------------------

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
  piece_.resize(static_cast<std::size_t>(std::min<std::uint64_t>(count, piece_max)));
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
    if (one_piece) convert(command, piece_[i], says);
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

Result<void> CommandReader::check_money(const firstlog_money& from, std::uint64_t index, Field field) {
  if (code_of(from) == 0) {
    if (from.minor_units == 0) return {};
    return fault(index, name_of(field), "an amount without a currency", "give the code of ISO 4217");
  }
  if (code_of(from) == code_) return {};
  if (from.currency[3] != 0)
    return fault(index, name_of(field), "the currency does not end in a zero byte", "give three letters");
  Result<Currency> currency = Currency::parse({from.currency, 3});
  if (!currency)
    return fault(index, name_of(field), currency.error().reason.view(), currency.error().remedy.view());
  code_ = code_of(from);
  currency_ = *currency;
  return {};
}

Money CommandReader::money(const firstlog_money& from) noexcept {
  if (code_of(from) == 0) return {};
  if (code_of(from) != code_) {
    code_ = code_of(from);
    currency_ = *Currency::parse({from.currency, 3});  // it was looked at before
  }
  return Money::minor(from.minor_units, currency_);
}

// Whatever the core could not hold, or would take for something else.
Result<void> CommandReader::look(const firstlog_command& c, std::uint64_t index, Says says) {
  if (c.struct_size < command_size_first && stride_ >= sizeof(firstlog_command) && c.struct_size != 0)
    return fault(index, "struct_size", "another size than the first command's", "set all of them alike");
  if (c.kind >= command_number_end || !known_kinds[c.kind]) return no_number(index, "kind");
  if (c.touch >= touch_count) return no_number(index, "touch");
  if (c.disposition >= disposition_count) return no_number(index, "disposition");
  if (c.scope >= suppression_scope_count) return no_number(index, "scope");
  if (c.roles >> role_count != 0) return no_number(index, "roles");
  if (c.given >> field_count != 0) return no_number(index, "given");
  if (!readable(c.actor.key))
    return fault(index, "actor", "pointer and size contradict each other", "set both");
  if (!readable(c.contact.key))
    return fault(index, "contact", "pointer and size contradict each other", "set both");
  if (c.period.year != 0 || c.period.month != 0)
    if (!YearMonth::from_civil({c.period.year, c.period.month, 1}))
      return fault(index, "period", "no month of the years 1 to 9999",
                   "give a year, and a month from 1 to 12");
  if (says.subject || says.rest) return look_closer(c, index);
  return {};
}

Result<void> CommandReader::look_closer(const firstlog_command& c, std::uint64_t index) {
  const struct {
    const firstlog_text& text;
    std::string_view name;
  } texts[] = {{c.rep.key, "rep"},
               {c.key, "key"},
               {c.reason, "reason"},
               {c.niche, "niche"},
               {c.document, "document"},
               {c.other.key, "other"},
               {c.cover.key, "cover"},
               {c.importer.key, "importer"},
               {c.document_number, "document_number"},
               {c.team, "team"},
               {c.batch, "batch"},
               {c.name, "name"},
               {c.idempotency.producer, "idempotency.producer"},
               {c.idempotency.text, "idempotency.text"}};
  for (const auto& [text, name] : texts)
    if (!readable(text)) return fault(index, name, "pointer and size contradict each other", "set both");
  if (c.personal.data == nullptr ? c.personal.size != 0 : c.personal.size > PTRDIFF_MAX)
    return fault(index, "personal", "pointer and size contradict each other", "set both");
  if (Result<void> r = check_money(c.amount, index, Field::amount); !r) return r;
  if (Result<void> r = check_money(c.tax, index, Field::tax); !r) return r;
  const struct {
    std::int32_t days;
    Field field;
  } dates[] = {{c.signed_on, Field::signed_on},
               {c.invoiced_on, Field::invoiced_on},
               {c.paid_on, Field::paid_on},
               {c.from, Field::from},
               {c.until, Field::until}};
  for (const auto& [days, field] : dates)
    if (!Date::from_days(days)) return fault(index, name_of(field), "no such day", "count from 1970-01-01");
  const struct {
    const void* list;
    std::uint64_t count;
    std::uint64_t max;
    Field field;
  } lists[] = {{c.lines, c.line_count, UINT64_MAX, Field::lines},
               {c.credits, c.credit_count, UINT64_MAX, Field::credits},
               {c.match_keys, c.match_key_count, UINT64_MAX, Field::match_keys},
               {c.balances, c.balance_count, balances_max, Field::balances},
               {c.reps, c.rep_count, reps_max, Field::reps}};
  for (const auto& [list, count, max, field] : lists) {
    if (list == nullptr && count != 0)
      return fault(index, name_of(field), "a null pointer with a count that is not 0", "set both");
    if (count > max) return fault(index, name_of(field), "more than one command may carry", "give fewer");
  }
  // One more than the core takes is enough for it to say no.
  for (std::uint64_t i = 0; i < std::min<std::uint64_t>(c.line_count, deal_lines_max + 1); ++i) {
    const firstlog_deal_line& line = c.lines[i];
    if (!readable(line.product))
      return fault(index, "lines", "pointer and size of a product contradict each other", "set both");
    for (const firstlog_money* money : {&line.net, &line.tax, &line.cost})
      if (Result<void> r = check_money(*money, index, Field::lines); !r) return r;
  }
  for (std::uint64_t i = 0; i < std::min<std::uint64_t>(c.credit_count, credit_shares_max + 1); ++i) {
    const firstlog_credit_share& credit = c.credits[i];
    if (!readable(credit.rep.key))
      return fault(index, "credits", "pointer and size of a rep contradict each other", "set both");
    if (credit.share.denominator <= 0 ||
        !Rate::from_fraction({credit.share.numerator, credit.share.denominator}))
      return fault(index, "credits", "a share that is no fraction", "give a denominator above 0");
  }
  for (std::uint64_t i = 0; i < std::min<std::uint64_t>(c.match_key_count, match_keys_max + 1); ++i)
    if (c.match_keys[i].kind == 0 || c.match_keys[i].kind >= match_kind_count)
      return no_number(index, "match_keys");
  for (std::uint64_t i = 0; i < c.balance_count; ++i) {
    if (c.balances[i].kind == 0 || c.balances[i].kind >= balance_kind_count)
      return no_number(index, "balances");
    if (Result<void> r = check_money(c.balances[i].amount, index, Field::balances); !r) return r;
  }
  for (std::uint64_t i = 0; i < c.rep_count; ++i)
    if (!readable(c.reps[i].key))
      return fault(index, "reps", "pointer and size of a rep contradict each other", "set both");
  return {};
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
  to.sort_key = SortKey::from_folded({c.sort_key, sizeof c.sort_key});
  give(Field::sort_key, any(c.sort_key));
  to.place = place_of(c.place);
  give(Field::place, any(c.place));
  if (c.period.year != 0 || c.period.month != 0) {
    to.period = *YearMonth::from_civil({c.period.year, c.period.month, 1});
    give(Field::period, true);
  }
  to.roles = Roles::from_bits(c.roles);
  give(Field::roles, c.roles != 0);
  give(Field::active, c.active != 0);
  to.active = !give.has(Field::active) || c.active != 0;
  to.inbound = c.inbound != 0;
  give(Field::inbound, c.inbound != 0);
  to.confirm = c.confirm != 0;
  give(Field::confirm, c.confirm != 0);
  to.with_claim = c.with_claim != 0;
  give(Field::with_claim, c.with_claim != 0);
  to.scope = static_cast<SuppressionScope>(c.scope);
  give(Field::scope, c.scope != 0);
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
    for (std::size_t i = 0; i < size; ++i) {
      const firstlog_command& from = at(done_ + i);
      const Says says{has_subject(from), has_rest(from)};
      piece_[i] = Command();
      convert(from, piece_[i], says);
      if (says.rest) convert_rest(from, piece_[i]);
    }
  }
  done_ += size;
  return {piece_.data(), size};
}

// ---- outcomes -------------------------------------------------------------------------------------

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
  std::memcpy(to, &from, std::min<std::size_t>(stride_, sizeof from));
}

// ---- events ---------------------------------------------------------------------------------------

firstlog_money to_c(Money from) noexcept {
  firstlog_money to{};
  if (!from.currency().present()) return to;
  to.minor_units = from.minor_units();
  const std::uint32_t packed = from.currency().packed();
  to.currency[0] = static_cast<char>(packed >> 24U & 0xFFU);
  to.currency[1] = static_cast<char>(packed >> 16U & 0xFFU);
  to.currency[2] = static_cast<char>(packed >> 8U & 0xFFU);
  return to;
}

namespace {

using firstlog_c::to_c;

firstlog_month to_c(YearMonth from) noexcept {
  if (from == YearMonth()) return {0, 0};
  return {from.year(), from.month()};
}

firstlog_place to_c(const Place& from) noexcept {
  firstlog_place to{};
  std::copy(from.country.begin(), from.country.end(), to.country);
  std::copy(from.region.begin(), from.region.end(), to.region);
  const std::string_view postcode = from.postcode.view();
  std::copy(postcode.begin(), postcode.end(), to.postcode);
  return to;
}

firstlog_event to_c(const Event& from) noexcept {
  firstlog_event to{};
  to.struct_size = sizeof to;
  to.kind = static_cast<std::uint16_t>(from.kind);
  to.flags = static_cast<std::uint16_t>(from.flags);
  to.position = from.position.number();
  to.recorded_at = from.recorded_at.microseconds();
  to.previous = from.previous.number();
  to.command = from.command;
  to.actor = from.actor.number();
  to.contact = from.contact.number();
  to.rep = from.rep.number();
  to.deal = from.deal.number();
  to.cycle = from.cycle;
  to.state_from = from.state_from;
  to.state_to = from.state_to;
  to.rule = static_cast<std::uint16_t>(from.rule);
  to.refused = static_cast<std::uint16_t>(from.refused);
  to.touch = static_cast<std::uint8_t>(from.touch);
  to.disposition = static_cast<std::uint8_t>(from.disposition);
  to.due = from.due.microseconds();
  to.occurred_at = from.occurred_at.microseconds();
  to.amount = to_c(from.amount);
  to.refers_to = from.refers_to.number();
  to.period = to_c(from.period);
  to.roles = from.roles.bits();
  to.scope = static_cast<std::uint8_t>(from.scope);
  to.talk_seconds = from.talk_seconds;
  const std::string_view sort_key = from.sort_key.view();
  std::copy(sort_key.begin(), sort_key.end(), to.sort_key);
  to.claim = from.claim.number();
  to.effective_at = from.effective_at.microseconds();
  to.owner = from.owner.number();
  to.other = from.other.number();
  to.cover = from.cover.number();
  to.importer = from.importer.number();
  to.tax = to_c(from.tax);
  to.signed_on = from.signed_on.days();
  to.invoiced_on = from.invoiced_on.days();
  to.paid_on = from.paid_on.days();
  to.from = from.from.days();
  to.until = from.until.days();
  to.row = from.row;
  to.place = to_c(from.place);
  to.share = from.share;
  to.key = text_view(from.key);
  to.reason = text_view(from.reason);
  to.niche = text_view(from.niche);
  to.document = text_view(from.document);
  to.document_number = text_view(from.document_number);
  to.team = text_view(from.team);
  to.batch = text_view(from.batch);
  std::memcpy(to.digest, from.digest.bytes.data(), sizeof to.digest);
  return to;
}

}  // namespace

Result<void> hand_out(EventLog log, firstlog_events** events) {
  auto made = std::make_unique<firstlog_events>(std::move(log));
  made->events.reserve(made->log.size());
  for (const Event& from : made->log) {
    firstlog_event to = to_c(from);
    if (!from.lines.empty()) {
      auto& list = made->lines.emplace_back();
      for (const DealLine& line : from.lines)
        list.push_back(
            {text_view(line.product), line.quantity, to_c(line.net), to_c(line.tax), to_c(line.cost)});
      to.lines = list.data();
      to.line_count = list.size();
    }
    if (!from.credits.empty()) {
      auto& list = made->credits.emplace_back();
      for (const CreditShare& credit : from.credits)
        list.push_back({{credit.rep.id.number(), 0, text_view(credit.rep.key)},
                        {credit.share.numerator(), credit.share.denominator()}});
      to.credits = list.data();
      to.credit_count = list.size();
    }
    if (!from.match_keys.empty()) {
      auto& list = made->match_keys.emplace_back();
      for (const MatchKey& key : from.match_keys) {
        firstlog_match_key& one = list.emplace_back();
        one.kind = static_cast<std::uint8_t>(key.kind);
        std::memcpy(one.hash, key.hash.data(), sizeof one.hash);
      }
      to.match_keys = list.data();
      to.match_key_count = list.size();
    }
    if (!from.balances.empty()) {
      auto& list = made->balances.emplace_back();
      for (const OpeningBalance& balance : from.balances)
        list.push_back({static_cast<std::uint8_t>(balance.kind), {}, to_c(balance.amount), balance.closes});
      to.balances = list.data();
      to.balance_count = list.size();
    }
    made->events.push_back(to);
  }
  *events = made.release();
  return {};
}

}  // namespace firstlog_c
