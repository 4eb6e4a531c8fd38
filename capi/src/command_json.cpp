// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "command_json.hpp"

#include <algorithm>
#include <optional>

#include "firstlog/core/command_table.hpp"
#include "journal/text_form.hpp"

namespace firstlog_c {

using namespace firstlog;
using firstlog::detail::JsonPlace;
using firstlog::detail::JsonValue;
using Kind = JsonValue::Kind;

namespace {

constexpr firstlog::detail::JsonLimits limits{
    .bytes_max = std::size_t{64} << 20, .depth_max = 6, .values_max = 4'000'000, .members_max = 64};

Error fault(const JsonPlace& at, std::string_view reason, std::string_view remedy = {}) {
  Error error(Status::malformed, "", reason, remedy);
  at.append_to(error.place);
  return error;
}
// What a value's own parser said, at the value's place.
Error fault(const JsonPlace& at, const Error& said) {
  return fault(at, said.reason.view(), said.remedy.view());
}

Result<std::string_view> text(const JsonValue& value, const JsonPlace& at) {
  if (value.kind != Kind::text) return fault(at, "text is expected here", "put it into quotation marks");
  return std::string_view(value.text);
}

template <class To>
Result<void> put_text(const JsonValue& value, const JsonPlace& at, To& to) {
  const Result<std::string_view> read = text(value, at);
  if (!read) return read.error();
  to = *read;
  return {};
}

template <class T>
Result<void> put_number(const JsonValue& value, const JsonPlace& at, T& to, std::uint64_t max) {
  if (value.kind != Kind::integer || value.integer < 0 || static_cast<std::uint64_t>(value.integer) > max)
    return fault(at, "a whole number is expected here",
                 "write it without sign, fraction and quotation marks");
  to = static_cast<T>(value.integer);
  return {};
}

Result<void> put_flag(const JsonValue& value, const JsonPlace& at, bool& to) {
  if (value.kind != Kind::boolean) return fault(at, "true or false is expected here");
  to = value.boolean;
  return {};
}

// A key, or a handle.
template <class Tag>
Result<void> put_reference(const JsonValue& value, const JsonPlace& at, Ref<Tag>& to) {
  if (value.kind == Kind::integer) {
    std::uint32_t id = 0;
    if (Result<void> r = put_number(value, at, id, UINT32_MAX); !r) return r;
    to = Id<Tag>(id);
    return {};
  }
  return put_text(value, at, to.key);
}

// Whatever reads itself from text: an instant, a date, a month, a rate.
template <class T>
Result<void> put_parsed(const JsonValue& value, const JsonPlace& at, T& to) {
  const Result<std::string_view> read = text(value, at);
  if (!read) return read.error();
  const Result<T> parsed = T::parse(*read);
  if (!parsed) return fault(at, parsed.error());
  to = *parsed;
  return {};
}

Result<void> put_money(const JsonValue& value, const JsonPlace& at, Money& to) {
  if (value.kind == Kind::text) return put_parsed(value, at, to);
  const JsonValue* amount = value.find("amount");
  const JsonValue* code = value.find("currency");
  if (value.kind != Kind::object || amount == nullptr || code == nullptr || value.items.size() != 2)
    return fault(at, "an amount of money is expected here", "write \"1800.00 GBP\"");
  if (amount->kind != Kind::text || code->kind != Kind::text)
    return fault(at, "amount and currency are text, because amounts are exact",
                 "put them into quotation marks");
  const Result<Currency> currency = Currency::parse(code->text);
  if (!currency) return fault(at, currency.error());
  const Result<Money> money = Money::parse(amount->text, *currency);
  if (!money) return fault(at, money.error());
  to = *money;
  return {};
}

// An enumerator by its name, among the first `count` numbers.
template <class Enum>
Result<void> put_name(const JsonValue& value, const JsonPlace& at, Enum& to, int count, int first = 0) {
  const Result<std::string_view> read = text(value, at);
  if (!read) return read.error();
  for (int i = first; i < count; ++i)
    if (name_of(static_cast<Enum>(i)) == *read) {
      to = static_cast<Enum>(i);
      return {};
    }
  return fault(at, "no such name", "docs/commands.md lists them");
}

// Every item of a list, at its place.
template <class Item>
Result<void> each(const JsonValue& value, const JsonPlace& at, Item item) {
  if (value.kind != Kind::list) return fault(at, "a list is expected here");
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    const JsonPlace place{&at, {}, i};
    if (Result<void> r = item(value.items[i], place); !r) return r;
  }
  return {};
}

// Every member of an object, at its place; `member` answers for the ones that it does not know.
template <class Member>
Result<void> members(const JsonValue& value, const JsonPlace& at, Member member) {
  if (value.kind != Kind::object) return fault(at, "an object is expected here");
  for (const JsonValue& item : value.items) {
    const JsonPlace place{&at, item.name, 0};
    if (Result<void> r = member(item, place); !r) return r;
  }
  return {};
}

Error unknown(const JsonPlace& at) {
  return fault(at, "no such member", "docs/commands.md lists them");
}

std::optional<Field> field_of(std::string_view name) noexcept {
  for (int i = 0; i < field_count; ++i)
    if (name_of(static_cast<Field>(i)) == name) return static_cast<Field>(i);
  return std::nullopt;
}

}  // namespace

Result<void> CommandDocument::read(std::string_view json) {
  Result<JsonValue> document = firstlog::detail::parse_json(json, "commands", limits);
  if (!document) return document.error();
  document_ = std::move(*document);
  const JsonPlace root{nullptr, "commands", 0};
  if (document_.kind == Kind::object) return command(document_, root);
  commands_.reserve(document_.items.size());
  return each(document_, root, [&](const JsonValue& item, const JsonPlace& at) { return command(item, at); });
}

Result<void> CommandDocument::command(const JsonValue& value, const JsonPlace& at) {
  Command to;
  if (Result<void> r = members(
          value, at, [&](const JsonValue& item, const JsonPlace& place) { return member(item, place, to); });
      !r)
    return r;
  if (to.kind == CommandKind::none)
    return fault(at, "the command has no kind", "give the command's name as kind");
  if (const JsonValue *country = value.find("country"), *region = value.find("region"),
      *postcode = value.find("postcode");
      country != nullptr || region != nullptr || postcode != nullptr) {
    const auto part = [](const JsonValue* from) {
      return from == nullptr ? std::string_view() : std::string_view(from->text);
    };
    to.place = Place::of(part(country), part(region), part(postcode));
    to.given.add(Field::place);
    if (!to.place.valid()) return fault(at, "not the form of a country, region and postcode");
  }
  commands_.push_back(to);
  return {};
}

Result<void> CommandDocument::idempotency(const JsonValue& value, const JsonPlace& at, Command& to) {
  return members(value, at, [&](const JsonValue& item, const JsonPlace& place) -> Result<void> {
    if (item.name == "producer") return put_text(item, place, to.idempotency.producer);
    if (item.name == "sequence") return put_number(item, place, to.idempotency.sequence, INT64_MAX);
    if (item.name == "text") return put_text(item, place, to.idempotency.text);
    return unknown(place);
  });
}

Result<void> CommandDocument::member(const JsonValue& value, const JsonPlace& at, Command& to) {
  if (value.name == "kind") {
    const Result<std::string_view> name = text(value, at);
    if (!name) return name.error();
    to.kind = command_kind_of(*name);
    if (to.kind == CommandKind::none) return fault(at, "no such command", "docs/commands.md lists them");
    return {};
  }
  if (value.name == "actor") return put_reference(value, at, to.actor);
  if (value.name == "idempotency") return idempotency(value, at, to);
  if (value.name == "name") {
    const Result<std::string_view> name = text(value, at);
    if (!name) return name.error();
    to.name = *name;
    to.sort_key = fold_name(*name);
    to.given.add(Field::sort_key);
    return {};
  }
  // Read together, behind the other members.
  if (value.name == "country" || value.name == "region" || value.name == "postcode")
    return text(value, at) ? Result<void>() : fault(at, "text is expected here");
  const std::optional<Field> field = field_of(value.name);
  if (!field) return unknown(at);
  to.given.add(*field);
  switch (*field) {
    case Field::contact: return put_reference(value, at, to.contact);
    case Field::rep: return put_reference(value, at, to.rep);
    case Field::other: return put_reference(value, at, to.other);
    case Field::cover: return put_reference(value, at, to.cover);
    case Field::importer: return put_reference(value, at, to.importer);
    case Field::deal: {
      std::uint32_t id = 0;
      Result<void> r = put_number(value, at, id, UINT32_MAX);
      to.deal = DealId(id);
      return r;
    }
    case Field::amount: return put_money(value, at, to.amount);
    case Field::tax: return put_money(value, at, to.tax);
    case Field::due: return put_parsed(value, at, to.due);
    case Field::occurred_at: return put_parsed(value, at, to.occurred_at);
    case Field::signed_on: return put_parsed(value, at, to.signed_on);
    case Field::invoiced_on: return put_parsed(value, at, to.invoiced_on);
    case Field::paid_on: return put_parsed(value, at, to.paid_on);
    case Field::from: return put_parsed(value, at, to.from);
    case Field::until: return put_parsed(value, at, to.until);
    case Field::period: return put_parsed(value, at, to.period);
    case Field::key: return put_text(value, at, to.key);
    case Field::reason: return put_text(value, at, to.reason);
    case Field::niche: return put_text(value, at, to.niche);
    case Field::document: return put_text(value, at, to.document);
    case Field::document_number: return put_text(value, at, to.document_number);
    case Field::team: return put_text(value, at, to.team);
    case Field::batch: return put_text(value, at, to.batch);
    case Field::personal: {
      const Result<std::string_view> read = text(value, at);
      if (!read) return read.error();
      to.personal = as_bytes(*read);
      return {};
    }
    case Field::sort_key: {
      const Result<std::string_view> read = text(value, at);
      if (!read) return read.error();
      to.sort_key = SortKey::from_folded(*read);
      return {};
    }
    case Field::place: {
      const Result<std::string_view> read = text(value, at);
      if (!read) return read.error();
      const std::optional<Place> place = Place::parse(*read);
      if (!place) return fault(at, "no place", "write \"AT-9-1010\", or country, region and postcode");
      to.place = *place;
      return {};
    }
    case Field::active: return put_flag(value, at, to.active);
    case Field::inbound: return put_flag(value, at, to.inbound);
    case Field::confirm: return put_flag(value, at, to.confirm);
    case Field::with_claim: return put_flag(value, at, to.with_claim);
    case Field::touch: return put_name(value, at, to.touch, touch_count);
    case Field::disposition: return put_name(value, at, to.disposition, disposition_count);
    case Field::scope: return put_name(value, at, to.scope, suppression_scope_count);
    case Field::talk_seconds: return put_number(value, at, to.talk_seconds, UINT32_MAX);
    case Field::row: return put_number(value, at, to.row, INT64_MAX);
    case Field::refers_to: {
      std::uint64_t position = 0;
      Result<void> r = put_number(value, at, position, INT64_MAX);
      to.refers_to = Position(position);
      return r;
    }
    default: return lists(*field, value, at, to);
  }
}

Result<void> CommandDocument::lists(Field field, const JsonValue& value, const JsonPlace& at, Command& to) {
  if (field == Field::roles)
    return each(value, at, [&](const JsonValue& item, const JsonPlace& place) -> Result<void> {
      Role role{};
      if (Result<void> r = put_name(item, place, role, role_count); !r) return r;
      to.roles = to.roles | Roles(role);
      return {};
    });
  if (field == Field::reps) {
    auto& list = reps_.emplace_back();
    Result<void> r = each(value, at, [&](const JsonValue& item, const JsonPlace& place) {
      return put_reference(item, place, list.emplace_back());
    });
    to.reps = list;
    return r;
  }
  if (field == Field::lines) {
    auto& list = lines_.emplace_back();
    Result<void> r = each(value, at, [&](const JsonValue& item, const JsonPlace& place) {
      DealLine& line = list.emplace_back();
      return members(item, place, [&](const JsonValue& part, const JsonPlace& inner) -> Result<void> {
        if (part.name == "product") return put_text(part, inner, line.product);
        if (part.name == "net") return put_money(part, inner, line.net);
        if (part.name == "tax") return put_money(part, inner, line.tax);
        if (part.name == "cost") return put_money(part, inner, line.cost);
        if (part.name != "quantity") return unknown(inner);
        if (part.kind != Kind::integer) return fault(inner, "a whole number is expected here");
        line.quantity = part.integer;
        return {};
      });
    });
    to.lines = list;
    return r;
  }
  if (field == Field::credits) {
    auto& list = credits_.emplace_back();
    Result<void> r = each(value, at, [&](const JsonValue& item, const JsonPlace& place) {
      CreditShare& credit = list.emplace_back();
      return members(item, place, [&](const JsonValue& part, const JsonPlace& inner) -> Result<void> {
        if (part.name == "rep") return put_reference(part, inner, credit.rep);
        if (part.name == "share") return put_parsed(part, inner, credit.share);
        return unknown(inner);
      });
    });
    to.credits = list;
    return r;
  }
  if (field == Field::match_keys) {
    auto& list = match_keys_.emplace_back();
    Result<void> r = each(value, at, [&](const JsonValue& item, const JsonPlace& place) {
      MatchKey& key = list.emplace_back();
      return members(item, place, [&](const JsonValue& part, const JsonPlace& inner) -> Result<void> {
        if (part.name == "kind") return put_name(part, inner, key.kind, match_kind_count, 1);
        if (part.name != "hash") return unknown(inner);
        if (part.kind != Kind::text || !firstlog::detail::parse_hex(part.text, key.hash))
          return fault(inner, "30 hexadecimal digits are expected here");
        return {};
      });
    });
    to.match_keys = list;
    return r;
  }
  if (field == Field::balances) {
    auto& list = balances_.emplace_back();
    Result<void> r = each(value, at, [&](const JsonValue& item, const JsonPlace& place) {
      OpeningBalance& balance = list.emplace_back();
      return members(item, place, [&](const JsonValue& part, const JsonPlace& inner) -> Result<void> {
        if (part.name == "kind") return put_name(part, inner, balance.kind, balance_kind_count, 1);
        if (part.name == "amount") return put_money(part, inner, balance.amount);
        if (part.name == "closes") return put_number(part, inner, balance.closes, INT64_MAX);
        return unknown(inner);
      });
    });
    to.balances = list;
    return r;
  }
  return unknown(at);
}

}  // namespace firstlog_c
