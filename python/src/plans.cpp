// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The plan language: documents, evaluation with traces, the checker.
#include <pybind11/stl.h>

#include <map>
#include <string>
#include <vector>

#include "bindings.hpp"
#include "convert.hpp"
#include "firstlog/formats/expression_json.hpp"
#include "firstlog/formats/plan_findings_json.hpp"
#include "firstlog/formats/policy_json.hpp"
#include "firstlog/rules/commission/evaluate.hpp"
#include "firstlog/rules/commission/plan_check.hpp"

namespace firstlog_python {

using firstlog::CompiledPlan;
using firstlog::PlanInput;

namespace {

PlanInput input_of(const py::dict& numbers, const py::dict& texts) {
  PlanInput input;
  for (const auto& [name, values] : numbers) {
    firstlog::NamedColumn column{std::string(text_of(name, "numbers")), {}};
    for (const py::handle value : py::iter(values)) column.values.push_back(exact_of(value, column.name));
    input.numbers.push_back(std::move(column));
  }
  for (const auto& [name, values] : texts) {
    firstlog::NamedTexts column{std::string(text_of(name, "texts")), {}};
    for (const py::handle value : py::iter(values)) column.values.emplace_back(text_of(value, column.name));
    input.texts.push_back(std::move(column));
  }
  return input;
}

template <class T>
py::object or_none(const std::optional<T>& value) {
  if (!value) return py::none();
  if constexpr (std::is_integral_v<T>)
    return py::int_(*value);
  else
    return to_python(*value);
}

py::tuple evaluated(const CompiledPlan& plan, const py::dict& numbers, const py::dict& texts, bool explain) {
  const PlanInput input = input_of(numbers, texts);
  const auto values = take(unlocked([&] {
    return firstlog::evaluate(plan, input, explain ? firstlog::Explain::yes : firstlog::Explain::no);
  }));
  py::dict columns;
  for (std::size_t i = 0; i < plan.slot_names().size(); ++i) {
    py::list column;
    for (const firstlog::Exact& value : values.slots[i]) column.append(to_python(value));
    columns[py::str(plan.slot_names()[i])] = column;
  }
  py::list traces;
  for (const firstlog::TracePart& part : values.traces)
    traces.append(py::make_tuple(to_python(plan.slot_names()[part.slot]), part.line,
                                 to_python(name_of(part.kind)), or_none(part.index), or_none(part.quantity),
                                 or_none(part.rate), to_python(part.amount)));
  return py::make_tuple(columns, traces);
}

firstlog::PlanCheckOptions options_of(const py::dict& given) {
  firstlog::PlanCheckOptions options;
  for (const auto& [key, value] : given) {
    const std::string name(text_of(key, "options"));
    if (name == "cliff")
      options.cliff = exact_of(value, name);
    else if (name == "moving")
      options.moving = exact_of(value, name);
    else if (name == "splitting")
      options.splitting = exact_of(value, name);
    else if (name == "merging")
      options.merging = exact_of(value, name);
    else if (name == "less_for_more")
      options.less_for_more = exact_of(value, name);
    else if (name == "uncapped_rate")
      options.uncapped_rate = exact_of(value, name);
    else if (name == "rate_max")
      options.rate_max = exact_of(value, name);
    else if (name == "pays")
      options.pays = std::string(text_of(value, name));
    else if (name == "sold") {
      for (const py::handle item : py::iter(value)) {
        firstlog::InputAssumption input;
        input.name = std::string(text_of(item, "sold"));
        input.role = firstlog::InputRole::sold;
        options.inputs.push_back(std::move(input));
      }
    } else if (name == "fixed") {
      for (const auto& [input_name, number] : py::reinterpret_borrow<py::object>(value).cast<py::dict>()) {
        firstlog::InputAssumption input;
        input.name = std::string(text_of(input_name, "fixed"));
        input.role = firstlog::InputRole::fixed;
        input.value = exact_of(number, "fixed");
        options.inputs.push_back(std::move(input));
      }
    } else {
      refuse(name, "there is no such option of the plan checker",
             "one of cliff, moving, splitting, merging, less_for_more, uncapped_rate, rate_max, pays, sold, "
             "fixed");
    }
  }
  return options;
}

}  // namespace

void bind_plans(py::module_& module) {
  py::class_<CompiledPlan>(module, "CompiledPlan")
      .def(py::init([](py::handle document) {
             return take(firstlog::parse_plan_expression(text_of(document, "plan")));
           }),
           py::arg("document"))
      .def_property_readonly("document",
                             [](const CompiledPlan& self) {
                               return to_python(firstlog::plan_expression_to_json(self.expression()));
                             })
      .def_property_readonly("name",
                             [](const CompiledPlan& self) { return to_python(self.expression().name); })
      .def_property_readonly("unit",
                             [](const CompiledPlan& self) { return to_python(self.expression().unit); })
      .def_property_readonly("inputs", [](const CompiledPlan& self) { return self.expression().inputs; })
      .def_property_readonly("texts", [](const CompiledPlan& self) { return self.expression().texts; })
      .def_property_readonly("values", [](const CompiledPlan& self) { return self.slot_names(); })
      .def("evaluate", &evaluated, py::arg("numbers"), py::arg("texts"), py::arg("explain"))
      .def(
          "check",
          [](const CompiledPlan& self, const py::dict& options) {
            const auto wanted = options_of(options);
            return to_python(unlocked([&] {
              return firstlog::plan_findings_to_json(
                  firstlog::check_plan_expression(self.expression(), wanted));
            }));
          },
          py::arg("options"));
  module.def(
      "plan_of_policy",
      [](py::handle document) {
        const auto policy = take(firstlog::parse_policy(text_of(document, "policy")));
        return to_python(firstlog::plan_expression_to_json(firstlog::expression_of(policy.plan)));
      },
      py::arg("document"), "The policy's own plan as a document of the plan language.");
  module.def(
      "exact", [](py::handle value) { return to_python(exact_of(value, "value")); }, py::arg("value"),
      "An exact number, from '15%', '0.15', an int, a Decimal or a Fraction, as a Fraction.");
}

}  // namespace firstlog_python
