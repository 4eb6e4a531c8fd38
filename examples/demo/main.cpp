// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Replays a bank's telephone campaign through firstlog and tells what came of it. README.md says what is
// real in it and what is derived.
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>

#include "campaign_file.hpp"
#include "derive.hpp"
#include "findings.hpp"
#include "firstlog/engine/clock.hpp"
#include "firstlog/engine/engine.hpp"
#include "firstlog/formats/policy_json.hpp"
#include "firstlog/store/memory.hpp"
#include "firstlog/store/sqlite.hpp"
#include "replay.hpp"
#include "story.hpp"
#include "text.hpp"

namespace {

using firstlog_demo::CampaignRow;

constexpr const char* help =
    "usage: firstlog_demo [--store URI] [--contacts N] [--quiet]\n"
    "Replays a real telephone campaign through firstlog and tells its story.\n"
    "  --store URI     sqlite:PATH (no file may be there yet) or memory:;\n"
    "                  otherwise firstlog_demo.sqlite beside the program, made anew on each run\n"
    "  --contacts N    only the first N contacts of the file\n"
    "  --quiet         no progress\n"
    "  --help          this text\n";

struct Options {
  std::string store;
  std::size_t contacts = 0;  // 0: not given
  bool quiet = false;
  bool help = false;
};

std::optional<Options> options_of(int count, char** words) {
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string_view word = words[i];
    if (word == "--quiet") {
      options.quiet = true;
    } else if (word == "--help" || word == "-h") {
      options.help = true;
    } else if (word == "--store" && i + 1 < count) {
      options.store = words[++i];
    } else if (word == "--contacts" && i + 1 < count) {
      const std::string_view digits = words[++i];
      if (digits.empty() || digits.size() > 9 || digits.find_first_not_of("0123456789") != digits.npos ||
          digits == "0") {
        return std::nullopt;
      }
      options.contacts = std::stoul(std::string(digits));
    } else {
      return std::nullopt;
    }
  }
  return options;
}

int fail(const std::string& what) {
  std::fprintf(stderr, "firstlog_demo: %s\n", what.c_str());
  return 1;
}

int fail(const firstlog::Error& error) {
  std::string text = std::string(error.place.view()) + ": " + std::string(error.reason.view());
  if (!error.remedy.empty()) text += "; " + std::string(error.remedy.view());
  return fail(text);
}

// Where the demo keeps its own database: beside the program, else where temporary files go.
std::filesystem::path own_database() {
  std::error_code none;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", none);
  if (!none && ::access(program.parent_path().c_str(), W_OK) == 0)
    return program.parent_path() / "firstlog_demo.sqlite";
  return std::filesystem::temp_directory_path(none) / "firstlog_demo.sqlite";
}

firstlog::Result<std::unique_ptr<firstlog::Store>> open_store(std::string& uri) {
  constexpr std::string_view sqlite = "sqlite:";
  if (uri == "memory:") return firstlog::open_memory_store();
  std::filesystem::path path;
  std::error_code none;
  if (uri.empty()) {
    path = own_database();
    for (const char* tail : {"", "-wal", "-shm"}) std::filesystem::remove(path.string() + tail, none);
    uri = std::string(sqlite) + path.string();
  } else if (uri.starts_with(sqlite)) {
    path = uri.substr(sqlite.size());
    if (std::filesystem::exists(path, none))
      return firstlog::Error(firstlog::Status::invalid_argument, uri, "there is a file already",
                             "name another one, or remove it: the demo overwrites nothing but its own");
  } else {
    return firstlog::Error(firstlog::Status::invalid_argument, uri, "the demo knows no such store",
                           "give memory: or sqlite:PATH");
  }
  return firstlog::open_sqlite_store(path.string());
}

// One line that renews itself on a terminal, a few lines elsewhere.
class Counter final : public firstlog_demo::Progress {
 public:
  Counter(std::uint64_t calls, bool quiet)
      : calls_(calls), quiet_(quiet), terminal_(::isatty(STDERR_FILENO) == 1) {}

  void replayed(std::uint64_t calls, firstlog::Instant now) override {
    if (quiet_) return;
    const std::uint64_t share = calls_ == 0 ? 100 : calls * 100 / calls_;
    if (share < next_) return;
    next_ = terminal_ ? share + 1 : share / 25 * 25 + 25;
    std::fprintf(stderr, terminal_ ? "\r%s  %s of %s calls (%d%%) " : "%s  %s of %s calls (%d%%)\n",
                 now.to_string().substr(0, 10).c_str(), firstlog_demo::grouped(calls).c_str(),
                 firstlog_demo::grouped(calls_).c_str(), static_cast<int>(share));
    if (terminal_ && share == 100) std::fputs("\n", stderr);
  }

 private:
  std::uint64_t calls_;
  bool quiet_;
  bool terminal_;
  std::uint64_t next_ = 0;
};

int run(Options options) {
  const auto began = std::chrono::steady_clock::now();
  firstlog_demo::Campaign campaign =
      firstlog_demo::read_campaign(FIRSTLOG_EXAMPLES_DATA "/uci_bank_marketing/bank-additional-full.csv.xz");
  if (campaign.error) return fail(campaign.error->to_string());
  std::vector<CampaignRow>& rows = campaign.rows;
  if (options.contacts > 0 && options.contacts < rows.size())
    rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(options.contacts), rows.end());
  const std::vector<firstlog_demo::DemoAction> actions = firstlog_demo::derive_actions(rows);
  std::uint64_t calls = 0;
  for (const CampaignRow& row : rows) calls += row.calls;

  const std::string policy_file = FIRSTLOG_EXAMPLE_DIR "/policy.json";
  std::ifstream stream(policy_file, std::ios::binary);
  std::ostringstream document;
  document << stream.rdbuf();
  if (!stream) return fail(policy_file + ": cannot be read");
  const firstlog::Result<firstlog::Policy> policy = firstlog::parse_policy(document.str());
  if (!policy) return fail(policy.error());

  firstlog::Result<std::unique_ptr<firstlog::Store>> store = open_store(options.store);
  if (!store) return fail(store.error());
  firstlog::ManualClock clock{firstlog::Instant()};
  firstlog::Result<firstlog::Engine> engine = firstlog::Engine::open(**store, {.clock = &clock});
  if (!engine) return fail(engine.error());

  Counter counter(calls, options.quiet);
  const firstlog::Result<firstlog_demo::Replay> replayed =
      firstlog_demo::replay(*engine, clock, firstlog::policy_to_json(*policy), rows, actions, counter);
  if (!replayed) return fail(replayed.error());
  const firstlog::Result<firstlog_demo::Findings> findings =
      firstlog_demo::find(*engine, **store, *replayed, rows, actions);
  if (!findings) return fail(findings.error());

  std::fputs(firstlog_demo::tell(*engine, *replayed, *findings, rows).c_str(), stdout);
  const auto total =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began).count();
  std::printf("   All of it, reading the file included, took %s.\n",
              firstlog_demo::seconds_text(total).c_str());
  if (options.store != "memory:") std::printf("   The journal is in %s\n", options.store.c_str());
  const std::string wrong = firstlog_demo::disagreements(*replayed, *findings, rows);
  if (wrong.empty()) return 0;
  std::fputs(("\nThese do not fit together:\n" + wrong).c_str(), stdout);
  return 1;
}

}  // namespace

int main(int count, char** words) {
  const std::optional<Options> options = options_of(count, words);
  if (!options) {
    std::fputs(help, stderr);
    return 2;
  }
  if (options->help) {
    std::fputs(help, stdout);
    return 0;
  }
  return run(*options);
}
