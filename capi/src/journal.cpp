// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Trust: verifying, exporting and importing journals, checkpoints, claims and statements that prove
// themselves.
#include <cstring>

#include "answer.hpp"
#include "firstlog/engine/audit.hpp"
#include "firstlog/engine/transfer.hpp"
#include "firstlog/formats/evidence_json.hpp"
#include "firstlog/formats/statement_file.hpp"
#include "firstlog/journal/commit.hpp"
#include "firstlog/journal/proof.hpp"
#include "firstlog/store/sqlite.hpp"
#include "journal.hpp"
#include "json.hpp"
#include "organisation.hpp"

namespace firstlog_c {

using namespace firstlog;

namespace {

constexpr std::size_t evidence_size_first = 72;
constexpr std::size_t verification_size_first = 512;

// What was kept outside, read from its lines.
struct KeptEvidence {
  std::vector<Receipt> receipts;
  std::vector<Checkpoint> checkpoints;
  VerifyKey key;

  Evidence view() const noexcept { return {receipts, checkpoints, key}; }
};

template <class T>
Result<void> read_lines(const firstlog_text& text, std::string_view place, std::vector<T>& out) {
  const Result<std::string_view> all = text_of(text, place);
  if (!all) return all.error();
  std::string_view rest = *all;
  for (std::int64_t number = 1; !rest.empty(); ++number) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.empty()) continue;
    Result<T> read = T::parse(line);
    if (!read) {
      Error error = read.error();
      error.place.assign(place);
      error.place.append(", line ").append_number(number).append(", ").append(read.error().place.view());
      return error;
    }
    out.push_back(std::move(*read));
  }
  return {};
}

Result<KeptEvidence> read_evidence(const firstlog_evidence* from) {
  KeptEvidence kept;
  if (from == nullptr) return kept;
  const Result<firstlog_evidence> evidence = read_struct(from, evidence_size_first, "evidence");
  if (!evidence) return evidence.error();
  if (Result<void> r = read_lines(evidence->receipts, "receipts", kept.receipts); !r) return r.error();
  if (Result<void> r = read_lines(evidence->checkpoints, "checkpoints", kept.checkpoints); !r)
    return r.error();
  kept.key = VerifyKey::copy_of(evidence->checkpoint_key);
  return kept;
}

// Text piece by piece to the host's sink.
class HostText final : public TextSink {
 public:
  HostText(firstlog_sink sink, void* self, Gate& gate) noexcept : sink_(sink), self_(self), gate_(gate) {}
  bool threw = false;
  bool take(std::string_view text) noexcept override {
    const Gate::Inside inside(&gate_);
    try {
      return sink_(self_, text.data(), text.size()) == 0;
    } catch (...) {
      threw = true;
      return false;
    }
  }

 private:
  firstlog_sink sink_;
  void* self_;
  Gate& gate_;
};

}  // namespace

firstlog_head to_c(const Head& from) noexcept {
  firstlog_head to{};
  to.commit_number = from.commit_number;
  to.last_position = from.last_position.number();
  to.last_time = from.last_time.microseconds();
  std::memcpy(to.hash, from.hash.bytes.data(), sizeof to.hash);
  std::memcpy(to.commit_id, from.commit_id.bytes.data(), sizeof to.commit_id);
  return to;
}

}  // namespace firstlog_c

using namespace firstlog_c;
using namespace firstlog;

firstlog_status firstlog_journal_verify(firstlog_engine* engine, const char* organisation,
                                        const firstlog_evidence* evidence,
                                        firstlog_verification* verification, firstlog_error* error) {
  return guard(error, "verify", [&]() -> Result<void> {
    if (Result<void> r = check_struct(verification, verification_size_first, "verification"); !r) return r;
    const Result<std::string_view> key = enter(engine, organisation);
    if (!key) return key.error();
    const Result<KeptEvidence> kept = read_evidence(evidence);
    if (!kept) return kept.error();
    const Result<Verification> answer = verify(*engine->engine, *key, kept->view());
    if (!answer) return answer.error();
    firstlog_verification to{};
    to.ok = answer->ok ? 1 : 0;
    to.damage = static_cast<std::uint8_t>(answer->damage);
    to.commits = answer->commits;
    to.events = answer->events;
    to.first_bad = answer->first_bad.number();
    to.vouched_until = answer->vouched_until.number();
    to.head = to_c(answer->head);
    put_text(to.reason, answer->reason.view());
    put_text(to.not_excluded, answer->not_excluded.view());
    fill_struct(verification, to);
    return {};
  });
}

firstlog_status firstlog_journal_export(firstlog_engine* engine, const char* organisation, firstlog_sink sink,
                                        void* self, firstlog_error* error) {
  return guard(error, "export", [&]() -> Result<void> {
    FIRSTLOG_NOT_NULL(sink);
    const Result<std::string_view> key = enter(engine, organisation);
    if (!key) return key.error();
    HostText out(sink, self, engine->gate);
    Result<void> result = export_journal(*engine->engine, *key, out);
    if (out.threw) return Error(Status::internal, "sink", "the host's sink threw", "let it answer a number");
    return result;
  });
}

firstlog_status firstlog_journal_import(const char* uri, const char* organisation, firstlog_text lines,
                                        firstlog_head* head, firstlog_error* error) {
  return guard(error, "import", [&]() -> Result<void> {
    FIRSTLOG_NOT_NULL(uri);
    FIRSTLOG_NOT_NULL(organisation);
    const Result<std::string_view> text = text_of(lines, "lines");
    if (!text) return text.error();
    constexpr std::string_view sqlite = "sqlite:";
    const std::string_view address(uri);
    if (address.substr(0, sqlite.size()) != sqlite)
      return misuse(address, "not the address of a store that keeps what it is given", "use \"sqlite:PATH\"");
    Result<std::unique_ptr<Store>> store = open_sqlite_store(address.substr(sqlite.size()));
    if (!store) return store.error();
    const Result<Head> imported = import_journal(**store, organisation, *text);
    if (!imported) return imported.error();
    if (head != nullptr) *head = to_c(*imported);
    return {};
  });
}

firstlog_status firstlog_checkpoint_sign(firstlog_engine* engine, const char* organisation,
                                         const uint8_t seed[32], char* buffer, uint64_t capacity,
                                         uint64_t* size, firstlog_error* error) {
  return guard(error, "checkpoint", [&]() -> Result<void> {
    FIRSTLOG_NOT_NULL(seed);
    const Result<std::string_view> key = enter(engine, organisation);
    if (!key) return key.error();
    const Result<Checkpoint> signed_head = checkpoint(*engine->engine, *key, SigningSeed::copy_of(seed));
    if (!signed_head) return signed_head.error();
    return put_text(signed_head->to_string(), buffer, capacity, size);
  });
}

firstlog_status firstlog_checkpoint_key(const uint8_t seed[32], uint8_t key[32], firstlog_error* error) {
  return guard(error, "checkpoint", [&]() -> Result<void> {
    FIRSTLOG_NOT_NULL(seed);
    FIRSTLOG_NOT_NULL(key);
    const VerifyKey made = verify_key_of(SigningSeed::copy_of(seed));
    std::memcpy(key, made.bytes.data(), VerifyKey::size);
    return {};
  });
}

firstlog_status firstlog_claim_export(firstlog_engine* engine, const char* organisation, const char* contact,
                                      uint32_t cycle, const firstlog_evidence* evidence,
                                      firstlog_document** document, firstlog_error* error) {
  return guard(error, "claim", [&]() -> Result<void> {
    FIRSTLOG_NOT_NULL(document);
    *document = nullptr;
    FIRSTLOG_NOT_NULL(contact);
    const Result<std::string_view> key = enter(engine, organisation);
    if (!key) return key.error();
    const Result<KeptEvidence> kept = read_evidence(evidence);
    if (!kept) return kept.error();
    Result<std::string> file =
        export_claim_evidence(*engine->engine, *key, contact, kept->view(), cycle_of(cycle));
    if (!file) return file.error();
    return hand_out(std::move(*file), document);
  });
}

firstlog_status firstlog_claim_verify(firstlog_text file, firstlog_document** document,
                                      firstlog_error* error) {
  return guard(error, "claim", [&]() -> Result<void> {
    FIRSTLOG_NOT_NULL(document);
    *document = nullptr;
    const Result<std::string_view> text = text_of(file, "file");
    if (!text) return text.error();
    const Result<EvidenceVerification> answer = verify_evidence(*text);
    if (!answer) return answer.error();
    Object object;
    object.flag("ok", answer->ok).text("place", answer->place).text("reason", answer->reason);
    if (answer->ok) {
      object.text("organisation", answer->organisation).text("contact", answer->contact);
      object.number("cycle", answer->cycle).text("winner", answer->winner);
      object.position("winning_position", answer->winning_position)
          .instant("winning_time", answer->winning_time);
      object.number("events", static_cast<std::int64_t>(answer->events));
      object.number("vouched_events", static_cast<std::int64_t>(answer->vouched_events));
      object.text("not_excluded", answer->not_excluded);
    }
    return hand_out(object.dump(), document);
  });
}

firstlog_status firstlog_proof_export(firstlog_engine* engine, const char* organisation, uint64_t position,
                                      firstlog_sink sink, void* self, firstlog_error* error) {
  return guard(error, "proof", [&]() -> Result<void> {
    FIRSTLOG_NOT_NULL(sink);
    const Result<std::string_view> key = enter(engine, organisation);
    if (!key) return key.error();
    const Result<InclusionProof> proof = prove(*engine->engine, *key, Position(position));
    if (!proof) return proof.error();
    std::vector<std::byte> bytes;
    if (Result<void> r = write_proof(*proof, bytes); !r) return r;
    const Gate::Inside inside(&engine->gate);
    sink(self, bytes.data(), bytes.size());
    return {};
  });
}

firstlog_status firstlog_proof_verify(firstlog_bytes proof, const char* receipt, firstlog_events** events,
                                      firstlog_error* error) {
  return guard(error, "proof", [&]() -> Result<void> {
    FIRSTLOG_NOT_NULL(events);
    *events = nullptr;
    if (proof.data == nullptr && proof.size != 0) return is_null("proof");
    const Result<std::string_view> line = text_of(receipt, "receipt");
    if (!line) return line.error();
    const Result<Receipt> kept = Receipt::parse(*line);
    if (!kept) return kept.error();
    const Result<InclusionProof> read =
        read_proof({static_cast<const std::byte*>(proof.data), static_cast<std::size_t>(proof.size)});
    if (!read) return read.error();
    Event event;
    EventLists lists;
    if (Result<void> r = check_proof(*read, *kept, event, &lists); !r) return r;
    EventLog log;
    log.add(event);
    return hand_out(std::move(log), events);
  });
}

firstlog_status firstlog_statement_file(firstlog_engine* engine, const char* organisation, const char* viewer,
                                        const char* rep, const char* period, const uint8_t seed[32],
                                        firstlog_document** document, firstlog_error* error) {
  return answer_for_rep(
      engine, organisation, viewer, rep, period, document, error,
      [&](Engine& of, std::string_view key, std::optional<YearMonth> month) -> Result<std::string> {
        if (seed == nullptr) return export_statement(of, key, viewer, rep, month);
        const SigningSeed signing = SigningSeed::copy_of(seed);
        return export_statement(of, key, viewer, rep, month, &signing);
      });
}

firstlog_status firstlog_statement_verify(firstlog_text file, const uint8_t issuer[32],
                                          firstlog_document** document, firstlog_error* error) {
  return guard(error, "statement", [&]() -> Result<void> {
    FIRSTLOG_NOT_NULL(document);
    *document = nullptr;
    const Result<std::string_view> text = text_of(file, "file");
    if (!text) return text.error();
    const Result<StatementVerification> answer =
        issuer == nullptr ? verify_statement(*text) : verify_statement(*text, VerifyKey::copy_of(issuer));
    if (!answer) return answer.error();
    Object object;
    object.flag("ok", answer->ok).text("place", answer->place).text("reason", answer->reason);
    if (answer->ok) {
      object.text("organisation", answer->organisation).text("rep", answer->rep);
      object.period("period", answer->period).flag("frozen", answer->frozen).money("total", answer->total);
      object.number("lines", static_cast<std::int64_t>(answer->lines));
      object.number("events", static_cast<std::int64_t>(answer->events)).flag("is_signed", answer->is_signed);
      if (answer->is_signed) object.name("key", hex_of(answer->key));
      object.text("not_excluded", answer->not_excluded);
    }
    return hand_out(object.dump(), document);
  });
}
