// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "command.hpp"

#include <array>
#include <utility>

#include "bindings.hpp"
#include "convert.hpp"
#include "engine_handle.hpp"
#include "outcome.hpp"

namespace firstlog_python {

using firstlog::Command;
using firstlog::CommandKind;
using firstlog::CommandRow;
using firstlog::Field;
using firstlog::Fields;
using firstlog::Status;
using Part = Parameter::Part;

namespace {

constexpr std::size_t row_count = std::size(firstlog::command_rows);

// Parameters that the typed constructors of core/commands.hpp call otherwise than their field.
std::string name_of_parameter(CommandKind kind, Field field) {
  if (kind == CommandKind::set_team && field == Field::cover) return "lead";
  if (kind == CommandKind::depart && field == Field::reps) return "successors";
  if (kind == CommandKind::begin_import && field == Field::document_number) return "mapping";
  if (kind == CommandKind::set_opening_balance && field == Field::document_number) return "document";
  std::string name(name_of(field));
  return name == "from" ? "from_" : name;
}

std::vector<Parameter> make_parameters(const CommandRow& row) {
  std::vector<Parameter> made;
  const auto add = [&](std::string name, Field field, Part part, bool needed) {
    PyObject* interned = PyUnicode_InternFromString(name.c_str());
    if (interned == nullptr) throw py::error_already_set();
    made.push_back({std::move(name), field, part, needed, interned});
  };
  add("actor", Field::actor, Part::whole, true);
  const auto fields = [&](Fields set, bool needed) {
    for (; !set.empty(); set = set.without(set.first())) {
      const Field field = set.first();
      if (field == Field::sort_key) {
        add("name", field, Part::name, needed);
      } else if (field == Field::place) {
        add("country", field, Part::country, needed);
        add("region", field, Part::region, needed);
        add("postcode", field, Part::postcode, needed);
      } else {
        add(name_of_parameter(row.kind, field), field, Part::whole, needed);
      }
    }
  };
  fields(row.needs, true);
  fields(row.knows.without(row.needs), false);
  if (firstlog::importable(row.kind)) fields(firstlog::import_fields.without(row.needs | row.knows), false);
  add("idempotency", Field::idempotency, Part::whole, false);
  return made;
}

struct Places {
  std::string_view country, region, postcode;
  bool given = false;
};

py::object item_of(py::handle value, const char* name) {
  if (PyDict_Check(value.ptr()) != 0) {
    PyObject* found = PyDict_GetItemString(value.ptr(), name);
    return found == nullptr ? py::none() : py::reinterpret_borrow<py::object>(found);
  }
  return py::getattr(value, name, py::none());
}

void put_lines(py::handle value, std::string_view name, CommandLists& own) {
  for (const py::handle item : py::iter(value)) {
    firstlog::DealLine line;
    const py::object product = item_of(item, "product");
    const py::object net = item_of(item, "net");
    if (product.is_none() || net.is_none())
      refuse(name, "holds a line without product or net amount", "give DealLine(product=…, net=…)");
    line.product = text_of(product, "lines.product");
    line.net = money_of(net, "lines.net");
    if (const py::object quantity = item_of(item, "quantity"); !quantity.is_none())
      line.quantity = integer_of(quantity, "lines.quantity");
    if (const py::object tax = item_of(item, "tax"); !tax.is_none()) line.tax = money_of(tax, "lines.tax");
    if (const py::object cost = item_of(item, "cost"); !cost.is_none())
      line.cost = money_of(cost, "lines.cost");
    own.made.push_back(product);
    own.lines.push_back(line);
  }
}

// A mapping, or pairs.
template <class Put>
void pairs_of(py::handle value, CommandLists& own, Put put) {
  const bool mapping = PyDict_Check(value.ptr()) != 0;
  const py::object pairs = mapping ? value.attr("items")() : py::reinterpret_borrow<py::object>(value);
  for (const py::handle item : py::iter(pairs)) {
    const auto pair = py::reinterpret_borrow<py::object>(item).cast<std::pair<py::object, py::object>>();
    put(pair.first, pair.second);
    own.made.push_back(pair.first);
    own.made.push_back(pair.second);
  }
}

// The name's key and, where commands carry it for the policy's collation, the name itself.
template <class Any>
void put_name(Any& command, std::string_view name) {
  command.sort_key = firstlog::fold_name(name);
  if constexpr (requires { command.name = name; }) command.name = name;
}

void put_idempotency(py::handle value, Command& command) {
  if (PyUnicode_Check(value.ptr()) != 0) {
    command.idempotency.text = text_of(value, "idempotency");
    return;
  }
  if (PyTuple_Check(value.ptr()) == 0 || PyTuple_GET_SIZE(value.ptr()) != 2)
    refuse("idempotency", "is neither text nor (producer, sequence)", "give 'a key', or ('import-7', 42)");
  command.idempotency.producer = text_of(PyTuple_GET_ITEM(value.ptr(), 0), "idempotency[0]");
  command.idempotency.sequence = count_of(PyTuple_GET_ITEM(value.ptr(), 1), "idempotency[1]");
}

}  // namespace

void put_field(Field field, py::handle value, std::string_view name, ParsedCommand& out) {
  Command& command = out.command;
  switch (field) {
    case Field::contact: command.contact = contact_of(value, name); break;
    case Field::rep: command.rep = actor_of(value, name); break;
    case Field::deal:
      command.deal = firstlog::DealId(static_cast<std::uint32_t>(count_of(value, name)));
      break;
    case Field::amount: command.amount = money_of(value, name); break;
    case Field::due: command.due = instant_of(value, name); break;
    case Field::occurred_at: command.occurred_at = instant_of(value, name); break;
    case Field::key: command.key = text_of(value, name); break;
    case Field::reason: command.reason = text_of(value, name); break;
    case Field::niche: command.niche = text_of(value, name); break;
    case Field::sort_key: put_name(command, text_of(value, name)); break;
    case Field::document:
      if (PyDict_Check(value.ptr()) != 0) {
        const py::object text = py::module_::import("json").attr("dumps")(value);
        command.document = text_of(text, name);
        out.own().made.push_back(text);
      } else {
        command.document = text_of(value, name);
      }
      break;
    case Field::roles: command.roles = roles_of(value, name); break;
    case Field::active: command.active = bool_of(value, name); break;
    case Field::touch: command.touch = enum_of<firstlog::Touch>(value, name, 0, firstlog::touch_count); break;
    case Field::disposition:
      command.disposition = enum_of<firstlog::Disposition>(value, name, 0, firstlog::disposition_count);
      break;
    case Field::inbound: command.inbound = bool_of(value, name); break;
    case Field::talk_seconds: {
      const std::uint64_t seconds = count_of(value, name);
      if (seconds > UINT32_MAX) refuse(name, "is more than a call can last", "give seconds");
      command.talk_seconds = static_cast<std::uint32_t>(seconds);
      break;
    }
    case Field::confirm: command.confirm = bool_of(value, name); break;
    case Field::period: command.period = month_of(value, name); break;
    case Field::personal: command.personal = bytes_of(value, name); break;
    case Field::place: refuse(name, "is given by its parts", "give country, region and postcode");
    case Field::refers_to: command.refers_to = position_of(value, name); break;
    case Field::other: command.other = contact_of(value, name); break;
    case Field::with_claim: command.with_claim = bool_of(value, name); break;
    case Field::match_keys:
      for (const py::handle key : py::iter(value))
        out.own().match_keys.push_back(py::reinterpret_borrow<py::object>(key).cast<firstlog::MatchKey>());
      if (out.lists) command.match_keys = out.lists->match_keys;
      break;
    case Field::scope:
      command.scope = enum_of<firstlog::SuppressionScope>(value, name, 0, firstlog::suppression_scope_count);
      break;
    case Field::lines:
      put_lines(value, name, out.own());
      command.lines = out.lists->lines;
      break;
    case Field::tax: command.tax = money_of(value, name); break;
    case Field::signed_on: command.signed_on = date_of(value, name); break;
    case Field::invoiced_on: command.invoiced_on = date_of(value, name); break;
    case Field::paid_on: command.paid_on = date_of(value, name); break;
    case Field::document_number: command.document_number = text_of(value, name); break;
    case Field::credits:
      pairs_of(value, out.own(), [&](py::handle rep, py::handle share) {
        out.lists->credits.push_back({actor_of(rep, name), rate_of(share, name)});
      });
      command.credits = out.lists->credits;
      break;
    case Field::team: command.team = text_of(value, name); break;
    case Field::cover: command.cover = actor_of(value, name); break;
    case Field::from: command.from = date_of(value, name); break;
    case Field::until: command.until = date_of(value, name); break;
    case Field::reps:
      for (const py::handle rep : py::iter(value)) {
        out.own().reps.push_back(actor_of(rep, name));
        out.lists->made.push_back(py::reinterpret_borrow<py::object>(rep));
      }
      if (out.lists) command.reps = out.lists->reps;
      break;
    case Field::batch: command.batch = text_of(value, name); break;
    case Field::row: command.row = count_of(value, name); break;
    case Field::importer: command.importer = actor_of(value, name); break;
    case Field::balances:
      pairs_of(value, out.own(), [&](py::handle kind, py::handle balance) {
        firstlog::OpeningBalance one;
        one.kind = enum_of<firstlog::BalanceKind>(kind, name, 1, firstlog::balance_kind_count);
        if (one.kind == firstlog::BalanceKind::quota_to_date)
          one.closes = integer_of(balance, name);
        else
          one.amount = money_of(balance, name);
        out.lists->balances.push_back(one);
      });
      command.balances = out.lists->balances;
      break;
    case Field::actor: command.actor = actor_of(value, name); return;
    case Field::idempotency: put_idempotency(value, command); return;
    default: raise(firstlog::Error(Status::unsupported, name, "this field has no form in Python yet"));
  }
  command.given.add(field);
}

const std::vector<Parameter>& parameters_of(std::size_t index) {
  static const auto* tables = [] {
    auto* made = new std::vector<std::vector<Parameter>>;
    for (const CommandRow& row : firstlog::command_rows) made->push_back(make_parameters(row));
    return made;
  }();
  return (*tables)[index];
}

void parse_command(std::size_t index, PyObject* const* values, PyObject* names, ParsedCommand& out) {
  const std::vector<Parameter>& parameters = parameters_of(index);
  const CommandRow& row = firstlog::command_rows[index];
  out.command.kind = row.kind;
  Places places;
  const Py_ssize_t count = names == nullptr ? 0 : PyTuple_GET_SIZE(names);
  for (Py_ssize_t i = 0; i < count; ++i) {
    PyObject* name = PyTuple_GET_ITEM(names, i);
    const Parameter* found = nullptr;
    for (const Parameter& parameter : parameters)
      if (parameter.interned == name) {
        found = &parameter;
        break;
      }
    if (found == nullptr)  // a name that was not interned
      for (const Parameter& parameter : parameters)
        if (PyUnicode_Compare(parameter.interned, name) == 0) found = &parameter;
    if (found == nullptr) {
      std::string known;
      for (const Parameter& parameter : parameters) known += (known.empty() ? "" : ", ") + parameter.name;
      refuse(std::string(row.name) + "(" + std::string(text_of(name, "parameter")) + ")",
             "the command has no such parameter", "it has " + known);
    }
    if (values[i] == Py_None) continue;
    switch (found->part) {
      case Part::whole: put_field(found->field, values[i], found->name, out); break;
      case Part::name: put_field(Field::sort_key, values[i], found->name, out); break;
      case Part::country:
        places.country = text_of(values[i], found->name);
        places.given = true;
        break;
      case Part::region:
        places.region = text_of(values[i], found->name);
        places.given = true;
        break;
      case Part::postcode:
        places.postcode = text_of(values[i], found->name);
        places.given = true;
        break;
    }
  }
  if (places.given) {
    out.command.place = firstlog::Place::of(places.country, places.region, places.postcode);
    out.command.given.add(Field::place);
  }
}

namespace {

void no_positions(std::size_t index, Py_ssize_t given) {
  if (given != 0)
    refuse(firstlog::command_rows[index].name, "takes keyword arguments only",
           "name them: " + std::string(firstlog::command_rows[index].name) + "(actor='ana', …)");
}

// For functions that Python calls without pybind11 in between.
template <class Work>
PyObject* guarded(Work&& work) noexcept {
  try {
    return work();
  } catch (py::error_already_set& error) {
    error.restore();
  } catch (const std::bad_alloc&) {
    PyErr_NoMemory();
  } catch (const std::exception& error) {
    PyErr_SetString(PyExc_RuntimeError, error.what());
  }
  return nullptr;
}

template <std::size_t Index>
PyObject* make(PyObject*, PyObject* const* values, Py_ssize_t given, PyObject* names) noexcept {
  return guarded([&] {
    no_positions(Index, given);
    auto kept = std::make_unique<KeptCommand>();
    parse_command(Index, values, names, kept->parsed);
    const Py_ssize_t count = names == nullptr ? 0 : PyTuple_GET_SIZE(names);
    kept->arguments.reserve(static_cast<std::size_t>(count));
    for (Py_ssize_t i = 0; i < count; ++i)
      if (PyUnicode_Check(values[i]) != 0 || PyBytes_Check(values[i]) != 0 || PyTuple_Check(values[i]) != 0)
        kept->arguments.push_back(py::reinterpret_borrow<py::object>(values[i]));
    return py::cast(std::move(kept)).release().ptr();
  });
}

template <std::size_t Index>
PyObject* submit(PyObject* self, PyObject* const* values, Py_ssize_t given, PyObject* names) noexcept {
  return guarded([&] {
    no_positions(Index, given);
    auto organisation = py::cast<std::shared_ptr<OrganisationHandle>>(py::handle(self));
    ParsedCommand parsed;
    parse_command(Index, values, names, parsed);
    const auto box = organisation->engine->open();
    auto outcome = take(unlocked([&] { return box->engine->submit(organisation->key, parsed.command); }));
    return py::cast(PythonOutcome{outcome, std::move(organisation)}).release().ptr();
  });
}

using Function = PyObject* (*)(PyObject*, PyObject* const*, Py_ssize_t, PyObject*) noexcept;

struct Functions {
  std::array<std::string, row_count> names;
  std::array<std::string, row_count> makes_documentation, submits_documentation;
  std::array<PyMethodDef, row_count> makes, submits;
};

template <std::size_t... Index>
void fill(Functions& functions, std::index_sequence<Index...>) {
  constexpr int flags = METH_FASTCALL | METH_KEYWORDS;
  const auto one = [&](std::size_t at, Function makes, Function submits) {
    functions.names[at] = firstlog::command_rows[at].name;
    functions.makes_documentation[at] = documentation_of(at);
    functions.submits_documentation[at] = documentation_of(at);
    const auto method = [&](Function function, const std::string& text) {
      return PyMethodDef{functions.names[at].c_str(),
                         reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(function)), flags,
                         text.c_str()};
    };
    functions.makes[at] = method(makes, functions.makes_documentation[at]);
    const std::string& text = functions.submits_documentation[at];
    functions.submits_documentation[at] =
        text.substr(0, text.find('(') + 1) + "$self, " + text.substr(text.find('(') + 1);
    functions.submits[at] = method(submits, functions.submits_documentation[at]);
  };
  (one(Index, make<Index>, submit<Index>), ...);
}

Functions& functions() {
  static Functions* made = [] {
    auto* all = new Functions;
    fill(*all, std::make_index_sequence<row_count>());
    return all;
  }();
  return *made;
}

}  // namespace

std::string documentation_of(std::size_t index) {
  const CommandRow& row = firstlog::command_rows[index];
  std::string signature;
  std::string needs;
  for (const Parameter& parameter : parameters_of(index)) {
    signature += ", " + parameter.name + (parameter.needed ? "" : "=None");
    if (parameter.needed) needs += (needs.empty() ? "" : ", ") + parameter.name;
  }
  std::string who;
  for (int role = 0; role < firstlog::role_count; ++role)
    if (row.roles.has(static_cast<firstlog::Role>(role)))
      who += (who.empty() ? "" : ", ") + std::string(name_of(static_cast<firstlog::Role>(role)));
  return std::string(row.name) + "(*" + signature + ")\n--\n\nThe command " + std::string(row.name) +
         ": needs " + needs + ".\nRoles that may give it, unless the policy says otherwise: " + who +
         ".\nSee docs/commands.md.";
}

// Commands come by the hundred thousand, all of one type without bases: their address is read, not looked up.
const KeptCommand& kept_of(py::handle item, std::size_t at) {
  static const PyTypeObject* type = reinterpret_cast<PyTypeObject*>(py::type::of<KeptCommand>().ptr());
  if (Py_TYPE(item.ptr()) == type) {
    auto* instance = reinterpret_cast<py::detail::instance*>(item.ptr());
    return *static_cast<const KeptCommand*>(instance->get_value_and_holder().value_ptr());
  }
  if (!py::isinstance<KeptCommand>(item))
    refuse("commands[" + std::to_string(at) + "]",
           std::string("is ") + Py_TYPE(item.ptr())->tp_name + ", not a command",
           "make it by a function of firstlog.commands");
  return item.cast<const KeptCommand&>();
}

void bind_commands(py::module_& module) {
  py::class_<firstlog::MatchKey>(module, "MatchKey", "A keyed hash of a number or address; see match_key.")
      .def_property_readonly(
          "kind",
          [](const firstlog::MatchKey& key) { return enum_to_python("MatchKind", name_of(key.kind)); })
      .def("__eq__",
           [](const firstlog::MatchKey& a, py::handle b) {
             return py::isinstance<firstlog::MatchKey>(b) && a == b.cast<firstlog::MatchKey>();
           })
      .def("__hash__", [](const firstlog::MatchKey& key) {
        return py::hash(py::bytes(reinterpret_cast<const char*>(key.hash.data()), key.hash.size()));
      });
  py::class_<KeptCommand>(
      module, "Command",
      "A command that nobody was given yet: for batches and previews. Made by the functions of\n"
      "firstlog.commands.")
      .def_property_readonly("kind",
                             [](const KeptCommand& kept) {
                               return enum_to_python("CommandKind", name_of(kept.parsed.command.kind));
                             })
      .def("__repr__", [](const KeptCommand& kept) {
        return "<firstlog.Command " + std::string(name_of(kept.parsed.command.kind)) + ">";
      });

  py::module_ makers = module.def_submodule("commands", "A function for each command of the table.");
  const py::str home("firstlog.commands");
  for (PyMethodDef& method : functions().makes) {
    PyObject* function = PyCFunction_NewEx(&method, nullptr, home.ptr());
    if (function == nullptr) throw py::error_already_set();
    makers.add_object(method.ml_name, py::reinterpret_steal<py::object>(function));
  }
  module.def(
      "command_parameters",
      [] {
        py::dict all;
        for (std::size_t i = 0; i < row_count; ++i) {
          py::list parameters;
          for (const Parameter& parameter : parameters_of(i))
            parameters.append(py::make_tuple(parameter.name, name_of(parameter.field), parameter.needed));
          all[py::str(std::string(firstlog::command_rows[i].name))] = parameters;
        }
        return all;
      },
      "Every command with its parameters: name, field, whether it is needed.");
}

void add_command_methods(py::handle type) {
  for (PyMethodDef& method : functions().submits) {
    PyObject* descriptor = PyDescr_NewMethod(reinterpret_cast<PyTypeObject*>(type.ptr()), &method);
    if (descriptor == nullptr) throw py::error_already_set();
    py::setattr(type, method.ml_name, py::reinterpret_steal<py::object>(descriptor));
  }
}

}  // namespace firstlog_python
