// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Two reps, one contact, one sale: who is paid, and why.
#include <cstdint>
#include <cstdio>

#include "firstlog/core/commands.hpp"
#include "firstlog/engine/engine.hpp"
#include "firstlog/views/statement.hpp"

using namespace firstlog::commands;
using firstlog::Role;

int main() {
  auto engine = *firstlog::Engine::open("memory:");
  auto say = [&](const char* what, const firstlog::Command& command) {
    std::printf("%-22s %s\n", what, firstlog::describe(*engine.submit("acme", command)).c_str());
  };
  auto eur = [](std::int64_t cents) {
    return firstlog::Money::minor(cents, *firstlog::Currency::parse("EUR"));
  };
  const char* policy = R"({"version": 1, "plan": {"currency": "EUR"}, "interest_needs_connect": "off"})";
  say("mara founds acme", FoundOrganisation{.actor = "mara", .key = "acme", .document = policy});
  say("mara enlists ana", RegisterActor{.actor = "mara", .key = "ana", .roles = Role::rep});
  say("mara enlists ben", RegisterActor{.actor = "mara", .key = "ben", .roles = Role::rep});
  say("a bakery is listed", RegisterContact{.actor = "mara", .key = "bakery"});
  say("ana logs interest", LogInterest{.actor = "ana", .contact = "bakery"});
  say("ben logs interest", LogInterest{.actor = "ben", .contact = "bakery"});
  say("ana logs the close", LogClose{.actor = "ana", .contact = "bakery", .amount = eur(120'000)});
  say("mara approves it", Approve{.actor = "mara", .contact = "bakery", .amount = eur(118'050)});

  auto statement = *engine.statement("acme", "ana", "ana");
  for (const auto& line : statement.lines)
    std::printf("ana earns %s x %s = %s EUR\n", line.invoiced.to_string().c_str(),
                line.rate.to_string().c_str(), line.commission.to_string().c_str());
}
