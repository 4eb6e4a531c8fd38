// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A Redis server of the benchmark's own, and a connection to it that does as little as can be done.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace firstlog_benchmarks {

// A command as Redis reads it.
std::string redis_command(const std::vector<std::string_view>& words);

// A server in a temporary folder, behind a Unix socket, that keeps nothing on disk. Ended with the
// object, by its process number.
class RedisServer {
 public:
  // `program` is the path of redis-server. Null where it does not start; `why` then says so.
  static std::unique_ptr<RedisServer> start(const std::string& program, std::string& why);
  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;
  ~RedisServer();

  std::string socket_path() const { return folder_ + "/redis.sock"; }

 private:
  explicit RedisServer(std::string folder) : folder_(std::move(folder)) {}
  std::string folder_;
  pid_t process_ = 0;
};

class RedisConnection {
 public:
  RedisConnection() = default;
  RedisConnection(const RedisConnection&) = delete;
  RedisConnection& operator=(const RedisConnection&) = delete;
  ~RedisConnection();

  bool open(const std::string& socket_path);
  bool send(std::string_view bytes);
  // The next answer, which must be a whole number. False for anything else.
  bool take(std::int64_t& number);

 private:
  bool fill();

  int socket_ = -1;
  std::vector<char> buffer_ = std::vector<char>(1U << 16U);
  std::size_t first_ = 0;
  std::size_t last_ = 0;
};

}  // namespace firstlog_benchmarks
