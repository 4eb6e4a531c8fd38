// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A journal goes out as JSON and comes back byte for byte; whatever was changed on the way is refused
// with its place.
#include "firstlog/formats/journal_json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "journal/samples.hpp"

namespace {

using namespace firstlog;
using nlohmann::ordered_json;
using samples::Sampler;
using samples::StoredRow;
using testing::HasSubstr;

class Rows final : public RowSink {
 public:
  bool take(const CommitRow& row) noexcept override {
    rows.push_back(samples::stored(row));
    return true;
  }
  std::vector<StoredRow> rows;
};

std::string exported(const std::vector<StoredRow>& rows) {
  std::string text;
  for (const StoredRow& row : rows) EXPECT_TRUE(append_commit_json(row.row(), text).ok());
  return text;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = text.find('\n', at);
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

TEST(JournalJson, KeepsBytesAndHashes) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    std::vector<StoredRow> rows = samples::journal(seed, "acme", {3, 1, 7});
    Rows back;
    Result<Head> head = import_journal_json(exported(rows), "acme", back);
    ASSERT_TRUE(head.ok()) << head.error().place.view() << ": " << head.error().reason.view();
    EXPECT_EQ(*head, rows.back().head);
    ASSERT_EQ(back.rows.size(), rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      EXPECT_EQ(back.rows[i].record, rows[i].record);
      EXPECT_EQ(back.rows[i].head, rows[i].head);
      EXPECT_EQ(back.rows[i].first_position, rows[i].first_position);
    }
    EXPECT_EQ(exported(back.rows), exported(rows));
  }
}

StoredRow one_commit() {
  CommitBuilder builder;
  builder.start("acme", {}, Instant::from_microseconds(1'769'851'800'250'000), {});
  Command command;
  command.kind = CommandKind::log_close;
  command.given = Field::contact | Field::amount;
  command.actor = ActorId(4);
  command.contact = ContactId(9);
  command.amount = Money::minor(180'000, *Currency::parse("GBP"));
  command.idempotency.producer = "dialer";
  command.idempotency.sequence = 18'446'744'073'709'551'615U;
  Outcome outcome;
  outcome.verdict = Verdict::accepted;
  outcome.rule = Rule::claim_kept;
  outcome.position = Position(1);
  outcome.event_count = 1;
  builder.add_command(command, outcome);
  Event event;
  event.kind = EventKind::close_logged;
  event.flags = EventFlag::establishes_claim | EventFlag::sets_due;
  event.amount = command.amount;
  event.reason = "say \"yes\"\n";
  event.niche = "\xC3\xA9t\xC3\xA9";
  event.key = "not utf-8: \xFF";
  event.roles = Role::rep | Role::manager;
  event.period = *YearMonth().plus_months(672);
  event.disposition = Disposition::connect;
  builder.add_event(event);
  return samples::stored(*builder.finish());
}

TEST(JournalJson, IsReadable) {
  ordered_json line = ordered_json::parse(exported({one_commit()}));
  EXPECT_EQ(line["organisation"], "acme");
  EXPECT_EQ(line["first_time"], "2026-01-31T09:30:00.250000Z");
  const ordered_json& event = line["events"][0];
  EXPECT_EQ(event["position"], 1);
  EXPECT_EQ(event["recorded_at"], "2026-01-31T09:30:00.250000Z");
  EXPECT_EQ(event["kind"], "close_logged");
  EXPECT_EQ(event["flags"], ordered_json::parse(R"(["establishes_claim","sets_due"])"));
  EXPECT_EQ(event["amount"], ordered_json::parse(R"({"amount":"1800.00","currency":"GBP"})"));
  EXPECT_EQ(event["reason"], "say \"yes\"\n");
  EXPECT_EQ(event["niche"], "été");
  EXPECT_TRUE(event["key"].contains("base64"));
  EXPECT_EQ(event["roles"], ordered_json::parse(R"(["rep","manager"])"));
  EXPECT_EQ(event["period"], "2026-01");
  EXPECT_EQ(event["disposition"], "connect");
  EXPECT_FALSE(event.contains("due")) << "defaults are left out";
  const ordered_json& command = line["commands"][0];
  EXPECT_EQ(command["kind"], "log_close");
  EXPECT_EQ(command["actor"], 4);
  EXPECT_EQ(command["contact"], 9);
  EXPECT_EQ(command["given"], ordered_json::parse(R"(["contact","amount"])"));
  EXPECT_EQ(command["idempotency"]["sequence"], 18'446'744'073'709'551'615U);
  EXPECT_EQ(command["outcome"]["verdict"], "accepted");
  EXPECT_EQ(command["outcome"]["rule"], "claim_kept");
  Rows back;
  EXPECT_TRUE(import_journal_json(exported({one_commit()}), {}, back).ok());
}

// Every member of the readable form, changed, removed or added to.
void collect(const ordered_json& value, const ordered_json::json_pointer& at,
             std::vector<ordered_json::json_pointer>& out) {
  if (!at.empty()) out.push_back(at);
  if (value.is_object())
    for (const auto& [name, below] : value.items()) collect(below, at / name, out);
  if (value.is_array())
    for (std::size_t i = 0; i < value.size(); ++i) collect(value[i], at / i, out);
}

std::string path_of(const ordered_json::json_pointer& pointer) {
  std::string out = "$";
  std::string text = pointer.to_string();
  for (std::size_t at = 1; at <= text.size();) {
    std::size_t end = text.find('/', at);
    std::string step = text.substr(at, end - at);
    bool index = step.find_first_not_of("0123456789") == std::string::npos;
    out += index ? "[" + step + "]" : "." + step;
    if (end == std::string::npos) break;
    at = end + 1;
  }
  return out;
}

TEST(JournalJson, ChecksThatBytesAndReadableFormAgreeInEveryMember) {
  const ordered_json good = ordered_json::parse(exported(samples::journal(3, "acme", {2})));
  std::vector<ordered_json::json_pointer> members;
  collect(good, ordered_json::json_pointer(), members);
  ASSERT_GT(members.size(), 60U);
  for (const auto& member : members) {
    ordered_json changed = good;
    changed[member] = "something else";
    JournalJsonReader reader("acme");
    Result<CommitRow> row = reader.read_line(changed.dump());
    ASSERT_FALSE(row.ok()) << member;
    EXPECT_THAT(std::string(row.error().place.view()), HasSubstr("line 1, $")) << member;
    if (member.to_string() != "/record" && member.to_string() != "/hash") {
      EXPECT_EQ(row.error().place.view(), "line 1, " + path_of(member));
      EXPECT_EQ(row.status(), Status::corrupt);
      EXPECT_FALSE(row.error().remedy.empty());
    }
    changed = good;
    if (changed[member.parent_pointer()].is_object()) {
      changed[member.parent_pointer()].erase(member.back());
      EXPECT_FALSE(reader.read_line(changed.dump()).ok()) << member;
    }
    changed = good;
    if (changed[member].is_object()) {
      changed[member]["extra"] = 1;
      EXPECT_FALSE(reader.read_line(changed.dump()).ok()) << member;
    }
    EXPECT_TRUE(reader.read_line(good.dump()).ok()) << "the reader stands where it stood";
  }
}

TEST(JournalJson, RefusesMalformedTextWithItsPlace) {
  std::vector<std::string> lines = lines_of(exported(samples::journal(4, "acme", {2, 1})));
  auto answer = [&](auto change) {
    JournalJsonReader reader("acme");
    EXPECT_TRUE(reader.read_line(lines[0]).ok());
    std::string line = lines[1];
    change(line);
    Result<CommitRow> row = reader.read_line(line);
    EXPECT_FALSE(row.ok()) << line;
    return row.ok() ? Error() : row.error();
  };
  auto replace = [](std::string& line, std::string_view what, std::string_view with) {
    std::size_t at = line.find(what);
    ASSERT_NE(at, std::string::npos);
    line.replace(at, what.size(), with);
  };
  for (std::size_t cut : {std::size_t{0}, std::size_t{1}, std::size_t{20}}) {
    Error error = answer([&](std::string& line) { line.resize(cut); });
    EXPECT_EQ(error.status, Status::malformed);
    EXPECT_THAT(std::string(error.place.view()), HasSubstr("line 2"));
  }
  Error twice =
      answer([&](std::string& line) { replace(line, "\"format\":1", "\"format\":1,\"format\":1"); });
  EXPECT_EQ(twice.status, Status::malformed);
  EXPECT_THAT(std::string(twice.place.view()), HasSubstr("line 2, $"));
  EXPECT_THAT(std::string(twice.place.view()), HasSubstr("format"));
  EXPECT_EQ(answer([&](std::string& line) { replace(line, "\"format\":1", "\"format\":1.0"); }).place.view(),
            "line 2, $.format");
  EXPECT_EQ(answer([&](std::string& line) { line = "[]"; }).place.view(), "line 2, $");
  EXPECT_EQ(answer([&](std::string& line) { line.insert(line.rfind("\"hash\":\"") + 8, "0"); }).place.view(),
            "line 2, $.hash");
  EXPECT_EQ(answer([&](std::string& line) { replace(line, "\"record\":\"", "\"record\":\"*"); }).place.view(),
            "line 2, $.record");
  EXPECT_EQ(answer([&](std::string& line) { line.push_back('\xFF'); }).status, Status::malformed);
  EXPECT_EQ(answer([&](std::string& line) { line = lines[0]; }).status, Status::corrupt)
      << "the same commit twice";
  EXPECT_EQ(answer([&](std::string& line) { line = std::string(100'000, '['); }).status, Status::malformed);
}

TEST(JournalJson, DeliversNothingOfAJournalThatDoesNotHold) {
  std::vector<StoredRow> rows = samples::journal(5, "acme", {2, 1, 1});
  std::vector<std::string> lines = lines_of(exported(rows));
  auto import_of = [](const std::string& text, std::string_view organisation) {
    Rows back;
    Result<Head> head = import_journal_json(text, organisation, back);
    EXPECT_TRUE(head.ok() || back.rows.empty());
    return head.ok() ? std::string("ok") : std::string(head.error().place.view());
  };
  EXPECT_EQ(import_of(lines[0] + "\n" + lines[1] + "\r\n" + lines[2], "acme"), "ok");
  EXPECT_THAT(import_of(lines[0] + "\n" + lines[2] + "\n", "acme"), HasSubstr("line 2, $.record"));
  EXPECT_THAT(import_of(lines[1] + "\n" + lines[0] + "\n", "acme"), HasSubstr("line 1"));
  EXPECT_THAT(import_of(lines[0] + "\n\n" + lines[1] + "\n", "acme"), HasSubstr("line 2"));
  EXPECT_THAT(import_of(lines[0] + "\n", "other"), HasSubstr("line 1"));
  EXPECT_EQ(import_of("", "acme"), "ok");
}

TEST(JournalJson, SurvivesMutations) {
  const std::string good = exported({one_commit()});
  Sampler sampler(8);
  for (int round = 0; round < 3000; ++round) {
    std::string text = good;
    for (std::uint64_t n = 1 + sampler.below(3); n > 0; --n)
      text[sampler.below(text.size())] = static_cast<char>(sampler.below(256));
    if (sampler.below(6) == 0) text.resize(sampler.below(text.size()));
    Rows back;
    if (import_journal_json(text, "acme", back).ok() && !back.rows.empty()) {
      EXPECT_EQ(back.rows[0].record, one_commit().record);
    }
  }
}

TEST(JournalJson, RefusesToExportWhatDoesNotHold) {
  StoredRow row = one_commit();
  std::string text = "before";
  row.head.hash.bytes[0] ^= std::byte{1};
  EXPECT_EQ(append_commit_json(row.row(), text).status(), Status::corrupt);
  EXPECT_EQ(text, "before");
}

}  // namespace
