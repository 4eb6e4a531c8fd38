// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "firstlog/core/command_table.hpp"
#include "firstlog/formats/policy_json.hpp"
#include "formats/expression_steps.hpp"
#include "formats/json_text.hpp"
#include "formats/policy_members.hpp"

namespace firstlog::inline v1 {
namespace detail {
namespace {

class PolicyWriter {
 public:
  PolicyWriter(std::string& json, const Policy& policy, bool whole)
      : json_(json), policy_(policy), whole_(whole) {}

  void version(std::string_view name) {
    begin(name);
    write(std::int32_t{policy_document_version});
  }
  template <class T>
  void value(std::string_view name, const T& member, Need = Need::optional) {
    begin(name);
    write(member);
  }
  template <class T, class M>
  void added(std::string_view name, const T& object, M T::* member) {
    if (whole_ || object.*member != standard<T>().*member) value(name, object.*member);
  }
  void fields(std::string_view name, std::uint64_t bits, Trigger) {
    if (!whole_ && bits == 0) return;
    begin(name);
    json_ += '[';
    first_ = true;
    for (int number = 0; number < field_count; ++number)
      if ((bits >> static_cast<unsigned>(number) & 1U) != 0) write_name(name_of(static_cast<Field>(number)));
    json_ += ']';
    first_ = false;
  }
  void state(std::string_view name, StateNumber number, Need = Need::optional) {
    const auto& states = policy_.pipeline.states;
    begin(name);
    write(number >= 1 && number <= states.size() ? std::string_view(states[number - 1U].name)
                                                 : std::string_view());
  }
  void command(std::string_view name, std::uint16_t number, Need = Need::optional) {
    begin(name);
    write(name_of(static_cast<CommandKind>(number)));
  }
  void amount(std::string_view name, std::int64_t minor, Need = Need::optional) {
    begin(name);
    write(Money::minor(minor, policy_.plan.currency).to_string());
  }

  template <HasMembers T>
  void write(const T& object) {
    json_ += '{';
    first_ = true;
    visit_members(*this, object);
    json_ += '}';
    first_ = false;
  }

 private:
  void separate() {
    if (!first_) json_ += ',';
    first_ = false;
  }
  void begin(std::string_view name) {
    separate();
    append_json_text(json_, name);
    json_ += ':';
  }
  template <class Container, class Write>
  void write_list(const Container& items, Write&& write_item) {
    json_ += '[';
    first_ = true;
    for (const auto& item : items) write_item(item);
    json_ += ']';
    first_ = false;
  }
  void write_name(std::string_view name) {
    separate();
    write(name);
  }

  void write(std::string_view text) { append_json_text(json_, text); }
  void write(const std::string& text) { append_json_text(json_, text); }
  void write(bool flag) { json_ += flag ? "true" : "false"; }
  void write(std::int32_t number) { json_ += std::to_string(number); }
  template <class T>
  void write(const std::optional<T>& member) {
    if (member)
      write(*member);
    else
      json_ += "null";
  }
  void write(const std::optional<Date>& date) {
    if (date)
      write(*date);
    else
      json_ += "null";
  }
  void write(Rate rate) { write(rate.to_string()); }
  void write(Currency currency) { write(currency.code()); }
  void write(Date date) { write(date.to_string()); }
  void write(TimeOfDay time) { write(time.to_string()); }
  template <class E>
    requires std::is_enum_v<E>
  void write(E enumerator) {
    write(name_of(enumerator));
  }
  void write(WorkingWeek week) {
    write_list(weekdays, [&](Weekday day) {
      if (week.works_on(day)) write_name(name_of(day));
    });
  }
  void write(Who who) {
    write_list(who_parts, [&](const WhoPart& part) {
      if (who.*part.member) write_name(part.name);
    });
  }
  void write(Roles roles) {
    json_ += '[';
    first_ = true;
    for (int i = 0; i < role_count; ++i)
      if (roles.has(static_cast<Role>(i))) write_name(name_of(static_cast<Role>(i)));
    json_ += ']';
    first_ = false;
  }
  void write(const std::vector<Step>& steps) { append_steps(json_, steps); }
  template <class T>
  void write(const std::vector<T>& items) {
    write_list(items, [&](const T& item) {
      separate();
      write(item);
    });
  }

  std::string& json_;
  const Policy& policy_;
  const bool whole_;   // members added to version 1, too, that hold their default
  bool first_ = true;  // of the list or object that is open
};

}  // namespace
}  // namespace detail

std::string policy_to_json(const Policy& policy) {
  std::string json;
  detail::PolicyWriter(json, policy, false).write(policy);
  return json;
}

std::string policy_to_whole_json(const Policy& policy) {
  std::string json;
  detail::PolicyWriter(json, policy, true).write(policy);
  return json;
}

}  // namespace firstlog::inline v1
