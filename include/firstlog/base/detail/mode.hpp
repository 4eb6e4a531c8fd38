// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Refuses, at link time, one program or shared library made of both build modes. In one mode the
// bodies of the domain are inline in every object file, in the other they stand in the library: a
// program of both would hold two copies, which the linker would mix silently.
//
// Every object file therefore carries two weak one-byte symbols. Header-only mode makes the second
// thread-local, compiled mode the first; a linker that meets both kinds of one name stops ("TLS
// definition mismatches non-TLS definition", "TLS attribute mismatch"). Two symbols, because lld
// notices only when the thread-local one comes first on its command line. They are hidden: images
// loaded side by side do not disturb each other.
#pragma once

// NOLINTBEGIN: names and definitions in a header are the point here.
#if defined(__GNUC__) && defined(__ELF__)
#define FIRSTLOG_DETAIL_MODE [[gnu::weak, gnu::used, gnu::visibility("hidden")]]
extern "C" {
#if defined(FIRSTLOG_HEADER_ONLY)
extern char firstlog_v1_header_only_and_compiled_mixed_1;
extern constinit thread_local char firstlog_v1_header_only_and_compiled_mixed_2;
FIRSTLOG_DETAIL_MODE char firstlog_v1_header_only_and_compiled_mixed_1 = 0;
FIRSTLOG_DETAIL_MODE constinit thread_local char firstlog_v1_header_only_and_compiled_mixed_2 = 0;
#else
extern constinit thread_local char firstlog_v1_header_only_and_compiled_mixed_1;
extern char firstlog_v1_header_only_and_compiled_mixed_2;
FIRSTLOG_DETAIL_MODE constinit thread_local char firstlog_v1_header_only_and_compiled_mixed_1 = 0;
FIRSTLOG_DETAIL_MODE char firstlog_v1_header_only_and_compiled_mixed_2 = 0;
#endif
}
#undef FIRSTLOG_DETAIL_MODE
#endif
// NOLINTEND
