// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// How the documents of this ABI are written (convention 14): members named as in C++, keys for handles,
// absent values left out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "firstlog/base/calendar.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/base/money.hpp"
#include "firstlog/base/rate.hpp"
#include "firstlog/base/text.hpp"
#include "firstlog/engine/engine.hpp"
#include "firstlog/rules/close_count.hpp"
#include "firstlog/rules/commission/trace.hpp"
#include "firstlog/rules/rule_table.hpp"
#include "firstlog/views/statement.hpp"
#include "formats/json_text.hpp"
#include "journal/text_form.hpp"

namespace firstlog_c {

using Json = firstlog::detail::JsonText;
using List = firstlog::detail::JsonList;

inline Json text_json(std::string_view text) {
  return firstlog::detail::readable_text(text);
}
inline Json money_json(firstlog::Money money) {
  return firstlog::detail::json_of(money);
}

// Whose keys stand for handles.
class Names {
 public:
  Names(firstlog::Engine& engine, std::string_view organisation) noexcept
      : engine_(engine), organisation_(organisation) {}
  std::string key(firstlog::ActorId id) const { return of(engine_.actor_key(organisation_, id)); }
  std::string key(firstlog::ContactId id) const { return of(engine_.contact_key(organisation_, id)); }

 private:
  static std::string of(firstlog::Result<std::string> key) { return key ? std::move(*key) : std::string(); }
  firstlog::Engine& engine_;
  std::string_view organisation_;
};

// One object, filled member by member.
class Object {
 public:
  explicit Object(const Names* names = nullptr) noexcept : names_(names) {}

  Object& name(const char* member, std::string_view value) { return any(member, Json(value)); }
  Object& number(const char* member, std::int64_t value) { return any(member, Json(value)); }
  Object& flag(const char* member, bool value) { return any(member, Json(value)); }
  Object& money(const char* member, firstlog::Money value) {
    return value.currency().present() ? any(member, money_json(value)) : *this;
  }
  Object& money(const char* member, const std::optional<firstlog::Money>& value) {
    return value ? money(member, *value) : *this;
  }
  Object& rate(const char* member, firstlog::Rate value) { return any(member, Json(value.to_string())); }
  Object& closes(const char* member, firstlog::CloseCount value) { return rate(member, value.rate()); }
  Object& period(const char* member, firstlog::YearMonth value) {
    return any(member, Json(value.to_string()));
  }

  // These leave out what is absent.
  Object& text(const char* member, std::string_view value) {
    return value.empty() ? *this : any(member, text_json(value));
  }
  Object& instant(const char* member, firstlog::Instant value) {
    return value == firstlog::Instant() ? *this : any(member, Json(value.to_string()));
  }
  Object& date(const char* member, firstlog::Date value) {
    return value == firstlog::Date() ? *this : any(member, Json(value.to_string()));
  }
  Object& position(const char* member, firstlog::Position value) {
    return value.present() ? any(member, Json(value.number())) : *this;
  }
  Object& rule(const char* member, firstlog::Rule value) {
    return value == firstlog::Rule::none ? *this : any(member, Json(name_of(value)));
  }
  Object& deal(const char* member, firstlog::DealId value) {
    return value.present() ? any(member, Json(value.number())) : *this;
  }
  template <class Tag>
  Object& key(const char* member, firstlog::Id<Tag> value) {
    return value.present() ? text(member, names_->key(value)) : *this;
  }
  template <class T>
  Object& number(const char* member, const std::optional<T>& value) {
    return value ? any(member, Json(*value)) : *this;
  }

  Object& any(std::string_view member, const Json& value) {
    object_.any(member, value);
    return *this;
  }
  // Both end the object.
  Json take() { return object_.take(); }
  std::string dump() { return take().text(); }

 private:
  const Names* names_;
  firstlog::detail::JsonObject object_;
};

template <class Items, class One>
Json list_of(const Items& items, One one) {
  List made;
  for (const auto& item : items) made.add(one(item));
  return made.take();
}

template <class Tag, std::size_t Size>
std::string hex_of(const firstlog::FixedBytes<Tag, Size>& bytes) {
  std::string hex;
  firstlog::detail::append_hex(hex, bytes.view());
  return hex;
}

Json pending_json(const firstlog::PendingClose& close, const Names& names);
// What one part of a step's value is.
void put_part(Object& object, const firstlog::TracePart& part);

}  // namespace firstlog_c
