// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The compression function of RFC 7693 over the lanes of vector registers: lane l of every register
// belongs to message l.
#include "journal/blake2b_lanes.hpp"

#include <sodium.h>

#include <cstdint>
#include <cstring>

#include "journal/sodium.hpp"

#if defined(__x86_64__) && defined(__GNUC__)
#define FIRSTLOG_HASH_LANES 1
#include <immintrin.h>
#endif

namespace firstlog::inline v1::detail {

void hash_jobs_plain(std::span<const HashJob> jobs) noexcept {
  sodium_ready();
  for (const HashJob& job : jobs) {
    unsigned char small[128];
    unsigned char digest[Digest::size];
    if (job.size < sizeof small) {
      small[0] = static_cast<unsigned char>(job.domain);
      if (job.size != 0) std::memcpy(small + 1, job.data, job.size);
      crypto_generichash(digest, sizeof digest, small, job.size + 1, nullptr, 0);
    } else {
      crypto_generichash_state state;
      crypto_generichash_init(&state, nullptr, 0, sizeof digest);
      small[0] = static_cast<unsigned char>(job.domain);
      crypto_generichash_update(&state, small, 1);
      crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(job.data), job.size);
      crypto_generichash_final(&state, digest, sizeof digest);
    }
    std::memcpy(job.digest->bytes.data(), digest, sizeof digest);
  }
}

#if defined(FIRSTLOG_HASH_LANES)
namespace {

#define FIRSTLOG_AVX2 __attribute__((target("avx2")))
#define FIRSTLOG_AVX2_INLINE __attribute__((target("avx2"), always_inline)) inline

constexpr std::size_t lane_count = 4;
constexpr std::size_t block_size = 128;
using Word = __m256i;

constexpr std::uint64_t blake2b_start[8] = {
    0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
    0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179};
// 32 bytes of output, no key, fanout and depth one.
constexpr std::uint64_t blake2b_parameters = 0x01010020;

// Which message word goes where, in each of the twelve rounds.
constexpr std::uint8_t blake2b_order[12][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4}, {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13}, {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11}, {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5}, {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3}};

struct Lanes {
  std::uint64_t hash[8][lane_count];
  std::uint64_t counter[lane_count];
  std::uint64_t last[lane_count];  // all ones in a message's last block
};

FIRSTLOG_AVX2_INLINE Word load(const void* from) {
  return _mm256_loadu_si256(static_cast<const Word*>(from));
}
FIRSTLOG_AVX2_INLINE void store(void* to, Word word) {
  _mm256_storeu_si256(static_cast<Word*>(to), word);
}
FIRSTLOG_AVX2_INLINE Word rotate_32(Word x) { return _mm256_shuffle_epi32(x, 0xB1); }
FIRSTLOG_AVX2_INLINE Word rotate_24(Word x) {
  const Word bytes = _mm256_setr_epi8(3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10,  //
                                      3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10);
  return _mm256_shuffle_epi8(x, bytes);
}
FIRSTLOG_AVX2_INLINE Word rotate_16(Word x) {
  const Word bytes = _mm256_setr_epi8(2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9,  //
                                      2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9);
  return _mm256_shuffle_epi8(x, bytes);
}
FIRSTLOG_AVX2_INLINE Word rotate_63(Word x) {
  return _mm256_or_si256(_mm256_srli_epi64(x, 63), _mm256_add_epi64(x, x));
}

FIRSTLOG_AVX2_INLINE void mix(Word& a, Word& b, Word& c, Word& d, Word x, Word y) {
  a = _mm256_add_epi64(_mm256_add_epi64(a, b), x);
  d = rotate_32(_mm256_xor_si256(d, a));
  c = _mm256_add_epi64(c, d);
  b = rotate_24(_mm256_xor_si256(b, c));
  a = _mm256_add_epi64(_mm256_add_epi64(a, b), y);
  d = rotate_16(_mm256_xor_si256(d, a));
  c = _mm256_add_epi64(c, d);
  b = rotate_63(_mm256_xor_si256(b, c));
}

template <int Round>
FIRSTLOG_AVX2_INLINE void mix_round(Word (&v)[16], const Word (&m)[16]) {
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

// One block of each lane.
FIRSTLOG_AVX2 void compress(Lanes& lanes, const std::byte* const (&blocks)[lane_count]) {
  Word m[16];
  for (std::size_t i = 0; i < 4; ++i) {
    Word a = load(blocks[0] + 32 * i);
    Word b = load(blocks[1] + 32 * i);
    Word c = load(blocks[2] + 32 * i);
    Word d = load(blocks[3] + 32 * i);
    Word ab_low = _mm256_unpacklo_epi64(a, b);
    Word ab_high = _mm256_unpackhi_epi64(a, b);
    Word cd_low = _mm256_unpacklo_epi64(c, d);
    Word cd_high = _mm256_unpackhi_epi64(c, d);
    m[4 * i] = _mm256_permute2x128_si256(ab_low, cd_low, 0x20);
    m[4 * i + 1] = _mm256_permute2x128_si256(ab_high, cd_high, 0x20);
    m[4 * i + 2] = _mm256_permute2x128_si256(ab_low, cd_low, 0x31);
    m[4 * i + 3] = _mm256_permute2x128_si256(ab_high, cd_high, 0x31);
  }
  Word v[16];
  for (std::size_t i = 0; i < 8; ++i) v[i] = load(lanes.hash[i]);
  for (std::size_t i = 0; i < 8; ++i) v[8 + i] = _mm256_set1_epi64x(static_cast<long long>(blake2b_start[i]));
  v[12] = _mm256_xor_si256(v[12], load(lanes.counter));
  v[14] = _mm256_xor_si256(v[14], load(lanes.last));
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
  for (std::size_t i = 0; i < 8; ++i)
    store(lanes.hash[i], _mm256_xor_si256(load(lanes.hash[i]), _mm256_xor_si256(v[i], v[8 + i])));
}

// What one lane is busy with.
struct Lane {
  const HashJob* job = nullptr;
  std::size_t read = 0;  // bytes of the job's data that went into earlier blocks
  bool begun = false;    // the first block, which holds the domain, is behind
  alignas(32) std::byte block[block_size];
};

// Lays out the lane's next block, moves on, and answers where it is.
const std::byte* next_block(Lane& lane, std::uint64_t& counter, std::uint64_t& last) noexcept {
  const HashJob& job = *lane.job;
  std::size_t left = job.size - lane.read;
  std::size_t at = 0;
  if (!lane.begun) {
    lane.begun = true;
    lane.block[0] = job.domain;
    at = 1;
  }
  std::size_t room = block_size - at;
  std::size_t take = left < room ? left : room;
  const std::byte* block = lane.block;
  if (at == 0 && take == block_size) {
    block = job.data + lane.read;
  } else {
    if (take != 0) std::memcpy(lane.block + at, job.data + lane.read, take);
    std::memset(lane.block + at + take, 0, room - take);
  }
  lane.read += take;
  counter += at + take;
  last = lane.read == job.size ? ~std::uint64_t{0} : 0;
  return block;
}

void hash_jobs_in_lanes(std::span<const HashJob> jobs) noexcept {
  Lanes lanes;
  Lane work[lane_count];
  static constexpr std::byte idle[block_size] = {};
  std::size_t next = 0;
  std::size_t busy = 0;
  auto begin = [&](std::size_t l) {
    work[l].job = nullptr;
    lanes.counter[l] = 0;
    lanes.last[l] = 0;
    for (std::size_t i = 0; i < 8; ++i) lanes.hash[i][l] = blake2b_start[i];
    lanes.hash[0][l] ^= blake2b_parameters;
    if (next == jobs.size()) return;
    work[l].job = &jobs[next++];
    work[l].read = 0;
    work[l].begun = false;
    ++busy;
  };
  for (std::size_t l = 0; l < lane_count; ++l) begin(l);
  while (busy != 0) {
    const std::byte* blocks[lane_count];
    for (std::size_t l = 0; l < lane_count; ++l)
      blocks[l] = work[l].job == nullptr ? idle : next_block(work[l], lanes.counter[l], lanes.last[l]);
    compress(lanes, blocks);
    for (std::size_t l = 0; l < lane_count; ++l) {
      if (work[l].job == nullptr || lanes.last[l] == 0) continue;
      std::uint64_t words[4];
      for (std::size_t i = 0; i < 4; ++i) words[i] = lanes.hash[i][l];
      std::memcpy(work[l].job->digest->bytes.data(), words, sizeof words);
      --busy;
      begin(l);
    }
  }
}

}  // namespace
#endif

void hash_jobs(std::span<const HashJob> jobs) noexcept {
#if defined(FIRSTLOG_HASH_LANES)
  static const bool lanes = __builtin_cpu_supports("avx2") != 0;
  // Four lanes cost about as much as one message alone.
  if (lanes && jobs.size() > 1) return hash_jobs_in_lanes(jobs);
#endif
  hash_jobs_plain(jobs);
}

}  // namespace firstlog::inline v1::detail
