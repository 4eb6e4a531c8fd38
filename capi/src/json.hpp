// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// How the documents of this ABI are written (convention 14): members named as in C++, keys for handles,
// absent values left out.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "firstlog/base/calendar.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/base/money.hpp"
#include "firstlog/base/rate.hpp"
#include "firstlog/engine/engine.hpp"
#include "firstlog/rules/close_count.hpp"
#include "firstlog/rules/rule_table.hpp"
#include "formats/commit_json.hpp"
#include "journal/text_form.hpp"

namespace firstlog_c {

using Json = nlohmann::ordered_json;

inline Json money_json(firstlog::Money money) {
  return Json{{"amount", money.to_string()}, {"currency", money.currency().code()}};
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

  Object& name(const char* member, std::string_view value) { return any(member, std::string(value)); }
  Object& number(const char* member, std::int64_t value) { return any(member, value); }
  Object& flag(const char* member, bool value) { return any(member, value); }
  Object& money(const char* member, firstlog::Money value) {
    return value.currency().present() ? any(member, money_json(value)) : *this;
  }
  Object& money(const char* member, const std::optional<firstlog::Money>& value) {
    return value ? money(member, *value) : *this;
  }
  Object& rate(const char* member, firstlog::Rate value) { return any(member, value.to_string()); }
  Object& closes(const char* member, firstlog::CloseCount value) { return rate(member, value.rate()); }
  Object& period(const char* member, firstlog::YearMonth value) { return any(member, value.to_string()); }

  // These leave out what is absent.
  Object& text(const char* member, std::string_view value) {
    return value.empty() ? *this : any(member, firstlog::detail::readable_text(value));
  }
  Object& instant(const char* member, firstlog::Instant value) {
    return value == firstlog::Instant() ? *this : any(member, value.to_string());
  }
  Object& date(const char* member, firstlog::Date value) {
    return value == firstlog::Date() ? *this : any(member, value.to_string());
  }
  Object& position(const char* member, firstlog::Position value) {
    return value.present() ? any(member, value.number()) : *this;
  }
  Object& rule(const char* member, firstlog::Rule value) {
    return value == firstlog::Rule::none ? *this : any(member, std::string(name_of(value)));
  }
  Object& deal(const char* member, firstlog::DealId value) {
    return value.present() ? any(member, value.number()) : *this;
  }
  template <class Tag>
  Object& key(const char* member, firstlog::Id<Tag> value) {
    return value.present() ? text(member, names_->key(value)) : *this;
  }
  template <class T>
  Object& number(const char* member, const std::optional<T>& value) {
    return value ? any(member, *value) : *this;
  }

  Object& any(const char* member, Json value) {
    json_[member] = std::move(value);
    return *this;
  }
  Json take() { return std::move(json_); }
  std::string dump() const { return json_.dump(); }

 private:
  const Names* names_;
  Json json_ = Json::object();
};

template <class List, class One>
Json list_of(const List& list, One one) {
  Json json = Json::array();
  for (const auto& item : list) json.push_back(one(item));
  return json;
}

template <class Tag, std::size_t Size>
std::string hex_of(const firstlog::FixedBytes<Tag, Size>& bytes) {
  std::string hex;
  firstlog::detail::append_hex(hex, bytes.view());
  return hex;
}

Json pending_json(const firstlog::PendingClose& close, const Names& names);

}  // namespace firstlog_c
