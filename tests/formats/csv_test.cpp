// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Tables are read as RFC 4180 has them; a row that is not is named, and the others are read.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "firstlog/formats/csv.hpp"

namespace {

using namespace firstlog;

std::string shown(std::string_view text, char separator = ',') {
  CsvReader reader(text, separator);
  CsvRow row;
  std::string all;
  while (reader.next(row)) {
    all += std::to_string(row.line) + ":";
    if (row.fault != CsvFault::none)
      all +=
          "fault " + std::to_string(static_cast<int>(row.fault)) + " at " + std::to_string(row.fault_field);
    for (std::string_view field : row.fields) all += "<" + std::string(field) + ">";
    all += "\n";
  }
  return all;
}

TEST(Csv, ReadsRows) {
  EXPECT_EQ(shown(""), "");
  EXPECT_EQ(shown("a,b\n1,2\n"), "1:<a><b>\n2:<1><2>\n");
  EXPECT_EQ(shown("a,b\r\n1,\r\n,2"), "1:<a><b>\n2:<1><>\n3:<><2>\n");
  EXPECT_EQ(shown("\xEF\xBB\xBF"
                  "a;b\n1;2\n",
                  ';'),
            "1:<a><b>\n2:<1><2>\n");
  EXPECT_EQ(shown("a\n\n\r\nb\n"), "1:<a>\n4:<b>\n");
  EXPECT_EQ(shown("a\tb\n", '\t'), "1:<a><b>\n");
}

TEST(Csv, ReadsQuotedFields) {
  EXPECT_EQ(shown("\"a,b\",c\n"), "1:<a,b><c>\n");
  EXPECT_EQ(shown("\"say \"\"hi\"\"\",x\r\n\"\",y\n"), "1:<say \"hi\"><x>\n2:<><y>\n");
  EXPECT_EQ(shown("\"two\nlines\",x\nnext,y\n"), "1:<two\nlines><x>\n3:<next><y>\n");
  EXPECT_EQ(shown("a,\"b\"\n"), "1:<a><b>\n");
  EXPECT_EQ(shown("a,\"b\""), "1:<a><b>\n");
}

TEST(Csv, NamesFaultsAndGoesOn) {
  EXPECT_EQ(shown("a\"b,c\nx,y\n"), "1:fault 1 at 0\n2:<x><y>\n");
  EXPECT_EQ(shown("a,\"b\"c\nx,y\n"), "1:fault 2 at 2\n2:<x><y>\n");
  EXPECT_EQ(shown("1,2\na,\"b\nx,y\n"), "1:<1><2>\n2:fault 3 at 1\n3:<x><y>\n");
  EXPECT_EQ(shown("a,\xFF\nx,y\n"), "1:fault 4 at 0\n2:<x><y>\n");
  EXPECT_EQ(shown("\"\xFF\"\nx,y\n"), "1:fault 4 at 0\n2:<x><y>\n");
  for (CsvFault fault : {CsvFault::quote_in_text, CsvFault::text_after_quote, CsvFault::quote_not_closed,
                         CsvFault::not_utf8}) {
    EXPECT_FALSE(sentence_of(fault).empty());
    EXPECT_FALSE(remedy_of(fault).empty());
  }
}

TEST(Csv, ReadsARowAgainByItsOffset) {
  const std::string text = "a,b\n\"x\ny\",2\n3,4\n";
  CsvReader reader(text);
  CsvRow row;
  std::vector<std::size_t> offsets;
  while (reader.next(row)) offsets.push_back(row.offset);
  ASSERT_EQ(offsets.size(), 3U);
  ASSERT_TRUE(reader.at(offsets[1], row));
  EXPECT_EQ(row.fields[0], "x\ny");
  ASSERT_TRUE(reader.at(offsets[2], row));
  EXPECT_EQ(row.fields[1], "4");
}

TEST(Csv, WritesWhatItReads) {
  std::string csv;
  for (std::string_view field : {"plain", "a,b", "say \"hi\"", "two\nlines", ""}) {
    append_csv_field(csv, field);
    csv += ',';
  }
  csv += "end\n";
  EXPECT_EQ(shown(csv), "1:<plain><a,b><say \"hi\"><two\nlines><><end>\n");
}

}  // namespace
