// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/formats/policy_json.hpp"

#include <algorithm>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "firstlog/core/command_table.hpp"
#include "formats/expression_steps.hpp"
#include "formats/json_value.hpp"
#include "formats/policy_members.hpp"
#include "formats/policy_reading.hpp"
#include "formats/trigger_fields.hpp"

namespace firstlog::inline v1 {
namespace detail {
namespace {

class PolicyReader {
 public:
  PolicyReader(PolicyReading& reading, const JsonValue& object, const JsonPlace& place)
      : reading_(reading), object_(object), place_(place) {}

  // Reads an object's members into `into`; what is not there stays as it is.
  template <HasMembers T>
  static void read(PolicyReading& reading, const JsonValue& value, const JsonPlace& place, T& into) {
    if (!reading.is(value, JsonValue::Kind::object, place, "an object", "write its members in braces"))
      return;
    if (!opening(reading, value, place, into)) return;
    MemberNames known;
    visit_members(known, std::as_const(into));
    for (const JsonValue& item : value.items)
      if (std::find(known.names.begin(), known.names.end(), item.name) == known.names.end()) {
        Error& e = reading.fail(JsonPlace{&place, item.name.empty() ? "\"\"" : std::string_view(item.name)},
                                "there is no such member", "");
        if (const std::string_view near = nearest_name(item.name, known.names); !near.empty()) {
          e.remedy.append("did you mean \"").append(near).append("\"?");
        } else {
          e.remedy.append("leave it out; the members here are: ");
          PolicyReading::append_names(e.remedy, known.names);
        }
        return;
      }
    if (!before(reading, value, place, into)) return;
    PolicyReader reader(reading, value, place);
    visit_members(reader, into);
    if (!reading.failed) after(reading, value, place, into);
  }

  void version(std::string_view) {}  // was read before all others
  template <class T>
  void value(std::string_view name, T& member, Need need = Need::optional) {
    if (const JsonValue* item = find(name, need)) read_value(*item, JsonPlace{&place_, name}, member);
  }
  template <class T, class M>
  void added(std::string_view name, T& object, M T::* member) {
    value(name, object.*member);
  }
  void fields(std::string_view name, std::uint64_t& bits, Trigger trigger) {
    const JsonValue* item = find(name, Need::optional);
    if (item == nullptr) return;
    const std::vector<Field> known = fields_of(trigger);
    std::vector<std::string_view> names;
    for (Field field : known) names.push_back(name_of(field));
    bits = 0;
    read_set(*item, JsonPlace{&place_, name}, "a field of the trigger's command", names,
             [&](std::size_t at) { bits |= 1ULL << static_cast<unsigned>(known[at]); });
  }
  void state(std::string_view name, StateNumber& number, Need need = Need::optional) {
    const JsonValue* item = find(name, need);
    if (item == nullptr) return;
    const std::size_t at =
        reading_.name_in(*item, JsonPlace{&place_, name}, "a state of this pipeline", reading_.states);
    if (at < reading_.states.size()) number = static_cast<StateNumber>(at + 1);
  }
  void command(std::string_view name, std::uint16_t& number, Need need = Need::optional) {
    const JsonValue* item = find(name, need);
    if (item == nullptr) return;
    std::vector<std::string_view> names;
    std::vector<CommandKind> kinds;
    for (const CommandRow& row : command_rows) {
      names.push_back(row.name);
      kinds.push_back(row.kind);
    }
    const JsonPlace place{&place_, name};
    const std::size_t at = reading_.name_in(*item, place, "a command", names);
    if (at == names.size()) return;
    if (command_rows[at].roles == Roles(Role::system)) {
      reading_.fail(place, "the engine alone gives this command", "leave the row out");
      return;
    }
    number = static_cast<std::uint16_t>(kinds[at]);
  }
  void amount(std::string_view name, std::int64_t& minor, Need need = Need::optional) {
    const JsonValue* item = find(name, need);
    if (item == nullptr) return;
    const JsonPlace place{&place_, name};
    if (!reading_.exact_text(*item, place, "an amount")) return;
    const Result<Money> money = Money::parse(item->text, reading_.currency);
    if (money)
      minor = money->minor_units();
    else
      fail_as(place, money.error());
  }

 private:
  const JsonValue* find(std::string_view name, Need need) noexcept {
    if (reading_.failed) return nullptr;
    const JsonValue* item = object_.find(name);
    if (item == nullptr && need == Need::required)
      reading_.fail(JsonPlace{&place_, name}, "the member is missing", "write it: it has no default");
    return item;
  }

  // An error of another layer, at its place in the document.
  void fail_as(const JsonPlace& place, const Error& error) noexcept {
    reading_.fail(place, error.reason.view(), error.remedy.view());
  }

  // What comes before anything else can be understood: a later version may have other members.
  template <class T>
  static bool opening(PolicyReading&, const JsonValue&, const JsonPlace&, T&) {
    return true;
  }
  static bool opening(PolicyReading& reading, const JsonValue& value, const JsonPlace& policy_place,
                      Policy&) {
    const JsonValue* item = value.find("version");
    if (item == nullptr) return true;
    std::int32_t number = 0;
    const JsonPlace place{&policy_place, "version"};
    PolicyReader(reading, value, policy_place).read_value(*item, place, number);
    if (reading.failed) return false;
    if (number == policy_document_version) return true;
    Error& e = reading.fail(place, "this version of the document is not known", "write version 1");
    if (number > policy_document_version) {
      e.status = Status::unsupported;
      e.remedy.assign("use a later version of the library, or write version 1");
    }
    return false;
  }

  // What must be known before the members are read in their order.
  template <class T>
  static bool before(PolicyReading&, const JsonValue&, const JsonPlace&, T&) {
    return true;
  }
  static bool before(PolicyReading& reading, const JsonValue& value, const JsonPlace& place,
                     Pipeline& pipeline) {
    const JsonValue* states = value.find("states");
    const JsonValue* rows = value.find("rows");
    reading.states.clear();
    if (states == nullptr && rows == nullptr) {
      for (const PipelineState& state : pipeline.states) reading.states.push_back(state.name);
      return true;
    }
    if (states == nullptr || rows == nullptr) {
      reading.fail(JsonPlace{&place, states == nullptr ? "states" : "rows"},
                   "a pipeline of one's own has states and rows", "write both, or leave out both");
      return false;
    }
    // Names before states: rows and the initial one refer to them.
    if (states->items.size() > 64) {
      reading.fail(JsonPlace{&place, "states"}, "a pipeline has 1 to 64 states", "list its states");
      return false;
    }
    for (const JsonValue& state : states->items) {
      const JsonValue* name = state.find("name");
      reading.states.push_back(name == nullptr ? std::string_view() : std::string_view(name->text));
    }
    pipeline.initial = 1;
    return true;
  }

  template <class T>
  static void after(PolicyReading&, const JsonValue&, const JsonPlace&, T&) {}
  static void after(PolicyReading& reading, const JsonValue& value, const JsonPlace& place,
                    PipelineRow& row) {
    if (value.find("to") != nullptr) return;
    if (row.target == Target::same)
      row.to = row.from;
    else
      reading.fail(JsonPlace{&place, "to"}, "the member is missing", "name the state that the row leads to");
  }

  template <HasMembers T>
  void read_value(const JsonValue& value, const JsonPlace& place, T& into) {
    read(reading_, value, place, into);
  }
  void read_value(const JsonValue& value, const JsonPlace& place, std::string& into) {
    if (reading_.is(value, JsonValue::Kind::text, place, "text", "write it in quotation marks"))
      into = value.text;
  }
  void read_value(const JsonValue& value, const JsonPlace& place, bool& into) {
    if (reading_.is(value, JsonValue::Kind::boolean, place, "true or false", "write true or false"))
      into = value.boolean;
  }
  void read_value(const JsonValue& value, const JsonPlace& place, std::int32_t& into) {
    if (value.kind == JsonValue::Kind::number) {
      const bool whole = value.text.find_first_of(".eE") == std::string::npos;
      reading_.fail(place, whole ? "the number does not fit 32 bits" : "a whole number belongs here",
                    whole ? "give a number nearer to 0" : "write it without fraction and exponent");
      return;
    }
    if (!reading_.is(value, JsonValue::Kind::integer, place, "a whole number",
                     "write it without quotation marks"))
      return;
    if (value.integer < INT32_MIN || value.integer > INT32_MAX)
      reading_.fail(place, "the number does not fit 32 bits", "give a number nearer to 0");
    else
      into = static_cast<std::int32_t>(value.integer);
  }
  template <class T>
  void read_value(const JsonValue& value, const JsonPlace& place, std::optional<T>& into) {
    if (value.kind == JsonValue::Kind::null)
      into.reset();
    else
      read_value(value, place, into.emplace());
  }
  void read_value(const JsonValue& value, const JsonPlace& place, Rate& into) {
    if (!reading_.exact_text(value, place, "a rate")) return;
    const Result<Rate> rate = Rate::parse(value.text);
    if (rate)
      into = *rate;
    else
      fail_as(place, rate.error());
  }
  void read_value(const JsonValue& value, const JsonPlace& place, Currency& into) {
    if (!reading_.is(value, JsonValue::Kind::text, place, "text", "write its ISO 4217 code, such as \"EUR\""))
      return;
    const Result<Currency> currency = Currency::parse(value.text);
    if (!currency) return fail_as(place, currency.error());
    into = *currency;
    // The plan's comes first, and amounts are in it.
    if (!reading_.currency.present()) reading_.currency = into;
  }
  void read_value(const JsonValue& value, const JsonPlace& place, Date& into) {
    if (!reading_.is(value, JsonValue::Kind::text, place, "text", "write a date, such as \"2026-12-24\""))
      return;
    const Result<Date> date = Date::parse(value.text);
    if (date)
      into = *date;
    else
      fail_as(place, date.error());
  }
  void read_value(const JsonValue& value, const JsonPlace& place, std::optional<Date>& into) {
    into.reset();
    if (value.kind != JsonValue::Kind::null) read_value(value, place, into.emplace());
  }
  void read_value(const JsonValue& value, const JsonPlace& place, TimeOfDay& into) {
    if (!reading_.is(value, JsonValue::Kind::text, place, "text", "write a time, such as \"09:00\"")) return;
    const Result<TimeOfDay> time = TimeOfDay::parse(value.text);
    if (time)
      into = *time;
    else
      fail_as(place, time.error());
  }
  template <class E>
    requires std::is_enum_v<E>
  void read_value(const JsonValue& value, const JsonPlace& place, E& into) {
    std::vector<std::string_view> names;
    for (E enumerator : enumerators_of<E>) names.push_back(name_of(enumerator));
    const std::size_t at = reading_.name_in(value, place, "a name known here", names);
    if (at < names.size()) into = enumerators_of<E>[at];
  }

  // A set: a list of names, none of them twice. Calls add(place of the name in `known`).
  template <class Add>
  void read_set(const JsonValue& value, const JsonPlace& place, std::string_view what,
                const std::vector<std::string_view>& known, Add&& add) {
    if (!reading_.is(value, JsonValue::Kind::list, place, "a list of names", "write them in square brackets"))
      return;
    std::vector<bool> given(known.size());
    for (std::size_t i = 0; i < value.items.size(); ++i) {
      const JsonPlace item_place{&place, {}, i};
      const std::size_t at = reading_.name_in(value.items[i], item_place, what, known);
      if (at == known.size()) return;
      if (given[at]) {
        reading_.fail(item_place, "the name stands here twice", "keep one of the two");
        return;
      }
      given[at] = true;
      add(at);
    }
  }
  void read_value(const JsonValue& value, const JsonPlace& place, WorkingWeek& into) {
    std::vector<std::string_view> names;
    for (Weekday day : weekdays) names.push_back(name_of(day));
    into = WorkingWeek::none();
    read_set(value, place, "a weekday", names, [&](std::size_t at) { into = into.with(weekdays[at]); });
  }
  void read_value(const JsonValue& value, const JsonPlace& place, Who& into) {
    std::vector<std::string_view> names;
    for (const WhoPart& part : who_parts) names.push_back(part.name);
    into = Who();
    read_set(value, place, "one who may", names, [&](std::size_t at) { into.*who_parts[at].member = true; });
  }
  void read_value(const JsonValue& value, const JsonPlace& place, Roles& into) {
    std::vector<std::string_view> names;
    for (int i = 0; i < role_count; ++i) names.push_back(name_of(static_cast<Role>(i)));
    into = Roles();
    read_set(value, place, "a role", names, [&](std::size_t at) { into = into | static_cast<Role>(at); });
  }
  void read_value(const JsonValue& value, const JsonPlace& place, std::vector<Step>& into) {
    if (const std::optional<Error> fault = read_steps(value, place, into)) {
      reading_.failed = true;
      reading_.error = *fault;
    }
  }
  template <class T>
  void read_value(const JsonValue& value, const JsonPlace& place, std::vector<T>& into) {
    if (!reading_.is(value, JsonValue::Kind::list, place, "a list", "write it in square brackets")) return;
    into.clear();
    into.reserve(value.items.size());
    for (std::size_t i = 0; i < value.items.size() && !reading_.failed; ++i)
      read_value(value.items[i], JsonPlace{&place, {}, i}, into.emplace_back());
  }

  PolicyReading& reading_;
  const JsonValue& object_;
  const JsonPlace& place_;
};

constexpr JsonLimits policy_limits{.bytes_max = policy_bytes_max,
                                   .depth_max = policy_depth_max,
                                   .values_max = policy_values_max,
                                   .members_max = policy_members_max};

}  // namespace
}  // namespace detail

Result<Policy> read_policy(std::string_view json) noexcept {
  try {
    const Result<detail::JsonValue> document = detail::parse_json(json, "policy", detail::policy_limits);
    if (!document) return document.error();
    detail::PolicyReading reading;
    Policy policy;
    detail::PolicyReader::read(reading, *document, detail::JsonPlace{nullptr, "policy"}, policy);
    if (reading.failed) return reading.error;
    return policy;
  } catch (const std::bad_alloc&) {
    return Error(Status::out_of_memory, "policy", "no memory is left for the document");
  } catch (...) {
    return Error(Status::internal, "policy", "reading the document failed in an unforeseen way");
  }
}

Result<Policy> parse_policy(std::string_view json) noexcept {
  try {
    Result<Policy> policy = read_policy(json);
    if (!policy) return policy;
    if (const Result<void> checked = policy->check(); !checked) return checked.error();
    return policy;
  } catch (const std::bad_alloc&) {
    return Error(Status::out_of_memory, "policy", "no memory is left for the document");
  } catch (...) {
    return Error(Status::internal, "policy", "checking the document failed in an unforeseen way");
  }
}

}  // namespace firstlog::inline v1
