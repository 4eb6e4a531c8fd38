// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Whatever of a C command the core could not hold, or would take for something else.
#include <algorithm>
#include <array>

#include "command_parts.hpp"
#include "convert.hpp"
#include "firstlog/core/command_table.hpp"

namespace firstlog_c {

using namespace firstlog;

namespace {

constexpr std::uint64_t reps_max = 4'096;
constexpr std::uint64_t balances_max = 64;

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

constexpr auto known_kinds = [] {
  std::array<bool, command_number_end> known{};
  for (const CommandRow& row : command_rows) known[static_cast<std::size_t>(row.kind)] = true;
  return known;
}();

}  // namespace

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

}  // namespace firstlog_c
