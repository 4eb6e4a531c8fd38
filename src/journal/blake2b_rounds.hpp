// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// BLAKE2b (RFC 7693) over the lanes of vector registers: lane l of every register belongs to message l.
// Included once per width by blake2b_lanes.cpp, inside a namespace of its own that has defined
//   FIRSTLOG_LANES        the target attribute of functions that use the registers
//   FIRSTLOG_LANES_INLINE the same for small ones
//   Word, lane_count, load, store, spread, add, exclusive_or, rotate_right<n>,
//   load_message          the 16 message words of one block per lane
// Hence no include guard.

FIRSTLOG_LANES_INLINE void mix(Word& a, Word& b, Word& c, Word& d, Word x, Word y) {
  a = add(add(a, b), x);
  d = rotate_right<32>(exclusive_or(d, a));
  c = add(c, d);
  b = rotate_right<24>(exclusive_or(b, c));
  a = add(add(a, b), y);
  d = rotate_right<16>(exclusive_or(d, a));
  c = add(c, d);
  b = rotate_right<63>(exclusive_or(b, c));
}

template <int Round>
FIRSTLOG_LANES_INLINE void mix_round(Word (&v)[16], const Word (&m)[16]) {
  constexpr const std::uint8_t(&s)[16] = blake2b_order[Round];
  mix(v[0], v[4], v[8], v[12], m[s[0]], m[s[1]]);
  mix(v[1], v[5], v[9], v[13], m[s[2]], m[s[3]]);
  mix(v[2], v[6], v[10], v[14], m[s[4]], m[s[5]]);
  mix(v[3], v[7], v[11], v[15], m[s[6]], m[s[7]]);
  mix(v[0], v[5], v[10], v[15], m[s[8]], m[s[9]]);
  mix(v[1], v[6], v[11], v[12], m[s[10]], m[s[11]]);
  mix(v[2], v[7], v[8], v[13], m[s[12]], m[s[13]]);
  mix(v[3], v[4], v[9], v[14], m[s[14]], m[s[15]]);
}

// One block of each lane: `hash` is replaced.
FIRSTLOG_LANES_INLINE void compress(Word (&hash)[8], Word counter, Word last,
                                    const std::byte* const (&blocks)[lane_count]) {
  Word m[16];
  load_message(blocks, m);
  Word v[16];
  for (std::size_t i = 0; i < 8; ++i) v[i] = hash[i];
  for (std::size_t i = 0; i < 8; ++i) v[8 + i] = spread(blake2b_start[i]);
  v[12] = exclusive_or(v[12], counter);
  v[14] = exclusive_or(v[14], last);
  mix_round<0>(v, m);
  mix_round<1>(v, m);
  mix_round<2>(v, m);
  mix_round<3>(v, m);
  mix_round<4>(v, m);
  mix_round<5>(v, m);
  mix_round<6>(v, m);
  mix_round<7>(v, m);
  mix_round<8>(v, m);
  mix_round<9>(v, m);
  mix_round<10>(v, m);
  mix_round<11>(v, m);
  for (std::size_t i = 0; i < 8; ++i) hash[i] = exclusive_or(hash[i], exclusive_or(v[i], v[8 + i]));
}

// Up to lane_count messages of one block each.
FIRSTLOG_LANES void hash_short(const HashJob* const* jobs, std::size_t count) {
  alignas(64) std::byte space[lane_count][block_size];
  alignas(64) std::uint64_t words[4][lane_count] = {};
  const std::byte* blocks[lane_count];
  for (std::size_t l = 0; l < lane_count; ++l) {
    blocks[l] = idle_block;
    if (l >= count) continue;
    const HashJob& job = *jobs[l];
    space[l][0] = job.domain;
    if (job.size != 0) std::memcpy(space[l] + 1, job.data, job.size);
    std::memset(space[l] + 1 + job.size, 0, block_size - 1 - job.size);
    blocks[l] = space[l];
    words[0][l] = job.size + 1;
  }
  Word hash[8];
  for (std::size_t i = 0; i < 8; ++i) hash[i] = spread(blake2b_start[i]);
  hash[0] = exclusive_or(hash[0], spread(blake2b_parameters));
  compress(hash, load(words[0]), spread(~std::uint64_t{0}), blocks);
  for (std::size_t i = 0; i < 4; ++i) store(words[i], hash[i]);
  for (std::size_t l = 0; l < count; ++l) {
    std::uint64_t digest[4] = {words[0][l], words[1][l], words[2][l], words[3][l]};
    std::memcpy(jobs[l]->digest->bytes.data(), digest, sizeof digest);
  }
}

// Messages of any length: a lane that has finished takes the next one.
FIRSTLOG_LANES void hash_long(std::span<const HashJob> jobs) {
  Lane work[lane_count];
  alignas(64) std::uint64_t state[8][lane_count];
  alignas(64) std::uint64_t counter[lane_count];
  alignas(64) std::uint64_t last[lane_count];
  std::size_t next = 0;
  std::size_t busy = 0;
  for (std::size_t l = 0; l < lane_count; ++l) work[l].finished = true;
  for (;;) {
    for (std::size_t l = 0; l < lane_count; ++l) {
      if (!work[l].finished) continue;
      while (next != jobs.size() && is_short(jobs[next])) ++next;
      work[l].begin(next != jobs.size() ? &jobs[next++] : nullptr);
      if (work[l].job != nullptr) ++busy;
      counter[l] = 0;
      last[l] = 0;
      for (std::size_t i = 0; i < 8; ++i) state[i][l] = blake2b_start[i];
      state[0][l] ^= blake2b_parameters;
    }
    if (busy == 0) return;
    const std::byte* blocks[lane_count];
    for (std::size_t l = 0; l < lane_count; ++l) {
      blocks[l] = idle_block;
      if (work[l].job != nullptr) blocks[l] = work[l].next_block(counter[l], last[l]);
    }
    Word hash[8];
    for (std::size_t i = 0; i < 8; ++i) hash[i] = load(state[i]);
    compress(hash, load(counter), load(last), blocks);
    for (std::size_t i = 0; i < 8; ++i) store(state[i], hash[i]);
    for (std::size_t l = 0; l < lane_count; ++l) {
      if (work[l].job == nullptr || last[l] == 0) continue;
      std::uint64_t digest[4] = {state[0][l], state[1][l], state[2][l], state[3][l]};
      std::memcpy(work[l].job->digest->bytes.data(), digest, sizeof digest);
      work[l].finished = true;
      --busy;
    }
  }
}

void hash_all(std::span<const HashJob> jobs) noexcept {
  const HashJob* batch[lane_count];
  std::size_t count = 0;
  bool some_long = false;
  for (const HashJob& job : jobs) {
    if (!is_short(job)) {
      some_long = true;
      continue;
    }
    batch[count++] = &job;
    if (count < lane_count) continue;
    hash_short(batch, count);
    count = 0;
  }
  if (count != 0) hash_short(batch, count);
  if (some_long) hash_long(jobs);
}
