// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Chunks and the vault.
#include "store/conformance/trial.hpp"

namespace firstlog::inline v1::conformance {
namespace {

void chunks_replace(ConformanceTrial& trial) {
  auto store = trial.open();
  auto session = trial.session(*store);
  auto other = trial.session(*store);
  trial.expect(session->put_chunk(acme, "s", as_bytes("one")).status(), Status::ok,
               "put_chunk before any commit");
  Result<Head> head = session->head(acme);
  trial.expect(head.ok() && *head == Head{}, "a chunk is no commit");
  for (std::size_t size : {3U, 0U, 100U, 5'000U, 3'000'000U, 4'096U, 0U, 70'000U}) {
    const std::vector<std::byte> content = bytes_of(size, size);
    trial.expect(session->put_chunk(acme, "s", content).status(), Status::ok, "put_chunk");
    for (Session* reader : {session.get(), other.get()}) {
      Fetched fetched = fetch_chunk(*reader, acme, "s");
      trial.expect(fetched.status == Status::ok && fetched.content == content,
                   "the newest content of " + std::to_string(size) + " bytes comes back");
    }
  }
  trial.expect(fetch_chunk(*session, acme, "t").status, Status::not_found, "an absent name");
  trial.expect(session->erase_chunk(acme, "t").status(), Status::ok, "erasing an absent name");
  trial.expect(session->erase_chunk("nobody", "t").status(), Status::ok, "erasing in an absent organisation");
  trial.expect(session->erase_chunk(acme, "s").status(), Status::ok, "erase_chunk");
  trial.expect(fetch_chunk(*other, acme, "s").status, Status::not_found, "an erased chunk");
  append_one(trial, *session, acme, 1, 10, 1);
}

void chunks_are_named(ConformanceTrial& trial) {
  auto store = trial.open();
  auto session = trial.session(*store);
  const std::string names[] = {"a",
                               "A",
                               "a ",
                               std::string("a\0", 2),
                               "\xFF",
                               std::string(chunk_name_bytes_max, 'n'),
                               std::string(chunk_name_bytes_max - 1, 'n') + "m"};
  for (std::string_view organisation : {"acme", "other"})
    for (const std::string& name : names)
      trial.expect(
          session->put_chunk(organisation, name, as_bytes(std::string(organisation) + name)).status(),
          Status::ok, "put_chunk");
  trial.expect(session->erase_chunk("other", "A").status(), Status::ok, "erase_chunk");
  for (std::string_view organisation : {"acme", "other"})
    for (const std::string& name : names) {
      Fetched fetched = fetch_chunk(*session, organisation, name);
      if (organisation == "other" && name == "A")
        trial.expect(fetched.status, Status::not_found, "the erased one");
      else
        trial.expect(as_text(fetched.content) == std::string(organisation) + name,
                     "each organisation and name has its own content");
    }
}

void vault_stands_with_its_commit(ConformanceTrial& trial) {
  auto store = trial.open();
  auto session = trial.session(*store);
  auto other = trial.session(*store);
  const std::vector<std::byte> big = bytes_of(200'000, 5);
  const std::string binary("\0\xFF\1", 3);
  const std::string longest(vault_key_bytes_max, 'k');
  const VaultPut puts[] = {{as_bytes(binary), as_bytes("binary")},
                           {as_bytes(longest), big},
                           {as_bytes("empty"), {}},
                           {as_bytes("twice"), as_bytes("first")},
                           {as_bytes("twice"), as_bytes("second")}};
  append_one(trial, *session, acme, 2, 100, 1, puts);
  for (Session* reader : {session.get(), other.get()}) {
    trial.expect(as_text(fetch_vault(*reader, acme, binary).content) == "binary",
                 "a record with a binary key");
    trial.expect(fetch_vault(*reader, acme, longest).content == big, "a long record with the longest key");
    Fetched empty = fetch_vault(*reader, acme, "empty");
    trial.expect(empty.status == Status::ok && empty.content.empty(), "an empty record");
    trial.expect(as_text(fetch_vault(*reader, acme, "twice").content) == "second",
                 "the later of two writes stands");
    trial.expect(fetch_vault(*reader, "other", binary).status, Status::not_found,
                 "the key in another organisation");
  }
  const VaultPut newer{as_bytes(binary), as_bytes("newer")};
  append_one(trial, *session, acme, 1, 100, 2, {&newer, 1});
  trial.expect(as_text(fetch_vault(*other, acme, binary).content) == "newer",
               "a later commit replaces the content");

  // A released right leaves nothing of what was never appended.
  trial.expect(session->acquire(acme, Duration::seconds(1)).status(), Status::ok, "acquire");
  session->release();
  trial.expect(as_text(fetch_vault(*other, acme, binary).content) == "newer", "release changes nothing");
}

void vault_forgets(ConformanceTrial& trial) {
  auto store = trial.open();
  auto session = trial.session(*store);
  auto other = trial.session(*store);
  for (std::string_view organisation : {"acme", "other"}) {
    const VaultPut puts[] = {{as_bytes("a"), as_bytes("1")}, {as_bytes("b"), as_bytes("2")}};
    append_one(trial, *session, organisation, 1, 100, 1, puts);
  }
  trial.expect(session->vault_erase(acme, as_bytes("a")).status(), Status::ok, "vault_erase");
  for (Session* reader : {session.get(), other.get()}) {
    trial.expect(fetch_vault(*reader, acme, "a").status, Status::not_found, "an erased record");
    trial.expect(as_text(fetch_vault(*reader, acme, "b").content) == "2", "its neighbour stays");
    trial.expect(as_text(fetch_vault(*reader, "other", "a").content) == "1", "another organisation's stays");
    trial.expect(read_all(*reader, acme).rows.size() == 1, "the journal stays");
  }
  trial.expect(session->vault_erase(acme, as_bytes("a")).status(), Status::ok, "erasing it again");
  trial.expect(session->vault_erase("nobody", as_bytes("a")).status(), Status::ok,
               "erasing in an absent organisation");
  const VaultPut again{as_bytes("a"), as_bytes("3")};
  append_one(trial, *other, acme, 1, 100, 2, {&again, 1});
  trial.expect(as_text(fetch_vault(*session, acme, "a").content) == "3", "the key may be written again");
}

constexpr ConformanceCase cases[] = {
    {"chunks_replace", "A chunk is what was put last, in every session", chunks_replace},
    {"chunks_are_named", "Chunks of other names and organisations are others", chunks_are_named},
    {"vault_stands_with_its_commit", "Vault writes stand with their commit", vault_stands_with_its_commit},
    {"vault_forgets", "An erased record is gone, and only that one", vault_forgets},
};

}  // namespace

constinit const std::span<const ConformanceCase> content_cases = cases;

}  // namespace firstlog::inline v1::conformance
