// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Policy documents: checked, written in their canonical form, tried on a history.
#include "firstlog/engine/policy_report.hpp"
#include "firstlog/formats/policy_json.hpp"
#include "firstlog/views/restatement.hpp"

#include "convert.hpp"
#include "json.hpp"
#include "organisation.hpp"

namespace firstlog_c {

using namespace firstlog;

namespace {

Json document_of(const Restatement& r, const Names& names) {
  Object object(&names);
  object.any("periods", list_of(r.periods, [&](const RestatedPeriod& p) {
               Object period(&names);
               period.key("rep", p.rep).period("period", p.period).period("posts_to", p.posts_to);
               period.money("paid", p.paid).money("would_pay", p.would_pay).money("difference", p.difference);
               return period.number("lines", p.lines).take();
             }));
  object.any("lines", list_of(r.lines, [&](const RestatedLine& l) {
               Object line(&names);
               line.position("position", l.position).key("contact", l.contact).deal("deal", l.deal);
               line.key("rep", l.rep).period("period", l.period).money("base", l.base).money("paid", l.paid);
               line.money("would_pay", l.would_pay).rate("rate", l.rate).rate("new_rate", l.new_rate);
               line.number("tier", l.tier).number("new_tier", l.new_tier);
               return line.name("rounding", name_of(l.rounding))
                   .name("new_rounding", name_of(l.new_rounding))
                   .take();
             }));
  return object.number("considered", r.considered).money("difference", r.difference).take();
}

std::string document_of(const PolicyReport& report) {
  Object object;
  if (report.fault) {
    Object fault;
    fault.name("status", name_of(report.fault->status)).text("place", report.fault->place.view());
    fault.text("reason", report.fault->reason.view()).text("remedy", report.fault->remedy.view());
    object.any("fault", fault.take());
  }
  object.any("overlaps", list_of(report.overlaps, [](const AssignmentOverlap& overlap) {
               Object one;
               one.number("rule", overlap.rule).number("other", overlap.other);
               one.text("place", overlap.place.text()).text("name", overlap.name);
               return one.text("niche", overlap.niche).take();
             }));
  object.any("gaps", list_of(report.gaps, [](const AssignmentGap& gap) {
               return Object().text("place", gap.place.text()).text("name", gap.name).take();
             }));
  return object
      .any("plans", list_of(report.plans,
                            [](const PolicyFinding& finding) {
                              Object one;
                              one.text("kind", finding.kind).flag("refused", finding.refused);
                              one.text("path", finding.path).text("sentence", finding.sentence);
                              return one.text("remedy", finding.remedy).take();
                            }))
      .dump();
}

}  // namespace
}  // namespace firstlog_c

using namespace firstlog_c;
using namespace firstlog;

firstlog_status firstlog_policy_check(const char* policy, firstlog_document** document,
                                      firstlog_error* error) {
  return guard(error, "policy", [&]() -> Result<void> {
    if (document != nullptr) *document = nullptr;
    FIRSTLOG_NOT_NULL(policy);
    // An engine of its own, because reading a policy asks for zones.
    Result<Engine> engine = Engine::open("memory:");
    if (!engine) return engine.error();
    const Result<PolicyReport> report = engine->policy_report(policy);
    if (!report) return report.error();
    if (document != nullptr)
      if (Result<void> r = hand_out(document_of(*report), document); !r) return r;
    return report->fault ? Result<void>(*report->fault) : Result<void>();
  });
}

firstlog_status firstlog_policy_adopt(firstlog_engine* engine, const char* organisation,
                                      const firstlog_command* command, firstlog_outcome* outcome,
                                      firstlog_document** document, firstlog_error* error) {
  return guard(error, "policy", [&]() -> Result<void> {
    if (document != nullptr) *document = nullptr;
    FIRSTLOG_NOT_NULL(command);
    FIRSTLOG_NOT_NULL(outcome);
    const Result<std::string_view> key = enter(engine, organisation);
    if (!key) return key.error();
    CommandReader reader;
    OutcomeWriter writer;
    if (Result<void> r = reader.begin(command, 1, 1); !r) return r;
    if (Result<void> r = writer.begin(outcome, 1); !r) return r;
    const Command adopt = reader.next()[0];
    if (adopt.kind != CommandKind::adopt_policy)
      return misuse("command", "not the command adopt_policy", "submit other commands with _submit");
    // Not Engine::adopt_policy: it takes what adopt_policy knows, and what else was given would pass unseen.
    const Result<PolicyReport> report = engine->engine->policy_report(adopt.document);
    if (!report) return report.error();
    firstlog_document* told = nullptr;
    if (document != nullptr)
      if (Result<void> r = hand_out(document_of(*report), &told); !r) return r;
    const Result<Outcome> answer = engine->engine->submit(*key, adopt);
    if (!answer) {
      firstlog_document_destroy(told);
      return answer.error();
    }
    writer.put(0, *answer);
    if (document != nullptr) *document = told;
    return {};
  });
}

firstlog_status firstlog_policy_canonical(const char* policy, int32_t whole, firstlog_document** document,
                                          firstlog_error* error) {
  return guard(error, "policy", [&]() -> Result<void> {
    FIRSTLOG_NOT_NULL(document);
    *document = nullptr;
    FIRSTLOG_NOT_NULL(policy);
    const Result<Policy> read = parse_policy(policy);
    if (!read) return read.error();
    return hand_out(whole != 0 ? policy_to_whole_json(*read) : policy_to_json(*read), document);
  });
}

firstlog_status firstlog_policy_preview(firstlog_engine* engine, const char* organisation, const char* viewer,
                                        const char* policy, int64_t effective, firstlog_document** document,
                                        firstlog_error* error) {
  return guard(error, "policy", [&]() -> Result<void> {
    FIRSTLOG_NOT_NULL(document);
    *document = nullptr;
    FIRSTLOG_NOT_NULL(viewer);
    FIRSTLOG_NOT_NULL(policy);
    const Result<std::string_view> key = enter(engine, organisation);
    if (!key) return key.error();
    const Result<Restatement> restated =
        engine->engine->preview_policy(*key, viewer, policy, Instant::from_microseconds(effective));
    if (!restated) return restated.error();
    return hand_out(document_of(*restated, Names(*engine->engine, *key)).text(), document);
  });
}
