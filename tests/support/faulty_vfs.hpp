// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A VFS for SQLite that fails on demand: the k-th call of some kind, or every one from the k-th on.
// One per process, registered under faulty_vfs_name; it stands on SQLite's default VFS.
#pragma once

#include <sqlite3.h>

#include <atomic>
#include <cstddef>
#include <cstring>
#include <stdexcept>

namespace firstlog_test {

inline constexpr const char* faulty_vfs_name = "firstlog-faulty";

enum class Call { write, sync, truncate, read, shm_map, shm_lock, file_size, count };

// What fails next. All counts are of calls since arm().
struct Faults {
  std::atomic<int> fails_at[static_cast<int>(Call::count)] = {};  // 0: never
  std::atomic<int> seen[static_cast<int>(Call::count)] = {};
  std::atomic<int> code = SQLITE_IOERR;
  std::atomic<bool> for_good = false;
  std::atomic<int> failed = 0;
  std::atomic<bool> writes_before_failing = false;  // the bytes arrive all the same

  void clear() {
    for (auto& at : fails_at) at = 0;
    for (auto& count : seen) count = 0;
    for_good = false;
    writes_before_failing = false;
    failed = 0;
  }
  void arm(Call call, int at, int with_code, bool good) {
    clear();
    code = with_code;
    for_good = good;
    fails_at[static_cast<int>(call)] = at;
  }
  bool strikes(Call call) {
    const int at = fails_at[static_cast<int>(call)];
    const int now = ++seen[static_cast<int>(call)];
    const bool yes = at != 0 && (now == at || (for_good && now > at));
    if (yes) ++failed;
    return yes;
  }
};

inline Faults faults;

struct FaultyFile {
  sqlite3_file base;
  sqlite3_io_methods methods;  // the file's own table: versions differ between files
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

namespace faulty {

inline sqlite3_file* real(sqlite3_file* file) {
  return reinterpret_cast<FaultyFile*>(file)->real();
}

inline int close(sqlite3_file* f) {
  return real(f)->pMethods->xClose(real(f));
}
inline int read(sqlite3_file* f, void* to, int n, sqlite3_int64 at) {
  return faults.strikes(Call::read) ? faults.code.load() : real(f)->pMethods->xRead(real(f), to, n, at);
}
inline int write(sqlite3_file* f, const void* from, int n, sqlite3_int64 at) {
  if (!faults.strikes(Call::write)) return real(f)->pMethods->xWrite(real(f), from, n, at);
  if (faults.writes_before_failing)
    real(f)->pMethods->xWrite(real(f), from, n, at);
  else if (n > 1)
    real(f)->pMethods->xWrite(real(f), from, n / 2, at);  // torn
  return faults.code;
}
inline int truncate(sqlite3_file* f, sqlite3_int64 size) {
  return faults.strikes(Call::truncate) ? faults.code.load() : real(f)->pMethods->xTruncate(real(f), size);
}
inline int sync(sqlite3_file* f, int flags) {
  return faults.strikes(Call::sync) ? faults.code.load() : real(f)->pMethods->xSync(real(f), flags);
}
inline int file_size(sqlite3_file* f, sqlite3_int64* size) {
  return faults.strikes(Call::file_size) ? faults.code.load() : real(f)->pMethods->xFileSize(real(f), size);
}
inline int lock(sqlite3_file* f, int kind) {
  return real(f)->pMethods->xLock(real(f), kind);
}
inline int unlock(sqlite3_file* f, int kind) {
  return real(f)->pMethods->xUnlock(real(f), kind);
}
inline int check_lock(sqlite3_file* f, int* held) {
  return real(f)->pMethods->xCheckReservedLock(real(f), held);
}
inline int control(sqlite3_file* f, int op, void* arg) {
  return real(f)->pMethods->xFileControl(real(f), op, arg);
}
inline int sector_size(sqlite3_file* f) {
  return real(f)->pMethods->xSectorSize(real(f));
}
inline int characteristics(sqlite3_file* f) {
  return real(f)->pMethods->xDeviceCharacteristics(real(f));
}
inline int shm_map(sqlite3_file* f, int page, int size, int extend, void volatile** to) {
  if (faults.strikes(Call::shm_map)) return faults.code;
  return real(f)->pMethods->xShmMap(real(f), page, size, extend, to);
}
inline int shm_lock(sqlite3_file* f, int offset, int n, int flags) {
  // Giving a lock back does not fail: SQLite does not look.
  if ((flags & SQLITE_SHM_LOCK) != 0 && faults.strikes(Call::shm_lock)) return faults.code;
  return real(f)->pMethods->xShmLock(real(f), offset, n, flags);
}
inline void shm_barrier(sqlite3_file* f) {
  real(f)->pMethods->xShmBarrier(real(f));
}
inline int shm_unmap(sqlite3_file* f, int remove) {
  return real(f)->pMethods->xShmUnmap(real(f), remove);
}
// No memory mapping of the database: every byte goes through read and write.
inline int fetch(sqlite3_file*, sqlite3_int64, int, void** to) {
  *to = nullptr;
  return SQLITE_OK;
}
inline int unfetch(sqlite3_file*, sqlite3_int64, void*) {
  return SQLITE_OK;
}

inline int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  auto* base = static_cast<sqlite3_vfs*>(vfs->pAppData);
  auto* faulty = reinterpret_cast<FaultyFile*>(file);
  faulty->base.pMethods = nullptr;
  const int code = base->xOpen(base, name, faulty->real(), flags, out_flags);
  if (faulty->real()->pMethods == nullptr) return code;
  faulty->methods = {faulty->real()->pMethods->iVersion,
                     close,
                     read,
                     write,
                     truncate,
                     sync,
                     file_size,
                     lock,
                     unlock,
                     check_lock,
                     control,
                     sector_size,
                     characteristics,
                     shm_map,
                     shm_lock,
                     shm_barrier,
                     shm_unmap,
                     fetch,
                     unfetch};
  faulty->base.pMethods = &faulty->methods;
  return code;
}

}  // namespace faulty

// Registers the VFS once.
inline void register_faulty_vfs() {
  static sqlite3_vfs vfs;
  if (vfs.zName != nullptr) return;
  sqlite3_vfs* base = sqlite3_vfs_find(nullptr);
  if (base == nullptr) throw std::runtime_error("no VFS");
  vfs = *base;  // everything but opening goes straight through
  vfs.zName = faulty_vfs_name;
  vfs.pNext = nullptr;
  vfs.pAppData = base;
  vfs.szOsFile = static_cast<int>(sizeof(FaultyFile)) + base->szOsFile;
  vfs.xOpen = faulty::open;
  if (sqlite3_vfs_register(&vfs, 0) != SQLITE_OK) throw std::runtime_error("the VFS was refused");
}

}  // namespace firstlog_test
