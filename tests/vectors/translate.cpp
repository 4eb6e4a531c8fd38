// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "translate.hpp"

#include <utility>

namespace firstlog_vectors {

using namespace firstlog;

namespace {

// "1.5E+3" without its exponent.
std::string plain(const std::string& text) {
  const std::size_t mark = text.find_first_of("eE");
  if (mark == std::string::npos) return text;
  std::string digits = text.substr(0, mark);
  const std::string sign = digits.starts_with('-') ? "-" : "";
  digits.erase(0, sign.size());
  const std::string_view power = std::string_view(text).substr(mark + 1);
  const bool down = power.starts_with('-');
  const Result<Exact> size = Exact::parse(power.substr(down || power.starts_with('+') ? 1 : 0));
  if (!size || !Exact::parse(digits)) return text;
  if (Exact::whole(300) < *size) throw Unsupported("an exponent beyond 300");
  const auto places = static_cast<std::size_t>(size->as_rate()->numerator());
  std::size_t point = digits.find('.');
  if (point == std::string::npos)
    point = digits.size();
  else
    digits.erase(point, 1);
  if (down) {
    if (point <= places) digits.insert(0, places - point + 1, '0');
    point = point <= places ? 1 : point - places;
  } else {
    point += places;
    if (digits.size() < point) digits.append(point - digits.size(), '0');
  }
  if (point < digits.size()) digits.insert(point, ".");
  return sign + digits;
}

}  // namespace

Exact exact(const json& value) {
  if (value.is_string() || value.is_number_integer()) {
    Result<Exact> number =
        Exact::parse(plain(value.is_string() ? value.get_ref<const std::string&>() : value.dump()));
    if (number) return *number;
  }
  throw Unsupported("not an exact number: " + value.dump().substr(0, 60));
}

Exact Source::number(const std::string& name) const {
  try {
    return exact(at(name));
  } catch (const Unsupported& fault) {
    throw Unsupported((has(name) ? name + ": " : "") + fault.what());
  }
}

std::string Source::name_of(std::initializer_list<const char*> names) const {
  for (const char* name : names)
    if (has(name)) return name;
  throw Unsupported("member " + std::string(*names.begin()) + " is missing");
}

std::vector<std::string> Source::unused() const {
  std::vector<std::string> names;
  for (const auto& [name, value] : object_.items())
    if (!used_.contains(name)) names.push_back(name);
  return names;
}

const Column& Found::column(const std::string& name) const {
  const Column* column = value_of(plan, values, name);
  if (column == nullptr) throw Unsupported("no value " + name);
  return *column;
}

json Found::number(const std::string& name) const {
  const Column& values_of_it = column(name);
  if (values_of_it.size() != 1) throw Unsupported("not one line: " + name);
  return values_of_it[0].to_string();
}

json Found::numbers(const std::string& name) const {
  json all = json::array();
  for (const Exact& value : column(name)) all.push_back(value.to_string());
  return all;
}

json Found::slices(const std::string& name) const {
  json all = json::array();
  const std::optional<std::uint32_t> slot = plan.slot_of(name);
  for (const TracePart& part : values.traces)
    if (slot && part.slot == *slot && part.kind == TraceKind::slice) all.push_back(part.amount.to_string());
  return all;
}

Operand Translation::input_number(const std::string& name, Exact value) {
  return input_column(name, {std::move(value)});
}

Operand Translation::input_column(const std::string& name, Column values) {
  plan.inputs.push_back(name);
  input.numbers.push_back({name, std::move(values)});
  return Operand::of(name);
}

TextOperand Translation::input_texts(const std::string& name, TextColumn values) {
  plan.texts.push_back(name);
  input.texts.push_back({name, std::move(values)});
  return {name, 0};
}

Operand Translation::step(const std::string& name, StepKind kind) {
  plan.steps.push_back({name, std::move(kind)});
  return Operand::of(name);
}

Operand Translation::bound(const std::string& name, const Operand& of, std::optional<Operand> least,
                           std::optional<Operand> most) {
  BoundStep bound;
  bound.of = of;
  bound.least = std::move(least);
  bound.most = std::move(most);
  return step(name, bound);
}

Operand Translation::within(const std::string& name, const Operand& of, const Source& source,
                            const std::string& least, const std::string& most) {
  std::optional<Operand> at_least;
  std::optional<Operand> at_most;
  if (source.has(least)) at_least = Operand::number(source.number(least));
  if (source.has(most)) at_most = Operand::number(source.number(most));
  return at_least || at_most ? bound(name, of, at_least, at_most) : of;
}

std::optional<Rounding> rounding_of(const Source& holder, const std::string& member) {
  if (!holder.has(member)) return std::nullopt;
  const Source rounding(holder.at(member));
  const std::string mode = rounding.text("mode", "half_up");
  if (mode == "none") return std::nullopt;
  const std::optional<Rate> places = (rounding.has("dp") ? rounding.number("dp") : Exact::whole(2)).as_rate();
  if (!places || places->denominator() != 1) throw Unsupported("decimal places that are no whole number");
  for (RoundingMode known : {RoundingMode::half_up, RoundingMode::half_even, RoundingMode::down,
                             RoundingMode::up, RoundingMode::ceil, RoundingMode::floor})
    if (name_of(known) == mode) return Rounding{known, static_cast<std::int32_t>(places->numerator())};
  throw Unsupported("rounding mode " + mode);
}

std::string scope_of(const Source& plan) {
  if (!plan.has("rounding")) return "total";
  const std::string scope = Source(plan.at("rounding")).text("scope", "total");
  if (scope != "total" && scope != "line" && scope != "tier") throw Unsupported("rounding scope " + scope);
  return scope;
}

Operand Translation::round(const std::string& name, const Operand& of, const Source& holder,
                           const std::string& member) {
  const std::optional<Rounding> to = rounding_of(holder, member);
  return to ? step(name, RoundStep{of, *to}) : of;
}

void Translation::number(const std::string& figure, const Operand& value) {
  figures[figure] = [name = value.name](const Found& found) { return found.number(name); };
}

void Translation::only_number(const std::string& figure, const Operand& value) {
  number(figure, value);
  only = figures[figure];
}

void Translation::seen(const std::string& part, const Source& source) {
  static const std::set<std::string> described = {"id",   "name", "label", "note", "description",
                                                  "date", "rep",  "deal",  "month"};
  for (const std::string& name : source.unused())
    if (!described.contains(name)) unknown.push_back(part + ": " + name);
}

void Translation::numbers(const std::string& figure, const Operand& value) {
  figures[figure] = [name = value.name](const Found& found) { return found.numbers(name); };
}

Translation translate(const std::string& operation, const Source& plan, const Source& inputs) {
  static const std::map<std::string, void (*)(Translation&, const Source&, const Source&)> operations = {
      {"tiers", tiers},
      {"delta", tiers},
      {"signed_events", signed_events},
      {"blocks", blocks},
      {"inverse", inverse},
      {"ramp", ramp},
      {"matrix", matrix},
      {"multi", multi},
      {"curve", curve},
      {"output_tier", output_tier},
      {"rules", rules},
      {"draw", draw},
      {"clawback", clawback},
      {"advance", advance},
      {"split", split},
      {"chain", chain},
      {"fx", chain},
      {"sum", sum},
      {"release", release},
      {"prorate", prorate},
      {"bounds", bounds},
      {"package", package},
      {"amortize", amortize}};
  const auto found = operations.find(operation);
  if (found == operations.end()) throw Unsupported("operation " + operation);
  Translation translation;
  translation.plan.name = operation;
  translation.plan.unit = plan.text("currency", "");
  found->second(translation, plan, inputs);
  return translation;
}

}  // namespace firstlog_vectors
