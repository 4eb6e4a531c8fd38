// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/journal/proof.hpp"

#include <cstring>
#include <new>

#include "journal/wire.hpp"

namespace firstlog::inline v1 {
namespace {

constexpr char proof_identifier[] = "FLP1";
constexpr std::size_t siblings_max = 32;  // a commit has fewer than 2^32 events

Error proof_error(std::string_view reason) noexcept {
  return Error(Status::corrupt, "proof", reason, "ask for the proof again");
}

// Where the path of leaf `index` among `count` leaves has no sibling, it moves up as it is.
bool has_sibling(std::uint32_t index, std::uint32_t count) noexcept {
  return index % 2 != 0 || index + 1 < count;
}

}  // namespace

Result<InclusionProof> prove_event(CommitReader& reader, std::uint32_t index) noexcept {
  if (index >= reader.event_count())
    return Error(Status::out_of_range, "event", "the commit holds no event at this place");
  try {
    // Computes the roots, too. Whether the hash is the stored one was for the caller to ask.
    if (const Result<void> hashed = reader.check_hash({}); hashed.status() == Status::out_of_memory)
      return hashed.error();
    const CommitHeader& header = reader.header();
    InclusionProof proof;
    proof.organisation.assign(header.organisation);
    proof.format = header.format;
    proof.commit_number = header.commit_number;
    proof.first_position = header.first_position;
    proof.first_time = header.first_time;
    proof.event_count = header.event_count;
    proof.command_count = header.command_count;
    proof.commit_id = header.commit_id;
    proof.previous_hash = header.previous_hash;
    proof.commands_root = header.commands_root;
    proof.frame_digest = header.frame_digest;
    proof.index = index;
    Bytes event = reader.event_bytes(index);
    proof.event.assign(event.begin(), event.end());
    std::vector<Digest> level(header.event_count);
    for (std::uint32_t i = 0; i < header.event_count; ++i) level[i] = event_leaf(reader.event_bytes(i));
    while (level.size() > 1) {
      if (has_sibling(index, static_cast<std::uint32_t>(level.size())))
        proof.siblings.push_back(level[index ^ 1U]);
      std::vector<Digest> above;
      for (std::size_t i = 0; i + 1 < level.size(); i += 2)
        above.push_back(merkle_node(level[i], level[i + 1]));
      if (level.size() % 2 != 0) above.push_back(level.back());
      level.swap(above);
      index /= 2;
    }
    return proof;
  } catch (const std::bad_alloc&) {
    return Error(Status::out_of_memory, "proof", "out of memory");
  }
}

Result<Digest> proved_commit(const InclusionProof& proof) noexcept {
  if (proof.format > journal_format)
    return Error(Status::unsupported, "proof", "the proof is about a format of a later version");
  if (proof.index >= proof.event_count) return proof_error("the event's place lies outside its commit");
  constexpr std::uint64_t position_max = std::uint64_t{1} << 62;
  constexpr std::int64_t time_max = std::int64_t{1} << 62;
  if (proof.first_position.number() > position_max || proof.first_time.microseconds() > time_max ||
      proof.first_time.microseconds() < -time_max)
    return proof_error("a position or time is out of range");
  Digest node = event_leaf(proof.event);
  std::uint32_t index = proof.index;
  std::uint32_t count = proof.event_count;
  std::size_t used = 0;
  while (count > 1) {
    if (has_sibling(index, count)) {
      if (used == proof.siblings.size()) return proof_error("hashes beside the event's path are missing");
      const Digest& sibling = proof.siblings[used++];
      node = index % 2 != 0 ? merkle_node(sibling, node) : merkle_node(node, sibling);
    }
    index /= 2;
    count = count / 2 + count % 2;
  }
  if (used != proof.siblings.size()) return proof_error("there are more hashes than the event's path has");
  CommitHeader header;
  header.format = proof.format;
  header.organisation = proof.organisation;
  header.commit_number = proof.commit_number;
  header.first_position = proof.first_position;
  header.first_time = proof.first_time;
  header.event_count = proof.event_count;
  header.command_count = proof.command_count;
  header.commit_id = proof.commit_id;
  header.previous_hash = proof.previous_hash;
  header.events_root = node;
  header.commands_root = proof.commands_root;
  header.frame_digest = proof.frame_digest;
  if (proof.organisation.empty() || proof.organisation.size() > key_bytes_max)
    return proof_error("the proof does not lead to the commit's hash");
  return commit_hash(header);
}

Result<void> check_proof(const InclusionProof& proof, const Digest& hash, Event& event,
                         EventLists* lists) noexcept {
  event = {};
  const Result<Digest> proved = proved_commit(proof);
  if (!proved.ok()) return proved.error();
  if (*proved != hash) return proof_error("the proof does not lead to the commit's hash");
  Event read;
  Result<void> opened = read_event(proof.event, read, lists);
  if (!opened.ok()) return opened;
  if (read.position != proof.first_position.plus(proof.index) ||
      read.recorded_at != proof.first_time + Duration::microseconds(proof.index))
    return proof_error("the event says another position or time than its commit");
  event = read;
  return {};
}

Result<void> check_proof(const InclusionProof& proof, const Receipt& receipt, Event& event,
                         EventLists* lists) noexcept {
  Result<void> checked = check_proof(proof, receipt.commit_hash, event, lists);
  if (!checked.ok()) return checked;
  std::uint64_t position = event.position.number();
  if (proof.organisation == receipt.organisation && proof.commit_number == receipt.commit_number &&
      position >= receipt.position.number() && position - receipt.position.number() < receipt.event_count)
    return {};
  event = {};
  return proof_error("the receipt is about other events than the proof");
}

Result<void> write_proof(const InclusionProof& proof, std::vector<std::byte>& out) noexcept {
  try {
    flatbuffers::FlatBufferBuilder b(1024);
    auto siblings = b.CreateVectorOfStructs(reinterpret_cast<const wire::Bytes32*>(proof.siblings.data()),
                                            proof.siblings.size());
    b.ForceVectorAlignment(proof.event.size(), 1, detail::event_align);
    auto event = b.CreateVector(detail::wire_bytes(proof.event), proof.event.size());
    auto organisation = b.CreateString(proof.organisation);
    wire::Bytes32 previous_hash = detail::to_wire(proof.previous_hash);
    wire::Bytes32 commands_root = detail::to_wire(proof.commands_root);
    wire::Bytes32 frame_digest = detail::to_wire(proof.frame_digest);
    wire::Bytes16 commit_id = detail::to_wire(proof.commit_id);
    wire::ProofBuilder table(b);
    table.add_commit_number(proof.commit_number);
    table.add_first_position(proof.first_position.number());
    table.add_first_time(proof.first_time.microseconds());
    table.add_format(proof.format);
    table.add_organisation(organisation);
    table.add_event_count(proof.event_count);
    table.add_command_count(proof.command_count);
    table.add_index(proof.index);
    table.add_event(event);
    table.add_siblings(siblings);
    table.add_previous_hash(&previous_hash);
    table.add_commands_root(&commands_root);
    table.add_frame_digest(&frame_digest);
    table.add_commit_id(&commit_id);
    b.Finish(table.Finish(), proof_identifier);
    const auto* from = reinterpret_cast<const std::byte*>(b.GetBufferPointer());
    out.assign(from, from + b.GetSize());
    return {};
  } catch (const std::bad_alloc&) {
    return Error(Status::out_of_memory, "proof", "out of memory");
  }
}

Result<InclusionProof> read_proof(Bytes bytes) noexcept {
  if (bytes.size() < 32 || bytes.size() > record_bytes_max) return proof_error("this is not a proof");
  try {
    std::vector<std::byte> own(bytes.begin(), bytes.end());  // aligned, whatever was offered
    flatbuffers::Verifier verifier(detail::wire_bytes(own), own.size());
    if (!flatbuffers::BufferHasIdentifier(own.data(), proof_identifier) ||
        !verifier.VerifyBuffer<wire::Proof>(proof_identifier))
      return proof_error("this is not a proof, or it is damaged");
    const wire::Proof& stored = *flatbuffers::GetRoot<wire::Proof>(own.data());
    if (stored.format() > journal_format)
      return Error(Status::unsupported, "proof", "the proof is about a format of a later version");
    if (stored.siblings()->size() > siblings_max)
      return proof_error("there are more hashes than any path has");
    InclusionProof proof;
    proof.organisation.assign(detail::text_of(stored.organisation()));
    proof.format = stored.format();
    proof.commit_number = stored.commit_number();
    proof.first_position = Position(stored.first_position());
    proof.first_time = Instant::from_microseconds(stored.first_time());
    proof.event_count = stored.event_count();
    proof.command_count = stored.command_count();
    proof.commit_id = detail::from_wire(*stored.commit_id());
    proof.previous_hash = detail::from_wire(*stored.previous_hash());
    proof.commands_root = detail::from_wire(*stored.commands_root());
    proof.frame_digest = detail::from_wire(*stored.frame_digest());
    proof.index = stored.index();
    const auto* event = reinterpret_cast<const std::byte*>(stored.event()->Data());
    proof.event.assign(event, event + stored.event()->size());
    for (const wire::Bytes32* sibling : *stored.siblings())
      proof.siblings.push_back(detail::from_wire(*sibling));
    return proof;
  } catch (const std::bad_alloc&) {
    return Error(Status::out_of_memory, "proof", "out of memory");
  }
}

}  // namespace firstlog::inline v1
