// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A case as a story, "sell ana a 800", and what then stands on statements, line by line; and the parts that
// the cases' plans are made of.
#pragma once

#include <sstream>

#include "plans/support.hpp"

namespace firstlog_test {

struct Case {
  std::string name;
  std::string plans;
  std::vector<std::string> story;
  std::vector<std::string> told;  // "ana 2026-01: …"
  std::string more = {};          // further members of the policy
  std::string next = {};          // the plans of the policy that the word "adopt" adopts
  std::string currency = "EUR";
};

// "sell ana a 800": logged and approved. The words are those of the commands; "join" and "leave": a rep.
class Story {
 public:
  explicit Story(const Case& one)
      : currency_(currency(one.currency)),
        next_(one.next),
        more_(one.more),
        books_(policy_with(one.plans, one.more, one.currency)) {}
  Books& books() { return books_; }

  void tell(const std::string& sentence) {
    SCOPED_TRACE(sentence);
    std::istringstream words(sentence);
    std::string what;
    std::string whom;
    words >> what >> whom;
    if (what == "at") {
      books_.scenario().advance_to(whom);
    } else if (what == "join") {
      books_.scenario().add_actor(whom, Role::rep);
    } else if (what == "leave") {
      books_.give(commands::Depart{.actor = "mia", .rep = whom});
    } else if (what == "team") {
      std::string team;
      words >> team;
      books_.give(commands::SetTeam{.actor = "root", .rep = whom, .team = team});
    } else if (what == "sell" || what == "log") {
      std::string contact;
      std::string amount;
      words >> contact >> amount;
      books_.log(whom, contact, cents(amount));
      if (what == "sell") approve(contact, amount, words);
    } else if (what == "approve") {
      std::string amount;
      words >> amount;
      approve(whom, amount, words);
    } else if (what == "amend") {
      std::string amount;
      words >> amount;
      books_.amend(whom, cents(amount));
    } else if (what == "refund") {
      std::string amount;
      if (words >> amount)
        reversal_ = books_.reverse(whom, cents(amount));
      else
        reversal_ = books_.reverse(whom);
    } else if (what == "reinstate") {
      books_.reinstate(whom, reversal_);
    } else if (what == "revoke") {
      books_.revoke(whom);
    } else if (what == "adjust") {
      std::string amount;
      words >> amount;
      books_.adjust(whom, "2026-01", cents(amount));
    } else if (what == "adopt") {
      books_.adopt(policy_with(next_, more_, currency_.code()));
    } else {
      ADD_FAILURE() << "no such word: " << what;
    }
  }

  // "ana 2026-01: close a 40.00 | close b 70.00"
  std::string told_of(const std::string& rep, const std::string& period) {
    std::string text = rep + " " + period + ":";
    bool first = true;
    for (const std::string& line : told(books_, books_.statement(rep, period))) {
      text += (first ? " " : " | ") + line;
      first = false;
    }
    return text;
  }

 private:
  // In minor units.
  std::int64_t cents(const std::string& text) const {
    const Result<Money> money = Money::parse(text, currency_);
    EXPECT_TRUE(money.ok()) << text;
    return money ? money->minor_units() : 0;
  }
  // What follows the amount are shares, "ana 1/2 ben 1/2", or products, "of hosting 50".
  void approve(const std::string& contact, const std::string& amount, std::istringstream& words) {
    std::vector<std::string> reps;
    std::vector<CreditShare> credits;
    std::vector<std::string> products;
    std::vector<DealLine> lines;
    reps.reserve(4);
    products.reserve(4);
    std::string name;
    while (words >> name) {
      std::string part;
      if (name == "of") {
        words >> products.emplace_back() >> part;
        lines.push_back(
            {.product = products.back(), .quantity = 1, .net = Money::minor(cents(part), currency_)});
      } else {
        words >> part;
        reps.push_back(name);
        credits.push_back({reps.back(), *Rate::parse(part)});
      }
    }
    books_.give(commands::Approve{.actor = "mia",
                                  .contact = contact,
                                  .amount = Money::minor(cents(amount), currency_),
                                  .lines = lines,
                                  .credits = credits});
  }

  Currency currency_;
  std::string next_;
  std::string more_;
  Books books_;
  Position reversal_;
};

inline std::string tiers(const std::string& mode, const std::string& low, const std::string& high) {
  return R"("table":{"mode":")" + mode + R"(","boundary":"upper","tiers":[{"from":"0","to":"1000","rate":")" +
         low + R"("},{"from":"1000","rate":")" + high + R"("}]})";
}
inline std::string running(const std::string& members, const std::string& mode = "marginal",
                           const std::string& low = "0.05", const std::string& high = "0.1") {
  return R"({"name":"commission",)" + members +
         R"("steps":[{"name":"line","table":{"measure":"amount","accumulate":"running",)" +
         tiers(mode, low, high) + "}}]}";
}
inline std::string flat(const std::string& rate, const std::string& members = "") {
  return R"({"name":"commission",)" + members +
         R"("steps":[{"name":"line","sum":{"terms":[{"times":["amount",")" + rate + R"("]}]}}]})";
}
inline const std::string month_span = R"("span":"month",)";
inline const std::string week_bonus =
    R"({"name":"bonus","span":"week","steps":[{"name":"closes","total":{"of":"count"}},)"
    R"({"name":"bonus","table":{"measure":"closes","table":{"mode":"lookup","boundary":"upper","rate_unit":"amount",)"
    R"("tiers":[{"from":"0","to":"2","rate":"0"},{"from":"2","rate":"50"}]}}}]})";
// 10 % of every close, at most 100.00 in the span.
inline std::string capped(const std::string& span, const std::string& negative = "original_rate") {
  return flat("0.1", R"("paid":false,"negative":")" + negative + "\",") + R"(,{"name":"capped","span":")" +
         span + R"(","negative":")" + negative +
         R"(","steps":[{"name":"capped","bound":{"of":"commission","most":"100","running":true}}]})";
}
inline const std::string guarantee =
    flat("0.1") +
    R"(,{"name":"guarantee","span":"month","steps":[{"name":"earned","total":{"of":"commission"}},)"
    R"({"name":"least","bound":{"of":"earned","least":"50"}},)"
    R"({"name":"guarantee","sum":{"terms":[{"times":["least"]},{"minus":true,"times":["earned"]}]}}]})";
inline const std::string draw =
    flat("0.1") +
    R"(,{"name":"draw","span":"month","carries":[{"input":"debt","value":"drawn.balance","opening":"draw_debt"}],)"
    R"("steps":[{"name":"earned","total":{"of":"commission"}},)"
    R"({"name":"drawn","draw":{"earned":"earned","kind":"recoverable","amount":"100","opening":"debt"}},)"
    R"({"name":"draw","sum":{"terms":[{"times":["drawn"]},{"minus":true,"times":["earned"]}]}}]})";
inline const std::string kicker =
    R"({"name":"kicker","span":"month","steps":[{"name":"none","sum":{"terms":[{"times":["0"]}]}},)"
    R"({"name":"kicker","choose":{"test":"attainment","below":"1","then":"none","otherwise":"100"}}]})";

inline void expect_told(const Case& one) {
  Story story(one);
  for (const std::string& sentence : one.story) story.tell(sentence);
  for (const std::string& expected : one.told)
    EXPECT_EQ(
        story.told_of(expected.substr(0, expected.find(' ')), expected.substr(expected.find(' ') + 1, 7)),
        expected);
}

}  // namespace firstlog_test
