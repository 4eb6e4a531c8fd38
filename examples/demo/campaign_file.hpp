// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Reads the telephone campaign in examples/data/uci_bank_marketing, strictly: what is not exactly as its
// README says is refused with the place and a remedy. Part of the demo; knows nothing of firstlog.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firstlog_demo {

enum class Job : std::uint8_t {
  admin,
  blue_collar,
  entrepreneur,
  housemaid,
  management,
  retired,
  self_employed,
  services,
  student,
  technician,
  unemployed,
  unknown,
};
inline constexpr int job_count = 12;
enum class Marital : std::uint8_t { divorced, married, single, unknown };
enum class Education : std::uint8_t {
  basic_4y,
  basic_6y,
  basic_9y,
  high_school,
  illiterate,
  professional_course,
  university_degree,
  unknown,
};
enum class ContactKind : std::uint8_t { cellular, telephone };
enum class PreviousOutcome : std::uint8_t { failure, nonexistent, success };

// One contact of the campaign, as the file has it. Columns that the demo has no use for (default, housing,
// loan and the five of the economy) are checked and left out.
struct CampaignRow {
  std::uint32_t age = 0;  // years
  Job job = Job::unknown;
  Marital marital = Marital::unknown;
  Education education = Education::unknown;
  ContactKind contact_kind = ContactKind::cellular;
  std::uint8_t month = 1;              // of the last call, 1 to 12; the file holds no year
  std::uint8_t weekday = 1;            // of the last call, ISO 8601: 1 Monday to 5 Friday
  std::uint32_t duration_seconds = 0;  // of the last call
  std::uint32_t calls = 1;             // in this campaign, the last one included; 1 and up
  std::uint32_t previous_days = 999;   // since an earlier campaign's last call; 999: none
  std::uint32_t previous_calls = 0;    // before this campaign
  PreviousOutcome previous_outcome = PreviousOutcome::nonexistent;
  bool subscribed = false;
};

struct CampaignError {
  std::string file;
  std::size_t line = 0;    // 1 and up; 0 where the file as a whole is meant
  std::size_t column = 0;  // of the first wrong byte in that line, 1 and up; 0 likewise
  std::string what;
  std::string remedy;

  // "bank.csv.xz, line 7, column 12: …: …".
  std::string to_string() const;
};

// Rows, or why there are none: never both.
struct Campaign {
  std::vector<CampaignRow> rows;
  std::optional<CampaignError> error;
};

// Parses the CSV text. `file` is what errors call it.
Campaign parse_campaign(std::string_view text, std::string_view file);

// Reads and parses an .xz file. A file that is missing, truncated, damaged, or larger than 64 MiB when
// unpacked is refused.
Campaign read_campaign(const std::string& path);

}  // namespace firstlog_demo
