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
