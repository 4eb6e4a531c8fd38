// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <string>
#include <vector>

#include "firstlog/formats/expression_json.hpp"
#include "firstlog/rules/commission/detail/step_members.hpp"
#include "formats/expression_steps.hpp"
#include "formats/json_text.hpp"

namespace firstlog::inline v1 {
namespace detail {
namespace {

class ExpressionWriter {
 public:
  explicit ExpressionWriter(std::string& json) : json_(json) {}

  template <class T>
  void value(std::string_view name, const T& member) {
    key(name);
    write(member);
  }
  template <class T>
  void value(std::string_view name, const std::optional<T>& member) {
    if (member) value(name, *member);
  }
  template <class T>
  void required(std::string_view name, const T& member) {
    value(name, member);
  }
  void list(const std::vector<Step>& steps) { write(steps); }
  void version() {
    key("version");
    json_ += std::to_string(expression_document_version);
  }

 private:
  void key(std::string_view name) {
    if (!first_) json_ += ',';
    first_ = false;
    append_json_text(json_, name);
    json_ += ':';
  }
  void write(const std::string& text) { append_json_text(json_, text); }
  void write(bool truth) { json_ += truth ? "true" : "false"; }
  void write(std::int32_t number) { json_ += std::to_string(number); }
  void write(const Exact& number) { append_json_text(json_, number.to_string()); }
  void write(const Operand& operand) {
    append_json_text(json_, operand.name.empty() ? operand.constant.to_string() : operand.name);
  }
  void write(const TextOperand& operand) { append_json_text(json_, operand.name); }
  void write(const Date& date) { append_json_text(json_, date.to_string()); }
  template <class E>
    requires std::is_enum_v<E>
  void write(E enumerator) {
    append_json_text(json_, name_of(enumerator));
  }
  template <class T>
  void write(const std::vector<T>& items) {
    json_ += '[';
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i > 0) json_ += ',';
      write(items[i]);
    }
    json_ += ']';
  }
  void write(const Step& step) {
    json_ += "{\"name\":";
    append_json_text(json_, step.name);
    json_ += ',';
    append_json_text(json_, step_kind_names[step.kind.index()]);
    json_ += ':';
    std::visit([&](const auto& kind) { write(kind); }, step.kind);
    json_ += '}';
  }
  template <class T>
    requires requires(ExpressionWriter v, const T t) { visit_step_members(v, t); }
  void write(const T& part) {
    json_ += '{';
    ExpressionWriter inner(json_);
    visit_step_members(inner, part);
    json_ += '}';
  }

  std::string& json_;
  bool first_ = true;
};

}  // namespace

void append_steps(std::string& json, const std::vector<Step>& steps) {
  ExpressionWriter(json).list(steps);
}

}  // namespace detail

std::string plan_expression_to_json(const PlanExpression& expression) {
  std::string json = "{";
  detail::ExpressionWriter writer(json);
  writer.version();
  detail::visit_step_members(writer, expression);
  json += '}';
  return json;
}

}  // namespace firstlog::inline v1
