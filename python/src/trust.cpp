// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Verification, checkpoints, evidence, export: what a journal is worth to somebody who doubts it.
#include <pybind11/stl.h>

#include <optional>
#include <string>
#include <vector>

#include "bindings.hpp"
#include "convert.hpp"
#include "firstlog/engine/audit.hpp"
#include "firstlog/engine/transfer.hpp"
#include "firstlog/formats/evidence_json.hpp"
#include "firstlog/formats/statement_file.hpp"
#include "firstlog/journal/match_keys.hpp"
#include "queries.hpp"
#include "stores.hpp"

namespace firstlog_python {
namespace {

struct OwnedEvidence {
  std::vector<firstlog::Receipt> receipts;
  std::vector<firstlog::Checkpoint> checkpoints;
  firstlog::VerifyKey key;

  firstlog::Evidence view() const { return {receipts, checkpoints, key}; }
};

OwnedEvidence evidence_of(const std::vector<std::string>& receipts,
                          const std::vector<std::string>& checkpoints, py::handle key) {
  OwnedEvidence evidence;
  for (const std::string& line : receipts) evidence.receipts.push_back(take(firstlog::Receipt::parse(line)));
  for (const std::string& line : checkpoints)
    evidence.checkpoints.push_back(take(firstlog::Checkpoint::parse(line)));
  if (!key.is_none()) evidence.key = fixed_of<firstlog::VerifyKey>(key, "checkpoint_key");
  return evidence;
}

TablePointer table_of(const firstlog::Verification& verification) {
  auto table = std::make_shared<Table>();
  const std::span rows(&verification, 1);
  using Row = firstlog::Verification;
  table->add("ok", rows, [](const Row& v) { return v.ok; });
  table->add("commits", rows, [](const Row& v) { return v.commits; });
  table->add("events", rows, [](const Row& v) { return v.events; });
  table->add("damage", rows, [](const Row& v) { return EnumName{"Damage", name_of(v.damage)}; });
  table->add("first_bad", rows, [](const Row& v) { return v.first_bad; });
  table->add("reason", rows, [](const Row& v) { return v.reason.view(); });
  table->add("vouched_until", rows, [](const Row& v) { return v.vouched_until; });
  table->add("not_excluded", rows, [](const Row& v) { return v.not_excluded.view(); });
  return table;
}

TablePointer table_of(const firstlog::EvidenceVerification& verification) {
  auto table = std::make_shared<Table>();
  const std::span rows(&verification, 1);
  using Row = firstlog::EvidenceVerification;
  table->add("ok", rows, [](const Row& v) { return v.ok; });
  table->add("place", rows, [](const Row& v) { return std::string_view(v.place); });
  table->add("reason", rows, [](const Row& v) { return std::string_view(v.reason); });
  table->add("organisation", rows, [](const Row& v) { return std::string_view(v.organisation); });
  table->add("contact", rows, [](const Row& v) { return std::string_view(v.contact); });
  table->add("cycle", rows, [](const Row& v) { return v.cycle; });
  table->add("winner", rows, [](const Row& v) -> std::optional<std::string_view> {
    if (v.winner.empty()) return std::nullopt;
    return v.winner;
  });
  table->add("winning_position", rows, [](const Row& v) { return v.winning_position; });
  table->add("winning_time", rows, [](const Row& v) { return OptionalInstant{v.winning_time}; });
  table->add("events", rows, [](const Row& v) { return v.events; });
  table->add("vouched_events", rows, [](const Row& v) { return v.vouched_events; });
  table->add("not_excluded", rows, [](const Row& v) { return std::string_view(v.not_excluded); });
  return table;
}

TablePointer table_of(const firstlog::StatementVerification& verification) {
  auto table = std::make_shared<Table>();
  const std::span rows(&verification, 1);
  using Row = firstlog::StatementVerification;
  table->add("ok", rows, [](const Row& v) { return v.ok; });
  table->add("place", rows, [](const Row& v) { return std::string_view(v.place); });
  table->add("reason", rows, [](const Row& v) { return std::string_view(v.reason); });
  table->add("organisation", rows, [](const Row& v) { return some(v.organisation); });
  table->add("rep", rows, [](const Row& v) { return some(v.rep); });
  table->add("period", rows, [](const Row& v) { return v.ok ? std::optional(v.period) : std::nullopt; });
  table->add("frozen", rows, [](const Row& v) { return v.frozen; });
  table->add("total", rows, [](const Row& v) { return v.total; });
  table->add("lines", rows, [](const Row& v) { return v.lines; });
  table->add("events", rows, [](const Row& v) { return v.events; });
  table->add("is_signed", rows, [](const Row& v) { return v.is_signed; });
  table->add("not_excluded", rows, [](const Row& v) { return std::string_view(v.not_excluded); });
  return table;
}

// Gives every piece to a callable of Python's; stops where that raises, and raises it then.
class PythonTextSink final : public firstlog::TextSink {
 public:
  explicit PythonTextSink(py::object call) : call_(std::move(call)) {}
  ~PythonTextSink() = default;
  bool take(std::string_view text) noexcept override {
    py::gil_scoped_acquire held;
    try {
      call_(to_python(text));
      return true;
    } catch (py::error_already_set& error) {
      raised_.emplace(std::move(error));
      return false;
    }
  }
  std::optional<py::error_already_set> raised_;

 private:
  py::object call_;
};

}  // namespace

void bind_trust(py::module_& module) {
  module.def("_verify", [](OrganisationHandle& self, const std::vector<std::string>& receipts,
                           const std::vector<std::string>& checkpoints, py::handle key) {
    const OwnedEvidence evidence = evidence_of(receipts, checkpoints, key);
    return handed_out(asked(
        self, [&](firstlog::Engine& engine, std::string_view name, Names&) -> firstlog::Result<TablePointer> {
          const auto verification = firstlog::verify(engine, name, evidence.view());
          if (!verification) return verification.error();
          return table_of(*verification);
        }));
  });
  module.def(
      "_evidence",
      [](OrganisationHandle& self, py::handle contact, const std::vector<std::string>& receipts,
         const std::vector<std::string>& checkpoints, py::handle key, std::optional<std::uint32_t> cycle) {
        const OwnedEvidence evidence = evidence_of(receipts, checkpoints, key);
        const auto who = contact_of(contact, "contact");
        return to_python(take(asked(self, [&](firstlog::Engine& engine, std::string_view name, Names&) {
          return firstlog::export_claim_evidence(engine, name, who, evidence.view(), cycle);
        })));
      });
  module.def("_export_statement", [](OrganisationHandle& self, py::handle viewer, py::handle rep,
                                     py::handle period, py::handle seed) {
    const auto who = actor_of(viewer, "viewer");
    const auto whose = actor_of(rep, "rep");
    const auto month = month_or_none(period);
    std::optional<firstlog::SigningSeed> secret;
    if (!seed.is_none()) secret = fixed_of<firstlog::SigningSeed>(seed, "seed");
    return to_python(take(asked(self, [&](firstlog::Engine& engine, std::string_view name, Names&) {
      return firstlog::export_statement(engine, name, who, whose, month, secret ? &*secret : nullptr);
    })));
  });
  module.def("_checkpoint", [](OrganisationHandle& self, py::handle seed) {
    const auto secret = fixed_of<firstlog::SigningSeed>(seed, "seed");
    return to_python(take(asked(self, [&](firstlog::Engine& engine, std::string_view name, Names&) {
                       return firstlog::checkpoint(engine, name, secret);
                     })).to_string());
  });
  module.def("_prove", [](OrganisationHandle& self, py::handle position) {
    const firstlog::Position at = position_of(position, "position");
    std::vector<std::byte> bytes;
    take(asked(self, [&](firstlog::Engine& engine, std::string_view name, Names&) -> firstlog::Result<void> {
      const auto proof = firstlog::prove(engine, name, at);
      if (!proof) return proof.error();
      return firstlog::write_proof(*proof, bytes);
    }));
    return py::bytes(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  });
  module.def("_check_proof", [](py::handle proof, py::handle receipt) {
    const firstlog::InclusionProof read = take(firstlog::read_proof(bytes_of(proof, "proof")));
    const firstlog::Receipt held = take(firstlog::Receipt::parse(text_of(receipt, "receipt")));
    firstlog::Event event;
    take(firstlog::check_proof(read, held, event));
    auto table = std::make_shared<Table>();
    const std::span one(&event, 1);
    table->add("organisation", one,
               [&](const firstlog::Event&) { return std::string_view(read.organisation); });
    table->add("commit_number", one, [&](const firstlog::Event&) { return read.commit_number; });
    table->add("position", one, [](const firstlog::Event& e) { return e.position; });
    table->add("recorded_at", one, [](const firstlog::Event& e) { return e.recorded_at; });
    table->add("kind", one, [](const firstlog::Event& e) { return EnumName{"EventKind", name_of(e.kind)}; });
    return handed_out(TablePointer(std::move(table)));
  });
  module.def("_read_commits", [](OrganisationHandle& self, py::handle from, std::size_t count_max) {
    struct Kept final : firstlog::RowSink {
      std::size_t count_max = 0;
      std::vector<std::pair<firstlog::CommitRow, std::vector<std::byte>>> rows;
      bool failed = false;
      bool take(const firstlog::CommitRow& row) noexcept override {
        try {
          rows.emplace_back(row, std::vector<std::byte>(row.record.begin(), row.record.end()));
        } catch (const std::bad_alloc&) {
          failed = true;
        }
        return !failed && rows.size() < count_max;
      }
    } kept;
    kept.count_max = count_max;
    const firstlog::Position first = position_of(from, "from_position");
    take(asked(self, [&](firstlog::Engine& engine, std::string_view name, Names&) {
      return engine.read_commits(name, first, kept);
    }));
    if (kept.failed) throw std::bad_alloc();
    py::list rows;
    for (const auto& [row, record] : kept.rows)
      rows.append(py::make_tuple(row.first_position.number(), tuple_of(row.head),
                                 py::bytes(reinterpret_cast<const char*>(record.data()), record.size())));
    return rows;
  });
  module.def("_import_journal",
             [](py::handle store, py::handle organisation, py::handle lines, py::handle wait_max) {
               const auto to = store_of(store);
               const std::string key(text_of(organisation, "organisation"));
               const std::string_view text = text_of(lines, "lines");
               const firstlog::Duration wait = duration_of(wait_max, "wait_max");
               return take(unlocked([&] { return firstlog::import_journal(*to, key, text, wait); }))
                   .last_position.number();
             });
  module.def("_export_journal", [](OrganisationHandle& self, py::object take_text) {
    PythonTextSink sink(std::move(take_text));
    const auto done = asked(self, [&](firstlog::Engine& engine, std::string_view name, Names&) {
      return firstlog::export_journal(engine, name, sink);
    });
    if (sink.raised_) {
      py::error_already_set raised = std::move(*sink.raised_);
      throw raised;
    }
    take(done);
  });
  module.def(
      "verify_evidence",
      [](py::handle text) {
        const std::string_view file = text_of(text, "text");
        return handed_out(unlocked([&]() -> firstlog::Result<TablePointer> {
          const auto verification = firstlog::verify_evidence(file);
          if (!verification) return verification.error();
          return table_of(*verification);
        }));
      },
      py::arg("text"));
  module.def(
      "_verify_statement",
      [](py::handle text, py::handle key) {
        const std::string_view file = text_of(text, "text");
        std::optional<firstlog::VerifyKey> issuer;
        if (!key.is_none()) issuer = fixed_of<firstlog::VerifyKey>(key, "key");
        const auto verification = take(unlocked([&] {
          return issuer ? firstlog::verify_statement(file, *issuer) : firstlog::verify_statement(file);
        }));
        const bool names_signer = verification.ok && verification.is_signed;
        return py::make_tuple(
            handed_out(table_of(verification)),
            names_signer ? py::object(bytes_to_python(verification.key)) : py::object(py::none()));
      },
      py::arg("text"), py::arg("key"));
  module.def(
      "verify_key_of",
      [](py::handle seed) {
        return bytes_to_python(firstlog::verify_key_of(fixed_of<firstlog::SigningSeed>(seed, "seed")));
      },
      py::arg("seed"), "The public half of a 32-byte seed (Ed25519).");
  module.def(
      "match_key",
      [](py::handle kind, py::handle normalised, py::handle secret) {
        return take(
            firstlog::match_key_of(enum_of<firstlog::MatchKind>(kind, "kind", 1, firstlog::match_kind_count),
                                   text_of(normalised, "normalised"), bytes_of(secret, "secret")));
      },
      py::arg("kind"), py::arg("normalised"), py::arg("secret"),
      "A keyed hash of a number or address, by which duplicates are suspected. The secret (16 to 64 bytes)\n"
      "is the host's; normalise first: E.164 phones, lower-case mail, bare domains.");
}

}  // namespace firstlog_python
