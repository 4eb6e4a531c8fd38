// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Commands in and outcomes out as JSON.
#include "command_json.hpp"
#include "firstlog/core/command_table.hpp"
#include "firstlog/engine/audit.hpp"
#include "json.hpp"
#include "organisation.hpp"

namespace firstlog_c {

using namespace firstlog;

namespace {

Json document_of(const Command& command, const Outcome& o, std::string_view organisation,
                 const Names& names) {
  Object object(&names);
  object.name("command", name_of(command.kind)).name("verdict", name_of(o.verdict)).rule("rule", o.rule);
  if (o.rule != Rule::none) object.name("sentence", row_of(o.rule).sentence);
  if (o.rule != Rule::none && o.verdict != Verdict::accepted) object.text("remedy", row_of(o.rule).remedy);
  if (o.verdict == Verdict::malformed) object.name("field", name_of(o.field));
  List notices;
  if (has(o.notices, Notice::no_recent_connect)) notices.add(Json(std::string_view("no_recent_connect")));
  if (has(o.notices, Notice::self_approved)) notices.add(Json(std::string_view("self_approved")));
  if (has(o.notices, Notice::replayed)) notices.add(Json(std::string_view("replayed")));
  if (has(o.notices, Notice::provisional)) notices.add(Json(std::string_view("provisional")));
  if (!notices.empty()) object.any("notices", notices.take());
  if (o.state != 0) object.number("state", std::int64_t{o.state});
  object.key("contact", o.contact).key("actor", o.actor).key("rep", o.rep).deal("deal", o.deal);
  object.key("winner", o.winner).instant("winning_time", o.winning_time);
  object.position("winning_position", o.winning_position)
      .key("other", o.other)
      .position("position", o.position);
  if (o.event_count != 0) object.number("event_count", std::int64_t{o.event_count});
  object.instant("recorded_at", o.recorded_at);
  if (o.commit_number != 0) object.number("commit_number", static_cast<std::int64_t>(o.commit_number));
  if (o.commit_hash.present()) object.name("commit_hash", hex_of(o.commit_hash));
  if (const Result<Receipt> receipt = receipt_of(organisation, o))
    object.text("receipt", receipt->to_string());
  return object.take();
}

}  // namespace
}  // namespace firstlog_c

using namespace firstlog_c;
using namespace firstlog;

firstlog_status firstlog_engine_submit_json(firstlog_engine* engine, const char* organisation,
                                            const char* commands, int64_t wait_max_microseconds,
                                            firstlog_document** outcomes, firstlog_error* error) {
  return guard(error, "submit", [&]() -> Result<void> {
    FIRSTLOG_NOT_NULL(outcomes);
    *outcomes = nullptr;
    FIRSTLOG_NOT_NULL(commands);
    const Result<std::string_view> key = enter(engine, organisation);
    if (!key) return key.error();
    const Result<std::optional<Duration>> wait = wait_of(wait_max_microseconds);
    if (!wait) return wait.error();
    CommandDocument document;
    if (Result<void> r = document.read(commands); !r) return r;
    std::vector<Outcome> decided(document.commands().size());
    Engine& of = *engine->engine;
    const Result<void> submitted = of.submit(*key, document.commands(), decided, *wait);
    const Names names(of, *key);
    List list;
    for (std::size_t i = 0; i < decided.size(); ++i)
      list.add(document_of(document.commands()[i], decided[i], *key, names));
    if (Result<void> r = hand_out(list.take().text(), outcomes); !r) return r;
    return submitted;
  });
}
