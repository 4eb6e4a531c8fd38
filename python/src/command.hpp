// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Commands out of keyword arguments, by the table of commands: a new command or field of the table has
// its function and its parameter here without being written again.
#pragma once

#include <pybind11/pybind11.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/core/command.hpp"
#include "firstlog/core/command_table.hpp"

namespace firstlog_python {

// What a command's views point into, where that is no object of the caller's.
struct CommandLists {
  std::vector<firstlog::DealLine> lines;
  std::vector<firstlog::CreditShare> credits;
  std::vector<firstlog::MatchKey> match_keys;
  std::vector<firstlog::OpeningBalance> balances;
  std::vector<firstlog::ActorRef> reps;
  std::vector<pybind11::object> made;  // objects that were made on the way
};

// A command whose texts are views of the arguments that it was made of.
struct ParsedCommand {
  firstlog::Command command;
  std::unique_ptr<CommandLists> lists;

  CommandLists& own() {
    if (!lists) lists = std::make_unique<CommandLists>();
    return *lists;
  }
};

// A command that keeps what it points into.
struct KeptCommand {
  ParsedCommand parsed;
  std::vector<pybind11::object> arguments;
};

// One parameter of a command's function.
struct Parameter {
  std::string name;
  firstlog::Field field = firstlog::Field::kind;  // kind: one of the parts below
  enum class Part : std::uint8_t { whole, name, country, region, postcode } part = Part::whole;
  bool needed = false;
  PyObject* interned = nullptr;
};

// Of the row at `index` in command_rows, in the order in which they are documented.
const std::vector<Parameter>& parameters_of(std::size_t index);

// Reads keyword arguments as a command. `values` runs parallel to the tuple `names`.
void parse_command(std::size_t index, PyObject* const* values, PyObject* names, ParsedCommand& out);

// Puts one value into the field of a command.
void put_field(firstlog::Field field, pybind11::handle value, std::string_view name, ParsedCommand& out);

// The command that an item of a batch is; `at` is its place. Raises InvalidArgument for anything else.
const KeptCommand& kept_of(pybind11::handle item, std::size_t at);

// Documentation of a row's function; begins with its signature, as inspect reads it.
std::string documentation_of(std::size_t index);

}  // namespace firstlog_python
