// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Statements, leaderboards, payroll registers and liabilities as documents: JSON (schema/*.schema.json), CSV,
// and pages that print. The engine fills them (Engine::statement_document and the like); whatever they are
// written as says the same, to the last minor unit. docs/statements.md describes them.
//
// Texts are UTF-8. Money is a decimal string with all fractional digits of its currency ("1800.00"; JPY
// "1800"; KWD "1800.000"), counts of closes and rates are exact decimals or fractions ("2", "0.5", "1/3"),
// instants are UTC with microseconds. Equal documents are written in equal bytes.
// Threads: free functions without state. Errors: out_of_memory.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "firstlog/base/config.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/money.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/base/zone.hpp"
#include "firstlog/views/leaderboard.hpp"
#include "firstlog/views/settlement.hpp"
#include "firstlog/views/statement.hpp"

namespace firstlog::inline v1 {

// The host's keys of whoever and whatever a document names, by handle.
struct DocumentNames {
  std::map<std::uint32_t, std::string> actors;
  std::map<std::uint32_t, std::string> contacts;

  // Empty where the handle is absent or has no name here.
  std::string_view of(ActorId id) const noexcept {
    const auto at = actors.find(id.number());
    return at == actors.end() ? std::string_view() : std::string_view(at->second);
  }
  std::string_view of(ContactId id) const noexcept {
    const auto at = contacts.find(id.number());
    return at == contacts.end() ? std::string_view() : std::string_view(at->second);
  }
};

struct StatementDocument {
  std::string organisation;  // its key
  Zone zone = Zone::utc();   // the organisation's: pages show its civil time
  DocumentNames names;
  Statement statement;
};

struct LeaderboardDocument {
  std::string organisation;
  DocumentNames names;
  Leaderboard leaderboard;
};

struct PayrollDocument {
  std::string organisation;
  DocumentNames names;
  PayrollRegister payroll;
};

struct LiabilityDocument {
  std::string organisation;
  DocumentNames names;
  Liability liability;
};

// One line without line end. schema/statement.schema.json.
FIRSTLOG_API Result<std::string> statement_to_json(const StatementDocument& document) noexcept;
// A line for each of the statement's lines, below one of names. Lines end with CR LF (RFC 4180).
FIRSTLOG_API Result<std::string> statement_to_csv(const StatementDocument& document) noexcept;
// A page of its own: no scripts, nothing loaded from elsewhere.
FIRSTLOG_API Result<std::string> statement_to_html(const StatementDocument& document) noexcept;

// schema/leaderboard.schema.json.
FIRSTLOG_API Result<std::string> leaderboard_to_json(const LeaderboardDocument& document) noexcept;
FIRSTLOG_API Result<std::string> leaderboard_to_html(const LeaderboardDocument& document) noexcept;

// What a pay run pays: a line for each rep and kind of line.
FIRSTLOG_API Result<std::string> payroll_to_csv(const PayrollDocument& document) noexcept;
// schema/payroll.schema.json.
FIRSTLOG_API Result<std::string> payroll_to_json(const PayrollDocument& document) noexcept;

// What is owed: a line for each rep.
FIRSTLOG_API Result<std::string> liability_to_csv(const LiabilityDocument& document) noexcept;

}  // namespace firstlog::inline v1
