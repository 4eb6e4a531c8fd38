// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Eight processes of several threads each race for the same contacts in one SQLite file, while they
// are killed with -9 at random and begin again. A command whose answer was lost with its process is
// sent again under its key. FIRSTLOG_SOAK_SECONDS makes it last longer.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "firstlog/views/statement.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <thread>

#include "race/history.hpp"

namespace {

using namespace firstlog;
using namespace firstlog_test;

constexpr int process_count = 8;
constexpr int thread_count = 3;
constexpr std::uint32_t contacts = 4000;

// What a worker remembers beyond its death, in one word, so that it dies before or after a change:
// the newest command's sequence, its contact, and whether its answer is still to be noted.
struct Memory {
  std::atomic<std::uint64_t> word = 0;
  std::uint64_t sequence() const { return word >> 32; }
  std::uint32_t contact() const { return static_cast<std::uint32_t>(word) >> 1; }
  bool pending() const { return (word & 1U) != 0; }
  void send(std::uint64_t sequence, std::uint32_t contact) { word = sequence << 32 | contact << 1 | 1U; }
  void noted() { word &= ~std::uint64_t{1}; }
};

// Memory that all processes share.
struct Shared {
  std::atomic<std::uint32_t> frontier = 0;  // where the race is
  std::atomic<bool> stop = false;
  std::atomic<bool> compare = false;  // nobody writes any more
  std::atomic<int> at_rest = 0;
  std::array<Memory, process_count * thread_count> memory;
};

struct Final {
  std::uint64_t position = 0;
  std::uint64_t claims = 0;  // a hash of claims_of
  Digest head;
};

void note(int to, const void* what, std::size_t size) {
  if (::write(to, what, size) != static_cast<ssize_t>(size)) ::_exit(9);
}

void work(Engine& engine, Shared& shared, std::uint32_t worker, std::uint64_t seed, int to) {
  std::mt19937_64 random(seed);
  const std::string rep = "rep-" + std::to_string(worker);
  const std::string producer = "producer-" + std::to_string(worker);
  Memory& memory = shared.memory[worker];
  while (memory.pending() || !shared.stop) {
    if (!memory.pending()) {
      const std::uint32_t frontier = shared.frontier;
      if (random() % 14 == 0 && frontier < contacts) ++shared.frontier;
      memory.send(memory.sequence() + 1,
                  std::min(frontier + static_cast<std::uint32_t>(random() % 3), contacts - 1));
    }
    const std::string contact = "c-" + std::to_string(memory.contact());
    const Command command =
        commands::LogInterest{.actor = std::string_view(rep),
                              .contact = std::string_view(contact),
                              .idempotency = {.producer = producer, .sequence = memory.sequence()}};
    Outcome outcome;
    const Result<void> answer = engine.submit("acme", {&command, 1}, {&outcome, 1}, Duration::seconds(120));
    if (!answer) {
      std::fprintf(stderr, "worker %u: %s\n", worker, told(answer.error()).c_str());
      ::_exit(3);
    }
    const Told told = told_of(outcome, worker, memory.sequence());
    note(to, &told, sizeof told);  // at once or not at all: smaller than a pipe's atomic write
    memory.noted();
  }
}

[[noreturn]] void live(const std::string& path, Shared& shared, std::uint32_t process, std::uint64_t seed,
                       int answers, int finals) {
  auto engine = Engine::open("sqlite:" + path);
  if (!engine) ::_exit(2);
  {
    std::vector<std::thread> threads;
    for (std::uint32_t t = 0; t < thread_count; ++t)
      threads.emplace_back([&, t] { work(*engine, shared, process * thread_count + t, seed + t, answers); });
    for (std::thread& thread : threads) thread.join();
  }
  ++shared.at_rest;
  while (!shared.compare) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  if (!engine->refresh("acme").ok()) ::_exit(4);
  Final last;
  last.position = must(engine->head("acme")).position.number();
  last.head = must(engine->head("acme")).hash;
  last.claims = std::hash<std::string>()(claims_of(*engine, contacts));
  note(finals, &last, sizeof last);
  ::_exit(0);
}

TEST(Processes, OneWinnerForEachContactWhateverIsKilled) {
  const char* soak = std::getenv("FIRSTLOG_SOAK_SECONDS");
  const auto length = std::chrono::seconds(soak == nullptr ? 6 : std::atoi(soak));
  const std::uint64_t seed = test_seed(77);
  std::printf("FIRSTLOG_SEED=%llu\n", static_cast<unsigned long long>(seed));
  std::fflush(stdout);  // or every child would print it again
  std::mt19937_64 random(seed);
  Folder folder(true);
  const std::string path = folder.file("team.db");

  // Founded by a process of its own: this one opens nothing before it forks.
  if (const pid_t founder = ::fork(); founder == 0) {
    auto engine = Engine::open("sqlite:" + path);
    if (!engine) ::_exit(1);
    found_pool(*engine, contacts, process_count * thread_count);
    ::_exit(testing::Test::HasFailure() ? 1 : 0);
  } else {
    int status = 0;
    ASSERT_EQ(::waitpid(founder, &status, 0), founder);
    ASSERT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }

  void* mapped = ::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(mapped, MAP_FAILED);
  Shared& shared = *new (mapped) Shared;
  int answers[2];
  int finals[2];
  ASSERT_EQ(::pipe(answers), 0);
  ASSERT_EQ(::pipe(finals), 0);

  std::uint64_t lives = 0;
  auto begin = [&](std::uint32_t process) {
    ++lives;
    const pid_t child = ::fork();
    if (child == 0) live(path, shared, process, seed * 1000 + lives * 10, answers[1], finals[1]);
    return child;
  };
  // The pipe is emptied beside the race, by a process so that this one stays without threads.
  const std::string heard = folder.file("heard");
  const pid_t listener = ::fork();
  if (listener == 0) {
    ::close(answers[1]);
    ::close(finals[1]);
    std::FILE* out = std::fopen(heard.c_str(), "wb");
    Told told;
    while (::read(answers[0], &told, sizeof told) == static_cast<ssize_t>(sizeof told))
      if (std::fwrite(&told, sizeof told, 1, out) != 1) ::_exit(1);
    ::_exit(std::fclose(out) == 0 ? 0 : 1);
  }

  std::array<pid_t, process_count> children{};
  for (std::uint32_t i = 0; i < process_count; ++i) children[i] = begin(i);
  int kills = 0;
  const auto end = std::chrono::steady_clock::now() + length;
  while (std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20 + random() % 120));
    const auto victim = static_cast<std::uint32_t>(random() % process_count);
    ::kill(children[victim], SIGKILL);
    int status = 0;
    ASSERT_EQ(::waitpid(children[victim], &status, 0), children[victim]);
    ASSERT_TRUE(WIFSIGNALED(status)) << "a process gave up with " << WEXITSTATUS(status);
    ++kills;
    children[victim] = begin(victim);
  }
  shared.stop = true;
  while (shared.at_rest < process_count) {
    int status = 0;
    ASSERT_EQ(::waitpid(-1, &status, WNOHANG), 0) << "a process gave up with " << WEXITSTATUS(status);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  shared.compare = true;
  for (pid_t child : children) {
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }
  ::close(answers[1]);
  ::close(finals[1]);
  int status = 0;
  ASSERT_EQ(::waitpid(listener, &status, 0), listener);
  ASSERT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);

  Final first;
  Final last;
  for (int i = 0; i < process_count; ++i) {
    ASSERT_EQ(::read(finals[0], &last, sizeof last), static_cast<ssize_t>(sizeof last));
    if (i == 0) first = last;
    EXPECT_EQ(last.position, first.position);
    EXPECT_EQ(last.claims, first.claims) << "two engines disagree";
    EXPECT_TRUE(last.head == first.head);
  }
  ::close(answers[0]);
  ::close(finals[0]);

  const std::string bytes = read_file(heard);
  ASSERT_EQ(bytes.size() % sizeof(Told), 0U);
  std::vector<Told> all(bytes.size() / sizeof(Told));
  std::memcpy(all.data(), bytes.data(), bytes.size());
  std::uint64_t sent = 0;
  for (const Memory& memory : shared.memory) sent += memory.sequence();
  EXPECT_GE(all.size(), sent) << "each command was answered in the end";
  EXPECT_GT(shared.frontier, 10U);
  EXPECT_GT(kills, 5);
  check_history(path, all);
  std::printf("%d kills, %llu commands, frontier %u\n", kills, static_cast<unsigned long long>(sent),
              shared.frontier.load());
  ::munmap(mapped, sizeof(Shared));
}

}  // namespace
