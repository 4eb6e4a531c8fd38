// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Plans over columns of closes. The interpreter's lock is given up while groups are paid, and taken now and
// then to show progress and to hear Ctrl-C.
#include <pybind11/stl.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "bindings.hpp"
#include "closes.hpp"
#include "convert.hpp"
#include "firstlog/formats/expression_json.hpp"
#include "firstlog/rules/commission/bulk.hpp"
#include "table.hpp"

namespace firstlog_python {

using firstlog::BulkFrame;
using firstlog::BulkGroup;
using firstlog::BulkOrder;
using firstlog::BulkPlan;
using firstlog::BulkTotal;
using firstlog::CompiledPlan;

namespace {

// Closes in the order in which they are paid, by rep and period; serves any number of plans.
struct GroupedCloses {
  std::shared_ptr<const Closes> closes;
  BulkFrame frame;
  std::vector<std::string> period_names;
  std::vector<std::span<const std::int64_t>> number_spans;
  std::vector<firstlog::BulkTexts> text_spans;
  firstlog::CloseColumns columns;
  std::optional<BulkOrder> order;
};

void run_on_threads(void*, void (*part)(void*, std::size_t), void* data, std::size_t parts) {
  std::vector<std::thread> threads;
  for (std::size_t i = 1; i < parts; ++i) threads.emplace_back(part, data, i);
  part(data, 0);
  for (std::thread& thread : threads) thread.join();
}
firstlog::BulkExecutor executor_of(std::size_t threads) {
  if (threads <= 1) return {};
  return {.self = nullptr, .parts = threads, .run = run_on_threads};
}

std::shared_ptr<GroupedCloses> group(std::shared_ptr<Closes> closes, std::vector<std::int32_t> starts,
                                     std::vector<std::string> names, std::size_t threads) {
  auto made = std::make_shared<GroupedCloses>();
  made->closes = closes;
  made->period_names = std::move(names);
  made->frame.reps =
      std::max(1U, static_cast<std::uint32_t>(closes->reps.size()));  // of no rows there are none
  made->frame.period_starts = std::move(starts);
  made->frame.currency = closes->currency;
  made->frame.numbers = closes->number_names;
  made->frame.texts = closes->text_names;
  for (const auto& column : closes->numbers) made->number_spans.push_back(column);
  for (std::size_t i = 0; i < closes->codes.size(); ++i)
    made->text_spans.push_back({closes->codes[i], closes->words[i]});
  made->columns = {.rep = closes->rep,
                   .day = closes->day,
                   .amount = closes->amount,
                   .units = closes->units,
                   .margin = closes->margin,
                   .numbers = made->number_spans,
                   .texts = made->text_spans};
  made->order =
      take(unlocked([&] { return BulkOrder::of(made->frame, made->columns, executor_of(threads)); }));
  return made;
}

// Asks the callable now and then whether to go on; what it raises is raised once the work has ended.
class Watch {
 public:
  explicit Watch(py::handle progress) : progress_(progress) {}

  static bool go_on(void* self, std::uint64_t closes) {
    auto& watch = *static_cast<Watch*>(self);
    watch.done_ += closes;
    if (watch.stopped_) return false;
    const auto now = std::chrono::steady_clock::now();
    std::unique_lock guard(watch.mutex_, std::try_to_lock);
    if (!guard || now - watch.asked_ < std::chrono::milliseconds(50)) return true;
    watch.asked_ = now;
    py::gil_scoped_acquire held;
    try {
      if (PyErr_CheckSignals() != 0) throw py::error_already_set();
      if (!watch.progress_.is_none()) watch.progress_(watch.done_.load());
    } catch (py::error_already_set& error) {
      watch.raised_.emplace(std::move(error));
      watch.stopped_ = true;
      return false;
    }
    return true;
  }
  void settle() {
    if (!raised_) return;
    py::error_already_set raised = std::move(*raised_);
    raised_.reset();
    throw raised;
  }

 private:
  py::handle progress_;
  std::atomic<std::uint64_t> done_ = 0;
  std::atomic<bool> stopped_ = false;
  std::mutex mutex_;
  std::chrono::steady_clock::time_point asked_ = std::chrono::steady_clock::now();
  std::optional<py::error_already_set> raised_;
};

struct BulkResult {
  std::shared_ptr<GroupedCloses> grouped;
  std::shared_ptr<Table> lines;  // null: not wanted, or the plan pays groups
  std::vector<BulkTotal> totals;
  firstlog::BulkCounts counts;
  bool pays_lines = false;
};

BulkPlan bulk_plan_of(const CompiledPlan& plan, const GroupedCloses& grouped, const std::string& pays,
                      const py::dict& parameters) {
  firstlog::BulkPlanOptions options;
  options.pays = pays;
  for (const auto& [name, value] : parameters) {
    firstlog::BulkParameter parameter;
    parameter.name = std::string(text_of(name, "parameters"));
    if (PyDict_Check(value.ptr()) != 0) {
      // By rep; whoever is not named is refused, so that nobody gets a quota of nothing.
      const auto by_rep = py::reinterpret_borrow<py::dict>(value);
      for (const std::string& rep : grouped.closes->reps) {
        py::object found = py::none();
        for (const auto& [key, one] : by_rep)
          if (py::str(key).cast<std::string>() == rep) found = py::reinterpret_borrow<py::object>(one);
        if (found.is_none())
          refuse("parameters." + parameter.name, "has no value for rep '" + rep + "'",
                 "name every rep of the closes");
        parameter.values.push_back(exact_of(found, "parameters." + parameter.name));
      }
    } else {
      parameter.values.push_back(exact_of(value, "parameters." + parameter.name));
    }
    options.parameters.push_back(std::move(parameter));
  }
  return take(BulkPlan::make(plan, grouped.frame, std::move(options)));
}

std::shared_ptr<BulkResult> evaluate(const std::shared_ptr<GroupedCloses>& grouped,
                                     const CompiledPlan& compiled, const std::string& pays,
                                     const py::dict& parameters, bool lines, std::size_t threads,
                                     py::handle progress) {
  const BulkPlan plan = bulk_plan_of(compiled, *grouped, pays, parameters);
  auto result = std::make_shared<BulkResult>();
  result->grouped = grouped;
  result->pays_lines = plan.pays_lines();
  const bool with_lines = lines && result->pays_lines;
  RoomyVector<std::int64_t> commission;
  Watch watch(progress);
  auto done = unlocked([&] {
    result->totals.resize(grouped->frame.groups());
    if (with_lines) commission.resize(grouped->closes->size());  // every close is in a group, and paid
    const firstlog::BulkWork work = {.plans = {&plan, 1},
                                     .plan_of_rep = {},
                                     .order = *grouped->order,
                                     .closes = grouped->columns,
                                     .output = {commission, result->totals},
                                     .watch = {.self = &watch, .go_on = Watch::go_on, .every = 64}};
    return firstlog::evaluate_bulk(work, executor_of(threads));
  });
  watch.settle();
  result->counts = take(std::move(done));
  if (with_lines) {
    Column column("commission", CellKind::money);
    column.adopt(std::move(commission), grouped->frame.currency);
    result->lines = std::make_shared<Table>();
    result->lines->add(std::move(column));
  }
  return result;
}

std::shared_ptr<Table> totals_of(const BulkResult& self) {
  const GroupedCloses& grouped = *self.grouped;
  const auto& groups = grouped.order->groups();
  const auto total = [&](const BulkGroup& g) -> const BulkTotal& {
    return self.totals[g.rep * grouped.frame.periods() + g.period];
  };
  const auto money = [&](std::int64_t units) {
    return firstlog::Money::minor(units, grouped.frame.currency);
  };
  auto table = std::make_shared<Table>();
  if (grouped.closes->reps_are_numbers)
    table->add("rep", groups, [&](const BulkGroup& g) {
      const std::vector<std::int64_t>& numbers = grouped.closes->rep_numbers;
      return numbers.empty() ? std::int64_t{g.rep} : numbers[g.rep];
    });
  else
    table->add("rep", groups,
               [&](const BulkGroup& g) { return std::string_view(grouped.closes->reps[g.rep]); });
  table->add("period", groups,
             [&](const BulkGroup& g) { return std::string_view(grouped.period_names[g.period]); });
  table->add("closes", groups, [&](const BulkGroup& g) { return total(g).closes; });
  table->add("revenue", groups, [&](const BulkGroup& g) { return money(total(g).revenue); });
  table->add("commission", groups, [&](const BulkGroup& g) { return money(total(g).commission); });
  return table;
}

std::shared_ptr<Table> lines_of(const BulkResult& self) {
  if (!self.lines)
    raise(firstlog::Error(firstlog::Status::unsupported, "lines", "this plan pays groups, not closes",
                          "look at totals, or name by pays= a step that pays each close"));
  return self.lines;
}

}  // namespace

void bind_bulk(py::module_& module) {
  py::class_<GroupedCloses, std::shared_ptr<GroupedCloses>>(module, "GroupedCloses")
      .def(py::init(&group), py::arg("closes"), py::arg("starts"), py::arg("names"), py::arg("threads") = 1)
      .def("__len__", [](const GroupedCloses& self) { return self.order->groups().size(); })
      .def_property_readonly("in_order", [](const GroupedCloses& self) { return self.order->in_order(); })
      .def("evaluate", &evaluate, py::arg("plan"), py::kw_only(), py::arg("pays") = "",
           py::arg("parameters") = py::dict(), py::arg("lines") = true, py::arg("threads") = 1,
           py::arg("progress") = py::none())
      .def(
          "rows_of",
          [](const GroupedCloses& self, const std::string& rep, const std::string& period) {
            py::list rows;
            for (const BulkGroup& group : self.order->groups()) {
              if (self.closes->reps[group.rep] != rep || self.period_names[group.period] != period) continue;
              for (std::uint64_t i = group.first; i < group.last; ++i)
                rows.append(self.order->in_order() ? i : self.order->rows()[i]);
            }
            return rows;
          },
          py::arg("rep"), py::arg("period"))
      .def(
          "close",
          [](const GroupedCloses& self, std::size_t row) {
            const Closes& closes = *self.closes;
            if (row >= closes.size()) throw py::index_error("there is no such row");
            py::dict one;
            one["rep"] = to_python(closes.reps[closes.rep[row]]);
            one["date"] = to_python(firstlog::Date::from_days(closes.day[row]).value_or(firstlog::Date()));
            one["amount"] = to_python(firstlog::Money::minor(closes.amount[row], closes.currency));
            if (!closes.units.empty()) one["units"] = closes.units[row];
            if (!closes.margin.empty())
              one["margin"] = to_python(firstlog::Money::minor(closes.margin[row], closes.currency));
            for (std::size_t i = 0; i < closes.numbers.size(); ++i) {
              std::int64_t scale = 1;
              for (int p = 0; p < closes.number_names[i].places; ++p) scale *= 10;
              one[py::str(closes.number_names[i].name)] =
                  to_python(take(firstlog::Rate::from_fraction({closes.numbers[i][row], scale})));
            }
            for (std::size_t i = 0; i < closes.codes.size(); ++i)
              one[py::str(closes.text_names[i])] = to_python(closes.words[i][closes.codes[i][row]]);
            return one;
          },
          py::arg("row"));
  py::class_<BulkResult, std::shared_ptr<BulkResult>>(module, "BulkResult")
      .def_property_readonly("totals", &totals_of)
      .def_property_readonly("lines", &lines_of)
      .def_property_readonly("pays_lines", [](const BulkResult& self) { return self.pays_lines; })
      .def_property_readonly(
          "cost",
          [](const BulkResult& self) {
            const auto sum = take(firstlog::summary_of(self.totals, self.grouped->frame.currency));
            return py::make_tuple(to_python(sum.commission), to_python(sum.revenue), sum.closes);
          })
      .def_property_readonly("ways", [](const BulkResult& self) {
        return py::make_tuple(self.counts.in_64_bits, self.counts.in_128_bits, self.counts.general);
      });
}

}  // namespace firstlog_python
