// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/engine/import.hpp"
#include "firstlog/engine/import_record.hpp"

#include <algorithm>
#include <compare>
#include <map>
#include <new>
#include <set>

#include "engine/engine_impl.hpp"
#include "engine/import_plan.hpp"
#include "firstlog/core/command_table.hpp"
#include "firstlog/formats/csv.hpp"
#include "firstlog/journal/match_keys.hpp"
#include "firstlog/rules/rule_table.hpp"
#include "firstlog/store/memory.hpp"
#include "formats/import_targets.hpp"
#include "journal/text_form.hpp"

namespace firstlog::inline v1 {

namespace detail {
namespace {

class ImportRun final : public PlanSink {
 public:
  ImportRun(Engine& engine, std::string_view organisation, const ImportMapping& mapping,
            const ImportOptions& options)
      : engine_(engine),
        organisation_(organisation),
        mapping_(mapping),
        options_(options),
        plan_(mapping, report_, options.findings_max) {}

  Result<ImportReport> run(std::span<const ImportTable> tables) {
    if (Result<void> r = check_secret(); !r) return r.error();
    arena_.lists.match_secret = options_.match_secret;
    SystemZones system;
    if (Result<void> r = plan_.open(tables, options_.zones != nullptr ? *options_.zones : system); !r)
      return r.error();
    if (Result<void> r = begin(); !r) return r.error();
    commands_.reserve(at_once_);
    if (Result<void> r = plan_.each(*this); !r) return r.error();
    if (Result<void> r = send(); !r) return r.error();
    if (options_.end)
      if (Result<void> r = finish(); !r) return r.error();
    sort_findings();
    if (!options_.reconcile) return std::move(report_);
    const ImportReconciliation::Side tables_side = report_.reconciliation.tables;
    Result<ImportReconciliation> reconciled = reconcile_import(engine_, organisation_, options_.batch);
    if (!reconciled) return reconciled.error();
    report_.reconciliation = std::move(*reconciled);
    report_.reconciliation.tables = tables_side;
    return std::move(report_);
  }

 private:
  Result<void> check_secret() const {
    const std::size_t size = options_.match_secret.size();
    if (size >= match_secret_bytes_min && size <= match_secret_bytes_max) return {};
    for (const ImportTableMapping& table : mapping_.tables)
      for (const ImportCommand& command : table.commands)
        for (const auto& [target, value] : command.members)
          if (row_of(target).read == ImportRead::match)
            return Error(
                Status::invalid_argument, table.name,
                "the mapping makes match keys, and the import has no secret of 16 to 64 bytes",
                "give ImportOptions::match_secret, the one that the organisation's other keys are of");
    return {};
  }

  Result<void> begin() {
    Result<std::vector<ImportRecord>> imports = engine_.imports(organisation_);
    if (!imports) return imports.error();
    for (const ImportRecord& import : *imports)
      if (import.batch == options_.batch) {
        if (import.status == ImportStatus::open) return resolve_importer();
        return Error(Status::invalid_argument, options_.batch, "an import of this name was ended or undone",
                     "choose another name");
      }
    std::string digest;
    append_hex(digest, mapping_.digest.view());
    const Command command =
        commands::BeginImport{.actor = options_.importer, .batch = options_.batch, .mapping = digest};
    if (Result<void> r = one(command); !r) return r;
    return resolve_importer();
  }

  Result<void> finish() {
    return one(commands::EndImport{.actor = options_.importer, .batch = options_.batch});
  }

  // By table and row; findings of one row stay in their order.
  void sort_findings() {
    struct Place {
      std::size_t table;
      std::uint64_t row;
      std::size_t index;
      auto operator<=>(const Place&) const = default;
    };
    std::vector<Place> places;
    for (const ImportFinding& finding : report_.findings) {
      std::size_t table = 0;
      while (table < mapping_.tables.size() && mapping_.tables[table].name != finding.table) ++table;
      places.push_back({table, finding.row, places.size()});
    }
    if (std::is_sorted(places.begin(), places.end())) return;
    std::sort(places.begin(), places.end());
    std::vector<ImportFinding> sorted;
    sorted.reserve(places.size());
    for (const Place& place : places) sorted.push_back(std::move(report_.findings[place.index]));
    report_.findings = std::move(sorted);
  }

  Result<void> resolve_importer() {
    importer_ = options_.importer;
    if (importer_.id.present()) return {};
    Result<ActorId> id = engine_.actor_id(organisation_, importer_.key);
    if (!id) return id.error();
    if (id->present()) importer_ = ActorRef(*id);
    return {};
  }

  Result<void> one(const Command& command) {
    Outcome outcome;
    if (Result<void> r = submit({&command, 1}, {&outcome, 1}); !r) return r;
    if (outcome.verdict == Verdict::accepted) return {};
    const RuleRow& row = row_of(outcome.rule);
    return Error(Status::invalid_argument, name_of(command.kind), row.sentence, row.remedy);
  }

  // To the newest of what is about to be given.
  void wind() noexcept {
    if (options_.replay_clock == nullptr) return;
    Instant newest = options_.replay_clock->now();
    for (const PlannedCommand& planned : planned_) newest = std::max(newest, planned.at);
    options_.replay_clock->set(newest);
  }

  Result<void> submit(std::span<const Command> commands, std::span<Outcome> outcomes) {
    Result<void> done = engine_.submit(organisation_, commands, outcomes, options_.wait_max);
    if (done.status() != Status::clock_suspect || !options_.manager.present()) return done;
    const Command confirm = commands::ConfirmClock{.actor = options_.manager};
    Outcome outcome;
    if (Result<void> r = engine_.submit(organisation_, {&confirm, 1}, {&outcome, 1}, options_.wait_max); !r)
      return r;
    if (outcome.verdict != Verdict::accepted) return done;
    return engine_.submit(organisation_, commands, outcomes, options_.wait_max);
  }

  Result<void> take(const PlannedCommand& planned, const CsvRow& row) override {
    ++sequence_;
    const ImportRows& table = plan_.table(planned);
    const ImportCommand& from = plan_.mapping_of(planned).commands[planned.command];
    Command& command = commands_.emplace_back();
    RowFault fault;
    left_out_.clear();
    const bool made = table.make(planned.command, row, arena_, command, fault, left_out_);
    if (!made) {
      ++report_.malformed;
      ImportFinding finding;
      finding.command = from.kind;
      finding.column = std::move(fault.column);
      finding.reason = std::move(fault.reason);
      finding.remedy = std::move(fault.remedy);
      plan_.find(planned, std::move(finding));
      commands_.pop_back();
      return {};
    }
    if (from.unless_known) {
      Result<bool> known = is_known(command);
      if (!known) return known.error();
      if (*known) {
        ++report_.known;
        commands_.pop_back();
        return {};
      }
    }
    for (RowFault& one : left_out_) {
      ImportFinding finding;
      finding.kind = ImportFindingKind::two_values;
      finding.command = from.kind;
      finding.column = std::move(one.column);
      finding.reason = std::move(one.reason);
      finding.remedy = std::move(one.remedy);
      plan_.find(planned, std::move(finding));
    }
    command.batch = options_.batch;
    command.row = planned.row;
    command.importer = importer_;
    command.given = command.given | import_fields;
    if (Result<void> r = name_actor(command); !r) return r;
    command.idempotency = {.producer = options_.batch, .sequence = sequence_, .text = {}};
    planned_.push_back(planned);
    planned_.back().at = command.occurred_at;
    count(command);
    return commands_.size() < at_once_ ? Result<void>() : send();
  }

  // A history has many entries of few people: their handles are asked for once.
  Result<void> name_actor(Command& command) {
    const std::uint32_t number = actors_.intern(command.actor.key);
    if (number == 0) return {};
    if (number > actor_ids_.size()) actor_ids_.emplace_back();
    ActorId& known = actor_ids_[number - 1];
    if (!known.present() && !commands_in_doubt_.insert(number).second) return {};
    if (!known.present()) {
      Result<ActorId> id = engine_.actor_id(organisation_, command.actor.key);
      if (!id) return id.error();
      known = *id;
    }
    command.actor.id = known;
    return {};
  }

  // What this import registered itself is not known: its rows are answered by their sequence.
  Result<bool> is_known(const Command& command) {
    if (command.kind == CommandKind::register_actor) {
      Result<ActorId> id = engine_.actor_id(organisation_, command.key);
      if (!id) return id.error();
      return id->present();
    }
    Result<ContactId> id = engine_.contact_id(organisation_, command.key);
    if (!id) return id.error();
    return id->present();
  }

  void count(const Command& command) {
    ImportReconciliation::Side& side = report_.reconciliation.tables;
    ++report_.commands;
    if (command.kind == CommandKind::register_contact)
      ++side.contacts;
    else if (command.kind != CommandKind::register_actor)
      ++side.entries;
    ImportAmount* amount = command.kind == CommandKind::log_close ? &side.closes
                           : command.kind == CommandKind::approve ? &side.approvals
                                                                  : nullptr;
    if (amount == nullptr) return;
    ++amount->closes;
    for (Money& sum : amount->money)
      if (sum.currency() == command.amount.currency()) {
        sum = checked_add(sum, command.amount).value_or(sum);
        return;
      }
    amount->money.push_back(command.amount);
  }

  Result<void> send() {
    if (commands_.empty()) return {};
    wind();
    outcomes_.assign(commands_.size(), Outcome());
    if (Result<void> r = submit(commands_, outcomes_); !r) return r;
    for (std::size_t i = 0; i < commands_.size(); ++i) answered(planned_[i], commands_[i], outcomes_[i]);
    commands_.clear();
    planned_.clear();
    commands_in_doubt_.clear();
    arena_.clear();
    return {};
  }

  void answered(const PlannedCommand& planned, const Command& command, const Outcome& outcome) {
    const bool repeated = has(outcome.notices, Notice::replayed) ||
                          (outcome.verdict == Verdict::malformed && outcome.rule == Rule::sequence_passed);
    if (repeated) {
      ++report_.repeated;
      return;
    }
    ImportFinding finding;
    switch (outcome.verdict) {
      case Verdict::accepted: ++report_.accepted; return;
      case Verdict::contested:
        ++report_.contested;
        finding.kind = ImportFindingKind::contested;
        finding.winner = key_of(outcome.winner);
        break;
      case Verdict::refused:
        ++report_.refused;
        finding.kind = ImportFindingKind::refused;
        break;
      default:
        ++report_.malformed;
        finding.kind = ImportFindingKind::malformed;
        finding.column = plan_.table(planned).column_of(planned.command, outcome.field);
        if (finding.column.empty()) finding.column = name_of(outcome.field);
    }
    const RuleRow& rule = row_of(outcome.rule);
    finding.command = command.kind;
    finding.rule = outcome.rule;
    finding.contact = command.kind == CommandKind::register_contact ? command.key : command.contact.key;
    finding.actor = command.actor.key;
    finding.reason = rule.sentence;
    finding.remedy = rule.remedy;
    plan_.find(planned, std::move(finding));
  }

  const std::string& key_of(ActorId id) {
    std::string& key = actor_keys_[id];
    if (key.empty() && id.present())
      if (Result<std::string> asked = engine_.actor_key(organisation_, id); asked) key = std::move(*asked);
    return key;
  }

  Engine& engine_;
  std::string_view organisation_;
  const ImportMapping& mapping_;
  const ImportOptions& options_;
  ImportReport report_;
  ImportPlan plan_;
  ActorRef importer_;
  std::uint64_t sequence_ = 0;
  const std::size_t at_once_ = std::clamp<std::uint32_t>(options_.commands_at_once, 1, 65536);
  KeyIndex actors_;
  std::vector<ActorId> actor_ids_;             // by number; absent: not known yet
  std::set<std::uint32_t> commands_in_doubt_;  // numbers asked for in vain since the last submission
  std::map<ActorId, std::string> actor_keys_;
  TextArena arena_;
  std::vector<RowFault> left_out_;
  std::vector<Command> commands_;
  std::vector<PlannedCommand> planned_;  // parallel to commands_
  std::vector<Outcome> outcomes_;
};

// Copies a journal's commits.
class Copier final : public RowSink {
 public:
  Copier(Session& to, std::string_view organisation) noexcept : to_(to), organisation_(organisation) {}
  Result<void> result;
  bool take(const CommitRow& row) noexcept override {
    Result<Head> held = to_.acquire(organisation_, {});
    result = held ? to_.append(row, {}) : Result<void>(held.error());
    return result.ok();
  }

 private:
  Session& to_;
  std::string_view organisation_;
};

}  // namespace
}  // namespace detail

std::string_view name_of(ImportFindingKind kind) noexcept {
  constexpr std::string_view names[] = {"",          "row",        "malformed",          "refused",
                                        "contested", "two_values", "before_registration"};
  const auto number = static_cast<std::size_t>(kind);
  return number < std::size(names) ? names[number] : std::string_view();
}

Result<ImportReport> run_import(Engine& engine, std::string_view organisation, const ImportMapping& mapping,
                                std::span<const ImportTable> tables, const ImportOptions& options) {
  return detail::guarded(organisation, [&]() -> Result<ImportReport> {
    detail::ImportRun run(engine, organisation, mapping, options);
    return run.run(tables);
  });
}

Result<ImportReport> try_import(Engine& engine, std::string_view organisation, const ImportMapping& mapping,
                                std::span<const ImportTable> tables, const ImportOptions& options) {
  return detail::guarded(organisation, [&]() -> Result<ImportReport> {
    Result<std::unique_ptr<Store>> store = open_memory_store();
    if (!store) return store.error();
    {
      Result<std::unique_ptr<Session>> session = (*store)->open_session();
      if (!session) return session.error();
      detail::Copier copier(**session, organisation);
      if (Result<void> r = engine.read_commits(organisation, Position(1), copier); !r) return r.error();
      if (!copier.result) return copier.result.error();
    }
    Result<HeadSummary> head = engine.head(organisation);
    if (!head) return head.error();
    SystemClock system;
    Clock* reads = options.clock != nullptr ? options.clock : &system;
    if (options.replay_clock != nullptr) reads = options.replay_clock;
    const Instant now = reads->now();
    ManualClock clock(std::max(now, head->time + Duration::microseconds(1)));
    EngineOptions over;
    over.clock = &clock;
    over.zones = options.zones;
    over.snapshot_every_events = 0;
    Result<Engine> trial = Engine::open(**store, over);
    if (!trial) return trial.error();
    ImportOptions with = options;
    with.replay_clock = options.replay_clock != nullptr ? &clock : nullptr;
    detail::ImportRun run(*trial, organisation, mapping, with);
    return run.run(tables);
  });
}

std::string findings_to_csv(std::span<const ImportFinding> findings) {
  std::string csv = "kind,table,row,line,column,command,rule,contact,actor,winner,reason,remedy\n";
  for (const ImportFinding& finding : findings) {
    const std::string row = finding.row == 0 ? "" : std::to_string(finding.row);
    const std::string line = finding.line == 0 ? "" : std::to_string(finding.line);
    const std::string_view fields[] = {
        name_of(finding.kind),
        finding.table,
        row,
        line,
        finding.column,
        name_of(finding.command),
        finding.rule == Rule::none ? std::string_view() : name_of(finding.rule),
        finding.contact,
        finding.actor,
        finding.winner,
        finding.reason,
        finding.remedy};
    for (std::size_t i = 0; i < std::size(fields); ++i) {
      if (i != 0) csv += ',';
      append_csv_field(csv, fields[i]);
    }
    csv += '\n';
  }
  return csv;
}

}  // namespace firstlog::inline v1
