// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Snapshots (DESIGN 3.19): the image in chunks of their own generation, and a manifest that names the
// generation, the commit that the image stands at, and each chunk's checksum. The manifest is written
// last; until then the older snapshot stands. Nothing here is trusted: a manifest, chunk or commit that
// does not fit means replay.
#include <algorithm>

#include "engine/image.hpp"
#include "engine/organisation.hpp"
#include "firstlog/base/version.hpp"
#include "firstlog/journal/merkle.hpp"

namespace firstlog::inline v1::detail {

namespace {

constexpr std::size_t chunk_bytes = std::size_t{8} << 20;
constexpr std::string_view manifest_name = "snapshot";
constexpr std::uint64_t manifest_mark = 0x31'50'41'4E'53'47'4C'46ULL;  // "FLGSNAP1"
constexpr std::uint64_t chunks_max = 1U << 20U;

struct Manifest {
  std::uint64_t mark = manifest_mark;
  std::uint64_t signature = image_signature();
  CommitId generation;
  Head head;
  std::uint64_t image_bytes = 0;
  std::uint64_t chunks = 0;
};
static_assert(std::is_trivially_copyable_v<Manifest>);

std::string chunk_name(const CommitId& generation, std::uint64_t number) {
  std::string name = "snapshot/";
  for (std::byte byte : generation.bytes) {
    constexpr char digits[] = "0123456789abcdef";
    name.push_back(digits[std::to_integer<unsigned>(byte) >> 4U]);
    name.push_back(digits[std::to_integer<unsigned>(byte) & 15U]);
  }
  return name + "/" + std::to_string(number);
}

class CopySink final : public BytesSink {
 public:
  std::vector<std::byte> bytes;
  bool complete = false;
  bool take(Bytes content) noexcept override {
    try {
      bytes.assign(content.begin(), content.end());
      complete = true;
    } catch (...) {
      complete = false;
    }
    return true;
  }
};

struct ReadManifest {
  Manifest manifest;
  std::vector<Digest> checksums;
};

std::optional<ReadManifest> read_manifest(Session& session, std::string_view organisation) {
  CopySink sink;
  if (!session.get_chunk(organisation, manifest_name, sink) || !sink.complete) return std::nullopt;
  ReadManifest read;
  ImageReader reader(sink.bytes);
  if (!reader.value(read.manifest) || read.manifest.mark != manifest_mark ||
      read.manifest.signature != image_signature() || read.manifest.chunks > chunks_max)
    return std::nullopt;
  if (!reader.rows(read.checksums) || !reader.done() || read.checksums.size() != read.manifest.chunks)
    return std::nullopt;
  return read;
}

// Whether the journal holds the commit that the snapshot stands at.
bool journal_agrees(Session& session, std::string_view organisation, const Head& head) {
  struct Same final : RowSink {
    const Head& wanted;
    bool found = false;
    explicit Same(const Head& h) noexcept : wanted(h) {}
    bool take(const CommitRow& row) noexcept override {
      found = row.head == wanted;
      return false;
    }
  } same(head);
  return session.read(organisation, head.last_position, same) && same.found;
}

}  // namespace

void Organisation::load_snapshot(Session& session) {
  const std::optional<ReadManifest> read = read_manifest(session, key_);
  if (!read) return;
  const Manifest& manifest = read->manifest;
  auto unfit = [this](std::string_view why) { log(LogSink::Level::warning, why); };
  if (!journal_agrees(session, key_, manifest.head))
    return unfit("the snapshot is not of this journal; replaying");
  std::vector<std::byte> image;
  for (std::uint64_t i = 0; i < manifest.chunks; ++i) {
    CopySink sink;
    if (!session.get_chunk(key_, chunk_name(manifest.generation, i), sink) || !sink.complete ||
        !(document_digest(sink.bytes) == read->checksums[i]))
      return unfit("a chunk of the snapshot is missing or damaged; replaying");
    image.insert(image.end(), sink.bytes.begin(), sink.bytes.end());
  }
  State state;
  Performance performance;
  KeyWindow keys;
  if (image.size() != manifest.image_bytes || !read_image(image, *around_.policies, state, performance, keys))
    return unfit("the snapshot cannot be read; replaying");
  const std::unique_lock lock(view_);
  state_ = std::move(state);
  performance_ = std::move(performance);
  keys_ = std::move(keys);
  head_ = manifest.head;
  snapshot_position_ = head_.last_position.number();
}

Result<void> Organisation::write_snapshot(Session& session) {
  std::vector<std::byte> image;
  Manifest manifest;
  {
    const std::shared_lock lock(view_);
    if (!poisoned_) return poisoned_;
    if (head_.commit_number == 0 || sorts_otherwise_) return {};
    write_image(state_, performance_, keys_, *around_.policies, image);
    manifest.head = head_;
  }
  if (Result<void> r = around_.random->fill(manifest.generation.bytes); !r) return r;
  const std::optional<ReadManifest> older = read_manifest(session, key_);
  manifest.image_bytes = image.size();
  std::vector<Digest> checksums;
  for (std::size_t at = 0; at < image.size(); at += chunk_bytes) {
    const Bytes chunk = Bytes(image).subspan(at, std::min(chunk_bytes, image.size() - at));
    checksums.push_back(document_digest(chunk));
    if (Result<void> r =
            session.put_chunk(key_, chunk_name(manifest.generation, checksums.size() - 1), chunk);
        !r)
      return r;
  }
  manifest.chunks = checksums.size();
  std::vector<std::byte> bytes;
  ImageWriter writer(bytes);
  writer.value(manifest);
  writer.rows(checksums);
  if (Result<void> r = session.put_chunk(key_, manifest_name, bytes); !r) return r;
  snapshot_position_ = manifest.head.last_position.number();
  if (older)
    for (std::uint64_t i = 0; i < older->manifest.chunks; ++i)
      if (Result<void> r = session.erase_chunk(key_, chunk_name(older->manifest.generation, i)); !r) return r;
  return {};
}

Result<void> Organisation::snapshot() {
  if (Result<void> r = opened(); !r) return r;
  Result<std::unique_ptr<Session>> session = reader();
  if (!session) return session.error();
  Result<void> written = write_snapshot(**session);
  give_back(std::move(*session));
  return written;
}

void Organisation::snapshot_if_due() noexcept {
  const std::uint64_t every = around_.options.snapshot_every_events;
  if (every == 0 || head_.last_position.number() - snapshot_position_ < every) return;
  try {
    // What fails here fails again and louder where it matters; the journal is whole without it.
    if (Result<void> r = write_snapshot(*session_); !r) log(LogSink::Level::warning, r.error().reason.view());
  } catch (const std::bad_alloc&) {
    log(LogSink::Level::warning, "no memory for a snapshot");
  }
  snapshot_position_ = head_.last_position.number();
}

}  // namespace firstlog::inline v1::detail
