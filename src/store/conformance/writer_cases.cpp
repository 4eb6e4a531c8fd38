// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The write right: between sessions, threads and processes.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "store/conformance/trial.hpp"

namespace firstlog::inline v1::conformance {
namespace {

void right_must_be_held(ConformanceTrial& trial) {
  auto store = trial.open();
  auto session = trial.session(*store);
  KeptRow row = row_behind({}, 1, 10, 1);
  trial.expect(session->append(row.view(), {}).status(), Status::invalid_argument, "append without acquire");
  append_one(trial, *session, acme, 1, 10, 2);
  row = row_behind(*session->head(acme), 1, 10, 3);
  trial.expect(session->append(row.view(), {}).status(), Status::invalid_argument, "append after append");
  trial.expect(session->acquire(acme, Duration()).status(), Status::ok, "acquire");
  trial.expect(session->acquire("other", Duration()).status(), Status::invalid_argument, "a second acquire");
  trial.expect(session->put_chunk(acme, "c", {}).status(), Status::invalid_argument, "put_chunk while held");
  trial.expect(session->append(row.view(), {}).status(), Status::ok,
               "append: the refusals above kept the right");
  Result<Head> head = session->head(acme);
  trial.expect(head.ok() && *head == row.head, "only what was appended under the right stands");
}

void release_gives_back(ConformanceTrial& trial) {
  auto store = trial.open();
  auto session = trial.session(*store);
  auto other = trial.session(*store);
  session->release();
  session->release();
  KeptRow row = append_one(trial, *session, acme, 1, 10, 1);
  session->release();
  for (int i = 0; i < 3; ++i) {
    Result<Head> head = session->acquire(acme, Duration());
    trial.expect(head.ok() && *head == row.head, "acquire after release");
    session->release();
    session->release();
    head = other->acquire(acme, Duration());
    trial.expect(head.ok() && *head == row.head, "another session's acquire after release");
    other->release();
  }
  trial.expect(other->acquire(acme, Duration()).status(), Status::ok, "acquire");
  other.reset();
  trial.expect(session->acquire(acme, Duration()).status(), Status::ok,
               "acquire after the holder was destroyed");
  session->release();
  trial.expect(read_all(*session, acme).rows.size() == 1, "nothing was written by any of this");
}

void deadline_is_kept(ConformanceTrial& trial) {
  auto store = trial.open();
  auto holder = trial.session(*store);
  auto waiting = trial.session(*store);
  KeptRow row = append_one(trial, *holder, acme, 1, 10, 1);
  trial.expect(holder->acquire(acme, Duration()).status(), Status::ok, "acquire");
  Status status = Status::ok;
  std::int64_t took = milliseconds_of([&] { status = waiting->acquire(acme, Duration()).status(); });
  trial.expect(status, Status::busy, "acquire of a held right without waiting");
  trial.expect(took < 100, "acquire without waiting does not wait");
  took = milliseconds_of([&] { status = waiting->acquire(acme, Duration::milliseconds(150)).status(); });
  trial.expect(status, Status::busy, "acquire of a held right, 150 ms");
  trial.expect(took >= 149 && took < 1'000,
               "acquire waits about as long as asked: " + std::to_string(took) + " ms");
  trial.expect(waiting->acquire(acme, Duration::microseconds(-5)).status(), Status::busy, "a negative wait");

  Result<Head> head = Head{};
  std::thread late([&] { head = waiting->acquire(acme, Duration::seconds(20)); });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  KeptRow next = row_behind(row.head, 2, 10, 2);
  trial.expect(holder->append(next.view(), {}).status(), Status::ok, "append while another waits");
  late.join();
  trial.expect(head.ok() && *head == next.head, "who waited gets the right with the new head");
  waiting->release();
}

void readers_do_not_wait(ConformanceTrial& trial) {
  auto store = trial.open();
  auto holder = trial.session(*store);
  auto reader = trial.session(*store);
  KeptRow row = append_one(trial, *holder, acme, 4, 100, 1);
  trial.expect(holder->put_chunk(acme, "c", as_bytes("old")).status(), Status::ok, "put_chunk");
  trial.expect(holder->acquire(acme, Duration()).status(), Status::ok, "acquire");
  const std::int64_t took = milliseconds_of([&] {
    for (int i = 0; i < 20; ++i) {
      Result<Head> head = reader->head(acme);
      trial.expect(head.ok() && *head == row.head, "head while another session holds the right");
      trial.expect(read_all(*reader, acme).rows.size() == 1, "read while another session holds the right");
      trial.expect(as_text(fetch_chunk(*reader, acme, "c").content) == "old",
                   "get_chunk while the right is held");
    }
  });
  trial.expect(took < 1'000, "readers do not wait for the right");
  Result<Head> head = holder->head(acme);
  trial.expect(head.ok() && *head == row.head, "the holder itself may ask the head");
  trial.expect(read_all(*holder, acme).rows.size() == 1, "the holder itself may read");
  KeptRow next = row_behind(row.head, 1, 10, 2);
  trial.expect(holder->append(next.view(), {}).status(), Status::ok, "append after reading");
}

// Appends `count` commits, each behind the head that acquire answered. Answers how many failed.
int append_many(Session& session, std::uint64_t writer, int count) {
  int failed = 0;
  for (int i = 0; i < count; ++i) {
    Result<Head> head = session.acquire(acme, Duration::seconds(30));
    if (!head) {
      ++failed;
      continue;
    }
    KeptRow row =
        row_behind(*head, 1 + static_cast<std::uint64_t>(i) % 3, 40, writer * 100'000 + std::uint64_t(i));
    if (!session.append(row.view(), {}).ok()) ++failed;
  }
  return failed;
}

void threads_take_turns(ConformanceTrial& trial) {
  constexpr int threads = 8;
  constexpr int commits = 60;
  auto store = trial.open();
  std::atomic<int> failed = 0;
  std::atomic<bool> done = false;
  std::vector<std::unique_ptr<Session>> sessions;
  for (int i = 0; i < threads + 1; ++i) sessions.push_back(trial.session(*store));
  std::vector<std::thread> writers;
  for (int i = 0; i < threads; ++i)
    writers.emplace_back(
        [&, i] { failed += append_many(*sessions[static_cast<std::size_t>(i)], std::uint64_t(i), commits); });
  bool steady = true;
  Status trouble = Status::ok;
  std::thread reader([&] {
    Session& session = *sessions.back();
    Head before;
    std::vector<KeptRow> seen;
    while (!done) {
      Result<Head> head = session.head(acme);
      if (!head.ok()) trouble = head.status();
      if (head.ok() && head->last_position < before.last_position) steady = false;
      if (head.ok()) before = *head;
      Delivery news =
          read_all(session, acme, seen.empty() ? Position(1) : seen.back().head.last_position.plus(1));
      if (!news.result.ok()) trouble = news.result.status();
      seen.insert(seen.end(), news.rows.begin(), news.rows.end());
    }
    if (!gap_free(seen)) steady = false;
  });
  for (std::thread& writer : writers) writer.join();
  done = true;
  reader.join();
  trial.expect(failed == 0, "every writer that waits gets its turn");
  trial.expect(trouble, Status::ok, "head and read beside them");
  trial.expect(steady, "a reader beside them sees the head only grow, and rows without gaps or repeats");
  Delivery delivery = read_all(*sessions[0], acme);
  trial.expect(gap_free(delivery.rows), "the journal is gap-free");
  trial.expect(delivery.rows.size() == std::size_t{threads} * commits, "no commit was lost or doubled");
}

void processes_take_turns(ConformanceTrial& trial) {
  {
    auto store = trial.open();
    if (!store->capabilities().shared_by_processes) return trial.skip("not shared by processes");
  }
  constexpr int processes = 8;
  constexpr int commits = 40;
  std::vector<pid_t> children;
  for (int i = 0; i < processes; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      int answer = 98;
      if (auto store = trial.place().open())
        if (auto session = (*store)->open_session())
          answer = append_many(**session, std::uint64_t(i), commits);
      ::_exit(answer);
    }
    children.push_back(child);
  }
  for (pid_t child : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    trial.expect(WIFEXITED(status) && WEXITSTATUS(status) == 0, "every process gets its turns");
  }
  auto store = trial.open();
  auto session = trial.session(*store);
  Delivery delivery = read_all(*session, acme);
  trial.expect(gap_free(delivery.rows), "the journal is gap-free");
  trial.expect(delivery.rows.size() == std::size_t{processes} * commits, "no commit was lost or doubled");
}

void killed_holder_gives_back(ConformanceTrial& trial) {
  auto store = trial.open();
  if (!store->capabilities().shared_by_processes) return trial.skip("not shared by processes");
  auto session = trial.session(*store);
  KeptRow row = append_one(trial, *session, acme, 1, 10, 1);
  const int answer = in_child([&] {
    auto own = trial.place().open();
    if (!own) return 1;
    auto holder = (*own)->open_session();
    if (!holder || !(*holder)->acquire(acme, Duration::seconds(10)).ok()) return 2;
    return ::kill(::getpid(), SIGKILL);
  });
  trial.expect(answer == 128 + SIGKILL, "a child takes the right and is killed");
  Result<Head> head = session->acquire(acme, Duration::seconds(10));
  trial.expect(head.ok() && *head == row.head,
               "the right of a killed process is free again, and nothing moved");
}

void forked_child_is_told(ConformanceTrial& trial) {
  auto store = trial.open();
  auto session = trial.session(*store);
  KeptRow row = append_one(trial, *session, acme, 1, 10, 1);
  const int answer = in_child([&] {
    const bool told = session->acquire(acme, Duration()).status() == Status::closed;
    session.reset();
    store.reset();
    return told ? 0 : 1;
  });
  trial.expect(answer == 0, "acquire in a forked child answers closed, and destroying there is safe");
  Result<Head> head = session->head(acme);
  trial.expect(head.ok() && *head == row.head, "the parent goes on");
  append_one(trial, *session, acme, 1, 10, 2);
  trial.expect(read_all(*session, acme).rows.size() == 2, "the parent goes on writing");
}

void news_is_waited_for(ConformanceTrial& trial) {
  auto store = trial.open();
  auto session = trial.session(*store);
  auto writer = trial.session(*store);
  if (!store->capabilities().waits_for_news) {
    trial.expect(session->wait_for_news(acme, Position(), Duration()).status(), Status::unsupported,
                 "wait_for_news");
    return;
  }
  Status status = Status::ok;
  std::int64_t took = milliseconds_of(
      [&] { status = session->wait_for_news(acme, Position(), Duration::milliseconds(120)).status(); });
  trial.expect(status, Status::busy, "waiting for news that does not come");
  trial.expect(took >= 119 && took < 1'000,
               "it waits about as long as asked: " + std::to_string(took) + " ms");
  KeptRow row = append_one(trial, *writer, acme, 3, 10, 1);
  trial.expect(session->wait_for_news(acme, Position(2), Duration()).status(), Status::ok,
               "news already there");
  trial.expect(session->wait_for_news(acme, Position(3), Duration()).status(), Status::busy, "all is known");
  Status woken = Status::internal;
  std::thread waiting(
      [&] { woken = session->wait_for_news(acme, Position(3), Duration::seconds(20)).status(); });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  append_one(trial, *writer, "elsewhere", 9, 10, 2);
  append_one(trial, *writer, acme, 1, 10, 3);
  took = milliseconds_of([&] { waiting.join(); });
  trial.expect(woken, Status::ok, "news that comes while waiting");
  trial.expect(took < 2'000, "it is noticed soon");
}

constexpr ConformanceCase cases[] = {
    {"right_must_be_held", "append needs acquire, once each; a session holds one right", right_must_be_held},
    {"release_gives_back", "release and destruction give the right back; releasing twice does nothing",
     release_gives_back},
    {"deadline_is_kept", "acquire waits as long as asked, and gets the right when it becomes free",
     deadline_is_kept},
    {"readers_do_not_wait", "head, read and get_chunk never wait for the write right", readers_do_not_wait},
    {"threads_take_turns", "Threads that race lose nothing and leave no gap", threads_take_turns},
    {"processes_take_turns", "Processes that race lose nothing and leave no gap", processes_take_turns},
    {"killed_holder_gives_back", "A killed process's write right is free again", killed_holder_gives_back},
    {"forked_child_is_told", "A forked child cannot write through its parent's session",
     forked_child_is_told},
    {"news_is_waited_for", "wait_for_news returns as soon as the head moves", news_is_waited_for},
};

}  // namespace

constinit const std::span<const ConformanceCase> writer_cases = cases;

}  // namespace firstlog::inline v1::conformance
