// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Makes a campaign's story out of the file: who did what and when. The file holds call counts, the last
// call's month, weekday and length, and the outcome; everything else follows from it by the rules in
// README.md. Pure: the same rows give the same actions, no clock, no randomness. Part of the demo; knows
// nothing of firstlog.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "campaign_file.hpp"

namespace firstlog_demo {

struct DemoContact {
  std::string key;         // "uci-00001", the row's number
  std::string name;        // made up, for the alphabet: "Belmar Trade 00001"
  std::string_view niche;  // by job; "unclassified" where the file does not know it
};

// Numbers are those of firstlog's dispositions.
enum class CallResult : std::uint8_t {
  none = 0,
  connect = 1,
  gatekeeper = 2,
  voicemail = 3,
  no_answer = 4,
  busy = 5,
  wrong_number = 6,
};

enum class ActionKind : std::uint8_t {
  import_contact,
  take,  // from the pool: contacts whose niche nobody has
  call,
  log_interest,
  schedule_callback,  // agreed with the prospect
  schedule_retry,
  mark_not_interested,
  mark_unworkable,
  log_close,
  approve,
  reject,
  hold,
  advance,  // a Monday's tick: what is due happens; concerns no contact
};
inline constexpr int action_kind_count = 13;

enum class Who : std::uint8_t {
  importer,
  system,
  assignee,   // whoever the contact is assigned to at that time
  other_rep,  // the rep `rep_offset` places behind the assignee in the list of reps
  pool_rep,   // a contact nobody has: the rep at place `rep_offset` modulo the number of reps
  manager,
};

struct DemoAction {
  std::int64_t microseconds = 0;  // since 1970 UTC
  std::uint32_t contact = 0;      // place in the campaign's rows, 0 and up; for advance without meaning
  ActionKind kind = ActionKind::advance;
  Who who = Who::system;
  std::uint32_t rep_offset = 0;
  std::int64_t due_microseconds = 0;     // of a callback, a retry, a hold
  std::int64_t amount_minor = 0;         // euro cents: claimed (log_close), invoiced (approve)
  CallResult result = CallResult::none;  // of a call
  std::uint32_t talk_seconds = 0;        // of a call
  std::string_view reason;               // a code: not interested, unworkable, reject, hold
};

DemoContact derive_contact(const CampaignRow& row, std::uint32_t place);

// Days since 1970-01-01 of every row's last call, in the file's order. Empty where the weekdays do not
// fit into the months in that order (never for the file as published).
std::vector<std::int32_t> derive_last_days(const std::vector<CampaignRow>& rows);

// The whole story in order of time; within one instant in order of contact, then of sense. Empty where
// derive_last_days is.
std::vector<DemoAction> derive_actions(const std::vector<CampaignRow>& rows);

}  // namespace firstlog_demo
