// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Commits inside the host's own transaction.
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "store/conformance/trial.hpp"

namespace firstlog::inline v1::conformance {
namespace {

// A store with one commit of three positions, a plain session, and the host with its session.
struct Scene {
  std::unique_ptr<Store> store;
  std::unique_ptr<Session> session;
  KeptRow first;
  std::unique_ptr<ConformanceHost> host;
  std::unique_ptr<Session> inside;

  bool applies = false;

  explicit Scene(ConformanceTrial& trial) : store(trial.open()) {
    if (!store->capabilities().host_transactions) {
      trial.skip("no host transactions");
      return;
    }
    session = trial.session(*store);
    first = append_one(trial, *session, acme, 3, 50, 1);
    host = trial.place().open_host();
    if (!trial.expect(host != nullptr, "the place gives a host")) throw ConformanceTrial::Stop{};
    Result<std::unique_ptr<Session>> opened = host->session();
    if (!trial.expect(opened.status(), Status::ok, "a session in the host's connection"))
      throw ConformanceTrial::Stop{};
    inside = std::move(*opened);
    applies = true;
  }
};

void commit_makes_true(ConformanceTrial& trial) {
  Scene scene(trial);
  if (!scene.applies) return;
  trial.expect(scene.host->begin() && scene.host->add_row(), "the host begins and writes");
  const VaultPut put{as_bytes("k"), as_bytes("v")};
  KeptRow second = append_one(trial, *scene.inside, acme, 2, 5'000, 2, {&put, 1});
  KeptRow third = append_one(trial, *scene.inside, acme, 1, 50, 3);
  KeptRow elsewhere = append_one(trial, *scene.inside, "new organisation", 1, 50, 4);
  Result<Head> inside = scene.inside->head(acme);
  trial.expect(inside.ok() && *inside == third.head, "the transaction sees its own commits");
  trial.expect(read_all(*scene.inside, acme).rows.size() == 3, "and reads them");
  trial.expect(as_text(fetch_vault(*scene.inside, acme, "k").content) == "v", "and its vault writes");
  Result<Head> outside = scene.session->head(acme);
  trial.expect(outside.ok() && *outside == scene.first.head, "nobody else sees them before COMMIT");
  trial.expect(scene.host->commit(), "the host commits");
  trial.expect(read_all(*scene.session, acme).rows == std::vector<KeptRow>{scene.first, second, third},
               "after COMMIT they stand");
  trial.expect(read_all(*scene.session, "new organisation").rows == std::vector<KeptRow>{elsewhere},
               "in every organisation");
  trial.expect(as_text(fetch_vault(*scene.session, acme, "k").content) == "v", "the vault write stands");
  trial.expect(scene.host->count_rows() == 1, "and the host's own row with them");
  append_one(trial, *scene.session, acme, 1, 50, 5);
}

void rollback_undoes(ConformanceTrial& trial) {
  Scene scene(trial);
  if (!scene.applies) return;
  for (std::uint64_t round = 0; round < 3; ++round) {
    trial.expect(scene.host->begin() && scene.host->add_row(), "the host begins and writes");
    const VaultPut put{as_bytes("k"), as_bytes("v")};
    append_one(trial, *scene.inside, acme, 2, 5'000, 2 + round, {&put, 1});
    append_one(trial, *scene.inside, "new organisation", 1, 50, 3);
    trial.expect(scene.host->roll_back(), "the host rolls back");
    for (Session* reader : {scene.session.get(), scene.inside.get()}) {
      trial.expect(read_all(*reader, acme).rows == std::vector<KeptRow>{scene.first}, "nothing of it stands");
      Result<Head> head = reader->head("new organisation");
      trial.expect(head.ok() && *head == Head{}, "the new organisation is none");
      trial.expect(fetch_vault(*reader, acme, "k").status, Status::not_found, "its vault write");
    }
    trial.expect(scene.host->count_rows() == 0, "nor the host's row");
  }
  append_one(trial, *scene.session, "yet another", 1, 50, 9);
  append_one(trial, *scene.session, "new organisation", 1, 50, 9);
  trial.expect(scene.host->begin(), "the host begins again");
  append_one(trial, *scene.inside, "new organisation", 1, 50, 10);
  trial.expect(scene.host->commit(), "the host commits");
  trial.expect(read_all(*scene.session, "new organisation").rows.size() == 2,
               "a rolled back name is free for use");
}

void savepoint_undoes_part(ConformanceTrial& trial) {
  Scene scene(trial);
  if (!scene.applies) return;
  trial.expect(scene.host->begin(), "the host begins");
  KeptRow second = append_one(trial, *scene.inside, acme, 2, 50, 2);
  trial.expect(scene.host->savepoint() && scene.host->add_row(), "a savepoint");
  append_one(trial, *scene.inside, acme, 2, 50, 3);
  append_one(trial, *scene.inside, "new organisation", 2, 50, 4);
  trial.expect(scene.host->roll_back_to_savepoint(), "the host rolls back to it");
  KeptRow third = append_one(trial, *scene.inside, acme, 4, 50, 5);
  trial.expect(third.head.commit_number == 3, "the head went back with it");

  // Rolled back between acquire and append: what was decided on is gone.
  trial.expect(scene.host->savepoint(), "another savepoint");
  append_one(trial, *scene.inside, acme, 1, 50, 6);
  Result<Head> head = scene.inside->acquire(acme, Duration());
  trial.expect(scene.host->roll_back_to_savepoint(), "rolled back under a held right");
  KeptRow lost = row_behind(*head, 1, 50, 7);
  trial.expect(scene.inside->append(lost.view(), {}).status(), Status::conflict,
               "append on a head that is gone");
  trial.expect(scene.host->commit(), "the host commits");
  trial.expect(read_all(*scene.session, acme).rows == std::vector<KeptRow>{scene.first, second, third},
               "what stood outside the savepoints stands");
  trial.expect(scene.host->count_rows() == 0, "and what stood inside is gone");
}

void stale_is_refused(ConformanceTrial& trial) {
  Scene scene(trial);
  if (!scene.applies) return;
  trial.expect(scene.inside->acquire(acme, Duration()).status(), Status::host_transaction_stale,
               "acquire without a transaction");
  trial.expect(scene.host->begin_late(), "the host begins without the write right");
  trial.expect(scene.inside->head(acme).status(), Status::ok, "head needs no right");
  trial.expect(scene.inside->acquire(acme, Duration()).status(), Status::host_transaction_stale,
               "acquire in a transaction that does not hold the write right");
  trial.expect(scene.host->roll_back(), "the host rolls back");
  trial.expect(scene.host->begin(), "the host begins at once");
  trial.expect(scene.inside->acquire(acme, Duration()).status(), Status::ok, "acquire");
  trial.expect(scene.host->roll_back(), "rolled back under a held right");
  KeptRow row = row_behind(scene.first.head, 1, 50, 2);
  trial.expect(scene.inside->append(row.view(), {}).status(), Status::host_transaction_stale,
               "append after the host's transaction ended");
  trial.expect(read_all(*scene.session, acme).rows.size() == 1, "nothing was written");
}

void failed_append_leaves_the_host(ConformanceTrial& trial) {
  Scene scene(trial);
  if (!scene.applies) return;
  trial.expect(scene.host->begin() && scene.host->add_row(), "the host begins and writes");
  trial.expect(scene.inside->acquire(acme, Duration()).status(), Status::ok, "acquire");
  KeptRow wrong = row_behind(Head{}, 1, 50, 2);
  trial.expect(scene.inside->append(wrong.view(), {}).status(), Status::conflict, "append of a wrong commit");
  KeptRow second = append_one(trial, *scene.inside, acme, 2, 50, 3);
  trial.expect(scene.inside->acquire(acme, Duration()).status(), Status::ok, "acquire");
  scene.inside->release();
  scene.inside->release();
  trial.expect(scene.host->add_row() && scene.host->commit(), "release leaves the host's transaction open");
  trial.expect(read_all(*scene.session, acme).rows == std::vector<KeptRow>{scene.first, second},
               "what was appended before and after stands");
  trial.expect(scene.host->count_rows() == 2, "and both of the host's rows");
}

void others_wait_for_the_host(ConformanceTrial& trial) {
  Scene scene(trial);
  if (!scene.applies) return;
  trial.expect(scene.host->begin(), "the host begins");
  trial.expect(scene.session->acquire(acme, Duration::milliseconds(20)).status(), Status::busy,
               "acquire while the host's transaction is open");
  Result<Head> head = Head{};
  std::atomic<bool> waiting = false;
  std::thread second([&] {
    waiting = true;
    head = scene.session->acquire(acme, Duration::seconds(20));
  });
  while (!waiting) std::this_thread::yield();
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  KeptRow row = append_one(trial, *scene.inside, acme, 2, 50, 2);
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  trial.expect(scene.host->commit(), "the host commits");
  second.join();
  trial.expect(head.ok() && *head == row.head, "who waited sees the host's commit");
  if (head.ok()) {
    KeptRow next = row_behind(*head, 1, 50, 3);
    trial.expect(scene.session->append(next.view(), {}).status(), Status::ok, "and appends behind it");
  }
}

void crash_undoes(ConformanceTrial& trial) {
  KeptRow first;
  {
    Scene scene(trial);
    if (!scene.applies) return;
    if (!scene.store->capabilities().shared_by_processes) return trial.skip("not shared by processes");
    first = scene.first;
  }
  for (bool committed : {false, true}) {
    const int answer = in_child([&] {
      auto host = trial.place().open_host();
      if (!host) return 1;
      auto inside = host->session();
      if (!inside || !host->begin() || !host->add_row()) return 2;
      Result<Head> head = (*inside)->acquire(acme, Duration());
      if (!head || !(*inside)->append(row_behind(*head, 2, 90'000, 2).view(), {}).ok()) return 3;
      if (committed && !host->commit()) return 4;
      return ::kill(::getpid(), SIGKILL);
    });
    trial.expect(answer == 128 + SIGKILL, "a child appends in its host's transaction and is killed");
    auto store = trial.open();
    auto session = trial.session(*store);
    trial.expect(read_all(*session, acme).rows.size() == (committed ? 2U : 1U),
                 committed ? "killed after COMMIT: it stands" : "killed before COMMIT: nothing stands");
    auto host = trial.place().open_host();
    trial.expect(host && host->count_rows() == (committed ? 1 : 0), "the host's row went the same way");
    trial.expect(session->acquire(acme, Duration::seconds(5)).status(), Status::ok,
                 "the right is free again");
  }
}

void some_calls_are_the_stores(ConformanceTrial& trial) {
  Scene scene(trial);
  if (!scene.applies) return;
  trial.expect(scene.session->put_chunk(acme, "c", as_bytes("v")).status(), Status::ok, "put_chunk");
  trial.expect(scene.host->begin(), "the host begins");
  Session& inside = *scene.inside;
  trial.expect(as_text(fetch_chunk(inside, acme, "c").content) == "v", "get_chunk");
  trial.expect(inside.put_chunk(acme, "c", {}).status(), Status::unsupported, "put_chunk");
  trial.expect(inside.erase_chunk(acme, "c").status(), Status::unsupported, "erase_chunk");
  trial.expect(inside.vault_erase(acme, as_bytes("k")).status(), Status::unsupported, "vault_erase");
  trial.expect(inside.wait_for_news(acme, Position(), Duration()).status(), Status::unsupported,
               "wait_for_news");
  trial.expect(scene.host->commit(), "the host's transaction is untouched");
}

constexpr ConformanceCase cases[] = {
    {"host_commit_makes_true", "The host's COMMIT makes its commits true, together with its rows",
     commit_makes_true},
    {"host_rollback_undoes", "The host's ROLLBACK leaves nothing", rollback_undoes},
    {"host_savepoint_undoes_part", "The host's savepoints hold", savepoint_undoes_part},
    {"host_stale_is_refused", "A transaction that does not hold the write right is refused",
     stale_is_refused},
    {"host_failed_append", "A refused append leaves the host's transaction whole",
     failed_append_leaves_the_host},
    {"host_others_wait", "Other writers wait for the host's transaction", others_wait_for_the_host},
    {"host_crash_undoes", "A crash before COMMIT leaves nothing, after it everything", crash_undoes},
    {"host_some_calls_are_the_stores", "What cannot be inside the host's transaction says so",
     some_calls_are_the_stores},
};

}  // namespace

constinit const std::span<const ConformanceCase> host_cases = cases;

}  // namespace firstlog::inline v1::conformance
