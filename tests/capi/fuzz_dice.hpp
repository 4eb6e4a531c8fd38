// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What a generated sequence of calls is made of: texts of any bytes, commands right and wrong, and a record
// of the functions that were called.
#pragma once

#include <cstring>
#include <random>
#include <set>
#include <string_view>

#include "capi.hpp"

namespace capi_test {

inline std::set<std::string_view>& called_functions() {
  static std::set<std::string_view> functions;
  return functions;
}

// A function of the headers, and that it was called.
#define FIRSTLOG_CALLED(function) (capi_test::called_functions().insert(#function), &function)

class FuzzDice {
 public:
  explicit FuzzDice(std::uint64_t seed) : dice_(seed) {}

  std::uint64_t any() { return dice_(); }
  std::uint64_t below(std::uint64_t end) { return dice_() % end; }
  bool one_in(std::uint64_t n) { return below(n) == 0; }

  // Kept for as long as commands refer to it.
  const char* text() {
    static constexpr const char* known[] = {
        "ana",
        "ben",
        "olga",
        "bakery",
        "mill",
        "acme",
        "2026-01",
        "1800.00 GBP",
        "no such",
        "",
        "GBP",
        "0.15",
        "15%",
        "{",
        "[]",
        "{\"version\":1,\"plan\":{\"currency\":\"GBP\"}}",
        "2026-01-31T09:30:00Z",
        "2026-01-31",
        "phone",
        "\xFF\xFE",
        "a\tb",
        "firstlog-receipt 1 1 1 1 x",
        "memory:",
        "sqlite:",
        R"({"version":1,"inputs":["amount"],"steps":[{"name":"c","round":{"of":"amount","to":{"mode":"down","places":2}}}]})"};
    if (!one_in(8)) return known[below(std::size(known))];
    std::string made;
    for (std::uint64_t i = below(200); i > 0; --i) made += static_cast<char>(1 + below(255));
    return texts_.emplace_back(std::make_unique<std::string>(std::move(made)))->c_str();
  }
  const char* text_or_null() { return one_in(12) ? nullptr : text(); }
  const char* organisation() { return one_in(10) ? text_or_null() : "acme"; }
  const char* someone() {
    static constexpr const char* people[] = {"ana", "ben", "olga"};
    return one_in(6) ? text_or_null() : people[below(3)];
  }
  firstlog_text view() {
    const char* of = text_or_null();
    if (of == nullptr) return {nullptr, one_in(4) ? below(9) : 0};
    return one_in(4) ? firstlog_text{of, FIRSTLOG_ZERO_TERMINATED} : firstlog_text_of(of);
  }
  firstlog_reference reference() {
    if (one_in(5)) return firstlog_handle(static_cast<std::uint32_t>(below(6)));
    return {0, 0, view()};
  }
  void check(firstlog_status status) {
    EXPECT_STRNE(FIRSTLOG_CALLED(firstlog_status_name)(status), "") << status;
    EXPECT_NE(status, FIRSTLOG_STATUS_INTERNAL) << told(error_);
    EXPECT_NE(status, FIRSTLOG_STATUS_POISONED) << told(error_);
  }
  firstlog_error* error() {
    error_ = FIRSTLOG_ERROR_INIT;
    return one_in(5) ? nullptr : &error_;
  }

  firstlog_command command() {
    firstlog_command c = firstlog_command_make(static_cast<std::uint16_t>(below(90)));
    if (one_in(2)) {  // a command as people give them
      static constexpr std::uint16_t usual[] = {FIRSTLOG_COMMAND_LOG_INTEREST,
                                                FIRSTLOG_COMMAND_LOG_ACTIVITY,
                                                FIRSTLOG_COMMAND_LOG_CLOSE,
                                                FIRSTLOG_COMMAND_APPROVE,
                                                FIRSTLOG_COMMAND_SCHEDULE_CALLBACK,
                                                FIRSTLOG_COMMAND_REGISTER_CONTACT,
                                                FIRSTLOG_COMMAND_ASSIGN,
                                                FIRSTLOG_COMMAND_ADVANCE,
                                                FIRSTLOG_COMMAND_ADD_NOTE};
      c.kind = usual[below(std::size(usual))];
      c.actor = firstlog_key(c.kind == FIRSTLOG_COMMAND_LOG_INTEREST ? "ana" : "olga");
      if (c.kind != FIRSTLOG_COMMAND_REGISTER_CONTACT && c.kind != FIRSTLOG_COMMAND_ADVANCE)
        c.contact = firstlog_key(one_in(2) ? "bakery" : "mill");
      if (c.kind == FIRSTLOG_COMMAND_LOG_CLOSE || c.kind == FIRSTLOG_COMMAND_APPROVE) c.amount = gbp(1'000);
      if (c.kind == FIRSTLOG_COMMAND_REGISTER_CONTACT) c.key = view();
      if (c.kind == FIRSTLOG_COMMAND_ASSIGN) c.rep = firstlog_key("ben");
      if (c.kind == FIRSTLOG_COMMAND_ADD_NOTE) c.personal = {"note", 4};
      if (c.kind == FIRSTLOG_COMMAND_SCHEDULE_CALLBACK) c.due = 1'767'700'000'000'000;
      return c;
    }
    c.actor = reference();
    const auto maybe = [&] { return one_in(4); };
    if (maybe()) c.contact = reference();
    if (maybe()) c.rep = reference();
    if (maybe()) c.amount = gbp(static_cast<std::int64_t>(dice_()));
    if (maybe()) std::memcpy(c.tax.currency, text(), 1);
    if (maybe()) c.due = static_cast<std::int64_t>(dice_());
    if (maybe()) c.occurred_at = static_cast<std::int64_t>(below(1ULL << 52));
    if (maybe()) c.key = view();
    if (maybe()) c.reason = view();
    if (maybe()) c.niche = view();
    if (maybe()) c.document = view();
    if (maybe()) c.period = {static_cast<std::int32_t>(below(3'000)), static_cast<std::int32_t>(below(15))};
    if (maybe()) c.roles = static_cast<std::uint16_t>(below(1'024));
    if (maybe()) c.given = one_in(2) ? below(1ULL << 42) : dice_();
    if (maybe()) c.touch = static_cast<std::uint8_t>(below(10));
    if (maybe()) c.disposition = static_cast<std::uint8_t>(below(9));
    if (maybe()) c.scope = static_cast<std::uint8_t>(below(6));
    if (maybe()) c.deal = static_cast<std::uint32_t>(below(4));
    if (maybe()) c.refers_to = below(40);
    if (maybe()) c.other = reference();
    if (maybe()) c.cover = reference();
    if (maybe()) c.from = static_cast<std::int32_t>(below(40'000));
    if (maybe()) c.until = static_cast<std::int32_t>(dice_());
    if (maybe()) c.document_number = view();
    if (maybe()) c.idempotency = {view(), below(5), view()};
    if (one_in(12)) std::memcpy(c.sort_key, "\x80\x01zz", 4);
    if (one_in(12)) std::memcpy(c.place.country, "at", 2);
    if (one_in(8)) {
      c.lines = lines_;
      c.line_count = below(4);
    }
    if (one_in(8)) {
      c.credits = credits_;
      c.credit_count = below(3);
    }
    if (one_in(40)) c.struct_size = static_cast<std::uint32_t>(below(1'000));
    return c;
  }

 private:
  std::mt19937_64 dice_;
  firstlog_error error_ = FIRSTLOG_ERROR_INIT;
  std::vector<std::unique_ptr<std::string>> texts_;
  firstlog_deal_line lines_[4] = {{firstlog_text_of("flour"), 1, gbp(600), {}, {}},
                                  {firstlog_text_of("eggs"), 2, gbp(400), {}, {}},
                                  {firstlog_text_of("\xFF"), -3, gbp(-1), gbp(1), {}},
                                  {{nullptr, 0}, 0, {}, {}, {}}};
  firstlog_credit_share credits_[3] = {
      {firstlog_key("ana"), {1, 2}}, {firstlog_key("ben"), {1, 2}}, {firstlog_handle(9), {-1, 3}}};
};

}  // namespace capi_test
