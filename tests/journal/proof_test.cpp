// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What is taken outside the database: proofs of one event, receipts, checkpoints, commitments.
#include "firstlog/journal/proof.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "firstlog/journal/checkpoint.hpp"
#include "firstlog/journal/commitment.hpp"
#include "firstlog/journal/random.hpp"
#include "firstlog/journal/receipt.hpp"
#include "journal/samples.hpp"

namespace {

using namespace firstlog;
using samples::same;
using samples::Sampler;
using samples::StoredRow;

TEST(Proof, HoldsForEveryEventOfCommitsOfEverySize) {
  CommitReader reader;
  for (std::uint32_t count = 1; count <= 70; ++count) {
    std::vector<StoredRow> rows = samples::journal(count, "acme", {count});
    ASSERT_TRUE(reader.open(rows[0].row()).ok());
    for (std::uint32_t i = 0; i < count; ++i) {
      Result<InclusionProof> proof = prove_event(reader, i);
      ASSERT_TRUE(proof.ok());
      Event proved;
      EventLists lists;
      Result<void> checked = check_proof(*proof, rows[0].head.hash, proved, &lists);
      ASSERT_TRUE(checked.ok()) << checked.error().reason.view();
      Event expected;
      reader.event(i, expected);
      EXPECT_TRUE(same(proved, expected));

      std::vector<std::byte> bytes;
      ASSERT_TRUE(write_proof(*proof, bytes).ok());
      Result<InclusionProof> read = read_proof(bytes);
      ASSERT_TRUE(read.ok()) << read.error().reason.view();
      EXPECT_EQ(*read, *proof);
    }
    EXPECT_EQ(prove_event(reader, count).status(), Status::out_of_range);
  }
}

TEST(Proof, DoesNotHoldForAnythingElse) {
  std::vector<StoredRow> rows = samples::journal(3, "acme", {13});
  CommitReader reader;
  ASSERT_TRUE(reader.open(rows[0].row()).ok());
  for (std::uint32_t i = 0; i < 13; ++i) {
    const InclusionProof good = *prove_event(reader, i);
    Event event;
    auto refused = [&](auto change) {
      InclusionProof bad = good;
      change(bad);
      return !check_proof(bad, rows[0].head.hash, event).ok();
    };
    EXPECT_TRUE(refused([](auto& p) { p.organisation = "acmf"; }));
    EXPECT_TRUE(refused([](auto& p) { p.organisation.clear(); }));
    EXPECT_TRUE(refused([](auto& p) { p.format = 2; }));
    EXPECT_TRUE(refused([](auto& p) { p.format = 0; }));
    EXPECT_TRUE(refused([](auto& p) { ++p.commit_number; }));
    EXPECT_TRUE(refused([](auto& p) { p.first_position = p.first_position.plus(1); }));
    EXPECT_TRUE(refused([](auto& p) { p.first_time = p.first_time + Duration::microseconds(1); }));
    EXPECT_TRUE(refused([](auto& p) { ++p.event_count; }));
    EXPECT_TRUE(refused([](auto& p) { p.event_count = 0; }));
    EXPECT_TRUE(refused([](auto& p) { ++p.command_count; }));
    EXPECT_TRUE(refused([](auto& p) { p.commit_id.bytes[0] ^= std::byte{1}; }));
    EXPECT_TRUE(refused([](auto& p) { p.previous_hash.bytes[0] ^= std::byte{1}; }));
    EXPECT_TRUE(refused([](auto& p) { p.commands_root.bytes[0] ^= std::byte{1}; }));
    EXPECT_TRUE(refused([](auto& p) { p.frame_digest.bytes[0] ^= std::byte{1}; }));
    EXPECT_TRUE(refused([](auto& p) { p.index = p.index == 0 ? 1 : p.index - 1; }));
    EXPECT_TRUE(refused([](auto& p) { p.siblings.emplace_back(); }));
    EXPECT_TRUE(refused([](auto& p) { p.siblings.pop_back(); }));
    for (std::size_t s = 0; s < good.siblings.size(); ++s)
      EXPECT_TRUE(refused([s](auto& p) { p.siblings[s].bytes[5] ^= std::byte{1}; }));
    for (std::size_t at = 0; at < good.event.size(); at += 3)
      EXPECT_TRUE(refused([at](auto& p) { p.event[at] ^= std::byte{1}; }));
    EXPECT_EQ(event.kind, EventKind::none) << "nothing is handed out of a proof that fails";
  }
}

TEST(Proof, FitsTheReceiptOfItsCommandAlone) {
  std::vector<StoredRow> rows = samples::journal(4, "acme", {2, 5});
  CommitReader reader;
  ASSERT_TRUE(reader.open(rows[1].row()).ok());
  Receipt receipt{"acme", Position(4), 2, 2, {}, rows[1].head.hash};
  Event event;
  EXPECT_FALSE(check_proof(*prove_event(reader, 0), receipt, event).ok()) << "position 3";
  EXPECT_TRUE(check_proof(*prove_event(reader, 1), receipt, event).ok()) << "position 4";
  EXPECT_TRUE(check_proof(*prove_event(reader, 2), receipt, event).ok()) << "position 5";
  EXPECT_FALSE(check_proof(*prove_event(reader, 3), receipt, event).ok()) << "position 6";
  Receipt other = receipt;
  other.organisation = "other";
  EXPECT_FALSE(check_proof(*prove_event(reader, 1), other, event).ok());
  other = receipt;
  other.commit_number = 1;
  EXPECT_FALSE(check_proof(*prove_event(reader, 1), other, event).ok());
}

TEST(Proof, SurvivesMutationsAndGarbage) {
  std::vector<StoredRow> rows = samples::journal(5, "acme", {9});
  CommitReader reader;
  ASSERT_TRUE(reader.open(rows[0].row()).ok());
  std::vector<std::byte> good;
  ASSERT_TRUE(write_proof(*prove_event(reader, 4), good).ok());
  Sampler sampler(6);
  const InclusionProof original = *read_proof(good);
  for (int round = 0; round < 20000; ++round) {
    std::vector<std::byte> bytes = good;
    for (std::uint64_t n = 1 + sampler.below(4); n > 0; --n)
      bytes[sampler.below(bytes.size())] = static_cast<std::byte>(sampler.below(256));
    if (sampler.below(8) == 0) bytes.resize(sampler.below(bytes.size() + 1));
    Result<InclusionProof> proof = read_proof(bytes);
    Event event;
    if (proof.ok() && check_proof(*proof, rows[0].head.hash, event).ok()) {
      EXPECT_EQ(*proof, original);
    }
  }
}

TEST(Receipt, ReadsItsOwnText) {
  Sampler sampler(7);
  for (int round = 0; round < 200; ++round) {
    Receipt receipt{std::string(sampler.key()),
                    Position(1 + sampler.below(1'000'000)),
                    static_cast<std::uint32_t>(1 + sampler.below(9)),
                    1 + sampler.below(1000),
                    sampler.instant(),
                    sampler.digest()};
    Result<Receipt> read = Receipt::parse(receipt.to_string());
    ASSERT_TRUE(read.ok()) << receipt.to_string() << ": " << read.error().reason.view();
    EXPECT_EQ(*read, receipt);
  }
  Receipt spaced{"two words", Position(1), 1, 1, {}, {}};
  EXPECT_EQ(*Receipt::parse(spaced.to_string()), spaced);
}

TEST(Receipt, RefusesOtherText) {
  const std::string good = Receipt{"acme", Position(12), 1, 3, {}, {}}.to_string();
  ASSERT_TRUE(Receipt::parse(good).ok());
  for (std::size_t size = 0; size + 4 < good.size(); ++size)
    EXPECT_EQ(Receipt::parse(good.substr(0, size)).status(), Status::malformed) << size;
  auto with = [&good](std::string_view what, std::string_view other) {
    std::string text = good;
    text.replace(text.find(what), what.size(), other);
    return Receipt::parse(text);
  };
  EXPECT_EQ(with("receipt 1", "receipt 2").status(), Status::unsupported);
  EXPECT_EQ(with("-receipt", "-checkpoint").status(), Status::malformed);
  EXPECT_EQ(with(" 12 ", " 012 ").status(), Status::malformed);
  EXPECT_EQ(with(" 12 ", " -12 ").status(), Status::malformed);
  EXPECT_EQ(with(" 12 ", " 99999999999999999999 ").status(), Status::malformed);
  EXPECT_EQ(with(" 12 ", " 12  ").status(), Status::malformed);
  EXPECT_EQ(with("0000 acme", "000g acme").status(), Status::malformed);
  EXPECT_EQ(with("acme", "acme\n").status(), Status::malformed);
  EXPECT_EQ(with(" 12 ", " x ").error().place.view(), "receipt.position");
}

TEST(Checkpoint, IsSignedAndReadsItsOwnText) {
  SigningSeed seed;
  seed.bytes[3] = std::byte{42};
  Head head;
  head.commit_number = 9;
  head.last_position = Position(77);
  head.last_time = Instant::from_microseconds(1'767'225'600'000'001);
  head.hash.bytes[0] = std::byte{0xAB};
  Result<Checkpoint> signed_one = sign_checkpoint("acme agency", head, seed);
  ASSERT_TRUE(signed_one.ok());
  VerifyKey key = verify_key_of(seed);
  EXPECT_TRUE(check_checkpoint(*signed_one, key).ok());
  Result<Checkpoint> read = Checkpoint::parse(signed_one->to_string());
  ASSERT_TRUE(read.ok()) << read.error().reason.view();
  EXPECT_EQ(*read, *signed_one);
  EXPECT_TRUE(check_checkpoint(*read, key).ok());

  auto refused = [&](auto change) {
    Checkpoint other = *signed_one;
    change(other);
    return check_checkpoint(other, key).status() == Status::corrupt;
  };
  EXPECT_TRUE(refused([](auto& c) { c.organisation = "acme"; }));
  EXPECT_TRUE(refused([](auto& c) { ++c.commit_number; }));
  EXPECT_TRUE(refused([](auto& c) { c.last_position = Position(78); }));
  EXPECT_TRUE(refused([](auto& c) { c.last_time = c.last_time + Duration::microseconds(1); }));
  EXPECT_TRUE(refused([](auto& c) { c.hash.bytes[31] ^= std::byte{1}; }));
  EXPECT_TRUE(refused([](auto& c) { c.signature.bytes[63] ^= std::byte{1}; }));
  seed.bytes[3] = std::byte{43};
  EXPECT_FALSE(check_checkpoint(*signed_one, verify_key_of(seed)).ok());
  EXPECT_EQ(sign_checkpoint("acme", {}, seed).status(), Status::invalid_argument);
  EXPECT_EQ(sign_checkpoint("", head, seed).status(), Status::invalid_argument);
}

// RFC 8032, 7.1, test 1: the public key of a seed.
TEST(Checkpoint, KeysAreThoseOfRfc8032) {
  constexpr unsigned char seed_bytes[] = {0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a,
                                          0xf4, 0x92, 0xec, 0x2c, 0xc4, 0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32,
                                          0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60};
  constexpr unsigned char key_bytes[] = {0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7, 0xd5, 0x4b, 0xfe,
                                         0xd3, 0xc9, 0x64, 0x07, 0x3a, 0x0e, 0xe1, 0x72, 0xf3, 0xda, 0xa6,
                                         0x23, 0x25, 0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07, 0x51, 0x1a};
  EXPECT_EQ(verify_key_of(SigningSeed::copy_of(seed_bytes)), VerifyKey::copy_of(key_bytes));
}

TEST(Commitment, TellsTheContentAndItsSaltFromAnyOther) {
  Salt salt;
  salt.bytes[0] = std::byte{7};
  std::string_view note = "rang back, asked for a quote";
  Digest commitment = commit_to(as_bytes(note), salt);
  std::vector<std::byte> content;
  ASSERT_TRUE(vault_content(as_bytes(note), salt, content).ok());
  Result<Bytes> personal = check_commitment(content, commitment);
  ASSERT_TRUE(personal.ok());
  EXPECT_EQ(as_text(*personal), note);
  for (std::size_t at = 0; at < content.size(); ++at) {
    std::vector<std::byte> other = content;
    other[at] ^= std::byte{1};
    EXPECT_EQ(check_commitment(other, commitment).status(), Status::corrupt);
  }
  for (std::size_t size = 0; size < content.size(); ++size)
    EXPECT_EQ(check_commitment(Bytes(content).first(size), commitment).status(), Status::corrupt);
  salt.bytes[0] = std::byte{8};
  EXPECT_NE(commit_to(as_bytes(note), salt), commitment) << "the same note says nothing without its salt";
  EXPECT_TRUE(commit_to({}, salt).present());
}

TEST(Random, GivesOtherBytesEachTimeFromAnyThread) {
  SystemRandom random;
  Salt first;
  Salt second;
  ASSERT_TRUE(random.fill(first.bytes).ok());
  std::thread other([&] { EXPECT_TRUE(random.fill(second.bytes).ok()); });
  other.join();
  EXPECT_TRUE(first.present());
  EXPECT_NE(first, second);
  EXPECT_TRUE(random.fill({}).ok());
}

}  // namespace
