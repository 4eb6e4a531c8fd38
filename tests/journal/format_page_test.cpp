// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// docs/journal-format.md says what the library does: its example is this very record, byte for byte,
// and its tables list every number. A change of the format makes this fail.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "firstlog/journal/commit.hpp"
#include "firstlog/journal/proof.hpp"
#include "journal/samples.hpp"
#include "journal/text_form.hpp"

namespace {

using namespace firstlog;

std::string page_path() {
  return std::string(FIRSTLOG_TESTS_DIR) + "/../docs/journal-format.md";
}
std::string page() {
  std::ifstream file(page_path());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

template <class Fixed>
std::string hex(const Fixed& value) {
  std::string out;
  detail::append_hex(out, value.view());
  return out;
}

std::string hex_lines(Bytes bytes) {
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += 32) {
    char offset[24];
    std::snprintf(offset, sizeof offset, "%04zx  ", at);
    out += offset;
    detail::append_hex(out, bytes.subspan(at, std::min<std::size_t>(32, bytes.size() - at)));
    out += "\n";
  }
  return out;
}

// A rep logs interest; the contact was in the pool, so two events follow from one command.
samples::StoredRow example() {
  CommitBuilder builder;
  Head previous;
  previous.commit_number = 41;
  previous.last_position = Position(811);
  previous.last_time = Instant::from_seconds(1'769'851'799);
  for (std::size_t i = 0; i < Digest::size; ++i) previous.hash.bytes[i] = static_cast<std::byte>(i);
  CommitId id;
  for (std::size_t i = 0; i < CommitId::size; ++i) id.bytes[i] = static_cast<std::byte>(0xF0 + i);
  builder.start("acme", previous, *Instant::parse("2026-01-31T09:30:00.25Z"), id);
  Command command;
  command.kind = CommandKind::log_interest;
  command.given = Field::contact;
  command.actor = ActorId(7);
  command.contact = ContactId(1203);
  command.idempotency.producer = "dialer";
  command.idempotency.sequence = 55;
  Outcome outcome;
  outcome.verdict = Verdict::accepted;
  outcome.rule = Rule::claim_from_pool;
  outcome.state = cold_call::interested;
  outcome.rep = ActorId(7);
  outcome.position = Position(812);
  outcome.event_count = 2;
  outcome.recorded_at = builder.next_time();
  builder.add_command(command, outcome);
  Event event;
  event.kind = EventKind::assigned;
  event.flags = EventFlag::assigns;
  event.previous = Position(30);
  event.actor = ActorId(7);
  event.contact = ContactId(1203);
  event.rep = ActorId(7);
  event.rule = Rule::claim_from_pool;
  event.cycle = 1;
  builder.add_event(event);
  event.kind = EventKind::interest_logged;
  event.flags = EventFlag::establishes_claim;
  event.previous = Position(812);
  event.state_from = cold_call::fresh;
  event.state_to = cold_call::interested;
  builder.add_event(event);
  Result<CommitRow> row = builder.finish();
  EXPECT_TRUE(row.ok());
  return samples::stored(*row);
}

// FIRSTLOG_UPDATE=1 writes `wanted` over the block of the page that begins with the first `head`
// characters of it.
bool updates() {
  const char* value = std::getenv("FIRSTLOG_UPDATE");
  return value != nullptr && std::string_view(value) == "1";
}
void expect_in_page(const std::string& wanted, std::size_t head) {
  std::string text = page();
  if (text.find(wanted) == std::string::npos && updates()) {
    const std::size_t from = text.find(wanted.substr(0, head));
    ASSERT_NE(from, std::string::npos);
    const std::size_t to = std::min(text.find("\n\n", from), text.find("\n```", from)) + 1;
    text.replace(from, to - from, wanted);
    std::ofstream(page_path()) << text;
  }
  EXPECT_NE(page().find(wanted), std::string::npos)
      << "the page lacks, until this test runs with FIRSTLOG_UPDATE=1,\n"
      << wanted;
}

TEST(FormatPage, ShowsTheBytesOfTheExample) {
  samples::StoredRow stored = example();
  CommitReader reader;
  ASSERT_TRUE(reader.open(stored.row()).ok());
  ASSERT_TRUE(reader.check_hash(stored.head.hash).ok());
  const CommitHeader& header = reader.header();
  std::string hashes;
  auto line = [&hashes](std::string_view name, const Digest& digest) {
    hashes.append(name).append(17 - name.size(), ' ').append(hex(digest)).append("\n");
  };
  line("leaf of 812", event_leaf(reader.event_bytes(0)));
  line("leaf of 813", event_leaf(reader.event_bytes(1)));
  line("events root", header.events_root);
  line("commands root", header.commands_root);
  line("frame digest", header.frame_digest);
  line("commit hash", stored.head.hash);
  expect_in_page(hex_lines(stored.record), 6);
  expect_in_page(hashes, 11);
}

TEST(FormatPage, ListsEveryNumber) {
  std::string rows;
  auto row = [&rows](std::string_view name, auto number_of, unsigned end) {
    std::string list;
    for (unsigned n = 0; n < end; ++n) {
      std::string_view value = number_of(n);
      if (value.empty() || value == "none") continue;
      list += (list.empty() ? "" : " · ") + std::to_string(n) + " " + std::string(value);
    }
    rows += "| " + std::string(name) + " | " + list + " |\n";
  };
  row("event kind", [](unsigned n) { return name_of(static_cast<EventKind>(n)); }, 256);
  row("command kind", [](unsigned n) { return name_of(static_cast<CommandKind>(n)); }, 256);
  row("rule", [](unsigned n) { return name_of(static_cast<Rule>(n)); }, 512);
  row("field", [](unsigned n) { return name_of(static_cast<Field>(n)); }, 64);
  row("verdict", [](unsigned n) { return name_of(static_cast<Verdict>(n)); }, 16);
  row("role", [](unsigned n) { return name_of(static_cast<Role>(n)); }, role_count);
  row("touch", [](unsigned n) { return name_of(static_cast<Touch>(n)); }, touch_count);
  row("disposition", [](unsigned n) { return name_of(static_cast<Disposition>(n)); }, disposition_count);
  expect_in_page(rows, 13);
}

}  // namespace
