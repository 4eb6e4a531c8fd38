// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "outcome.hpp"

#include <string>

#include "bindings.hpp"
#include "convert.hpp"
#include "firstlog/engine/audit.hpp"
#include "firstlog/engine/records.hpp"
#include "firstlog/rules/rule_table.hpp"
#include "table.hpp"

namespace firstlog_python {

using firstlog::Notice;
using firstlog::Outcome;
using firstlog::Verdict;

namespace {

template <class Id>
py::object number_or_none(Id id) {
  if (!id.present()) return py::none();
  return py::int_(id.number());
}

py::tuple notices_of(Notice notices) {
  constexpr std::pair<Notice, const char*> known[] = {{Notice::no_recent_connect, "no_recent_connect"},
                                                      {Notice::self_approved, "self_approved"},
                                                      {Notice::replayed, "replayed"},
                                                      {Notice::provisional, "provisional"}};
  py::list list;
  for (const auto& [notice, name] : known)
    if (has(notices, notice)) list.append(enum_to_python("Notice", name));
  return py::tuple(list);
}

std::string repr_of(const PythonOutcome& self) {
  std::string text = "<Outcome " + firstlog::describe(self.outcome);
  if (self.outcome.winner.present())
    text += ", winner " + py::repr(self.organisation->actor_key(self.outcome.winner)).cast<std::string>();
  if (self.outcome.position.present()) text += ", position " + std::to_string(self.outcome.position.number());
  return text + ">";
}

[[noreturn]] void raise_refused(const py::list& refused) {
  const py::object exception = py::module_::import("firstlog.errors").attr("RefusedError")(refused);
  PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(exception.ptr())), exception.ptr());
  throw py::error_already_set();
}

py::list not_accepted_of(const PythonOutcomes& self) {
  py::list found;
  for (std::size_t i = 0; i < self.outcomes.size(); ++i)
    if (self.outcomes[i].verdict != Verdict::accepted)
      found.append(py::make_tuple(i, PythonOutcome{self.outcomes[i], self.organisation}));
  return found;
}

TablePointer table_of(const PythonOutcomes& self) {
  const auto box = self.organisation->engine->open();
  return unlocked([&] {
    Names names(*box->engine, self.organisation->key);
    auto table = std::make_shared<Table>();
    const auto& rows = self.outcomes;
    table->add("verdict", rows, [](const Outcome& o) { return EnumName{"Verdict", name_of(o.verdict)}; });
    table->add("rule", rows, [](const Outcome& o) { return EnumName{"Rule", name_of(o.rule)}; });
    table->add("contact", rows, [&](const Outcome& o) { return names.contact(o.contact); });
    table->add("actor", rows, [&](const Outcome& o) { return names.actor(o.actor); });
    table->add("rep", rows, [&](const Outcome& o) { return names.actor(o.rep); });
    table->add("winner", rows, [&](const Outcome& o) { return names.actor(o.winner); });
    table->add("winning_position", rows, [](const Outcome& o) { return o.winning_position; });
    table->add("position", rows, [](const Outcome& o) { return o.position; });
    table->add("recorded_at", rows, [](const Outcome& o) { return OptionalInstant{o.recorded_at}; });
    table->add("text", rows, [](const Outcome& o) { return firstlog::describe(o); });
    return TablePointer(std::move(table));
  });
}

}  // namespace

void bind_outcomes(py::module_& module) {
  const auto rule_row = [](const PythonOutcome& self) -> const firstlog::RuleRow& {
    return row_of(self.outcome.rule);
  };
  py::class_<PythonOutcome>(module, "Outcome",
                            "What the rules answered to one command. True where it was accepted.")
      .def_property_readonly(
          "verdict",
          [](const PythonOutcome& s) { return enum_to_python("Verdict", name_of(s.outcome.verdict)); },
          "accepted, contested, refused, malformed or undecided.")
      .def_property_readonly(
          "rule", [](const PythonOutcome& s) { return enum_to_python("Rule", name_of(s.outcome.rule)); },
          "The rule that decided.")
      .def_property_readonly(
          "reason", [rule_row](const PythonOutcome& s) { return to_python(rule_row(s).sentence); },
          "The rule's sentence.")
      .def_property_readonly(
          "remedy", [rule_row](const PythonOutcome& s) { return to_python(rule_row(s).remedy); },
          "What the caller can do; empty where nothing is to be remedied.")
      .def_property_readonly(
          "field",
          [](const PythonOutcome& s) -> py::object {
            if (s.outcome.verdict != Verdict::malformed) return py::none();
            return to_python(name_of(s.outcome.field));
          },
          "Where malformed: the parameter at fault.")
      .def_property_readonly(
          "notices", [](const PythonOutcome& s) { return notices_of(s.outcome.notices); },
          "What is to be known of it besides: no_recent_connect, self_approved, replayed, provisional.")
      .def_property_readonly(
          "contact", [](const PythonOutcome& s) { return s.organisation->contact_key(s.outcome.contact); })
      .def_property_readonly(
          "actor", [](const PythonOutcome& s) { return s.organisation->actor_key(s.outcome.actor); })
      .def_property_readonly(
          "rep", [](const PythonOutcome& s) { return s.organisation->actor_key(s.outcome.rep); },
          "The contact's assignee after the command, or the actor registered.")
      .def_property_readonly("deal", [](const PythonOutcome& s) { return number_or_none(s.outcome.deal); })
      .def_property_readonly(
          "winner", [](const PythonOutcome& s) { return s.organisation->actor_key(s.outcome.winner); },
          "Whose entry counts.")
      .def_property_readonly("winning_time",
                             [](const PythonOutcome& s) -> py::object {
                               if (!s.outcome.winning_position.present()) return py::none();
                               return to_python(s.outcome.winning_time);
                             })
      .def_property_readonly(
          "winning_position",
          [](const PythonOutcome& s) { return number_or_none(s.outcome.winning_position); })
      .def_property_readonly(
          "other", [](const PythonOutcome& s) { return s.organisation->contact_key(s.outcome.other); },
          "The second contact that the answer is about.")
      .def_property_readonly(
          "position", [](const PythonOutcome& s) { return number_or_none(s.outcome.position); },
          "Of the first event that the command left; None where nothing was recorded.")
      .def_property_readonly("event_count", [](const PythonOutcome& s) { return s.outcome.event_count; })
      .def_property_readonly("recorded_at",
                             [](const PythonOutcome& s) -> py::object {
                               if (!s.outcome.position.present()) return py::none();
                               return to_python(s.outcome.recorded_at);
                             })
      .def_property_readonly("commit_number", [](const PythonOutcome& s) { return s.outcome.commit_number; })
      .def_property_readonly("commit_hash",
                             [](const PythonOutcome& s) { return bytes_to_python(s.outcome.commit_hash); })
      .def_property_readonly(
          "receipt",
          [](const PythonOutcome& s) {
            return take(firstlog::receipt_of(s.organisation->key, s.outcome)).to_string();
          },
          "One line of text, to be kept elsewhere: verify() holds the journal against it.")
      .def(
          "require",
          [](py::object self) {
            if (self.cast<const PythonOutcome&>().outcome.verdict == Verdict::accepted) return self;
            py::list refused;
            refused.append(py::make_tuple(0, self));
            raise_refused(refused);
          },
          "The outcome itself; raises RefusedError where it was not accepted.")
      .def("__bool__", [](const PythonOutcome& s) { return s.outcome.verdict == Verdict::accepted; })
      .def("__str__", [](const PythonOutcome& s) { return to_python(firstlog::describe(s.outcome)); })
      .def("__repr__", &repr_of);

  py::class_<PythonOutcomes, std::shared_ptr<PythonOutcomes>>(
      module, "Outcomes", "One outcome for each command of a batch, in their order; also columns (Arrow).")
      .def("__len__", [](const PythonOutcomes& self) { return self.outcomes.size(); })
      .def("__getitem__",
           [](const PythonOutcomes& self, py::ssize_t at) {
             const auto size = static_cast<py::ssize_t>(self.outcomes.size());
             if (at < 0) at += size;
             if (at < 0 || at >= size) throw py::index_error("there is no such outcome");
             return PythonOutcome{self.outcomes[static_cast<std::size_t>(at)], self.organisation};
           })
      .def("__iter__",
           [](py::handle self) { return py::reinterpret_steal<py::object>(PySeqIter_New(self.ptr())); })
      .def(
          "count",
          [](const PythonOutcomes& self, py::handle verdict) {
            const auto wanted = enum_of<Verdict>(verdict, "verdict", 0, 5);
            std::size_t count = 0;
            for (const Outcome& outcome : self.outcomes) count += outcome.verdict == wanted ? 1 : 0;
            return count;
          },
          py::arg("verdict"), "How many have this verdict.")
      .def("not_accepted", &not_accepted_of,
           "(place in the batch, outcome) of every one that was not accepted.")
      .def(
          "require",
          [](const std::shared_ptr<PythonOutcomes>& self) {
            const py::list refused = not_accepted_of(*self);
            if (!refused.empty()) raise_refused(refused);
            return self;
          },
          "The outcomes themselves; raises RefusedError where one was not accepted.")
      .def("__repr__",
           [](const PythonOutcomes& self) {
             std::size_t counts[5] = {};
             for (const Outcome& outcome : self.outcomes) ++counts[static_cast<std::size_t>(outcome.verdict)];
             std::string text = "<Outcomes of " + std::to_string(self.outcomes.size()) + " commands";
             for (int i = 0; i < 5; ++i)
               if (counts[i] != 0)
                 text +=
                     ", " + std::to_string(counts[i]) + " " + std::string(name_of(static_cast<Verdict>(i)));
             return text + ">";
           })
      .def(
          "__arrow_c_stream__",
          [](const PythonOutcomes& self, const py::object&) { return stream_of(table_of(self)); },
          py::arg("requested_schema") = py::none());
}

}  // namespace firstlog_python
