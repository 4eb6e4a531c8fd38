/* Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0 */
#include "vault_pads.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

enum { pad_live = 1 }; /* the byte before a pad; 0: it was erased */

static int all(ssize_t done, uint64_t size) {
  return done >= 0 && (uint64_t)done == size;
}

firstlog_status pad_new(int pads, const unsigned char* content, uint64_t size, unsigned char* out,
                        firstlog_error* error) {
  unsigned char* pad = malloc(size + 1);
  firstlog_status status = FIRSTLOG_STATUS_OK;
  off_t at;
  if (pad == NULL) return say(error, FIRSTLOG_STATUS_OUT_OF_MEMORY, "no memory");
  pad[0] = pad_live;
  for (uint64_t done = 0; done < size;) {
    const ssize_t got = getrandom(pad + 1 + done, size - done, 0);
    if (got > 0) done += (uint64_t)got;
  }
  at = lseek(pads, 0, SEEK_END);
  if (at < 0 || !all(pwrite(pads, pad, size + 1, at), size + 1) || fdatasync(pads) != 0)
    status = say(error, errno == ENOSPC ? FIRSTLOG_STATUS_STORE_FULL : FIRSTLOG_STATUS_IO_FAILED,
                 "the pad of personal data cannot be written");
  put_number(put_number(out, (uint64_t)at), size);
  for (uint64_t i = 0; i < size; ++i) out[pad_bytes + i] = content[i] ^ pad[1 + i];
  free(pad);
  return status;
}

firstlog_status pad_take_off(int pads, const unsigned char* stored, uint64_t stored_size, unsigned char** out,
                             firstlog_error* error) {
  const uint64_t size = stored_size - pad_bytes;
  unsigned char* content;
  *out = NULL;
  if (stored_size < pad_bytes) return say(error, FIRSTLOG_STATUS_CORRUPT, "a content is cut short");
  content = malloc(size + 1);
  if (content == NULL) return say(error, FIRSTLOG_STATUS_OUT_OF_MEMORY, "no memory");
  if (get_number(stored + 8) != size ||
      !all(pread(pads, content, size + 1, (off_t)get_number(stored)), size + 1)) {
    free(content);
    return say(error, FIRSTLOG_STATUS_CORRUPT, "a pad is missing");
  }
  if (content[0] != pad_live) {
    free(content);
    return say(error, FIRSTLOG_STATUS_NOT_FOUND, "nothing of that name");
  }
  for (uint64_t i = 0; i < size; ++i) content[i] = stored[pad_bytes + i] ^ content[1 + i];
  *out = content;
  return FIRSTLOG_STATUS_OK;
}

firstlog_status pad_erase(int pads, const unsigned char* stored, firstlog_error* error) {
  const off_t at = (off_t)get_number(stored);
  const uint64_t size = get_number(stored + 8);
  unsigned char* zeros = calloc(1, size + 1);
  int good;
  if (zeros == NULL) return say(error, FIRSTLOG_STATUS_OUT_OF_MEMORY, "no memory");
  /* First the byte that says so: whatever a crash leaves reads as erased. */
  good = all(pwrite(pads, zeros, 1, at), 1) && fdatasync(pads) == 0 &&
         all(pwrite(pads, zeros, size + 1, at), size + 1) && fdatasync(pads) == 0;
  free(zeros);
  return good ? FIRSTLOG_STATUS_OK : say(error, FIRSTLOG_STATUS_IO_FAILED, "a pad cannot be overwritten");
}
