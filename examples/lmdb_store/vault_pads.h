/* Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
 *
 * Content that can be erased for good in a database that keeps old pages: it is combined with a random pad,
 * and the pad stands in a file of its own, where it is overwritten. What the database keeps says nothing
 * then. `pads` is a descriptor of that file. Also what both files of the adapter need to answer. */
#ifndef FIRSTLOG_VAULT_PADS_H
#define FIRSTLOG_VAULT_PADS_H

#include <firstlog_store.h>
#include <stdio.h>

/* Before the combined content: where its pad stands, and how long it is. */
enum { pad_bytes = 8 + 8 };

/* Writes pad_bytes and the combined content to `out`. The pad is durable before the content can be: one
 * without content harms nobody. One caller at a time, of all processes. */
firstlog_status pad_new(int pads, const unsigned char* content, uint64_t size, unsigned char* out,
                        firstlog_error* error);

/* The content of what pad_new wrote, in memory of the caller's. NOT_FOUND where it was erased. */
firstlog_status pad_take_off(int pads, const unsigned char* stored, uint64_t stored_size, unsigned char** out,
                             firstlog_error* error);

/* Overwrites the pad of what pad_new wrote. Whatever a crash leaves reads as erased. */
firstlog_status pad_erase(int pads, const unsigned char* stored, firstlog_error* error);

static inline firstlog_status say(firstlog_error* error, firstlog_status status, const char* reason) {
  snprintf(error->reason, sizeof error->reason, "%s", reason);
  return status;
}

static inline unsigned char* put_number(unsigned char* to, uint64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) *to++ = (unsigned char)(number >> shift);
  return to;
}

static inline uint64_t get_number(const unsigned char* from) {
  uint64_t number = 0;
  for (int i = 0; i < 8; ++i) number = number << 8 | from[i];
  return number;
}

#endif
