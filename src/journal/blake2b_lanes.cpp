// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Two widths of the same rounds (blake2b_rounds.hpp), chosen by what the processor has.
#include "journal/blake2b_lanes.hpp"

#include <sodium.h>

#include <cstdint>
#include <cstring>

#include "journal/sodium.hpp"

#if defined(__x86_64__) && defined(__GNUC__)
#define FIRSTLOG_HASH_LANES 1
// GCC 12 takes the "don't care" operands inside its own AVX-512 header for uninitialised variables.
#if !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
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

constexpr std::size_t block_size = 128;
alignas(64) constexpr std::byte idle_block[block_size] = {};

constexpr std::uint64_t blake2b_start[8] = {0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b,
                                            0xa54ff53a5f1d36f1, 0x510e527fade682d1, 0x9b05688c2b3e6c1f,
                                            0x1f83d9abfb41bd6b, 0x5be0cd19137e2179};
// 32 bytes of output, no key, fanout and depth one.
constexpr std::uint64_t blake2b_parameters = 0x01010020;

// Which message word goes where, in each of the twelve rounds.
constexpr std::uint8_t blake2b_order[12][16] = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
                                                {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
                                                {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
                                                {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
                                                {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
                                                {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
                                                {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
                                                {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
                                                {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
                                                {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
                                                {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
                                                {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3}};

// One block holds the domain and the data.
bool is_short(const HashJob& job) noexcept {
  return job.size < block_size;
}

// What one lane is busy with.
struct Lane {
  const HashJob* job = nullptr;
  std::size_t read = 0;  // bytes of the job's data that went into earlier blocks
  bool begun = false;    // the first block, which holds the domain, is behind
  bool finished = false;
  alignas(64) std::byte block[block_size];

  void begin(const HashJob* next) noexcept {
    job = next;
    read = 0;
    begun = false;
    finished = next == nullptr;
  }

  // Lays out the next block, counts it, and answers where it is.
  const std::byte* next_block(std::uint64_t& counter, std::uint64_t& last) noexcept {
    std::size_t left = job->size - read;
    std::size_t at = begun ? 0 : 1;
    std::size_t room = block_size - at;
    std::size_t take = left < room ? left : room;
    const std::byte* answer = block;
    if (at == 0 && take == block_size) {
      answer = job->data + read;
    } else {
      if (at == 1) block[0] = job->domain;
      std::memcpy(block + at, job->data + read, take);
      std::memset(block + at + take, 0, room - take);
    }
    begun = true;
    read += take;
    counter += at + take;
    last = read == job->size ? ~std::uint64_t{0} : 0;
    return answer;
  }
};

namespace four_lanes {
#define FIRSTLOG_LANES __attribute__((target("avx2")))
#define FIRSTLOG_LANES_INLINE __attribute__((target("avx2"), always_inline)) inline
constexpr std::size_t lane_count = 4;
using Word = __m256i;

FIRSTLOG_LANES_INLINE Word load(const void* from) {
  return _mm256_loadu_si256(static_cast<const Word*>(from));
}
FIRSTLOG_LANES_INLINE void store(void* to, Word word) {
  _mm256_storeu_si256(static_cast<Word*>(to), word);
}
FIRSTLOG_LANES_INLINE Word spread(std::uint64_t x) {
  return _mm256_set1_epi64x(static_cast<long long>(x));
}
FIRSTLOG_LANES_INLINE Word add(Word a, Word b) {
  return _mm256_add_epi64(a, b);
}
FIRSTLOG_LANES_INLINE Word exclusive_or(Word a, Word b) {
  return _mm256_xor_si256(a, b);
}
template <int Bits>
FIRSTLOG_LANES_INLINE Word rotate_right(Word x) {
  if constexpr (Bits == 32) {
    return _mm256_shuffle_epi32(x, 0xB1);
  } else if constexpr (Bits == 24) {
    return _mm256_shuffle_epi8(x, _mm256_setr_epi8(3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10,  //
                                                   3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10));
  } else if constexpr (Bits == 16) {
    return _mm256_shuffle_epi8(x, _mm256_setr_epi8(2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9,  //
                                                   2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9));
  } else {
    static_assert(Bits == 63);
    return _mm256_or_si256(_mm256_srli_epi64(x, 63), _mm256_add_epi64(x, x));
  }
}
FIRSTLOG_LANES_INLINE void load_message(const std::byte* const (&blocks)[lane_count], Word (&m)[16]) {
  for (std::size_t i = 0; i < 4; ++i) {
    Word a = load(blocks[0] + 32 * i);
    Word b = load(blocks[1] + 32 * i);
    Word c = load(blocks[2] + 32 * i);
    Word d = load(blocks[3] + 32 * i);
    Word ab_even = _mm256_unpacklo_epi64(a, b);
    Word ab_odd = _mm256_unpackhi_epi64(a, b);
    Word cd_even = _mm256_unpacklo_epi64(c, d);
    Word cd_odd = _mm256_unpackhi_epi64(c, d);
    m[4 * i] = _mm256_permute2x128_si256(ab_even, cd_even, 0x20);
    m[4 * i + 1] = _mm256_permute2x128_si256(ab_odd, cd_odd, 0x20);
    m[4 * i + 2] = _mm256_permute2x128_si256(ab_even, cd_even, 0x31);
    m[4 * i + 3] = _mm256_permute2x128_si256(ab_odd, cd_odd, 0x31);
  }
}
#include "journal/blake2b_rounds.hpp"
#undef FIRSTLOG_LANES
#undef FIRSTLOG_LANES_INLINE
}  // namespace four_lanes

namespace eight_lanes {
#define FIRSTLOG_LANES __attribute__((target("avx512f")))
#define FIRSTLOG_LANES_INLINE __attribute__((target("avx512f"), always_inline)) inline
constexpr std::size_t lane_count = 8;
using Word = __m512i;

FIRSTLOG_LANES_INLINE Word load(const void* from) {
  return _mm512_loadu_si512(from);
}
FIRSTLOG_LANES_INLINE void store(void* to, Word word) {
  _mm512_storeu_si512(to, word);
}
FIRSTLOG_LANES_INLINE Word spread(std::uint64_t x) {
  return _mm512_set1_epi64(static_cast<long long>(x));
}
FIRSTLOG_LANES_INLINE Word add(Word a, Word b) {
  return _mm512_add_epi64(a, b);
}
FIRSTLOG_LANES_INLINE Word exclusive_or(Word a, Word b) {
  return _mm512_xor_si512(a, b);
}
template <int Bits>
FIRSTLOG_LANES_INLINE Word rotate_right(Word x) {
  return _mm512_ror_epi64(x, Bits);
}
// Four neighbouring even (or odd) words of eight messages, from pairs of messages.
FIRSTLOG_LANES_INLINE void gather_quarter(Word p0, Word p1, Word p2, Word p3, Word* m) {
  Word low = _mm512_shuffle_i64x2(p0, p1, 0x88);
  Word high = _mm512_shuffle_i64x2(p2, p3, 0x88);
  m[0] = _mm512_shuffle_i64x2(low, high, 0x88);
  m[4] = _mm512_shuffle_i64x2(low, high, 0xDD);
  low = _mm512_shuffle_i64x2(p0, p1, 0xDD);
  high = _mm512_shuffle_i64x2(p2, p3, 0xDD);
  m[2] = _mm512_shuffle_i64x2(low, high, 0x88);
  m[6] = _mm512_shuffle_i64x2(low, high, 0xDD);
}
FIRSTLOG_LANES_INLINE void load_message(const std::byte* const (&blocks)[lane_count], Word (&m)[16]) {
  for (std::size_t half = 0; half < 2; ++half) {
    Word even[4];
    Word odd[4];
    for (std::size_t pair = 0; pair < 4; ++pair) {
      Word a = load(blocks[2 * pair] + 64 * half);
      Word b = load(blocks[2 * pair + 1] + 64 * half);
      even[pair] = _mm512_unpacklo_epi64(a, b);
      odd[pair] = _mm512_unpackhi_epi64(a, b);
    }
    gather_quarter(even[0], even[1], even[2], even[3], m + 8 * half);
    gather_quarter(odd[0], odd[1], odd[2], odd[3], m + 8 * half + 1);
  }
}
#include "journal/blake2b_rounds.hpp"
#undef FIRSTLOG_LANES
#undef FIRSTLOG_LANES_INLINE
}  // namespace eight_lanes

}  // namespace
#endif

std::size_t hash_lanes() noexcept {
#if defined(FIRSTLOG_HASH_LANES)
  static const std::size_t lanes = __builtin_cpu_supports("avx512f") != 0 ? eight_lanes::lane_count
                                   : __builtin_cpu_supports("avx2") != 0  ? four_lanes::lane_count
                                                                          : 1;
  return lanes;
#else
  return 1;
#endif
}

void hash_jobs_in(std::size_t lanes, std::span<const HashJob> jobs) noexcept {
#if defined(FIRSTLOG_HASH_LANES)
  // All lanes together cost about as much as one message alone.
  if (lanes == eight_lanes::lane_count && jobs.size() > 1) return eight_lanes::hash_all(jobs);
  if (lanes == four_lanes::lane_count && jobs.size() > 1) return four_lanes::hash_all(jobs);
#endif
  hash_jobs_plain(jobs);
}

void hash_jobs(std::span<const HashJob> jobs) noexcept {
  hash_jobs_in(hash_lanes(), jobs);
}

}  // namespace firstlog::inline v1::detail

#if defined(FIRSTLOG_HASH_LANES) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif
