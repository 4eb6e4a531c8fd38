// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "campaign_file.hpp"

#include <lzma.h>

#include <array>
#include <charconv>
#include <cstdio>
#include <memory>

namespace firstlog_demo {
namespace {

constexpr std::size_t text_bytes_max = std::size_t{64} << 20;
constexpr std::uint64_t decoder_memory_max = std::uint64_t{256} << 20;

constexpr std::string_view expected_header =
    R"("age";"job";"marital";"education";"default";"housing";"loan";"contact";"month";"day_of_week";)"
    R"("duration";"campaign";"pdays";"previous";"poutcome";"emp.var.rate";"cons.price.idx";)"
    R"("cons.conf.idx";"euribor3m";"nr.employed";"y")";

constexpr std::array<std::string_view, job_count> job_names = {
    "admin.",        "blue-collar", "entrepreneur", "housemaid",  "management", "retired",
    "self-employed", "services",    "student",      "technician", "unemployed", "unknown"};
constexpr std::array<std::string_view, 4> marital_names = {"divorced", "married", "single", "unknown"};
constexpr std::array<std::string_view, 8> education_names = {
    "basic.4y",          "basic.6y", "basic.9y", "high.school", "illiterate", "professional.course",
    "university.degree", "unknown"};
constexpr std::array<std::string_view, 2> contact_names = {"cellular", "telephone"};
constexpr std::array<std::string_view, 12> month_names = {"jan", "feb", "mar", "apr", "may", "jun",
                                                          "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 5> weekday_names = {"mon", "tue", "wed", "thu", "fri"};
constexpr std::array<std::string_view, 3> outcome_names = {"failure", "nonexistent", "success"};
constexpr std::array<std::string_view, 3> credit_names = {"no", "unknown", "yes"};
constexpr std::array<std::string_view, 2> answer_names = {"no", "yes"};

// Walks along one line and remembers the first thing that was wrong.
class LineReader {
 public:
  LineReader(std::string_view line, std::size_t number) : line_(line), number_(number) {}

  template <std::size_t Count>
  std::size_t choice(std::string_view column, const std::array<std::string_view, Count>& names) {
    const std::size_t begin = at_;
    const std::string_view field = next(column);
    if (!ok()) return 0;
    if (field.size() < 2 || field.front() != '"' || field.back() != '"') {
      fail(begin, std::string(column) + " is not in double quotes", "quote texts as the header does");
      return 0;
    }
    for (std::size_t i = 0; i < Count; ++i) {
      if (field.substr(1, field.size() - 2) == names[i]) return i;
    }
    std::string remedy = "write one of";
    for (const std::string_view name : names) remedy += " \"" + std::string(name) + '"';
    fail(begin, std::string(column) + " holds " + std::string(field.substr(0, 40)), remedy);
    return 0;
  }

  struct Range {
    std::uint32_t min = 0;
    std::uint32_t max = 0;
  };
  std::uint32_t number(std::string_view column, Range range) {
    const std::size_t begin = at_;
    const std::string_view field = next(column);
    if (!ok()) return range.min;
    std::uint32_t value = 0;
    const auto [end, status] = std::from_chars(field.data(), field.data() + field.size(), value);
    if (status != std::errc() || end != field.data() + field.size() || value < range.min ||
        value > range.max) {
      fail(begin, std::string(column) + " is not a whole number in its range",
           "write a number from " + std::to_string(range.min) + " to " + std::to_string(range.max));
      return range.min;
    }
    return value;
  }

  // Checked to be a decimal number; its value is of no use here.
  void decimal(std::string_view column) {
    const std::size_t begin = at_;
    std::string_view field = next(column);
    if (!ok()) return;
    if (!field.empty() && field.front() == '-') field.remove_prefix(1);
    std::size_t digits = 0;
    std::size_t points = 0;
    for (const char c : field) {
      if (c >= '0' && c <= '9')
        ++digits;
      else if (c == '.' && digits > 0)
        ++points;
      else
        points = 2;
    }
    if (digits == 0 || points > 1 || field.back() == '.') {
      fail(begin, std::string(column) + " is not a decimal number", "write digits, with at most one point");
    }
  }

  void end() {
    if (ok() && !finished_) {
      fail(at_, "the line has more fields than the header", "remove what follows the field y");
    }
  }

  bool ok() const { return what_.empty(); }
  CampaignError error(std::string_view file) const {
    return {.file = std::string(file), .line = number_, .column = column_, .what = what_, .remedy = remedy_};
  }

 private:
  std::string_view next(std::string_view column) {
    if (!ok()) return {};
    if (finished_) {
      fail(line_.size(), "the line ends before the field " + std::string(column),
           "give all 21 fields of the header");
      return {};
    }
    const std::size_t stop = line_.find(';', at_);
    finished_ = stop == std::string_view::npos;
    const std::string_view field = line_.substr(at_, finished_ ? stop : stop - at_);
    at_ = finished_ ? line_.size() : stop + 1;
    return field;
  }

  void fail(std::size_t offset, std::string what, std::string remedy) {
    column_ = offset + 1;
    what_ = std::move(what);
    remedy_ = std::move(remedy);
  }

  std::string_view line_;
  std::size_t number_;
  std::size_t at_ = 0;
  bool finished_ = false;
  std::size_t column_ = 0;
  std::string what_;
  std::string remedy_;
};

CampaignRow parse_row(LineReader& line) {
  CampaignRow row;
  row.age = line.number("age", {.min = 1, .max = 130});
  row.job = static_cast<Job>(line.choice("job", job_names));
  row.marital = static_cast<Marital>(line.choice("marital", marital_names));
  row.education = static_cast<Education>(line.choice("education", education_names));
  for (const std::string_view column : {"default", "housing", "loan"}) line.choice(column, credit_names);
  row.contact_kind = static_cast<ContactKind>(line.choice("contact", contact_names));
  row.month = static_cast<std::uint8_t>(line.choice("month", month_names) + 1);
  row.weekday = static_cast<std::uint8_t>(line.choice("day_of_week", weekday_names) + 1);
  row.duration_seconds = line.number("duration", {.min = 0, .max = 86'399});
  row.calls = line.number("campaign", {.min = 1, .max = 999});
  row.previous_days = line.number("pdays", {.min = 0, .max = 999});
  row.previous_calls = line.number("previous", {.min = 0, .max = 999});
  row.previous_outcome = static_cast<PreviousOutcome>(line.choice("poutcome", outcome_names));
  for (const std::string_view column :
       {"emp.var.rate", "cons.price.idx", "cons.conf.idx", "euribor3m", "nr.employed"}) {
    line.decimal(column);
  }
  row.subscribed = line.choice("y", answer_names) == 1;
  line.end();
  return row;
}

Campaign refused(CampaignError error) {
  Campaign campaign;
  campaign.error = std::move(error);
  return campaign;
}

Campaign refused_file(const std::string& path, std::string what, std::string remedy) {
  return refused(
      {.file = path, .line = 0, .column = 0, .what = std::move(what), .remedy = std::move(remedy)});
}

// Unpacks a whole .xz file into `text`. Answers what was wrong, or nothing.
std::optional<std::string> unpack(std::FILE* file, std::string& text) {
  lzma_stream stream = LZMA_STREAM_INIT;
  if (lzma_stream_decoder(&stream, decoder_memory_max, LZMA_CONCATENATED) != LZMA_OK) {
    return "the decoder could not be set up";
  }
  const std::unique_ptr<lzma_stream, void (*)(lzma_stream*)> ends(&stream, lzma_end);
  std::array<std::uint8_t, 65'536> in{};
  std::array<std::uint8_t, 65'536> out{};
  lzma_action action = LZMA_RUN;
  for (;;) {
    if (stream.avail_in == 0 && action == LZMA_RUN) {
      stream.next_in = in.data();
      stream.avail_in = std::fread(in.data(), 1, in.size(), file);
      if (std::ferror(file) != 0) return "it could not be read";
      if (std::feof(file) != 0) action = LZMA_FINISH;
    }
    stream.next_out = out.data();
    stream.avail_out = out.size();
    const lzma_ret status = lzma_code(&stream, action);
    text.append(reinterpret_cast<const char*>(out.data()), out.size() - stream.avail_out);
    if (text.size() > text_bytes_max) return "it is larger than 64 MiB when unpacked";
    switch (status) {
      case LZMA_OK: break;
      case LZMA_STREAM_END: return std::nullopt;
      case LZMA_FORMAT_ERROR: return "it is not an .xz file";
      case LZMA_BUF_ERROR: return "it is truncated";
      case LZMA_MEM_ERROR:
      case LZMA_MEMLIMIT_ERROR: return "unpacking it needs too much memory";
      default: return "its content is damaged";
    }
  }
}

}  // namespace

std::string CampaignError::to_string() const {
  std::string text = file;
  if (line > 0) text += ", line " + std::to_string(line) + ", column " + std::to_string(column);
  return text + ": " + what + ": " + remedy;
}

Campaign parse_campaign(std::string_view text, std::string_view file) {
  Campaign campaign;
  std::size_t number = 0;
  while (!text.empty()) {
    ++number;
    const std::size_t newline = text.find('\n');
    std::string_view line = text.substr(0, newline);
    text.remove_prefix(newline == std::string_view::npos ? text.size() : newline + 1);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (number == 1) {
      if (line == expected_header) continue;
      std::size_t same = 0;
      while (same < line.size() && same < expected_header.size() && line[same] == expected_header[same])
        ++same;
      return refused({.file = std::string(file),
                      .line = 1,
                      .column = same + 1,
                      .what = "the header is not that of bank-additional-full.csv",
                      .remedy = "use the file as it was published, with its 21 columns"});
    }
    LineReader reader(line, number);
    campaign.rows.push_back(parse_row(reader));
    if (!reader.ok()) return refused(reader.error(file));
  }
  if (number == 0) {
    return refused({.file = std::string(file),
                    .line = 1,
                    .column = 1,
                    .what = "the file is empty",
                    .remedy = "use the file as it was published"});
  }
  return campaign;
}

Campaign read_campaign(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), std::fclose);
  if (!file) {
    return refused_file(path, "the file cannot be opened", "check the path and that it may be read");
  }
  std::string text;
  if (const std::optional<std::string> wrong = unpack(file.get(), text)) {
    return refused_file(path, *wrong, "take the file again from the checkout and compare its SHA-256");
  }
  return parse_campaign(text, path);
}

}  // namespace firstlog_demo
