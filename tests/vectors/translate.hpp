// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Vectors (README.md here) as plans of the plan language: one function for each operation. None of
// them computes anything; they write down which steps the library is to take.
#pragma once

#include <functional>
#include <initializer_list>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "firstlog/rules/commission/evaluate.hpp"

namespace firstlog_vectors {

using nlohmann::json;

// What cannot be said: an operation or a form of it that the translation does not know.
struct Unsupported : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// One object of a vector; remembers which members were asked for.
class Source {
 public:
  explicit Source(const json& object) : object_(object) {
    if (!object.is_object()) throw Unsupported("an object is expected, not " + object.dump().substr(0, 60));
  }
  bool has(const std::string& name) const {
    used_.insert(name);
    return object_.contains(name) && !object_[name].is_null();
  }
  const json& at(const std::string& name) const {
    if (!has(name)) throw Unsupported("member " + name + " is missing");
    return object_[name];
  }
  firstlog::Exact number(const std::string& name) const;
  // The first of several names by which a member goes. Throws Unsupported, with the first of them.
  std::string name_of(std::initializer_list<const char*> names) const;
  std::string text(const std::string& name, const std::string& otherwise) const {
    if (has(name) && !at(name).is_string()) throw Unsupported(name + ": no text");
    return has(name) ? at(name).get<std::string>() : otherwise;
  }
  bool truth(const std::string& name, bool otherwise = false) const {
    if (has(name) && !at(name).is_boolean()) throw Unsupported(name + ": neither true nor false");
    return has(name) ? at(name).get<bool>() : otherwise;
  }
  // Members that nobody asked for.
  std::vector<std::string> unused() const;
  const json& object() const { return object_; }

 private:
  const json& object_;
  mutable std::set<std::string> used_;
};

// A number of the schema: what Exact::parse reads, an exponent as well. Throws Unsupported.
firstlog::Exact exact(const json& value);

// What the evaluation found, by the names of values.
struct Found {
  const firstlog::CompiledPlan& plan;
  const firstlog::PlanValues& values;

  const firstlog::Column& column(const std::string& name) const;
  json number(const std::string& name) const;   // of a value of one line
  json numbers(const std::string& name) const;  // of all its lines
  // The slices of one value, as the trace tells them.
  json slices(const std::string& name) const;
};

using Figure = std::function<json(const Found&)>;

// A plan, its input, and how each figure that a vector may expect is read from the result.
struct Translation {
  firstlog::PlanExpression plan;
  firstlog::PlanInput input;
  std::map<std::string, Figure> figures;
  std::optional<Figure> only;        // of an operation with one result: what it is by any other name
  std::vector<std::string> unknown;  // members of parts that the translation does not know

  // Notes the members of a part that nobody asked for; what only describes it is not missed.
  void seen(const std::string& part, const Source& source);

  using Operand = firstlog::Operand;
  Operand input_number(const std::string& name, firstlog::Exact value);
  Operand input_column(const std::string& name, firstlog::Column values);
  firstlog::TextOperand input_texts(const std::string& name, firstlog::TextColumn values);
  Operand step(const std::string& name, firstlog::StepKind kind);

  Operand sum(const std::string& name, std::vector<firstlog::Term> terms) {
    return step(name, firstlog::SumStep{std::move(terms)});
  }
  Operand product(const std::string& name, std::vector<Operand> times, std::vector<Operand> over = {}) {
    return sum(name, {{false, std::move(times), std::move(over)}});
  }
  Operand difference(const std::string& name, const Operand& a, const Operand& b) {
    return sum(name, {{false, {a}, {}}, {true, {b}, {}}});
  }
  Operand total(const std::string& name, const Operand& of) { return step(name, firstlog::TotalStep{of}); }
  Operand bound(const std::string& name, const Operand& of, std::optional<Operand> least,
                std::optional<Operand> most);
  // Within `floor_payout` and `cap_payout`, or `line_floor` and `line_cap`; the value itself where there
  // is neither.
  Operand within(const std::string& name, const Operand& of, const Source& plan, const std::string& least,
                 const std::string& most);
  // The value itself where the vector does not round.
  Operand round(const std::string& name, const Operand& of, const Source& holder,
                const std::string& member = "rounding");

  void number(const std::string& figure, const Operand& value);
  void only_number(const std::string& figure, const Operand& value);
  void numbers(const std::string& figure, const Operand& value);
};

std::optional<firstlog::Rounding> rounding_of(const Source& holder, const std::string& member);
// Where a plan rounds: line, tier or total.
std::string scope_of(const Source& plan);
// The value of a name. Throws Unsupported, with what it names.
template <class E>
E named(const std::string& name, std::initializer_list<std::pair<const char*, E>> known,
        const std::string& what) {
  for (const auto& [text, value] : known)
    if (name == text) return value;
  throw Unsupported(what + " " + name);
}
firstlog::TierTable table_of(Translation& t, const Source& plan);

// Throws Unsupported.
Translation translate(const std::string& operation, const Source& plan, const Source& inputs);

// The operations, by name; each file of this folder holds some of them.
void tiers(Translation& t, const Source& plan, const Source& inputs);
void signed_events(Translation& t, const Source& plan, const Source& inputs);
void blocks(Translation& t, const Source& plan, const Source& inputs);
void inverse(Translation& t, const Source& plan, const Source& inputs);
void ramp(Translation& t, const Source& plan, const Source& inputs);
void matrix(Translation& t, const Source& plan, const Source& inputs);
void multi(Translation& t, const Source& plan, const Source& inputs);
void curve(Translation& t, const Source& plan, const Source& inputs);
void output_tier(Translation& t, const Source& plan, const Source& inputs);
void rules(Translation& t, const Source& plan, const Source& inputs);
void draw(Translation& t, const Source& plan, const Source& inputs);
void clawback(Translation& t, const Source& plan, const Source& inputs);
void advance(Translation& t, const Source& plan, const Source& inputs);
void split(Translation& t, const Source& plan, const Source& inputs);
void chain(Translation& t, const Source& plan, const Source& inputs);
void sum(Translation& t, const Source& plan, const Source& inputs);
void release(Translation& t, const Source& plan, const Source& inputs);
void prorate(Translation& t, const Source& plan, const Source& inputs);
void bounds(Translation& t, const Source& plan, const Source& inputs);
void package(Translation& t, const Source& plan, const Source& inputs);
void amortize(Translation& t, const Source& plan, const Source& inputs);

}  // namespace firstlog_vectors
