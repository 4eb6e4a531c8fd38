// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/formats/expression_json.hpp"

#include <algorithm>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "firstlog/rules/commission/detail/step_members.hpp"
#include "formats/expression_names.hpp"
#include "formats/expression_steps.hpp"
#include "formats/json_value.hpp"
#include "formats/nearest_name.hpp"

namespace firstlog::inline v1 {
namespace detail {
namespace {

struct StepMemberNames {
  template <class T>
  void value(std::string_view name, const T&) {
    names.push_back(name);
  }
  template <class T>
  void required(std::string_view name, const T&) {
    names.push_back(name);
  }
  std::vector<std::string_view> names;
};

template <class T>
concept HasStepMembers = requires(StepMemberNames v, T t) { visit_step_members(v, t); };

// The first error of one reading.
struct ExpressionReading {
  Error error;
  bool failed = false;

  Error& fail(const JsonPlace& place, std::string_view reason, std::string_view remedy) noexcept {
    failed = true;
    error = Error(Status::malformed, {}, reason, remedy);
    place.append_to(error.place);
    return error;
  }
  bool is(const JsonValue& value, JsonValue::Kind kind, const JsonPlace& place, std::string_view reason,
          std::string_view remedy) noexcept {
    if (value.kind == kind) return true;
    fail(place, reason, remedy);
    return false;
  }
  void fail_unknown(const JsonPlace& place, std::string_view reason, const std::string& given,
                    const std::vector<std::string_view>& known) {
    Error& e = fail(place, reason, "");
    if (const std::string_view near = nearest_name(given, known); !near.empty()) {
      e.remedy.append("did you mean \"").append(near).append("\"?");
      return;
    }
    e.remedy.append("known here: ");
    for (std::size_t i = 0; i < known.size(); ++i) e.remedy.append(i == 0 ? "" : ", ").append(known[i]);
  }
};

class ExpressionReader {
 public:
  ExpressionReader(ExpressionReading& reading, const JsonValue& object, const JsonPlace& place)
      : reading_(reading), object_(object), place_(place) {}

  template <HasStepMembers T>
  static void read(ExpressionReading& reading, const JsonValue& value, const JsonPlace& place, T& into,
                   bool document = false) {
    if (!reading.is(value, JsonValue::Kind::object, place, "an object belongs here",
                    "write its members in braces"))
      return;
    StepMemberNames known;
    if (document) known.names.push_back("version");
    visit_step_members(known, std::as_const(into));
    for (const JsonValue& item : value.items) {
      if (std::find(known.names.begin(), known.names.end(), item.name) != known.names.end()) continue;
      return reading.fail_unknown(JsonPlace{&place, item.name.empty() ? "\"\"" : std::string_view(item.name)},
                                  "there is no such member", item.name, known.names);
    }
    ExpressionReader reader(reading, value, place);
    visit_step_members(reader, into);
  }

  static void read_list(ExpressionReading& reading, const JsonValue& value, const JsonPlace& place,
                        std::vector<Step>& into) {
    ExpressionReader(reading, value, place).read_value(value, place, into);
  }

  template <class T>
  void value(std::string_view name, T& member) {
    if (reading_.failed) return;
    if (const JsonValue* item = object_.find(name)) read_value(*item, JsonPlace{&place_, name}, member);
  }
  template <class T>
  void required(std::string_view name, T& member) {
    if (reading_.failed) return;
    if (object_.find(name) == nullptr)
      reading_.fail(JsonPlace{&place_, name}, "the member is missing", "write it: it has no default");
    else
      value(name, member);
  }

 private:
  void fail_as(const JsonPlace& place, const Error& error) noexcept {
    reading_.fail(place, error.reason.view(), error.remedy.view());
  }

  bool exact_text(const JsonValue& value, const JsonPlace& place) noexcept {
    if (value.kind == JsonValue::Kind::integer || value.kind == JsonValue::Kind::number) {
      Error& e = reading_.fail(place, "a number here is exact; a JSON number need not be",
                               "write it as a string: \"");
      if (value.kind == JsonValue::Kind::integer)
        e.remedy.append_number(value.integer);
      else
        e.remedy.append(value.text);
      e.remedy.append("\"");
      return false;
    }
    return reading_.is(value, JsonValue::Kind::text, place, "text belongs here",
                       "write it as text, such as \"0.15\"");
  }

  template <HasStepMembers T>
  void read_value(const JsonValue& value, const JsonPlace& place, T& into) {
    read(reading_, value, place, into);
  }
  void read_value(const JsonValue& value, const JsonPlace& place, std::string& into) {
    if (reading_.is(value, JsonValue::Kind::text, place, "text belongs here", "write it in quotation marks"))
      into = value.text;
  }
  void read_value(const JsonValue& value, const JsonPlace& place, bool& into) {
    if (reading_.is(value, JsonValue::Kind::boolean, place, "true or false belongs here",
                    "write true or false"))
      into = value.boolean;
  }
  void read_value(const JsonValue& value, const JsonPlace& place, std::int32_t& into) {
    if (!reading_.is(value, JsonValue::Kind::integer, place, "a whole number belongs here",
                     "write it without quotation marks and without fraction"))
      return;
    if (value.integer < INT32_MIN || value.integer > INT32_MAX)
      reading_.fail(place, "the number does not fit 32 bits", "give a number nearer to 0");
    else
      into = static_cast<std::int32_t>(value.integer);
  }
  void read_value(const JsonValue& value, const JsonPlace& place, Exact& into) {
    if (!exact_text(value, place)) return;
    Result<Exact> number = Exact::parse(value.text);
    if (number)
      into = std::move(*number);
    else
      fail_as(place, number.error());
  }
  void read_value(const JsonValue& value, const JsonPlace& place, Operand& into) {
    if (!exact_text(value, place)) return;
    const std::string& text = value.text;
    if (!text.empty() && (text[0] == '-' || (text[0] >= '0' && text[0] <= '9'))) {
      into = Operand();
      read_value(value, place, into.constant);
    } else if (text.empty()) {
      reading_.fail(place, "a number or the name of a value belongs here", "write one of them");
    } else {
      into = Operand::of(text);
    }
  }
  void read_value(const JsonValue& value, const JsonPlace& place, TextOperand& into) {
    read_value(value, place, into.name);
  }
  void read_value(const JsonValue& value, const JsonPlace& place, Date& into) {
    if (!reading_.is(value, JsonValue::Kind::text, place, "a date belongs here",
                     "write it like \"2026-12-24\""))
      return;
    const Result<Date> date = Date::parse(value.text);
    if (date)
      into = *date;
    else
      fail_as(place, date.error());
  }
  template <class E>
    requires std::is_enum_v<E>
  void read_value(const JsonValue& value, const JsonPlace& place, E& into) {
    std::vector<std::string_view> known;
    for (E enumerator : step_enumerators<E>) {
      known.push_back(name_of(enumerator));
      if (value.kind == JsonValue::Kind::text && value.text == known.back()) {
        into = enumerator;
        return;
      }
    }
    reading_.fail_unknown(place, "this is not a name known here", value.text, known);
  }
  template <class T>
  void read_value(const JsonValue& value, const JsonPlace& place, std::optional<T>& into) {
    read_value(value, place, into.emplace());
  }
  template <class T>
  void read_value(const JsonValue& value, const JsonPlace& place, std::vector<T>& into) {
    if (!reading_.is(value, JsonValue::Kind::list, place, "a list belongs here",
                     "write its items in square brackets"))
      return;
    into.clear();
    for (std::size_t i = 0; i < value.items.size() && !reading_.failed; ++i)
      read_value(value.items[i], JsonPlace{&place, {}, i}, into.emplace_back());
  }

  // {"name": …, "<kind>": {…}}
  template <std::size_t... Kind>
  void read_kind(std::size_t kind, const JsonValue& value, const JsonPlace& place, StepKind& into,
                 std::index_sequence<Kind...>) {
    ((kind == Kind ? read(reading_, value, place, into.emplace<Kind>()) : void()), ...);
  }
  void read_value(const JsonValue& value, const JsonPlace& place, Step& into) {
    if (!reading_.is(value, JsonValue::Kind::object, place, "an object belongs here",
                     "write its members in braces"))
      return;
    const std::vector<std::string_view> known(std::begin(step_kind_names), std::end(step_kind_names));
    bool named = false;
    std::size_t kinds = 0;
    for (const JsonValue& item : value.items) {
      const JsonPlace item_place{&place, item.name.empty() ? "\"\"" : std::string_view(item.name)};
      if (item.name == "name") {
        named = true;
        read_value(item, item_place, into.name);
      } else {
        const auto found = std::find(known.begin(), known.end(), item.name);
        if (found == known.end())
          reading_.fail_unknown(item_place, "there is no such kind of step", item.name, known);
        else if (++kinds > 1)
          reading_.fail(item_place, "a step has one kind", "make two steps of it");
        else
          read_kind(static_cast<std::size_t>(found - known.begin()), item, item_place, into.kind,
                    std::make_index_sequence<std::variant_size_v<StepKind>>());
      }
      if (reading_.failed) return;
    }
    if (!named || kinds == 0)
      reading_.fail(JsonPlace{&place, named ? "sum" : "name"},
                    named ? "the step has no kind" : "the step has no name",
                    "write {\"name\": …, \"<kind>\": {…}}");
  }

  ExpressionReading& reading_;
  const JsonValue& object_;
  const JsonPlace& place_;
};

}  // namespace

std::optional<Error> read_steps(const JsonValue& value, const JsonPlace& place, std::vector<Step>& into) {
  ExpressionReading reading;
  ExpressionReader::read_list(reading, value, place, into);
  if (reading.failed) return reading.error;
  return std::nullopt;
}

}  // namespace detail

Result<CompiledPlan> parse_plan_expression(std::string_view json) noexcept {
  try {
    constexpr detail::JsonLimits limits{expression_bytes_max, 32, expression_values_max, 64};
    const Result<detail::JsonValue> document = detail::parse_json(json, "plan", limits);
    if (!document) return document.error();
    const detail::JsonPlace place{nullptr, "plan"};
    // A later version may have other members.
    if (const detail::JsonValue* version = document->find("version")) {
      if (version->kind != detail::JsonValue::Kind::integer || version->integer < 1)
        return Error(Status::malformed, "plan.version", "this version of the document is not known",
                     "write version 1");
      if (version->integer > expression_document_version)
        return Error(Status::unsupported, "plan.version", "this version of the document is not known",
                     "use a later version of the library, or write version 1");
    }
    PlanExpression expression;
    detail::ExpressionReading reading;
    detail::ExpressionReader::read(reading, *document, place, expression, true);
    if (reading.failed) return reading.error;
    return compile(std::move(expression));
  } catch (const std::bad_alloc&) {
    return Error(Status::out_of_memory, "plan", "there is no memory to read the document", "free some");
  }
}

}  // namespace firstlog::inline v1
