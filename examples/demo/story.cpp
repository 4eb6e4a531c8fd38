// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "story.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "firstlog/rules/rule.hpp"
#include "firstlog/rules/rule_table.hpp"
#include "firstlog/views/departure.hpp"
#include "text.hpp"
#include "tried.hpp"

namespace firstlog_demo {
namespace {

using firstlog::LeaderboardRow;
using firstlog::StatementLine;

constexpr std::size_t statement_lines_shown = 6;
constexpr std::size_t pending_shown = 5;
constexpr std::size_t rep_rows_shown = 4;

std::string number(std::uint64_t value) {
  return grouped(value);
}
std::string position(firstlog::Position at) {
  return grouped(at.number());
}
std::string percent(firstlog::Rate rate) {
  const auto hundredfold = checked_multiply(rate, firstlog::Rate::whole(100));
  return hundredfold ? hundredfold->to_string() + "%" : rate.to_string();
}
std::string hex(const firstlog::Digest& digest) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::byte byte : digest.bytes) {
    text += digits[std::to_integer<unsigned>(byte) >> 4U];
    text += digits[std::to_integer<unsigned>(byte) & 15U];
  }
  return text;
}
std::uint64_t given(const Replay& replayed, ActionKind kind) {
  return replayed.given[static_cast<std::size_t>(kind)];
}
std::uint64_t accepted(const Replay& replayed, ActionKind kind) {
  return replayed.accepted[static_cast<std::size_t>(kind)];
}
std::uint64_t calls_in(const std::vector<CampaignRow>& rows) {
  std::uint64_t calls = 0;
  for (const CampaignRow& row : rows) calls += row.calls;
  return calls;
}
std::uint64_t subscribers_in(const std::vector<CampaignRow>& rows) {
  return static_cast<std::uint64_t>(
      std::count_if(rows.begin(), rows.end(), [](const CampaignRow& row) { return row.subscribed; }));
}

class Teller {
 public:
  Teller(firstlog::Engine& engine, const Replay& replayed, const Findings& findings,
         const std::vector<CampaignRow>& rows)
      : engine_(engine), replayed_(replayed), findings_(findings), rows_(rows) {}

  std::string tell() {
    what_came_in();
    who_owns_what();
    contest();
    leaderboard();
    statement();
    pending();
    recycling();
    refusal();
    tried();
    proof();
    return std::move(text_);
  }

 private:
  void say(std::string_view line) { text_ += wrapped("   " + std::string(line)); }
  void head(std::string_view title) {
    if (!text_.empty()) text_ += '\n';
    text_ += std::to_string(++chapter_) + ". " + std::string(title) + '\n';
  }
  std::string key(firstlog::ActorId actor) { return key_of(engine_, actor); }
  std::string when(firstlog::Instant at) const { return local_text(findings_.zone, at); }

  void what_came_in() {
    head("What came in");
    say(number(rows_.size()) + " contacts, " + number(calls_in(rows_)) + " telephone calls, " +
        number(subscribers_in(rows_)) + " sales: a bank's campaign, 2008 to 2010.");
    say("Data: Moro, Rita, Cortez (2014), Bank Marketing, UCI, doi.org/10.24432/C5K306, CC BY 4.0.");
    say("Real: the contacts, how often each was called, the last call's month, weekday and length, and who "
        "bought. Derived from that by fixed rules (README.md): reps, names, years, times of day, "
        "callbacks, contests, amounts, the manager's days. Decided by firstlog: everything below.");
    say(number(replayed_.commands) + " commands in " + seconds_text(as_signed(replayed_.milliseconds)) +
        ", " +
        number(std::uint64_t{1'000} * replayed_.commands /
               std::max<std::uint64_t>(replayed_.milliseconds, 1)) +
        " a second. Half a day shares a commit and its time.");
  }

  void who_owns_what() {
    head("Who owns what now: contacts by rep and by place in the pipeline");
    std::vector<std::string> headings = {"rep", ">contacts"};
    for (const firstlog::Engine::StateCount& state : findings_.states)
      headings.push_back('>' + short_name(state.state));
    Table table(headings);
    std::uint64_t all = 0;
    for (const Owner& owner : findings_.owners) {
      std::vector<std::string> cells = {owner.key, number(owner.contacts)};
      for (const std::uint64_t count : owner.by_state) cells.push_back(number(count));
      table.add(std::move(cells));
      all += owner.contacts;
    }
    std::vector<std::string> totals = {"all", number(all)};
    for (const firstlog::Engine::StateCount& state : findings_.states)
      totals.push_back(number(state.contacts));
    table.add(std::move(totals));
    text_ += table.text();
    say("Shared by niche and alphabet (policy.json). The pool: contacts whose niche nobody has.");
  }

  // Column headings that leave room for every state.
  static std::string short_name(std::string state) {
    constexpr std::pair<std::string_view, std::string_view> names[] = {
        {"callback_scheduled", "callback"}, {"pending_verification", "pending"}, {"verified_close", "sold"}};
    for (const auto& [full, brief] : names)
      if (state == full) return std::string(brief);
    return state;
  }

  void contest() {
    head("A contest and its evidence: the first entry in the journal owns the credit");
    if (!replayed_.contest || !findings_.claim) return say("Nobody contested anything.");
    const Contest& contest = *replayed_.contest;
    say("Contact " + findings_.claim_contact + ", \"" + findings_.claim_name +
        "\". Two reps say that they had its interest:");
    Table table({">position", "recorded (Lisbon)", "rep", "entry", "answer"});
    const firstlog::Contender* first = nullptr;
    for (const firstlog::Contender& contender : findings_.claim->contenders) {
      if (contender.wins) first = &contender;
      table.add({position(contender.position), when(contender.recorded_at), key(contender.rep),
                 std::string(name_of(contender.kind)),
                 contender.wins ? "the claim is " + key(contender.rep) + "'s"
                                : std::string(name_of(contender.rule))});
    }
    text_ += table.text();
    const std::string loser = key(contest.answer.actor);
    if (first != nullptr) {
      say(loser + " was " + span_text(contest.answer.recorded_at - first->recorded_at) +
          " late and was told at once: \"" + firstlog::describe(contest.answer) + "\".");
    }
    if (contest.receipt) {
      say(loser + " took a receipt home; chapter 9 holds the journal against it:");
      say("  position " + position(contest.receipt->position) + ", commit " +
          number(contest.receipt->commit_number) + ", hash " + hex(contest.receipt->commit_hash));
    }
    say("All in all " + number(given(replayed_, ActionKind::log_interest)) + " entries of interest, " +
        number(replayed_.contested) + " of them contested: each answered by the same rule.");
  }

  void leaderboard() {
    head("The leaderboard of " + findings_.month.to_string() +
         ", as the manager sees it (quota: " + std::to_string(findings_.statement.quota.closes) + " closes)");
    Table table(
        {">#", "rep", ">closes", ">revenue EUR", ">commission EUR", ">dials", ">connects", ">warm", "zone"});
    for (const LeaderboardRow& row : findings_.manager_board.rows) {
      table.add({std::to_string(row.rank), key(row.rep), number(row.verified_closes), grouped(row.revenue),
                 row.commission ? grouped(*row.commission) : "", number(row.dials),
                 row.connects ? number(*row.connects) : "", number(row.warm),
                 row.zone ? std::string(name_of(*row.zone)) : ""});
    }
    text_ += table.text();
    if (findings_.viewer.empty()) return;
    say("The first four as " + findings_.viewer +
        " sees them: nobody else's commission or zone, and how far the top is");
    Table own(
        {">#", "rep", ">closes", ">to first", ">revenue EUR", ">commission EUR", ">dials", ">warm", "zone"});
    for (const LeaderboardRow& row : findings_.rep_board.rows) {
      if (row.rank > rep_rows_shown && !row.own) continue;
      own.add({std::to_string(row.rank), key(row.rep) + (row.own ? " (you)" : ""),
               number(row.verified_closes), number(row.closes_to_first), grouped(row.revenue),
               row.commission ? grouped(*row.commission) : "-", number(row.dials), number(row.warm),
               row.zone ? std::string(name_of(*row.zone)) : "-"});
    }
    text_ += own.text();
  }

  void statement() {
    const firstlog::Statement& statement = findings_.statement;
    head("What " + key(statement.rep) + " earns for " + statement.period.to_string() + ": plan \"" +
         statement.plan + "\"");
    Table table({">close at", ">approved at", "contact", ">invoiced EUR", ">rate", ">commission EUR"});
    for (std::size_t i = 0; i < statement.lines.size() && i < statement_lines_shown; ++i) {
      const StatementLine& line = statement.lines[i];
      table.add({position(line.closed_position), position(line.position), findings_.statement_contacts[i],
                 grouped(line.invoiced), percent(line.rate), grouped(line.commission)});
    }
    if (statement.lines.size() > statement_lines_shown)
      table.add({"", "", "and " + number(statement.lines.size() - statement_lines_shown) + " more"});
    table.add({"", "", number(statement.lines.size()) + " closes", grouped(statement.revenue), "",
               grouped(statement.commission)});
    text_ += table.text();
    if (statement.frozen)
      say("The month is closed: frozen at position " + position(statement.frozen_position) + ".");
    trace();
    say("All reps and months: " + number(findings_.verified_closes) + " verified closes, " +
        grouped(findings_.invoiced) + " invoiced, " + grouped(findings_.commission) + " EUR commission.");
  }

  void trace() {
    if (!findings_.traced) return;
    const TracedLine& traced = *findings_.traced;
    const StatementLine& line = traced.line;
    say("A cent traced, " + traced.contact + ": " + grouped(line.invoiced) + " x " + percent(line.rate) +
        " = " + grouped(line.commission) + " (" + std::string(name_of(line.rounding)) + "), because");
    say("  position " + position(traced.claim.winning_position) + ": " + key(traced.claim.winner) +
        " logged first, " + when(traced.claim.winning_time));
    say("  position " + position(line.closed_position) + ": the close was logged, " + when(line.closed_at));
    say("  position " + position(line.position) + ": " + key(line.approver) + " verified it, " +
        when(line.approved_at) + "; it counts in " + line.period.to_string());
  }

  void pending() {
    head("What waited for the manager on Monday " + when(replayed_.pending.at));
    if (replayed_.pending.closes.empty()) return say("Nothing did, on any Monday.");
    const std::vector<firstlog::PendingClose>& closes = replayed_.pending.closes;
    Table table({"contact", "logged by", ">claimed EUR", "since", ">age", "held until"});
    for (std::size_t i = 0; i < closes.size() && i < pending_shown; ++i) {
      const firstlog::PendingClose& close = closes[i];
      const firstlog::Result<std::string> contact = engine_.contact_key(organisation, close.contact);
      const bool held = close.hold_until != firstlog::Instant();
      table.add({contact ? *contact : "", key(close.closer), grouped(close.claimed), when(close.closed_at),
                 span_text(close.age), held ? local_day(findings_.zone, close.hold_until) : ""});
    }
    text_ += table.text();
    std::string rest;
    if (closes.size() > pending_shown)
      rest = "And " + number(closes.size() - pending_shown) + " younger ones. ";
    say(rest + "Of all closes " + number(accepted(replayed_, ActionKind::approve)) + " were approved, " +
        number(accepted(replayed_, ActionKind::reject)) + " rejected first, " +
        number(accepted(replayed_, ActionKind::hold)) + " held.");
  }

  void recycling() {
    const EventCounts& events = findings_.events;
    head("What came back");
    say(number(events.recycled) + " times a contact who had said no went back on the list after 90 days; " +
        number(events.sold_after_recycling) + " sales followed.");
    say(number(given(replayed_, ActionKind::schedule_callback)) + " callbacks were agreed; " +
        number(events.overdue_callbacks) + " were not kept in time.");
  }

  void refusal() {
    head("A refusal and its reason");
    if (!findings_.refusal) return say("Nobody tried anything that he may not.");
    say(findings_.refusal_by + ", who lost the contest, tries to log the sale of " + findings_.claim_contact +
        ":");
    say("  " + firstlog::describe(*findings_.refusal));
    say("  The assignee is " + findings_.refusal_holder + ".");
    if (findings_.refusal->position.present())
      say("  The attempt stands in the journal at position " + position(findings_.refusal->position) + ".");
  }

  // Previewed, so that the story's totals stay what the campaign made them.
  void tried() {
    head("What would come of a correction, a departure, a duplicate (previewed, nothing written)");
    const firstlog::Result<Tried> tried = try_out(engine_, findings_);
    if (!tried) return say(firstlog::describe(tried.error()));
    const TriedCorrection& correction = tried->correction;
    if (!correction.contact.empty()) {
      say("Correction. The invoice of " + correction.contact + " was " + correction.before.to_string() +
          " and should be " + correction.after.to_string() + ": " +
          std::string(name_of(correction.answer.verdict)) + ". The close belongs to " +
          correction.month.to_string() + "; the difference posts to " + correction.posts_to.to_string() +
          (correction.prior_period ? ", marked prior period, for the older statement is frozen and stays."
                                   : ", which is open."));
    }
    const TriedDeparture& departure = tried->departure;
    say("Departure. If " + departure.rep + " left today: " + number(departure.contacts) +
        " contacts change hands in one step, " + number(departure.callbacks) +
        " of them with a callback that keeps its time; the claims of " + number(departure.claims) +
        " move with them, " + number(departure.pool) + " go to the pool. Earned so far: " +
        departure.earned.to_string() + " " + std::string(departure.earned.currency().code()) + ".");
    const TriedDuplicate& duplicate = tried->duplicate;
    if (duplicate.contact.empty()) return;
    say("Duplicate. " + duplicate.contact + " is put on the list once more, as " + duplicate.twin +
        " with the same telephone number: " + (duplicate.suspected ? "suspected at once" : "NOT NOTICED") +
        ", given to " + duplicate.given_to + ". " + duplicate.other + " logs interest on it:");
    say("  " + firstlog::describe(duplicate.answer) + " (" + duplicate.winner + ")");
  }

  void proof() {
    const firstlog::Verification& verified = findings_.verification;
    head("Is the journal what was written?");
    say(std::string(verified.ok ? "Verified: " : "DAMAGED: ") + number(verified.commits) + " commits, " +
        number(verified.events) + " events, every hash recomputed in " +
        seconds_text(as_signed(findings_.verify_milliseconds)) + ".");
    if (!verified.ok)
      say(std::string(name_of(verified.damage)) + " at position " + position(verified.first_bad) + ": " +
          std::string(verified.reason.view()));
    say("Head " + hex(verified.head.hash));
    if (verified.vouched_until.present())
      say("The receipt of chapter 3 fits: up to position " + position(verified.vouched_until) +
          " nothing was rewritten since.");
    say("Not excluded: " + std::string(verified.not_excluded.view()));
    if (findings_.altered) {
      say("The same journal with one bit of commit " + number(replayed_.contest->receipt->commit_number) +
          " flipped: " +
          (findings_.altered->ok ? std::string("NOT NOTICED")
                                 : std::string(name_of(findings_.altered->damage)) + ", first bad position " +
                                       position(findings_.altered->first_bad)) +
          ".");
    }
    say("A second engine read the journal from its first commit in " +
        seconds_text(as_signed(findings_.reopen_milliseconds)) + " and answers " +
        (findings_.reopened_agrees ? "the same." : "SOMETHING ELSE."));
    say("The change feed delivered " + number(findings_.events.all) + " events in " +
        seconds_text(as_signed(findings_.events.milliseconds)) + ".");
  }

  static std::int64_t as_signed(std::uint64_t milliseconds) {
    return static_cast<std::int64_t>(milliseconds);
  }

  firstlog::Engine& engine_;
  const Replay& replayed_;
  const Findings& findings_;
  const std::vector<CampaignRow>& rows_;
  std::string text_;
  int chapter_ = 0;
};

}  // namespace

std::string tell(firstlog::Engine& engine, const Replay& replayed, const Findings& findings,
                 const std::vector<CampaignRow>& rows) {
  return Teller(engine, replayed, findings, rows).tell();
}

std::string disagreements(const Replay& replayed, const Findings& findings,
                          const std::vector<CampaignRow>& rows) {
  std::string text;
  for (const Surprise& surprise : replayed.surprises) {
    text += "   " + number(surprise.count) + " x " + std::string(name_of(surprise.kind)) + ": " +
            std::string(name_of(surprise.verdict)) + ", " + std::string(name_of(surprise.rule)) +
            ", first for " + surprise.example + '\n';
  }
  const auto compare = [&](std::string_view what, std::uint64_t one, std::uint64_t other) {
    if (one != other) text += "   " + std::string(what) + ": " + number(one) + " and " + number(other) + '\n';
  };
  std::uint64_t owned = 0;
  for (const Owner& owner : findings.owners) owned += owner.contacts;
  std::uint64_t in_pipeline = 0;
  for (const firstlog::Engine::StateCount& state : findings.states) in_pipeline += state.contacts;
  compare("contacts of the file and of all reps", rows.size(), owned);
  compare("contacts of the file and of the pipeline", rows.size(), in_pipeline);
  compare("calls of the file and of the journal", calls_in(rows), findings.events.calls);
  compare("approvals and verified closes", accepted(replayed, ActionKind::approve), findings.verified_closes);
  compare("cents approved and cents invoiced", replayed.approved_minor,
          static_cast<std::uint64_t>(findings.invoiced.minor_units()));
  compare("events of the feed and of the journal", findings.events.all, findings.verification.events);
  if (!findings.reopened_agrees) text += "   a second engine answers something else\n";
  if (!findings.verification.ok) text += "   the journal does not verify\n";
  if (findings.altered && findings.altered->ok) text += "   a flipped bit was not noticed\n";
  return text;
}

}  // namespace firstlog_demo
