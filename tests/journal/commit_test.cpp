// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What goes into a commit comes out again, and nothing else comes out of any bytes.
#include "firstlog/journal/commit.hpp"

#include <gtest/gtest.h>

#include <cstring>

#include "journal/samples.hpp"

namespace {

using namespace firstlog;
using samples::same;
using samples::Sampler;
using samples::StoredRow;

constexpr Instant start_time = Instant::from_microseconds(1'767'225'600'000'000);

TEST(Commit, KeepsEveryMemberOfEveryKind) {
  CommitBuilder builder;
  CommitReader reader;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    Sampler sampler(seed);
    Head previous;
    if (seed % 2 != 0) {
      previous.commit_number = 1 + sampler.below(1000);
      previous.last_position = Position(1 + sampler.below(1'000'000));
      previous.last_time = start_time - Duration::seconds(1);
      previous.hash = sampler.digest();
    }
    CommitId id = sampler.commit_id();
    std::string organisation(sampler.key());
    std::uint32_t count = static_cast<std::uint32_t>(1 + sampler.below(9));
    std::vector<Event> events;
    std::vector<RecordedCommand> commands;
    builder.start(organisation, previous, start_time, id);
    for (std::uint32_t i = 0; i < count; ++i) {
      Event event = sampler.event(builder.next_position(), count);
      builder.add_event(event);
      event.position = previous.last_position.plus(1 + i);
      event.recorded_at = start_time + Duration::microseconds(i);
      events.push_back(event);
    }
    for (std::uint32_t i = 0; i < count; ++i) {
      RecordedCommand recorded;
      recorded.command = sampler.command();
      recorded.first_event = static_cast<std::uint32_t>(sampler.below(count));
      std::uint32_t made = static_cast<std::uint32_t>(sampler.below(count - recorded.first_event + 1));
      if (made == 0) recorded.first_event = 0;
      recorded.outcome =
          sampler.outcome(recorded.command, previous.last_position.plus(1 + recorded.first_event), made,
                          start_time + Duration::microseconds(recorded.first_event));
      recorded.personal = sampler.digest();
      std::string_view note = "not kept here";
      Command given = recorded.command;
      given.personal = as_bytes(note);
      builder.add_command(given, recorded.outcome, recorded.personal);
      commands.push_back(recorded);
    }
    Result<CommitRow> row = builder.finish();
    ASSERT_TRUE(row.ok()) << row.error().reason.view();
    EXPECT_EQ(row->head.commit_number, previous.commit_number + 1);
    EXPECT_EQ(row->first_position, previous.last_position.plus(1));
    EXPECT_EQ(row->head.last_position, previous.last_position.plus(count));
    EXPECT_EQ(row->head.last_time, start_time + Duration::microseconds(count - 1));
    EXPECT_EQ(row->head.commit_id, id);
    EXPECT_EQ(std::string_view(as_text(row->record)).find("not kept here"), std::string_view::npos);

    Result<void> opened = reader.open(*row);
    ASSERT_TRUE(opened.ok()) << opened.error().place.view() << " " << opened.error().reason.view();
    EXPECT_TRUE(reader.check_hash(row->head.hash).ok());
    EXPECT_TRUE(reader.check_follows(organisation, previous).ok());
    EXPECT_EQ(reader.header().organisation, organisation);
    ASSERT_EQ(reader.event_count(), count);
    ASSERT_EQ(reader.command_count(), count);
    for (std::uint32_t i = 0; i < count; ++i) {
      Event event;
      ASSERT_TRUE(reader.event(i, event));
      EXPECT_TRUE(same(event, events[i])) << "seed " << seed << " event " << i;
      Event alone;
      Bytes bytes = reader.event_bytes(i);
      EventLists lists;
      ASSERT_TRUE(read_event(bytes, alone, &lists).ok());
      EXPECT_TRUE(same(alone, events[i]));
      RecordedCommand command;
      ASSERT_TRUE(reader.command(i, command));
      if (commands[i].outcome.event_count != 0) commands[i].outcome.commit_hash = row->head.hash;
      EXPECT_TRUE(same(command, commands[i])) << "seed " << seed << " command " << i;
    }
  }
}

TEST(Commit, TakesHandlesFromTheAnswerBeforeTheKeys) {
  CommitBuilder builder;
  builder.start("acme", {}, start_time, {});
  Command command;
  command.kind = CommandKind::log_interest;
  command.given = Field::contact;
  command.actor = "sam";
  command.contact = "bakery-12";
  Outcome outcome;
  outcome.verdict = Verdict::accepted;
  outcome.actor = ActorId(4);
  outcome.contact = ContactId(9);
  outcome.position = Position(1);
  outcome.event_count = 1;
  builder.add_command(command, outcome);
  Event event;
  event.kind = EventKind::interest_logged;
  builder.add_event(event);
  Result<CommitRow> row = builder.finish();
  ASSERT_TRUE(row.ok());
  CommitReader reader;
  ASSERT_TRUE(reader.open(*row).ok());
  RecordedCommand read;
  ASSERT_TRUE(reader.command(0, read));
  EXPECT_EQ(read.command.actor.id, ActorId(4));
  EXPECT_EQ(read.command.contact.id, ContactId(9));
  EXPECT_TRUE(read.command.actor.key.empty());
  EXPECT_TRUE(read.command.contact.key.empty());
}

TEST(Commit, RefusesToBuildWhatWouldNotHold) {
  CommitBuilder builder;
  Event event;
  event.kind = EventKind::note_added;
  Command command;
  command.kind = CommandKind::add_note;
  Outcome outcome;

  EXPECT_EQ(builder.finish().status(), Status::invalid_argument) << "without start";
  builder.start("acme", {}, start_time, {});
  builder.add_command(command, outcome);
  EXPECT_EQ(builder.finish().status(), Status::invalid_argument) << "without event";

  builder.start("acme", {}, start_time, {});
  builder.add_event(event);
  EXPECT_EQ(builder.finish().status(), Status::invalid_argument) << "event of a command that is not there";

  builder.start("acme", {}, start_time, {});
  builder.add_event(event);
  outcome.position = Position(1);
  outcome.event_count = 2;
  builder.add_command(command, outcome);
  EXPECT_EQ(builder.finish().status(), Status::invalid_argument) << "command with events that are not there";

  Head previous;
  previous.commit_number = 1;
  previous.last_position = Position(1);
  previous.last_time = start_time;
  builder.start("acme", previous, start_time, {});
  builder.add_event(event);
  builder.add_command(command, {});
  EXPECT_EQ(builder.finish().status(), Status::invalid_argument) << "time that stands still";

  builder.start("", {}, start_time, {});
  builder.add_event(event);
  builder.add_command(command, {});
  EXPECT_EQ(builder.finish().status(), Status::invalid_argument) << "no organisation";

  builder.start("acme", {}, start_time, {});
  event.position = Position(2);
  builder.add_event(event);
  builder.add_command(command, {});
  EXPECT_EQ(builder.finish().status(), Status::invalid_argument) << "position of another event";

  builder.start("acme", {}, start_time, {});
  event.position = Position(1);
  event.recorded_at = start_time;
  builder.add_event(event);
  builder.add_command(command, {});
  EXPECT_TRUE(builder.finish().ok()) << "the builder is usable after each failure";
}

bool holds(const CommitRow& row) {
  CommitReader reader;
  return reader.open(row).ok() && reader.check_hash(row.head.hash).ok();
}

TEST(Commit, CatchesEveryFlippedBitOfTheRecord) {
  for (std::uint32_t size : {1U, 3U, 8U}) {
    std::vector<StoredRow> rows = samples::journal(7, "acme", {size});
    ASSERT_EQ(rows.size(), 1U);
    ASSERT_TRUE(holds(rows[0].row()));
    for (std::size_t at = 0; at < rows[0].record.size(); ++at) {
      for (unsigned bit = 0; bit < 8; ++bit) {
        StoredRow changed = rows[0];
        changed.record[at] ^= static_cast<std::byte>(1U << bit);
        ASSERT_FALSE(holds(changed.row())) << "byte " << at << " bit " << bit;
      }
    }
    StoredRow longer = rows[0];
    longer.record.emplace_back();
    EXPECT_FALSE(holds(longer.row()));
  }
}

TEST(Commit, CatchesEveryFlippedBitOfTheRowsColumns) {
  std::vector<StoredRow> rows = samples::journal(8, "acme", {2});
  auto caught = [&](auto change) {
    CommitRow row = rows[0].row();
    change(row);
    return !holds(row);
  };
  for (unsigned bit = 0; bit < 64; ++bit) {
    std::uint64_t mask = std::uint64_t{1} << bit;
    EXPECT_TRUE(caught([&](CommitRow& r) { r.first_position = Position(r.first_position.number() ^ mask); }));
    EXPECT_TRUE(caught([&](CommitRow& r) { r.head.commit_number ^= mask; }));
    EXPECT_TRUE(
        caught([&](CommitRow& r) { r.head.last_position = Position(r.head.last_position.number() ^ mask); }));
    EXPECT_TRUE(caught([&](CommitRow& r) {
      r.head.last_time = Instant::from_microseconds(
          static_cast<std::int64_t>(static_cast<std::uint64_t>(r.head.last_time.microseconds()) ^ mask));
    }));
  }
  for (std::size_t i = 0; i < Digest::size; ++i)
    EXPECT_TRUE(caught([&](CommitRow& r) { r.head.hash.bytes[i] ^= std::byte{1}; }));
  for (std::size_t i = 0; i < CommitId::size; ++i)
    EXPECT_TRUE(caught([&](CommitRow& r) { r.head.commit_id.bytes[i] ^= std::byte{1}; }));
}

TEST(Commit, RefusesEveryTruncation) {
  std::vector<StoredRow> rows = samples::journal(9, "acme", {2});
  CommitReader reader;
  for (std::size_t size = 0; size < rows[0].record.size(); ++size) {
    std::vector<std::byte> cut(rows[0].record.begin(),
                               rows[0].record.begin() + static_cast<std::ptrdiff_t>(size));
    Result<void> opened = reader.open(Bytes(cut));
    if (opened.ok()) {
      EXPECT_NE(reader.compute_hash(), rows[0].head.hash) << size;
    }
  }
}

TEST(Commit, ReadsFromAnyAddress) {
  std::vector<StoredRow> rows = samples::journal(10, "acme", {3});
  CommitReader reader;
  for (std::size_t shift = 0; shift < 9; ++shift) {
    std::vector<std::byte> room(rows[0].record.size() + shift);
    std::memcpy(room.data() + shift, rows[0].record.data(), rows[0].record.size());
    CommitRow row = rows[0].row();
    row.record = Bytes(room).subspan(shift);
    ASSERT_TRUE(reader.open(row).ok());
    EXPECT_TRUE(reader.check_hash(row.head.hash).ok());
  }
}

// Reads whatever can be read of a record.
void read_all(CommitReader& reader, Bytes record, bool skip) {
  ReadOptions options;
  options.skip_unknown = skip;
  if (!reader.open(record, options).ok()) return;
  std::size_t seen = 0;
  for (std::uint32_t i = 0; i < reader.event_count(); ++i) {
    Event event;
    reader.event(i, event);
    for (std::string_view text : {event.key, event.niche, event.reason, event.document})
      for (char c : text) seen += static_cast<unsigned char>(c);
    seen += event.amount.to_string().size() + event.period.to_string().size() + name_of(event.touch).size();
  }
  for (std::uint32_t i = 0; i < reader.command_count(); ++i) {
    RecordedCommand command;
    reader.command(i, command);
    for (std::string_view text : {command.command.key, command.command.niche, command.command.document,
                                  command.command.idempotency.producer, command.command.actor.key})
      for (char c : text) seen += static_cast<unsigned char>(c);
  }
  reader.compute_hash();
  EXPECT_NE(seen, static_cast<std::size_t>(-1));
}

TEST(Commit, SurvivesMutationsAndGarbage) {
  std::vector<StoredRow> rows = samples::journal(11, "acme", {1, 5, 20});
  Sampler sampler(12);
  CommitReader reader;
  for (int round = 0; round < 20000; ++round) {
    std::vector<std::byte> bytes = rows[sampler.below(rows.size())].record;
    std::uint64_t changes = 1 + sampler.below(6);
    for (std::uint64_t n = 0; n < changes; ++n) {
      std::size_t at = sampler.below(bytes.size());
      switch (sampler.below(4)) {
        case 0: bytes[at] = static_cast<std::byte>(sampler.below(256)); break;
        case 1: bytes[at] ^= static_cast<std::byte>(1U << sampler.below(8)); break;
        case 2: bytes[at] = sampler.coin() ? std::byte{0xFF} : std::byte{0}; break;
        default: {
          std::uint32_t value = static_cast<std::uint32_t>(sampler.below(1U << sampler.below(32)));
          at = at / 4 * 4;
          if (at + 4 <= bytes.size()) std::memcpy(&bytes[at], &value, 4);
        }
      }
    }
    if (sampler.below(10) == 0) bytes.resize(sampler.below(bytes.size() + 1));
    read_all(reader, bytes, sampler.coin());
  }
  for (int round = 0; round < 5000; ++round) {
    std::vector<std::byte> bytes(sampler.below(400));
    for (std::byte& b : bytes) b = static_cast<std::byte>(sampler.below(256));
    if (bytes.size() >= 8 && sampler.coin()) std::memcpy(&bytes[4], "FLC1", 4);
    read_all(reader, bytes, true);
  }
}

}  // namespace
