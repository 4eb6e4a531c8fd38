// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Order, gap-freeness, and what is read back.
#include <limits>

#include "store/conformance/trial.hpp"

namespace firstlog::inline v1::conformance {
namespace {

void empty_organisation(ConformanceTrial& trial) {
  auto store = trial.open();
  auto session = trial.session(*store);
  Result<Head> head = session->head(acme);
  trial.expect(head.ok() && *head == Head{}, "head of an organisation that was never written is empty");
  Delivery delivery = read_all(*session, acme);
  trial.expect(delivery.result.ok() && delivery.rows.empty(), "reading it delivers nothing and answers ok");
  head = session->acquire(acme, Duration::seconds(1));
  trial.expect(head.ok() && *head == Head{}, "acquire answers an empty head");
  session->release();
  trial.expect(session->vault_erase(acme, as_bytes("k")).status(), Status::ok,
               "erasing nothing from its vault");
  trial.expect(fetch_chunk(*session, acme, "c").status, Status::not_found, "a chunk of it");
  trial.expect(fetch_vault(*session, acme, "k").status, Status::not_found, "a vault record of it");
}

void append_and_read_back(ConformanceTrial& trial) {
  auto store = trial.open();
  auto session = trial.session(*store);
  auto other = trial.session(*store);
  std::vector<KeptRow> written;
  for (std::uint64_t i = 0; i < 40; ++i) {
    Result<Head> head = session->acquire(acme, Duration::seconds(1));
    if (!trial.expect(head.status(), Status::ok, "acquire")) return;
    trial.expect(*head == (written.empty() ? Head{} : written.back().head),
                 "acquire answers the last commit's head");
    KeptRow row = row_behind(*head, i % 5 + 1, i * 37 + 1, i);
    // Instants before 1970 and far ahead are as good as any.
    if (i == 0) row.head.last_time = Instant::from_microseconds(std::numeric_limits<std::int64_t>::min() / 2);
    if (i == 39) row.head.last_time = Instant::from_microseconds(std::numeric_limits<std::int64_t>::max());
    trial.expect(session->append(row.view(), {}).status(), Status::ok, "append");
    written.push_back(row);
    for (Session* reader : {session.get(), other.get()}) {
      Result<Head> seen = reader->head(acme);
      trial.expect(seen.ok() && *seen == row.head, "head is the commit just appended, in every session");
    }
  }
  for (Session* reader : {session.get(), other.get()}) {
    Delivery delivery = read_all(*reader, acme);
    trial.expect(delivery.result.status(), Status::ok, "read");
    trial.expect(gap_free(delivery.rows), "rows come in order and without gaps");
    trial.expect(delivery.rows == written, "every member and byte comes back as it was appended");
  }
}

void read_from_inside(ConformanceTrial& trial) {
  auto store = trial.open();
  auto session = trial.session(*store);
  std::vector<KeptRow> written;
  for (std::uint64_t i = 0; i < 60; ++i)
    written.push_back(append_one(trial, *session, acme, i % 7 + 1, 50, i));
  const std::uint64_t last = written.back().head.last_position.number();
  for (std::uint64_t from = 0; from <= last + 2; ++from) {
    Delivery delivery = read_all(*session, acme, Position(from));
    std::vector<KeptRow> wanted;
    for (const KeptRow& row : written)
      if (row.head.last_position.number() >= from) wanted.push_back(row);
    if (!trial.expect(delivery.result.ok() && delivery.rows == wanted,
                      "read from position " + std::to_string(from) + " begins with the commit that holds it"))
      return;
  }
  trial.expect(read_all(*session, acme, Position(std::numeric_limits<std::uint64_t>::max())).rows.empty(),
               "nothing lies beyond the greatest position");
  // Reading on from where the last read ended, with news in between.
  read_all(*session, acme);
  KeptRow next = append_one(trial, *session, acme, 3, 10, 999);
  Delivery delivery = read_all(*session, acme, next.first_position);
  trial.expect(delivery.rows.size() == 1 && delivery.rows[0] == next, "reading on delivers exactly the news");
  // Another organisation, whose commits lie elsewhere, read on from the same position.
  append_one(trial, *session, "one commit", 2, 10, 1);
  for (std::uint64_t i = 0; i < 4; ++i) append_one(trial, *session, "four commits", 1, 10, i);
  read_all(*session, "one commit");
  delivery = read_all(*session, "four commits", Position(3));
  trial.expect(delivery.result.ok() && delivery.rows.size() == 2, "each organisation is read on by itself");
}

void sink_stops(ConformanceTrial& trial) {
  auto store = trial.open();
  auto session = trial.session(*store);
  std::vector<KeptRow> written;
  for (std::uint64_t i = 0; i < 200; ++i) written.push_back(append_one(trial, *session, acme, 2, 20, i));
  for (std::size_t stop : {1U, 2U, 63U, 64U, 65U, 130U}) {
    Delivery delivery = read_all(*session, acme, Position(1), stop);
    trial.expect(delivery.result.status(), Status::ok, "a delivery that the sink stopped");
    trial.expect(delivery.rows.size() == stop, "no row is delivered after the sink said stop");
    // The row at which the sink stopped was taken: reading on must not skip or repeat.
    Delivery rest = read_all(*session, acme, written[stop].first_position);
    trial.expect(rest.rows.size() == written.size() - stop && rest.rows[0] == written[stop],
                 "reading on after a stop neither skips nor repeats");
  }
  append_one(trial, *session, acme, 1, 20, 1'000);  // a stopped read holds nothing back
}

void conflict_writes_nothing(ConformanceTrial& trial) {
  auto store = trial.open();
  auto session = trial.session(*store);
  auto other = trial.session(*store);
  std::vector<KeptRow> written{append_one(trial, *session, acme, 3, 30, 1),
                               append_one(trial, *session, acme, 2, 30, 2)};
  struct Wrong {
    std::int64_t number;
    std::int64_t position;
  };
  for (Wrong wrong :
       {Wrong{-1, 0}, Wrong{1, 0}, Wrong{-2, 0}, Wrong{0, -1}, Wrong{0, 1}, Wrong{1, 1}, Wrong{-1, -1}}) {
    Result<Head> head = session->acquire(acme, Duration::seconds(1));
    if (!trial.expect(head.status(), Status::ok, "acquire")) return;
    KeptRow row = row_behind(*head, 4, 30, 3);
    row.head.commit_number += static_cast<std::uint64_t>(wrong.number);
    row.first_position = Position(row.first_position.number() + static_cast<std::uint64_t>(wrong.position));
    const VaultPut put{as_bytes("k"), as_bytes("v")};
    trial.expect(session->append(row.view(), {&put, 1}).status(), Status::conflict,
                 "a commit not right behind the head");
    Delivery delivery = read_all(*session, acme);
    trial.expect(delivery.rows == written, "a refused commit leaves the journal as it was");
    trial.expect(fetch_vault(*session, acme, "k").status, Status::not_found,
                 "the vault write of a refused commit");
    Result<Head> free = other->acquire(acme, Duration());
    trial.expect(free.status(), Status::ok, "acquire after a refused commit: the write right was given back");
    other->release();
  }
  Result<Head> head = session->acquire("fresh", Duration::seconds(1));
  KeptRow row = row_behind(*head, 1, 30, 4);
  row.head.commit_number = 2;
  trial.expect(session->append(row.view(), {}).status(), Status::conflict, "a first commit with number 2");
  head = session->head("fresh");
  trial.expect(head.ok() && *head == Head{}, "the organisation is still empty");
}

void organisations_are_isolated(ConformanceTrial& trial) {
  auto store = trial.open();
  auto session = trial.session(*store);
  std::vector<std::string> names{"a",
                                 "A",
                                 "a ",
                                 "b",
                                 std::string("a\0", 2),
                                 "\xFF\xFE",
                                 std::string(key_bytes_max, 'x'),
                                 std::string(key_bytes_max - 1, 'x') + "y",
                                 "100%",
                                 "'; --",
                                 "ä"};
  for (int i = 0; i < 300; ++i) names.push_back("organisation " + std::to_string(i));
  std::vector<std::vector<KeptRow>> written(names.size());
  for (std::uint64_t round = 0; round < 3; ++round)
    for (std::size_t i = 0; i < names.size(); ++i)
      written[i].push_back(append_one(trial, *session, names[i], i % 3 + 1, 20, round * 1'000 + i));
  for (std::size_t i = 0; i < names.size(); ++i) {
    Result<Head> head = session->head(names[i]);
    trial.expect(head.ok() && *head == written[i].back().head, "each organisation has its own head");
    if (!trial.expect(read_all(*session, names[i]).rows == written[i],
                      "each organisation has its own journal"))
      return;
  }
  trial.expect(read_all(*session, "organisation 300").rows.empty(), "an organisation beside them is empty");
}

void all_sizes(ConformanceTrial& trial) {
  auto store = trial.open();
  auto session = trial.session(*store);
  std::vector<KeptRow> written;
  for (std::size_t size : {1U, 2U, 100U, 3'900U, 4'000U, 4'050U, 4'096U, 4'100U, 8'192U, 65'535U, 65'537U,
                           1'000'000U, 7'000'001U, 5U})
    written.push_back(append_one(trial, *session, acme, 1, size, size));
  trial.expect(read_all(*session, acme).rows == written, "records of 1 byte to 7 MB come back");
}

void bad_arguments(ConformanceTrial& trial) {
  auto store = trial.open();
  auto session = trial.session(*store);
  const std::string long_key(key_bytes_max + 1, 'x');
  for (std::string_view key : {std::string_view(), std::string_view(long_key)}) {
    trial.expect(session->acquire(key, Duration()).status(), Status::invalid_argument,
                 "acquire with a bad key");
    trial.expect(session->head(key).status(), Status::invalid_argument, "head with a bad key");
    trial.expect(read_all(*session, key).result.status(), Status::invalid_argument, "read with a bad key");
  }
  auto refused = [&](KeptRow row, std::string_view what) {
    Result<Head> head = session->acquire(acme, Duration());
    if (!trial.expect(head.status(), Status::ok, "acquire after a refusal")) throw ConformanceTrial::Stop{};
    trial.expect(session->append(row.view(), {}).status(), Status::invalid_argument, what);
  };
  KeptRow row = row_behind({}, 1, 10, 1);
  row.record.clear();
  refused(row, "an empty record");
  row = row_behind({}, 0, 10, 1);
  refused(row, "a commit without a position");
  for (std::size_t size : {std::size_t{0}, vault_key_bytes_max + 1}) {
    const std::string key(size, 'k');
    const VaultPut put{as_bytes(key), as_bytes("v")};
    Result<Head> head = session->acquire(acme, Duration());
    if (!trial.expect(head.status(), Status::ok, "acquire after a refusal")) return;
    row = row_behind(*head, 1, 10, 1);
    trial.expect(session->append(row.view(), {&put, 1}).status(), Status::invalid_argument,
                 "a bad vault key");
    trial.expect(fetch_vault(*session, acme, key).status, Status::invalid_argument,
                 "getting a bad vault key");
    trial.expect(session->vault_erase(acme, as_bytes(key)).status(), Status::invalid_argument,
                 "erasing a bad vault key");
  }
  const std::string long_name(chunk_name_bytes_max + 1, 'n');
  for (std::string_view name : {std::string_view(), std::string_view(long_name)}) {
    trial.expect(session->put_chunk(acme, name, {}).status(), Status::invalid_argument,
                 "putting a bad chunk name");
    trial.expect(fetch_chunk(*session, acme, name).status, Status::invalid_argument,
                 "getting a bad chunk name");
    trial.expect(session->erase_chunk(acme, name).status(), Status::invalid_argument,
                 "erasing a bad chunk name");
  }
  Result<Head> head = session->head(acme);
  trial.expect(head.ok() && *head == Head{}, "nothing refused was written");
}

void reopening_keeps_everything(ConformanceTrial& trial) {
  if (!trial.place().keeps()) return trial.skip("what this store holds ends with it");
  std::vector<KeptRow> written;
  const std::vector<std::byte> chunk = bytes_of(300'000, 7);
  for (std::uint64_t round = 0; round < 4; ++round) {
    auto store = trial.open();
    auto session = trial.session(*store);
    Result<Head> head = session->head(acme);
    trial.expect(head.ok() && *head == (written.empty() ? Head{} : written.back().head),
                 "the head is there again");
    trial.expect(read_all(*session, acme).rows == written, "the journal is there again");
    if (round > 0) {
      trial.expect(fetch_chunk(*session, acme, "snapshot").content == chunk, "the chunk is there again");
      trial.expect(as_text(fetch_vault(*session, acme, "k").content) == "v", "the vault is there again");
    }
    for (std::uint64_t i = 0; i < 20; ++i) {
      const VaultPut put{as_bytes("k"), as_bytes("v")};
      written.push_back(append_one(trial, *session, acme, 2, 3'000, round * 100 + i, {&put, 1}));
    }
    trial.expect(session->put_chunk(acme, "snapshot", chunk).status(), Status::ok, "put_chunk");
  }
}

constexpr ConformanceCase cases[] = {
    {"empty_organisation", "An organisation that was never written reads as empty", empty_organisation},
    {"append_and_read_back", "What was appended comes back whole, in order, in every session",
     append_and_read_back},
    {"read_from_inside_a_commit", "Reading begins with the commit that holds the position", read_from_inside},
    {"sink_stops", "A sink that answers false ends the delivery with ok", sink_stops},
    {"conflict_writes_nothing", "A commit not right behind the head is refused whole",
     conflict_writes_nothing},
    {"organisations_are_isolated", "Organisations share nothing, whatever their keys",
     organisations_are_isolated},
    {"all_sizes", "Records of any size come back", all_sizes},
    {"bad_arguments", "Arguments against the contract are refused, and nothing is written", bad_arguments},
    {"reopening_keeps_everything", "Closing and opening again loses nothing", reopening_keeps_everything},
};

}  // namespace

constinit const std::span<const ConformanceCase> journal_cases = cases;

}  // namespace firstlog::inline v1::conformance
