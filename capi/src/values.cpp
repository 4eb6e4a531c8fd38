// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Text to values and back, names of numbers, receipts and descriptions.
#include <algorithm>
#include <cstring>

#include "convert.hpp"
#include "firstlog/base/calendar.hpp"
#include "firstlog/base/version.hpp"
#include "firstlog/core/command_table.hpp"
#include "firstlog/engine/audit.hpp"
#include "firstlog/engine/engine.hpp"
#include "firstlog/journal/match_keys.hpp"
#include "firstlog/rules/rule_table.hpp"
#include "handles.hpp"

namespace firstlog_c {
namespace {

using namespace firstlog;

// Every name is a literal, which ends in a zero byte.
const char* literal(std::string_view name) noexcept {
  return name.empty() ? "" : name.data();
}

Result<Money> money_of(const firstlog_money& from) {
  if (from.currency[3] != 0)
    return misuse("money", "the currency does not end in a zero byte", "give three letters");
  const Result<Currency> currency = Currency::parse(from.currency);
  if (!currency) return currency.error();
  return Money::minor(from.minor_units, *currency);
}

// A row of the rule's own, also where no rule has the number.
const RuleRow* rule_row(std::uint16_t rule) noexcept {
  const RuleRow& row = row_of(static_cast<Rule>(rule));
  return static_cast<std::uint16_t>(row.rule) == rule ? &row : nullptr;
}

}  // namespace
}  // namespace firstlog_c

using namespace firstlog_c;
using namespace firstlog;

firstlog_status firstlog_error_describe(const firstlog_error* error, char* buffer, uint64_t capacity,
                                        uint64_t* size) {
  return guard(nullptr, "error", [&]() -> Result<void> {
    if (Result<void> r = check_struct(error, sizeof(firstlog_error), "error"); !r) return r;
    return put_text(describe(Error(static_cast<Status>(error->status), text_in(error->place),
                                   text_in(error->reason), text_in(error->remedy), error->native_code)),
                    buffer, capacity, size);
  });
}

firstlog_status firstlog_instant_parse(const char* text, int64_t* microseconds, firstlog_error* error) {
  return guard(error, "instant", [&]() -> Result<void> {
    if (text == nullptr || microseconds == nullptr) return is_null("instant");
    const Result<Instant> read = Instant::parse(text);
    if (!read) return read.error();
    *microseconds = read->microseconds();
    return {};
  });
}

firstlog_status firstlog_instant_format(int64_t microseconds, char* buffer, uint64_t capacity,
                                        uint64_t* size) {
  return guard(nullptr, "instant", [&]() -> Result<void> {
    return put_text(Instant::from_microseconds(microseconds).to_string(), buffer, capacity, size);
  });
}

firstlog_status firstlog_date_parse(const char* text, int32_t* days, firstlog_error* error) {
  return guard(error, "date", [&]() -> Result<void> {
    if (text == nullptr || days == nullptr) return is_null("date");
    const Result<Date> read = Date::parse(text);
    if (!read) return read.error();
    *days = read->days();
    return {};
  });
}

firstlog_status firstlog_date_format(int32_t days, char* buffer, uint64_t capacity, uint64_t* size) {
  return guard(nullptr, "date", [&]() -> Result<void> {
    const std::optional<Date> date = Date::from_days(days);
    if (!date) return Error(Status::out_of_range, "date", "no such day", "count from 1970-01-01");
    return put_text(date->to_string(), buffer, capacity, size);
  });
}

firstlog_status firstlog_money_parse(const char* text, firstlog_money* money, firstlog_error* error) {
  return guard(error, "money", [&]() -> Result<void> {
    if (text == nullptr || money == nullptr) return is_null("money");
    const Result<Money> read = Money::parse(text);
    if (!read) return read.error();
    *money = to_c(*read);
    return {};
  });
}

firstlog_status firstlog_money_format(const firstlog_money* money, char* buffer, uint64_t capacity,
                                      uint64_t* size) {
  return guard(nullptr, "money", [&]() -> Result<void> {
    if (money == nullptr) return is_null("money");
    const Result<Money> read = money_of(*money);
    if (!read) return read.error();
    return put_text(read->to_string() + " " + read->currency().code(), buffer, capacity, size);
  });
}

firstlog_status firstlog_rate_parse(const char* text, firstlog_rate* rate, firstlog_error* error) {
  return guard(error, "rate", [&]() -> Result<void> {
    if (text == nullptr || rate == nullptr) return is_null("rate");
    const Result<Rate> read = Rate::parse(text);
    if (!read) return read.error();
    *rate = {read->numerator(), read->denominator()};
    return {};
  });
}

firstlog_status firstlog_rate_format(const firstlog_rate* rate, char* buffer, uint64_t capacity,
                                     uint64_t* size) {
  return guard(nullptr, "rate", [&]() -> Result<void> {
    if (rate == nullptr) return is_null("rate");
    const Result<Rate> read = Rate::from_fraction({rate->numerator, rate->denominator});
    if (!read) return read.error();
    return put_text(read->to_string(), buffer, capacity, size);
  });
}

firstlog_status firstlog_name_fold(const char* name, char sort_key[8], firstlog_error* error) {
  return guard(error, "name", [&]() -> Result<void> {
    if (name == nullptr || sort_key == nullptr) return is_null("name");
    const SortKey key = fold_name(name);
    const std::string_view text = key.view();
    std::memset(sort_key, 0, SortKey::size);
    std::copy(text.begin(), text.end(), sort_key);
    return {};
  });
}

firstlog_status firstlog_place_fold(const char* country, const char* region, const char* postcode,
                                    firstlog_place* place, firstlog_error* error) {
  return guard(error, "place", [&]() -> Result<void> {
    if (place == nullptr) return is_null("place");
    const auto part = [](const char* text) { return std::string_view(text == nullptr ? "" : text); };
    const Place folded = Place::of(part(country), part(region), part(postcode));
    if (!folded.valid())
      return misuse("place", "not the form of a country, region and postcode",
                    "give two letters of ISO 3166 and one to three letters or digits");
    firstlog_place to{};
    std::copy(folded.country.begin(), folded.country.end(), to.country);
    std::copy(folded.region.begin(), folded.region.end(), to.region);
    const std::string_view code = folded.postcode.view();
    std::copy(code.begin(), code.end(), to.postcode);
    *place = to;
    return {};
  });
}

firstlog_status firstlog_match_key_compute(uint8_t kind, const char* normalised, firstlog_bytes secret,
                                           firstlog_match_key* key, firstlog_error* error) {
  return guard(error, "match_key", [&]() -> Result<void> {
    if (normalised == nullptr || key == nullptr || (secret.data == nullptr && secret.size != 0))
      return is_null("match_key");
    if (kind == 0 || kind >= match_kind_count)
      return misuse("kind", "a number that this library does not know", "use FIRSTLOG_MATCH_...");
    const Result<MatchKey> made = match_key_of(static_cast<MatchKind>(kind), normalised,
                                               {static_cast<const std::byte*>(secret.data), secret.size});
    if (!made) return made.error();
    key->kind = kind;
    std::memcpy(key->hash, made->hash.data(), sizeof key->hash);
    return {};
  });
}

firstlog_status firstlog_outcome_describe(const firstlog_outcome* outcome, char* buffer, uint64_t capacity,
                                          uint64_t* size) {
  return guard(nullptr, "outcome", [&]() -> Result<void> {
    const Result<firstlog_outcome> whole = read_struct(outcome, outcome_size_first, "outcome");
    if (!whole) return whole.error();
    const Result<Outcome> read = from_c(*whole);
    if (!read) return read.error();
    return put_text(describe(*read), buffer, capacity, size);
  });
}

firstlog_status firstlog_outcome_receipt(const char* organisation, const firstlog_outcome* outcome,
                                         char* buffer, uint64_t capacity, uint64_t* size,
                                         firstlog_error* error) {
  return guard(error, "outcome", [&]() -> Result<void> {
    if (organisation == nullptr) return is_null("organisation");
    const Result<firstlog_outcome> whole = read_struct(outcome, outcome_size_first, "outcome");
    if (!whole) return whole.error();
    const Result<Outcome> read = from_c(*whole);
    if (!read) return read.error();
    const Result<Receipt> receipt = receipt_of(organisation, *read);
    if (!receipt) return receipt.error();
    return put_text(receipt->to_string(), buffer, capacity, size);
  });
}

const char* firstlog_status_name(firstlog_status status) {
  const auto number = static_cast<Status>(status);
  const std::string_view name = name_of(number);
  return name == "internal" && number != Status::internal ? "" : literal(name);
}
const char* firstlog_verdict_name(uint8_t verdict) {
  return literal(name_of(static_cast<Verdict>(verdict)));
}
const char* firstlog_command_name(uint16_t kind) {
  return kind == 0 ? "none" : literal(name_of(static_cast<CommandKind>(kind)));
}
const char* firstlog_field_name(uint8_t field) {
  return literal(name_of(static_cast<Field>(field)));
}
const char* firstlog_event_name(uint16_t kind) {
  return literal(name_of(static_cast<EventKind>(kind)));
}
const char* firstlog_rule_name(uint16_t rule) {
  const RuleRow* row = rule_row(rule);
  return row == nullptr ? "" : literal(row->name);
}
const char* firstlog_rule_sentence(uint16_t rule) {
  const RuleRow* row = rule_row(rule);
  return row == nullptr ? "" : literal(row->sentence);
}
const char* firstlog_rule_remedy(uint16_t rule) {
  const RuleRow* row = rule_row(rule);
  return row == nullptr ? "" : literal(row->remedy);
}
uint16_t firstlog_command_kind(const char* name) {
  return name == nullptr ? std::uint16_t{0} : static_cast<std::uint16_t>(command_kind_of(name));
}

const char* firstlog_version(void) {
  return literal(library_version());
}
uint32_t firstlog_abi_version(void) {
  return FIRSTLOG_ABI_VERSION;
}

const char* firstlog_document_text(const firstlog_document* document, uint64_t* size) {
  if (size != nullptr) *size = 0;
  if (!check_handle(document, HandleKind::document, "document")) return nullptr;
  if (size != nullptr) *size = document->text.size();
  return document->text.c_str();
}

void firstlog_document_destroy(firstlog_document* document) {
  if (document != nullptr && bury(*document, HandleKind::document)) delete document;
}
