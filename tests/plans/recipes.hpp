// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Plans drawn at random: what a component is for, as a recipe whose pay is plain to say, and the document
// that says it in the plan language. Shares no arithmetic with the library.
#pragma once

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "base/oracle.hpp"
#include "firstlog/rules/commission/commission_plan.hpp"
#include "support/scenario.hpp"

namespace firstlog_test {

using oracle::Rational;

struct RecipeTier {
  std::int64_t from = 0;  // units of the currency, or closes
  std::int64_t rate = 0;  // of ten thousand, or units for a bonus
};

struct Recipe {
  enum class Kind {
    rate,         // a part of each close
    deal_tiers,   // tiers over each close alone
    tiers,        // tiers over the span, from close to close
    cap,          // of what an earlier component pays closes: at most so much in the span
    line_cap,     // the same for each close
    bonus,        // for so many closes in the span
    total_tiers,  // tiers over the span as a whole
    draw,         // over what an earlier component pays, its debt carried
    excess,       // what is above a cap is carried to the next span
  };
  Kind kind = Kind::rate;
  std::string name;
  PlanSpan span = PlanSpan::month;
  NegativeRule negative = NegativeRule::original_rate;
  AtVersion at_version = AtVersion::carry;
  RoundingMode rounding = RoundingMode::half_up;
  bool paid = true;
  std::size_t of = 0;  // place of the earlier component
  bool slab = false;   // else marginal
  bool lower = false;  // a value equal to a threshold belongs to the lower tier
  std::vector<RecipeTier> tiers;
  std::int64_t most = 0;  // or the draw

  bool pays_closes() const { return kind <= Kind::line_cap; }
  bool carries() const { return kind == Kind::draw || kind == Kind::excess; }

  // What a version may change.
  void vary(std::mt19937_64& random) {
    const auto number = [&](int low, int high) {
      return std::uniform_int_distribution<int>(low, high)(random);
    };
    negative = static_cast<NegativeRule>(number(0, 2));
    at_version = static_cast<AtVersion>(number(0, 1));
    // A span without closes is paid by whichever version is then in force: the same by all of them.
    if (!carries()) rounding = static_cast<RoundingMode>(number(0, 5));
    slab = number(0, 1) == 0;
    lower = kind != Kind::bonus && number(0, 1) == 0;
    tiers.assign(1, {0, kind == Kind::bonus ? 0 : number(1, 999)});
    for (int i = number(0, 3); i > 0; --i)
      tiers.push_back(
          kind == Kind::bonus
              ? RecipeTier{tiers.back().from + number(1, 3), tiers.back().rate + number(1, 60)}
              : RecipeTier{tiers.back().from + number(1, 9) * 250, tiers.back().rate + number(1, 999)});
  }

  // What so much is paid by the tiers.
  Rational paid_for(const Rational& x) const {
    const auto rate = [&](std::size_t i) { return Rational(tiers[i].rate, 10'000); };
    if (x <= 0) return x * rate(0);
    if (slab) {
      std::size_t at = 0;
      for (std::size_t i = 1; i < tiers.size(); ++i)
        if (lower ? x > tiers[i].from : x >= tiers[i].from) at = i;
      return x * rate(at);
    }
    Rational sum;
    for (std::size_t i = 0; i < tiers.size(); ++i) {
      if (x <= tiers[i].from) break;
      const Rational end = i + 1 < tiers.size() && x > tiers[i + 1].from ? Rational(tiers[i + 1].from) : x;
      sum += (end - tiers[i].from) * rate(i);
    }
    return sum;
  }
  Rational bonus_for(const Rational& closes) const {
    std::int64_t amount = 0;
    for (const RecipeTier& tier : tiers)
      if (closes >= tier.from) amount = tier.rate;
    return amount;
  }

  // ---- as a document --------------------------------------------------------------------------------

  static std::string decimal(std::int64_t of_ten_thousand) {
    const std::string digits = std::to_string(10'000 + of_ten_thousand);
    return "0." + digits.substr(1);
  }
  std::string table(const std::string& mode, bool amounts) const {
    std::string text = R"("table":{"mode":")" + mode + R"(","boundary":")" +
                       std::string(lower ? "lower" : "upper") + "\"" +
                       (amounts ? R"(,"rate_unit":"amount")" : "") + R"(,"tiers":[)";
    for (std::size_t i = 0; i < tiers.size(); ++i) {
      text += std::string(i == 0 ? "" : ",") + R"({"from":")" + std::to_string(tiers[i].from) + "\"";
      if (i + 1 < tiers.size()) text += R"(,"to":")" + std::to_string(tiers[i + 1].from) + "\"";
      text += R"(,"rate":")" + (amounts ? std::to_string(tiers[i].rate) : decimal(tiers[i].rate)) + "\"}";
    }
    return text + "]}";
  }
  std::string steps(const std::string& earlier) const {
    const std::string mode = slab ? "slab" : "marginal";
    const std::string cap = std::to_string(most);
    switch (kind) {
      case Kind::rate:
        return R"({"name":"pay","sum":{"terms":[{"times":["amount",")" + decimal(tiers[0].rate) + R"("]}]}})";
      case Kind::deal_tiers:
        return R"({"name":"pay","table":{"measure":"amount",)" + table(mode, false) + "}}";
      case Kind::tiers:
        return R"({"name":"pay","table":{"measure":"amount","accumulate":"running",)" + table(mode, false) +
               "}}";
      case Kind::cap:
        return R"({"name":"pay","bound":{"of":")" + earlier + R"(","most":")" + cap + R"(","running":true}})";
      case Kind::line_cap:
        return R"({"name":"pay","bound":{"of":")" + earlier + R"(","most":")" + cap + R"("}})";
      case Kind::bonus:
        return R"({"name":"closes","total":{"of":"count"}},{"name":"pay","table":{"measure":"closes",)" +
               table("lookup", true) + "}}";
      case Kind::total_tiers:
        return R"({"name":"sold","total":{"of":"amount"}},{"name":"pay","table":{"measure":"sold",)" +
               table(mode, false) + "}}";
      case Kind::draw:
        return R"({"name":"earned","total":{"of":")" + earlier +
               R"("}},{"name":"drawn","draw":{"earned":"earned","kind":"recoverable","amount":")" + cap +
               R"(","opening":"brought"}},)"
               R"({"name":"pay","sum":{"terms":[{"times":["drawn"]},{"minus":true,"times":["earned"]}]}})";
      case Kind::excess:
        return R"({"name":"earned","total":{"of":")" + earlier +
               R"("}},{"name":"due","sum":{"terms":[{"times":["earned"]},{"times":["brought"]}]}},)"
               R"({"name":"pay","bound":{"of":"due","most":")" +
               cap +
               R"("}},{"name":"left","sum":{"terms":[{"times":["due"]},{"minus":true,"times":["pay"]}]}})";
    }
    return {};
  }
  std::string document(const std::string& earlier) const {
    std::string text = R"({"name":")" + name + R"(","span":")" + std::string(name_of(span)) +
                       R"(","at_version":")" + std::string(name_of(at_version)) + R"(","negative":")" +
                       std::string(name_of(negative)) + R"(","rounding":")" + std::string(name_of(rounding)) +
                       "\"" + (paid ? "" : R"(,"paid":false)");
    if (carries())
      text += R"(,"carries":[{"input":"brought","value":")" +
              std::string(kind == Kind::draw ? "drawn.balance" : "left") + "\"}]";
    return text + R"(,"pays":"pay","steps":[)" + steps(earlier) + "]}";
  }
};

// The components of one plan, in order. Versions of it have the same names, kinds, spans and caps.
struct RecipePlan {
  std::vector<Recipe> recipes;

  std::string document() const {
    std::string components;
    for (const Recipe& one : recipes)
      components += (components.empty() ? "" : ",") + one.document(recipes[one.of].name);
    return R"([{"name":"sales","components":[)" + components + "]}]";
  }

  static RecipePlan drawn(std::mt19937_64& random) {
    const auto number = [&](int low, int high) {
      return std::uniform_int_distribution<int>(low, high)(random);
    };
    RecipePlan plan;
    const int count = number(1, 5);
    for (int i = 0; i < count; ++i) {
      Recipe one;
      one.name = "c" + std::to_string(i);
      std::vector<std::size_t> earlier;
      for (std::size_t at = 0; at < plan.recipes.size(); ++at)
        if (plan.recipes[at].pays_closes()) earlier.push_back(at);
      one.kind = static_cast<Recipe::Kind>(number(0, 8));
      const bool reads = one.kind == Recipe::Kind::cap || one.kind == Recipe::Kind::line_cap || one.carries();
      if (reads && earlier.empty()) one.kind = static_cast<Recipe::Kind>(number(0, 2));
      if (!earlier.empty())
        one.of = earlier[static_cast<std::size_t>(number(0, static_cast<int>(earlier.size()) - 1))];
      one.span = static_cast<PlanSpan>(
          number(one.kind == Recipe::Kind::bonus || one.kind == Recipe::Kind::total_tiers ? 1
                 : one.carries()                                                          ? 2
                                                                                          : 0,
                 4));
      one.paid = one.carries() || number(0, 3) != 0;
      one.most = number(1, 9) * 20;
      one.rounding = static_cast<RoundingMode>(number(0, 5));
      one.vary(random);
      plan.recipes.push_back(std::move(one));
    }
    plan.recipes.back().paid = true;
    return plan;
  }
  // The next version.
  RecipePlan varied(std::mt19937_64& random) const {
    RecipePlan plan = *this;
    for (Recipe& one : plan.recipes) one.vary(random);
    return plan;
  }
};

}  // namespace firstlog_test
