// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A statement as a file that proves itself (formats/statement_file.hpp): whatever is changed in it is named.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "firstlog/engine/audit.hpp"
#include "firstlog/formats/statement_file.hpp"
#include "support/altered_bytes.hpp"
#include "support/paid_world.hpp"

namespace firstlog_test {
namespace {

using testing::HasSubstr;

SigningSeed seed_of(int byte) {
  SigningSeed seed;
  for (std::byte& b : seed.bytes) b = static_cast<std::byte>(byte);
  return seed;
}

class StatementFile : public ::testing::Test {
 protected:
  void SetUp() override { world.january(); }
  std::string file(bool is_signed = true, std::string_view rep = "ana", std::string_view period = "2026-01") {
    return must(
        export_statement(world.engine(), "acme", "root", rep, month(period), is_signed ? &seed_ : nullptr));
  }
  static StatementVerification verified(std::string_view text) { return must(verify_statement(text)); }

  static std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t from = 0; from < text.size();) {
      const std::size_t end = text.find('\n', from);
      lines.push_back(text.substr(from, end - from + 1));
      from = end + 1;
    }
    return lines;
  }

  PaidWorld world;
  SigningSeed seed_ = seed_of(7);
};

TEST_F(StatementFile, SaysWhatWasEarnedAndProvesIt) {
  world.february();
  const std::string text = file();
  const StatementVerification answer = verified(text);
  EXPECT_TRUE(answer.ok) << answer.place << ": " << answer.reason;
  EXPECT_EQ(answer.organisation, "acme");
  EXPECT_EQ(answer.rep, "ana");
  EXPECT_EQ(answer.period, month("2026-01"));
  EXPECT_TRUE(answer.frozen);
  const Statement statement = world.statement("ana", "2026-01").statement;
  EXPECT_EQ(answer.total, statement.total);
  EXPECT_EQ(answer.lines, statement.lines.size());
  EXPECT_TRUE(answer.is_signed);
  EXPECT_EQ(answer.key, verify_key_of(seed_));
  EXPECT_THAT(answer.not_excluded, HasSubstr("whoever knows the key"));
  EXPECT_TRUE(must(verify_statement(text, verify_key_of(seed_))).ok);
}

TEST_F(StatementFile, IsTheSameWheneverItIsMadeOnceItIsFrozen) {
  world.february();
  const std::string first = file(false);
  world.sell("later", "ana", 90'000);
  world.reopen();
  EXPECT_EQ(file(false), first) << "from another program, and after later sales";
  // With a signature the checkpoint says what the journal's head was.
  EXPECT_EQ(lines_of(file())[1], lines_of(first)[1]);
}

TEST_F(StatementFile, ComesOutOfASnapshotAsOutOfTheJournal) {
  const std::string before = file();
  must(world.engine().snapshot("acme"));
  world.reopen();
  EXPECT_EQ(file(), before);
  EXPECT_EQ(must(world.engine().disputes("acme", "root")).size(), 3U);
  const Outcome again = world.give(commands::OpenDispute{
      .actor = "ana", .rep = "ana", .refers_to = Position(16), .document_number = "D-1", .reason = "again"});
  EXPECT_EQ(again.rule, Rule::document_taken) << "the number is known still";
}

TEST_F(StatementFile, ALiveOneSaysSo) {
  const StatementVerification answer = verified(file());
  EXPECT_TRUE(answer.ok) << answer.place << ": " << answer.reason;
  EXPECT_FALSE(answer.frozen);
  EXPECT_THAT(answer.not_excluded, HasSubstr("live"));
}

TEST_F(StatementFile, OfEveryRepAndPeriodIsVerified) {
  world.february();
  for (const char* rep : {"ana", "bob", "cleo & co", "root"})
    for (const char* period : {"2026-01", "2026-02"}) {
      const StatementVerification answer = verified(file(true, rep, period));
      EXPECT_TRUE(answer.ok) << rep << " " << period << ": " << answer.place << ": " << answer.reason;
    }
}

TEST_F(StatementFile, ShowsNothingOfOthers) {
  const std::string text = file(true, "bob");
  EXPECT_EQ(text.find("Löwen"), std::string::npos);
  EXPECT_EQ(text.find("cleo"), std::string::npos);
}

TEST_F(StatementFile, OnlyWhoMaySeeTheStatementExportsIt) {
  EXPECT_EQ(export_statement(world.engine(), "acme", "bob", "ana").status(), Status::invalid_argument);
  EXPECT_EQ(export_statement(world.engine(), "acme", "root", "nobody").status(), Status::not_found);
  EXPECT_TRUE(export_statement(world.engine(), "acme", "ana", "ana").ok());
}

TEST_F(StatementFile, UnsignedSaysWhatThatLeavesOpen) {
  const std::string text = file(false);
  const StatementVerification answer = verified(text);
  EXPECT_TRUE(answer.ok) << answer.place << ": " << answer.reason;
  EXPECT_FALSE(answer.is_signed);
  EXPECT_THAT(answer.not_excluded, HasSubstr("Nobody signed"));
  const StatementVerification asked = must(verify_statement(text, verify_key_of(seed_)));
  EXPECT_FALSE(asked.ok);
  EXPECT_EQ(asked.reason, "nobody signed the file");
}

TEST_F(StatementFile, AnotherSignerIsFoundOut) {
  const StatementVerification answer = must(verify_statement(file(), verify_key_of(seed_of(8))));
  EXPECT_FALSE(answer.ok);
  EXPECT_THAT(answer.place, HasSubstr("$.key"));
  // A whole file made anew by somebody else, signed by himself, under the issuer's key.
  std::string text = file();
  const SigningSeed other = seed_of(8);
  const std::string forged =
      must(export_statement(world.engine(), "acme", "root", "ana", month("2026-01"), &other));
  const auto key_at = [](const std::string& file) { return file.rfind("\"key\":\""); };
  std::string mixed = forged.substr(0, key_at(forged)) + text.substr(key_at(text));
  EXPECT_THAT(verified(mixed).place, HasSubstr("$.signature"));
}

// Many bytes changed, more densely where the statement stands; some taken out, doubled, the file cut there.
TEST_F(StatementFile, AnAlteredByteAnywhereIsNamed) {
  world.february();
  for (const bool is_signed : {true, false}) {
    const std::string good = file(is_signed, "bob");
    const std::size_t proofs = good.find("\n{\"event\"");
    expect_every_change_is_named(good, verified,
                                 [proofs](std::size_t i) { return std::size_t{i < proofs ? 13U : 89U}; });
  }
}

// Somebody who can write the digest anew, but not sign: what he changes is still named by its place.
TEST_F(StatementFile, NamesWhatTheStatementSaysOtherThanItsEvents) {
  const std::string good = file();
  auto with = [&good](std::string_view from, std::string_view to, std::size_t nth = 1) {
    std::string text = good;
    std::size_t where = text.find('\n');
    for (std::size_t i = 0; i < nth; ++i) where = text.find(from, where + 1);
    EXPECT_NE(where, std::string::npos) << from;
    return verified(text.replace(where, from.size(), to));
  };
  const std::vector<std::array<std::string, 3>> changes = {
      {R"("commission":"270.00")", R"("commission":"270.01")", "$.deals[0].commission"},
      {R"("invoiced":"1800.00")", R"("invoiced":"1900.00")", "$.lines[0].invoiced"},
      {R"("contact":"works")", R"("contact":"garage")", "$.lines[1].contact"},
      {R"("approver":"root")", R"("approver":"bob")", "$.lines[0].approver"},
      {R"("kind":"close")", R"("kind":"amendment")", "$.lines[0].position"},
      {R"("reason":"refund")", R"("reason":"goodwill")", "$.lines[3].reason"},
      {R"("status":"withdrawn")", R"("status":"accepted")", "$.disputes[2].resolved"},
      {R"("number":"D-2")", R"("number":"D-9")", "$.disputes[1].number"},
      {R"("frozen":false)", R"("frozen":true)", "$.frozen_position"},
      {R"("period":"2026-01")", R"("period":"2026-03")", "$.lines[0].position"},
      {R"("rep":"ana")", R"("rep":"bob")", "$.rep"},
      {R"("closer":"ana")", R"("closer":"bob")", "$.pending[0].closer"},
      {R"("total":)", R"("totel":)", "$.totals.total"},
  };
  for (const auto& [from, to, place] : changes) {
    const StatementVerification answer = with(from, to);
    EXPECT_EQ(answer.place, "line 2, " + place) << from << ": " << answer.reason;
  }
  // What no event speaks of is held by the hash in the head.
  EXPECT_EQ(with(R"("green_from":"1")", R"("green_from":"2")").place, "line 1, $.statement_hash");
}

TEST_F(StatementFile, NamesLinesThatAreMissingOrStrange) {
  const std::vector<std::string> lines = lines_of(file());
  auto joined = [](const std::vector<std::string>& all) {
    std::string text;
    for (const std::string& line : all) text += line;
    return verified(text);
  };
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::vector<std::string> others = lines;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_FALSE(joined(others).ok) << "without line " << i + 1;
    others = lines;
    others.insert(others.begin() + static_cast<std::ptrdiff_t>(i), lines[i]);
    EXPECT_FALSE(joined(others).ok) << "line " << i + 1 << " twice";
  }
  // An event on which nothing rests.
  const std::vector<std::string> of_bob = lines_of(file(true, "bob"));
  std::vector<std::string> others = lines;
  for (const std::string& line : of_bob)
    if (line.find(R"("event":)") != std::string::npos && line.find("parking") != std::string::npos)
      others.insert(others.end() - 2, line);
  EXPECT_FALSE(joined(others).ok);
}

}  // namespace
}  // namespace firstlog_test
