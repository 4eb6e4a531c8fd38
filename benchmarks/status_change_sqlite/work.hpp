// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What raw rows and ours share: how much is written, where, and in how many bytes.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>

#include "status_change/scenario.hpp"

namespace firstlog_benchmarks {

// Contacts in a run. Single commits wait for the disk each time, so that fewer of them are enough.
inline std::int64_t sqlite_contacts(std::int64_t commands_per_commit) {
  return commands_per_commit == 1 ? contacts_from_environment("FIRSTLOG_BENCHMARK_CONTACTS_SINGLE", 5'000)
                                  : contacts_from_environment("FIRSTLOG_BENCHMARK_CONTACTS_BATCH", 50'000);
}

// Where database files go: a folder on the disk that is to be measured. The current one by default.
inline std::string sqlite_directory() {
  const char* text = std::getenv("FIRSTLOG_BENCHMARK_DIRECTORY");
  return text == nullptr ? "." : text;
}

// Answers the bytes of all records that ours writes for the scenario, so that raw rows carry the same
// bytes. ours.cpp sets it while the program starts; without it raw rows carry
// `assumed_bytes_per_change` for each status change, and say so.
using JournalBytes = std::int64_t (*)(std::int64_t contacts, std::int64_t commands_per_commit);
inline JournalBytes journal_bytes_of_ours = nullptr;
constexpr std::int64_t assumed_bytes_per_change = 200;

inline std::int64_t journal_bytes(std::int64_t contacts, std::int64_t commands_per_commit) {
  return journal_bytes_of_ours != nullptr ? journal_bytes_of_ours(contacts, commands_per_commit)
                                          : assumed_bytes_per_change * 4 * contacts;
}

}  // namespace firstlog_benchmarks
