// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The story of story.c through the C++ headers.
//
//   story FILE         tells it
//   story FILE race    is the second process of the race: ends with 0 where its claim was the first, else 1
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/base/money.hpp"
#include "firstlog/core/command_table.hpp"
#include "firstlog/core/commands.hpp"
#include "firstlog/engine/clock.hpp"
#include "firstlog/engine/engine.hpp"
#include "firstlog/formats/documents.hpp"

using firstlog::Command;
using firstlog::Outcome;
using firstlog::Result;
using firstlog::Role;
namespace commands = firstlog::commands;

namespace {

template <class T>
T must(Result<T> result) {
  if (result.ok()) return std::move(*result);
  std::fprintf(stderr, "%s\n", firstlog::describe(result.error()).c_str());
  std::exit(2);
}

// The organisation, its people and one contact, whose assignee may be empty.
std::vector<Command> team(std::string_view organisation, std::string_view contact, std::string_view rep) {
  constexpr std::string_view policy = R"({"version":1,"plan":{"currency":"GBP"}})";
  return {commands::FoundOrganisation{.actor = "olga", .key = organisation, .document = policy},
          commands::RegisterActor{.actor = "olga", .key = "ana", .roles = Role::rep},
          commands::RegisterActor{.actor = "olga", .key = "ben", .roles = Role::rep},
          commands::RegisterContact{.actor = "olga", .key = contact, .rep = rep}};
}

std::vector<Command> sale() {
  const firstlog::Money price = must(firstlog::Money::parse("1800.00 GBP"));
  return {commands::LogActivity{
              .actor = "ana", .contact = "bakery", .disposition = firstlog::Disposition::connect},
          commands::LogInterest{.actor = "ana", .contact = "bakery"},
          commands::LogInterest{.actor = "ben", .contact = "bakery"},
          commands::LogClose{.actor = "ana", .contact = "bakery", .amount = price},
          commands::Approve{.actor = "olga", .contact = "bakery", .amount = price}};
}

std::vector<Outcome> submit(firstlog::Engine& engine, std::string_view organisation,
                            const std::vector<Command>& given) {
  std::vector<Outcome> outcomes(given.size());
  if (const Result<void> done = engine.submit(organisation, given, outcomes); !done) {
    std::fprintf(stderr, "%s\n", firstlog::describe(done.error()).c_str());
    std::exit(2);
  }
  return outcomes;
}

int race(firstlog::Engine& engine, std::string_view rep) {
  const commands::LogInterest interest{.actor = rep, .contact = "mill"};
  return must(engine.submit("race", interest)).verdict == firstlog::Verdict::accepted ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  // A clock that stands, so that every run tells the same.
  firstlog::ManualClock clock(must(firstlog::Instant::parse("2026-01-05T09:00:00Z")));
  firstlog::Engine engine = must(firstlog::Engine::open(std::string("sqlite:") + argv[1], {.clock = &clock}));
  if (argc > 2) return race(engine, "ben");

  std::vector<Command> story = team("acme", "bakery", "ana");
  for (const Command& command : sale()) story.push_back(command);
  const std::vector<Outcome> outcomes = submit(engine, "acme", story);
  for (std::size_t i = 0; i < story.size(); ++i)
    std::printf("%s: %s\n", std::string(name_of(story[i].kind)).c_str(),
                firstlog::describe(outcomes[i]).c_str());

  submit(engine, "race", team("race", "mill", {}));
  std::fflush(stdout);
  const pid_t other = fork();
  if (other == 0) {
    execl("/proc/self/exe", argv[0], argv[1], "race", static_cast<char*>(nullptr));
    _exit(2);
  }
  const int mine = race(engine, "ana");
  int theirs = 0;
  waitpid(other, &theirs, 0);
  if (!WIFEXITED(theirs) || WEXITSTATUS(theirs) > 1) return 2;
  std::printf("race: %s\n", mine + WEXITSTATUS(theirs) == 1 ? "one claim, one contest" : "NOT EXCLUSIVE");

  std::puts(must(statement_to_json(must(engine.statement_document("acme", "ana", "ana")))).c_str());
  std::puts(must(leaderboard_to_json(must(engine.leaderboard_document("acme", "olga")))).c_str());
}
