// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Whatever is done to a journal is named, with the first bad position; what cannot be known is said.
#include "firstlog/journal/verify.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "firstlog/journal/commit.hpp"
#include "journal/samples.hpp"

namespace {

using namespace firstlog;
using samples::StoredRow;

constexpr std::size_t commit_count = 8;
// First positions: 1, 4, 5, 10, 12, 13, 17, 19; the last is 20.
const std::vector<std::uint32_t> sizes = {3, 1, 5, 2, 1, 4, 2, 2};

std::vector<StoredRow> sample() {
  return samples::journal(21, "acme", sizes);
}

Position first_of(std::size_t commit) {
  std::uint64_t position = 1;
  for (std::size_t i = 0; i < commit; ++i) position += sizes[i];
  return Position(position);
}

Verification run(Verifier& verifier, const std::vector<StoredRow>& rows) {
  for (const StoredRow& row : rows)
    if (!verifier.take(row.row())) break;
  return verifier.finish();
}
Verification run(const std::vector<StoredRow>& rows) {
  Verifier verifier("acme");
  return run(verifier, rows);
}

Receipt receipt_of(const std::vector<StoredRow>& rows, std::size_t commit) {
  CommitReader reader;
  EXPECT_TRUE(reader.open(rows[commit].row()).ok());
  return {"acme",
          rows[commit].first_position,
          1,
          rows[commit].head.commit_number,
          reader.header().first_time,
          rows[commit].head.hash};
}

SigningSeed seed() {
  SigningSeed out;
  out.bytes[0] = std::byte{1};
  return out;
}

// The same commits with other content from `from` on, hashed anew: what an owner of the database does.
std::vector<StoredRow> rewritten(std::size_t from) {
  std::vector<StoredRow> rows = sample();
  CommitBuilder builder;
  CommitReader reader;
  for (std::size_t c = from; c < rows.size(); ++c) {
    EXPECT_TRUE(reader.open(rows[c].row()).ok());
    builder.start("acme", c == 0 ? Head() : rows[c - 1].head, reader.header().first_time,
                  reader.header().commit_id);
    for (std::uint32_t i = 0; i < reader.command_count(); ++i) {
      RecordedCommand command;
      reader.command(i, command);
      builder.add_command(command.command, command.outcome, command.personal);
      Event event;
      reader.event(i, event);
      event.actor = ActorId(666);
      builder.add_event(event);
    }
    Result<CommitRow> row = builder.finish();
    EXPECT_TRUE(row.ok());
    rows[c] = samples::stored(*row);
  }
  return rows;
}

TEST(Verify, AcceptsAWholeJournalAndSaysWhatItCannotExclude) {
  std::vector<StoredRow> rows = sample();
  Verification bare = run(rows);
  EXPECT_TRUE(bare.ok) << bare.reason.view();
  EXPECT_EQ(bare.commits, commit_count);
  EXPECT_EQ(bare.events, 20U);
  EXPECT_EQ(bare.head, rows.back().head);
  EXPECT_FALSE(bare.vouched_until.present());
  EXPECT_NE(bare.not_excluded.view().find("whole journal"), std::string_view::npos);

  Verifier verifier("acme");
  ASSERT_TRUE(verifier.add_receipt(receipt_of(rows, 4)).ok());
  Verification vouched = run(verifier, rows);
  EXPECT_TRUE(vouched.ok);
  EXPECT_EQ(vouched.vouched_until, first_of(4));
  EXPECT_NE(vouched.not_excluded.view().find("behind position 12"), std::string_view::npos)
      << vouched.not_excluded.view();
}

TEST(Verify, AcceptsAnEmptyJournalAndATail) {
  Verification empty = run({});
  EXPECT_TRUE(empty.ok);
  EXPECT_EQ(empty.commits, 0U);

  std::vector<StoredRow> rows = sample();
  Verifier verifier("acme", rows[3].head);
  Verification tail = run(verifier, {rows.begin() + 4, rows.end()});
  EXPECT_TRUE(tail.ok);
  EXPECT_EQ(tail.commits, commit_count - 4);
}

TEST(Verify, NamesEveryAlteredByte) {
  std::vector<StoredRow> rows = sample();
  for (std::size_t c = 0; c < rows.size(); ++c) {
    for (std::size_t at = 0; at < rows[c].record.size(); ++at) {
      std::vector<StoredRow> changed = rows;
      changed[c].record[at] ^= std::byte{0x10};
      Verification answer = run(changed);
      ASSERT_FALSE(answer.ok) << "commit " << c << " byte " << at;
      if (answer.damage == Damage::unreadable) continue;  // the bytes that say the format or a kind
      ASSERT_EQ(answer.damage, Damage::altered) << "commit " << c << " byte " << at;
      ASSERT_GE(answer.first_bad, first_of(c));
      ASSERT_LT(answer.first_bad.number(), first_of(c).number() + sizes[c]);
      ASSERT_EQ(answer.commits, c);
    }
  }
}

TEST(Verify, NamesAlteredColumns) {
  for (std::size_t c = 0; c < commit_count; ++c) {
    std::vector<StoredRow> rows = sample();
    rows[c].head.hash.bytes[7] ^= std::byte{1};
    Verification answer = run(rows);
    EXPECT_EQ(answer.damage, Damage::altered);
    EXPECT_EQ(answer.first_bad, first_of(c));
    rows = sample();
    rows[c].head.last_position = rows[c].head.last_position.plus(1);
    answer = run(rows);
    EXPECT_EQ(answer.damage, Damage::altered);
    EXPECT_EQ(answer.first_bad, first_of(c));
  }
}

TEST(Verify, NamesRemovedCommits) {
  for (std::size_t first = 0; first + 1 < commit_count; ++first) {
    for (std::size_t last = first; last + 1 < commit_count; ++last) {
      std::vector<StoredRow> rows = sample();
      rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(first),
                 rows.begin() + static_cast<std::ptrdiff_t>(last) + 1);
      Verification answer = run(rows);
      EXPECT_EQ(answer.damage, Damage::removed) << first << ".." << last;
      EXPECT_EQ(answer.first_bad, first_of(first));
    }
  }
}

TEST(Verify, NamesInsertedCopies) {
  for (std::size_t from = 0; from < commit_count; ++from) {
    for (std::size_t to = 0; to <= commit_count; ++to) {
      if (to == from) continue;  // a copy before itself is the same as behind itself
      std::vector<StoredRow> rows = sample();
      rows.insert(rows.begin() + static_cast<std::ptrdiff_t>(to), sample()[from]);
      Verification answer = run(rows);
      EXPECT_EQ(answer.damage, Damage::inserted) << from << " before " << to;
      EXPECT_EQ(answer.first_bad, first_of(to)) << from << " before " << to;
    }
  }
}

TEST(Verify, NamesARivalForTheSamePlace) {
  std::vector<StoredRow> rows = sample();
  std::vector<StoredRow> other = rewritten(5);
  for (bool rival_first : {true, false}) {
    std::vector<StoredRow> both = rows;
    both.insert(both.begin() + (rival_first ? 5 : 6), other[5]);
    Verification answer = run(both);
    EXPECT_EQ(answer.damage, Damage::inserted);
    EXPECT_EQ(answer.first_bad, first_of(5));
  }
}

TEST(Verify, NamesReorderedCommits) {
  for (std::size_t a = 0; a < commit_count; ++a) {
    for (std::size_t b = a + 1; b < commit_count; ++b) {
      std::vector<StoredRow> rows = sample();
      std::swap(rows[a], rows[b]);
      Verification answer = run(rows);
      EXPECT_EQ(answer.damage, Damage::reordered) << a << " and " << b;
      EXPECT_EQ(answer.first_bad, first_of(a));
    }
  }
}

TEST(Verify, NamesForeignCommits) {
  for (std::size_t c = 0; c < commit_count; ++c) {
    std::vector<StoredRow> rows = sample();
    rows[c] = samples::journal(21, "other", sizes)[c];
    Verification answer = run(rows);
    EXPECT_EQ(answer.damage, Damage::foreign);
    EXPECT_EQ(answer.first_bad, first_of(c));
  }
}

// Somebody alters one commit and gives it a right hash, but leaves the others.
TEST(Verify, NamesACommitThatWasAlteredTogetherWithItsHash) {
  for (std::size_t c = 0; c + 1 < commit_count; ++c) {
    std::vector<StoredRow> rows = sample();
    rows[c] = rewritten(c)[c];
    Verification answer = run(rows);
    EXPECT_EQ(answer.damage, Damage::altered) << c;
    EXPECT_EQ(answer.first_bad, first_of(c)) << c;
  }
}

TEST(Verify, NamesTruncationWhereSomethingTellsOfIt) {
  std::vector<StoredRow> rows = sample();
  for (std::size_t left = 0; left < commit_count; ++left) {
    std::vector<StoredRow> cut(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(left));
    EXPECT_TRUE(run(cut).ok) << "nothing tells";

    Verifier by_head("acme");
    by_head.expect_head(rows.back().head);
    Verification answer = run(by_head, cut);
    EXPECT_EQ(answer.damage, Damage::truncated);
    EXPECT_EQ(answer.first_bad, first_of(left));

    Verifier by_receipt("acme");
    ASSERT_TRUE(by_receipt.add_receipt(receipt_of(rows, commit_count - 1)).ok());
    answer = run(by_receipt, cut);
    EXPECT_EQ(answer.damage, Damage::truncated);
    EXPECT_EQ(answer.first_bad, first_of(left));

    Verifier by_checkpoint("acme");
    ASSERT_TRUE(by_checkpoint
                    .add_checkpoint(*sign_checkpoint("acme", rows.back().head, seed()), verify_key_of(seed()))
                    .ok());
    answer = run(by_checkpoint, cut);
    EXPECT_EQ(answer.damage, Damage::truncated);
    EXPECT_EQ(answer.first_bad, first_of(left));
  }
}

TEST(Verify, NamesRewritingByReceiptsAndCheckpoints) {
  std::vector<StoredRow> rows = sample();
  for (std::size_t from = 0; from < commit_count; ++from) {
    std::vector<StoredRow> other = rewritten(from);
    EXPECT_TRUE(run(other).ok) << "the chain alone cannot know";
    for (std::size_t kept = from; kept < commit_count; ++kept) {
      Verifier by_receipt("acme");
      ASSERT_TRUE(by_receipt.add_receipt(receipt_of(rows, kept)).ok());
      Verification answer = run(by_receipt, other);
      EXPECT_EQ(answer.damage, Damage::rewritten);
      EXPECT_EQ(answer.first_bad, first_of(kept));

      Verifier by_checkpoint("acme");
      ASSERT_TRUE(
          by_checkpoint
              .add_checkpoint(*sign_checkpoint("acme", rows[kept].head, seed()), verify_key_of(seed()))
              .ok());
      answer = run(by_checkpoint, other);
      EXPECT_EQ(answer.damage, Damage::rewritten);
      EXPECT_EQ(answer.first_bad, first_of(kept));
    }
  }
}

TEST(Verify, ReceiptsMustFitInEveryPart) {
  std::vector<StoredRow> rows = sample();
  auto refused = [&](auto change) {
    Receipt receipt = receipt_of(rows, 2);
    change(receipt);
    Verifier verifier("acme");
    EXPECT_TRUE(verifier.add_receipt(receipt).ok());
    return run(verifier, rows).damage == Damage::rewritten;
  };
  EXPECT_FALSE(refused([](Receipt&) {}));
  EXPECT_TRUE(refused([](Receipt& r) { r.commit_hash.bytes[0] ^= std::byte{1}; }));
  EXPECT_TRUE(refused([](Receipt& r) { r.position = Position(4); }));
  EXPECT_TRUE(refused([](Receipt& r) { r.event_count = 6; }));
  EXPECT_TRUE(refused([](Receipt& r) { r.recorded_at = r.recorded_at + Duration::microseconds(1); }));
  EXPECT_TRUE(refused([](Receipt& r) { r.commit_number = 4; }));
  Verifier verifier("other");
  EXPECT_EQ(verifier.add_receipt(receipt_of(rows, 2)).status(), Status::invalid_argument);
  SigningSeed wrong = seed();
  wrong.bytes[9] = std::byte{9};
  Verifier careful("acme");
  EXPECT_EQ(
      careful.add_checkpoint(*sign_checkpoint("acme", rows[0].head, wrong), verify_key_of(seed())).status(),
      Status::corrupt);
}

}  // namespace
