// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Runs the scenarios of this folder and compares what comes out, byte for byte. README.md describes the
// files, so that every language can run the same ones.
#include <gtest/gtest.h>
#include "firstlog/engine/records.hpp"
#include "firstlog/views/claim.hpp"
#include "firstlog/views/statement.hpp"

#include <deque>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "support/engine_world.hpp"
#include "support/sqlite_place.hpp"

namespace {

using namespace firstlog;
using namespace firstlog_test;
using Json = nlohmann::ordered_json;

template <class T>
std::string hex(const T& bytes) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (std::byte byte : bytes.bytes) {
    text.push_back(digits[std::to_integer<unsigned>(byte) >> 4U]);
    text.push_back(digits[std::to_integer<unsigned>(byte) & 15U]);
  }
  return text;
}

// ---- what goes in ---------------------------------------------------------------------------------

template <class Enum>
Enum named(const Json& name, int count) {
  for (int i = 0; i < count; ++i)
    if (name_of(static_cast<Enum>(i)) == name.get<std::string>()) return static_cast<Enum>(i);
  throw std::runtime_error("no such name: " + name.get<std::string>());
}

class Reader {
 public:
  Command command(const Json& json) {
    Command command;
    for (const auto& [member, value] : json.items()) read(command, member, value);
    return command;
  }
  std::string_view text(const Json& value) { return texts_.emplace_back(value.get<std::string>()); }

 private:
  void read(Command& c, const std::string& member, const Json& value) {
    if (member == "kind")
      c.kind = command_kind_of(text(value));
    else if (member == "actor")
      c.actor = text(value);
    else if (member == "idempotency")
      key(c.idempotency, value);
    else
      field(c, member, value);
  }
  void key(IdempotencyKey& key, const Json& value) {
    if (value.contains("text")) key.text = text(value["text"]);
    if (value.contains("producer")) key.producer = text(value["producer"]);
    if (value.contains("sequence")) key.sequence = value["sequence"].get<std::uint64_t>();
  }
  void field(Command& c, const std::string& member, const Json& value) {
    const std::string name = member == "name" ? "sort_key" : member;
    Field field{};
    for (int i = 0; i < field_count; ++i)
      if (name_of(static_cast<Field>(i)) == name) field = static_cast<Field>(i);
    if (name_of(field) != name) throw std::runtime_error("no such member: " + member);
    c.given.add(field);
    switch (field) {
      case Field::contact: c.contact = text(value); break;
      case Field::rep: c.rep = text(value); break;
      case Field::deal: c.deal = DealId(value.get<std::uint32_t>()); break;
      case Field::amount:
        c.amount = must(Money::parse(text(value["amount"]), must(Currency::parse(text(value["currency"])))));
        break;
      case Field::due: c.due = at(text(value)); break;
      case Field::occurred_at: c.occurred_at = at(text(value)); break;
      case Field::key: c.key = text(value); break;
      case Field::reason: c.reason = text(value); break;
      case Field::niche: c.niche = text(value); break;
      case Field::sort_key: c.sort_key = fold_name(text(value)); break;
      case Field::document: c.document = text(value); break;
      case Field::roles:
        for (const Json& role : value) c.roles = c.roles | named<Role>(role, role_count);
        break;
      case Field::active: c.active = value.get<bool>(); break;
      case Field::touch: c.touch = named<Touch>(value, touch_count); break;
      case Field::disposition: c.disposition = named<Disposition>(value, disposition_count); break;
      case Field::inbound: c.inbound = value.get<bool>(); break;
      case Field::talk_seconds: c.talk_seconds = value.get<std::uint32_t>(); break;
      case Field::confirm: c.confirm = value.get<bool>(); break;
      case Field::period: c.period = month(text(value)); break;
      case Field::personal: c.personal = as_bytes(text(value)); break;
      default: break;
    }
  }
  std::deque<std::string> texts_;
};

// ---- what comes out -------------------------------------------------------------------------------

// An object that leaves out what is empty, zero or not set.
class Line {
 public:
  Line() = default;
  Line(const char* member, std::string_view value) { json_[member] = std::string(value); }
  Line& text(const char* member, std::string_view value) {
    if (!value.empty()) json_[member] = std::string(value);
    return *this;
  }
  Line& number(const char* member, std::uint64_t value) {
    if (value != 0) json_[member] = value;
    return *this;
  }
  template <class Tag>
  Line& id(const char* member, Id<Tag> value) {
    return number(member, value.number());
  }
  Line& position(const char* member, Position value) { return number(member, value.number()); }
  Line& rule(const char* member, Rule value) {
    return text(member, value == Rule::none ? std::string_view() : name_of(value));
  }
  Line& time(const char* member, Instant value) {
    if (value != Instant()) json_[member] = value.to_string();
    return *this;
  }
  Line& flag(const char* member, bool value) {
    if (value) json_[member] = true;
    return *this;
  }
  Line& money(const char* member, Money value) {
    if (value.currency().present())
      json_[member] = Json{{"amount", value.to_string()}, {"currency", value.currency().code()}};
    return *this;
  }
  Line& list(const char* member, Json value) {
    if (!value.empty()) json_[member] = std::move(value);
    return *this;
  }
  Json take() { return std::move(json_); }

 private:
  Json json_ = Json::object();
};

Json shown(const Command& command, const Outcome& o) {
  Json notices = Json::array();
  if (has(o.notices, Notice::no_recent_connect)) notices.push_back("no_recent_connect");
  if (has(o.notices, Notice::self_approved)) notices.push_back("self_approved");
  if (has(o.notices, Notice::replayed)) notices.push_back("replayed");
  Line line("command", name_of(command.kind));
  line.text("verdict", name_of(o.verdict)).rule("rule", o.rule);
  if (o.verdict == Verdict::malformed) line.text("field", name_of(o.field));
  line.list("notices", notices).number("state", o.state).id("contact", o.contact).id("actor", o.actor);
  line.id("rep", o.rep).id("deal", o.deal).id("winner", o.winner).time("winning_time", o.winning_time);
  line.position("winning_position", o.winning_position).position("position", o.position);
  line.number("event_count", o.event_count).time("recorded_at", o.recorded_at);
  line.number("commit_number", o.commit_number);
  if (o.commit_hash.present()) line.text("commit_hash", hex(o.commit_hash));
  return line.take();
}

Json shown(const ContactRecord& r) {
  Line line("view", "contact");
  line.text("key", r.key).text("state", r.state).time("status_since", r.status_since);
  line.text("assignee", r.assignee_key).rule("assigned_by", r.assigned_by).text("claimant", r.claimant_key);
  line.position("claim_position", r.claim_position).time("claimed_at", r.claimed_at).number("cycle", r.cycle);
  line.number("attempts", r.attempts).time("due", r.due).flag("overdue", r.overdue).flag("locked", r.locked);
  line.id("deal", r.deal);
  return line.take();
}

Json shown(const EventLog& log) {
  Json events = Json::array();
  for (const Event& e : log) {
    Line line;
    line.position("position", e.position).time("recorded_at", e.recorded_at).text("kind", name_of(e.kind));
    line.id("actor", e.actor).id("rep", e.rep).rule("rule", e.rule).position("refers_to", e.refers_to);
    events.push_back(line.money("amount", e.amount).take());
  }
  return Line("view", "history").list("events", events).take();
}

Json shown(const ClaimExplanation& c) {
  Json contenders = Json::array();
  for (const Contender& one : c.contenders)
    contenders.push_back(Line()
                             .id("rep", one.rep)
                             .position("position", one.position)
                             .rule("rule", one.rule)
                             .flag("wins", one.wins)
                             .take());
  Json history = Json::array();
  for (Position position : c.history) history.push_back(position.number());
  Line line("view", "claim");
  line.number("cycle", c.cycle).id("winner", c.winner).position("winning_position", c.winning_position);
  line.time("winning_time", c.winning_time).id("assignee", c.assignee);
  return line.list("contenders", contenders).list("history", history).take();
}

Json shown(const Leaderboard& board) {
  Json rows = Json::array();
  for (const LeaderboardRow& r : board.rows) {
    Line line;
    line.number("rank", r.rank).id("rep", r.rep).number("verified_closes", r.verified_closes);
    line.money("revenue", r.revenue).number("dials", r.dials).number("warm", r.warm);
    line.number("closes_to_first", r.closes_to_first);
    if (r.zone) line.text("zone", name_of(*r.zone));
    line.flag("own", r.own);
    if (r.commission) line.money("commission", *r.commission);
    rows.push_back(
        line.number("connects", r.connects.value_or(0)).number("pending", r.pending.value_or(0)).take());
  }
  Line line("view", "leaderboard");
  return line.text("period", board.period.to_string()).flag("frozen", board.frozen).list("rows", rows).take();
}

Json shown(const Statement& s) {
  Json lines = Json::array();
  for (const StatementLine& l : s.lines) {
    Line line;
    line.position("position", l.position)
        .position("closed_position", l.closed_position)
        .id("contact", l.contact);
    lines.push_back(line.money("invoiced", l.invoiced)
                        .text("rate", l.rate.to_string())
                        .money("commission", l.commission)
                        .take());
  }
  Line line("view", "statement");
  line.id("rep", s.rep)
      .text("period", s.period.to_string())
      .text("zone", name_of(s.zone))
      .flag("frozen", s.frozen);
  line.position("frozen_position", s.frozen_position).list("lines", lines).money("revenue", s.revenue);
  return line.money("commission", s.commission)
      .money("commission_year_to_date", s.commission_year_to_date)
      .take();
}

Json shown(const std::vector<PendingClose>& closes) {
  Json list = Json::array();
  for (const PendingClose& c : closes) {
    Line line;
    line.id("contact", c.contact).id("rep", c.rep).id("closer", c.closer).money("claimed", c.claimed);
    line.position("position", c.position);
    list.push_back(
        line.number("age_seconds", static_cast<std::uint64_t>(c.age.microseconds() / 1'000'000)).take());
  }
  return Line("view", "pending").list("closes", list).take();
}

Json shown(const std::vector<Engine::StateCount>& counts) {
  Json list = Json::array();
  for (const Engine::StateCount& count : counts)
    list.push_back(Line().text("state", count.state).number("contacts", count.contacts).take());
  return Line("view", "pipeline").list("states", list).take();
}

Json shown(const HeadSummary& head) {
  Line line("view", "head");
  line.number("commit_number", head.commit_number)
      .position("position", head.position)
      .time("time", head.time);
  return line.text("hash", hex(head.hash)).take();
}

// ---- the run --------------------------------------------------------------------------------------

class Playback {
 public:
  explicit Playback(const Json& scenario)
      : scenario_(scenario),
        organisation_(scenario["organisation"].get<std::string>()),
        random_(scenario["random_seed"].get<std::uint64_t>()),
        store_(must(open_memory_store())) {}

  std::string all() {
    open();
    for (const Json& step : scenario_["steps"]) {
      if (step.contains("clock")) clock_.set(at(step["clock"].get<std::string>()));
      if (step.value("reopen", false)) open();
      if (step.contains("batch")) batch(step["batch"]);
      if (step.contains("views"))
        for (const Json& view : step["views"]) answer(view);
    }
    EXPECT_TRUE(sound(journal_of(*store_, organisation_)));
    return out_;
  }

 private:
  void open() {
    EngineOptions options;
    options.clock = &clock_;
    options.random = &random_;
    engine_.reset();
    engine_ = std::make_unique<Engine>(must(Engine::open(*store_, options)));
  }
  void print(const Json& line) { out_ += line.dump() + "\n"; }
  void batch(const Json& batch) {
    std::vector<Command> commands;
    for (const Json& command : batch) commands.push_back(reader_.command(command));
    std::vector<Outcome> outcomes(commands.size());
    must(engine_->submit(organisation_, commands, outcomes));
    for (std::size_t i = 0; i < commands.size(); ++i) print(shown(commands[i], outcomes[i]));
  }
  template <class T>
  void answer(const std::string& view, const Result<T>& result) {
    print(result.ok() ? shown(*result) : Line("view", view).text("error", name_of(result.status())).take());
  }
  void answer(const Json& q) {
    const std::string view = q["view"].get<std::string>();
    auto argument = [&](const char* member) { return reader_.text(q.at(member)); };
    std::optional<YearMonth> period;
    if (q.contains("period")) period = month(argument("period"));
    if (view == "contact") answer(view, engine_->contact(organisation_, argument("contact")));
    if (view == "history") answer(view, engine_->history(organisation_, argument("contact")));
    if (view == "claim") answer(view, engine_->explain_claim(organisation_, argument("contact")));
    if (view == "leaderboard") answer(view, engine_->leaderboard(organisation_, argument("viewer"), period));
    if (view == "statement")
      answer(view, engine_->statement(organisation_, argument("viewer"), argument("rep"), period));
    if (view == "pending") answer(view, engine_->pending(organisation_, argument("viewer")));
    if (view == "pipeline") answer(view, engine_->pipeline(organisation_));
    if (view == "head") answer(view, engine_->head(organisation_));
  }

  const Json& scenario_;
  std::string organisation_;
  TestClock clock_;
  FixedRandom random_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Engine> engine_;
  Reader reader_;
  std::string out_;
};

TEST(Golden, EveryScenarioByteForByte) {
  int count = 0;
  const std::filesystem::path folder = std::filesystem::path(FIRSTLOG_TESTS_DIR) / "golden";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    SCOPED_TRACE(entry.path().filename().string());
    ++count;
    const Json scenario = Json::parse(read_file(entry.path().string()));
    const std::string out = Playback(scenario).all();
    std::filesystem::path expected = entry.path();
    expected.replace_extension(".expected.jsonl");
    if (std::getenv("FIRSTLOG_GOLDEN_UPDATE") != nullptr) write_file(expected.string(), out);
    EXPECT_EQ(out, read_file(expected.string()));
  }
  EXPECT_GE(count, 1);
}

}  // namespace
