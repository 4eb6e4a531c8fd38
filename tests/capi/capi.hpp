// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What tests of the C ABI are written with: handles that destroy themselves, commands by one line.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog.h"
#include "firstlog_store.h"

namespace capi_test {

template <class T, void (*Destroy)(T*)>
struct Destroyer {
  void operator()(T* handle) const noexcept { Destroy(handle); }
};
template <class T, void (*Destroy)(T*)>
using Owned = std::unique_ptr<T, Destroyer<T, Destroy>>;
using Engine = Owned<firstlog_engine, firstlog_engine_destroy>;
using Feed = Owned<firstlog_feed, firstlog_feed_destroy>;
using Events = Owned<firstlog_events, firstlog_events_destroy>;
using Document = Owned<firstlog_document, firstlog_document_destroy>;
using Transaction = Owned<firstlog_transaction, firstlog_transaction_destroy>;
using Plan = Owned<firstlog_plan, firstlog_plan_destroy>;
using Bulk = Owned<firstlog_bulk, firstlog_bulk_destroy>;

struct FailedCall {
  firstlog_error error = FIRSTLOG_ERROR_INIT;
  operator firstlog_error*() { return &error; }  // NOLINT(google-explicit-constructor)
};

inline std::string told(const firstlog_error& error) {
  std::string text(firstlog_status_name(error.status));
  return text + " at " + error.place + ": " + error.reason + "; " + error.remedy;
}

// That a call succeeded, with what it said where not.
#define FIRSTLOG_OK(call)                                                    \
  do {                                                                       \
    firstlog_error error = FIRSTLOG_ERROR_INIT;                              \
    const firstlog_status status_of_call = (call);                           \
    ASSERT_EQ(status_of_call, FIRSTLOG_STATUS_OK) << capi_test::told(error); \
  } while (false)

inline Engine open(const char* uri = "memory:", const firstlog_engine_options* options = nullptr) {
  firstlog_engine* engine = nullptr;
  firstlog_error error = FIRSTLOG_ERROR_INIT;
  EXPECT_EQ(firstlog_engine_create(uri, options, &engine, &error), FIRSTLOG_STATUS_OK) << told(error);
  return Engine(engine);
}

inline firstlog_command command(std::uint16_t kind, const char* actor, const char* contact = nullptr) {
  firstlog_command made = firstlog_command_make(kind);
  made.actor = firstlog_key(actor);
  if (contact != nullptr) made.contact = firstlog_key(contact);
  return made;
}

inline firstlog_money gbp(std::int64_t pence) {
  return {pence, {'G', 'B', 'P', 0}, 0};
}

inline constexpr const char* policy =
    R"({"version":1,"plan":{"currency":"GBP"},"interest_needs_connect":"off"})";

// olga founds acme; ana and ben are reps; the bakery is ana's, the mill nobody's.
inline std::vector<firstlog_command> team() {
  std::vector<firstlog_command> commands;
  commands.push_back(command(FIRSTLOG_COMMAND_FOUND_ORGANISATION, "olga"));
  commands.back().key = firstlog_text_of("acme");
  commands.back().document = firstlog_text_of(policy);
  for (const char* rep : {"ana", "ben"}) {
    commands.push_back(command(FIRSTLOG_COMMAND_REGISTER_ACTOR, "olga"));
    commands.back().key = firstlog_text_of(rep);
    commands.back().roles = 1U << FIRSTLOG_ROLE_REP;
  }
  commands.push_back(command(FIRSTLOG_COMMAND_REGISTER_CONTACT, "olga"));
  commands.back().key = firstlog_text_of("bakery");
  commands.back().rep = firstlog_key("ana");
  commands.push_back(command(FIRSTLOG_COMMAND_REGISTER_CONTACT, "olga"));
  commands.back().key = firstlog_text_of("mill");
  return commands;
}

// What becomes of the bakery: ana first, ben contested, closed, approved.
inline std::vector<firstlog_command> sale() {
  std::vector<firstlog_command> commands;
  commands.push_back(command(FIRSTLOG_COMMAND_LOG_INTEREST, "ana", "bakery"));
  commands.push_back(command(FIRSTLOG_COMMAND_LOG_INTEREST, "ben", "bakery"));
  commands.push_back(command(FIRSTLOG_COMMAND_LOG_CLOSE, "ana", "bakery"));
  commands.back().amount = gbp(180'000);
  commands.push_back(command(FIRSTLOG_COMMAND_APPROVE, "olga", "bakery"));
  commands.back().amount = gbp(180'000);
  return commands;
}

inline firstlog_status submit(firstlog_engine* engine, const std::vector<firstlog_command>& commands,
                              std::vector<firstlog_outcome>& outcomes, firstlog_error* error = nullptr) {
  outcomes.assign(commands.size(), firstlog_outcome_make());
  return firstlog_engine_submit(engine, "acme", commands.data(), commands.size(), outcomes.data(),
                                FIRSTLOG_WAIT_DEFAULT, error);
}

inline void give(firstlog_engine* engine, const std::vector<firstlog_command>& commands) {
  std::vector<firstlog_outcome> outcomes;
  firstlog_error error = FIRSTLOG_ERROR_INIT;
  ASSERT_EQ(submit(engine, commands, outcomes, &error), FIRSTLOG_STATUS_OK) << told(error);
  for (const firstlog_outcome& outcome : outcomes)
    ASSERT_TRUE(outcome.verdict == FIRSTLOG_VERDICT_ACCEPTED || outcome.verdict == FIRSTLOG_VERDICT_CONTESTED)
        << firstlog_rule_name(outcome.rule) << " " << firstlog_field_name(outcome.field);
}

inline Engine open_team(const char* uri = "memory:", const firstlog_engine_options* options = nullptr) {
  Engine engine = open(uri, options);
  give(engine.get(), team());
  return engine;
}

// The text of a document that a call gave.
template <class Call>
std::string text_from(Call call) {
  firstlog_document* made = nullptr;
  firstlog_error error = FIRSTLOG_ERROR_INIT;
  EXPECT_EQ(call(&made, &error), FIRSTLOG_STATUS_OK) << told(error);
  const Document document(made);
  std::uint64_t size = 0;
  const char* text = firstlog_document_text(document.get(), &size);
  return text == nullptr ? std::string() : std::string(text, size);
}

}  // namespace capi_test
