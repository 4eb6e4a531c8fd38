// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "leaderboard/redis.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <thread>

namespace firstlog_benchmarks {

std::string redis_command(const std::vector<std::string_view>& words) {
  std::string made = "*" + std::to_string(words.size()) + "\r\n";
  for (const std::string_view word : words)
    made.append("$").append(std::to_string(word.size())).append("\r\n").append(word).append("\r\n");
  return made;
}

std::unique_ptr<RedisServer> RedisServer::start(const std::string& program, std::string& why) {
  std::error_code error;
  std::string folder = std::filesystem::temp_directory_path(error).string() + "/firstlog-redis-XXXXXX";
  if (::mkdtemp(folder.data()) == nullptr) {
    why = "no temporary folder could be made";
    return nullptr;
  }
  std::unique_ptr<RedisServer> server(new RedisServer(folder));
  const std::string socket = server->socket_path();
  std::array<const char*, 14> words = {
      program.c_str(), "--port", "0",     "--unixsocket", socket.c_str(), "--save", "",
      "--appendonly",  "no",     "--dir", folder.c_str(), "--daemonize",  "no",     nullptr};
  const pid_t process = ::fork();
  if (process == 0) {
    const int nowhere = ::open("/dev/null", O_RDWR);
    ::dup2(nowhere, STDOUT_FILENO);
    ::dup2(nowhere, STDERR_FILENO);
    ::execv(program.c_str(), const_cast<char* const*>(words.data()));
    ::_exit(127);
  }
  if (process < 0) {
    why = "no process could be started";
    return nullptr;
  }
  server->process_ = process;
  for (int tries = 0; tries < 500; ++tries) {
    RedisConnection connection;
    if (connection.open(socket)) return server;
    int status = 0;
    if (::waitpid(process, &status, WNOHANG) == process) {
      server->process_ = 0;
      break;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  why = program + " does not start";
  return nullptr;
}

RedisServer::~RedisServer() {
  if (process_ > 0) {
    ::kill(process_, SIGTERM);
    int status = 0;
    for (int tries = 0; tries < 300 && ::waitpid(process_, &status, WNOHANG) == 0; ++tries) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
      if (tries == 299) {
        ::kill(process_, SIGKILL);
        ::waitpid(process_, &status, 0);
      }
    }
  }
  std::error_code error;
  std::filesystem::remove_all(folder_, error);
}

RedisConnection::~RedisConnection() {
  if (socket_ >= 0) ::close(socket_);
}

bool RedisConnection::open(const std::string& socket_path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (socket_path.size() >= sizeof address.sun_path) return false;
  std::memcpy(address.sun_path, socket_path.c_str(), socket_path.size() + 1);
  socket_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  return socket_ >= 0 && ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

bool RedisConnection::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool RedisConnection::fill() {
  if (first_ == last_) first_ = last_ = 0;
  if (last_ == buffer_.size()) {
    std::memmove(buffer_.data(), buffer_.data() + first_, last_ - first_);
    last_ -= first_;
    first_ = 0;
  }
  const ssize_t got = ::recv(socket_, buffer_.data() + last_, buffer_.size() - last_, 0);
  if (got <= 0) return false;
  last_ += static_cast<std::size_t>(got);
  return true;
}

bool RedisConnection::take(std::int64_t& number) {
  std::size_t at = first_;
  for (;; ++at) {
    if (at == last_) {
      const std::size_t seen = at - first_;
      if (!fill()) return false;
      at = first_ + seen;
    }
    if (buffer_[at] == '\n') break;
  }
  if (buffer_[first_] != ':') return false;
  number = std::strtoll(buffer_.data() + first_ + 1, nullptr, 10);
  first_ = at + 1;
  return true;
}

}  // namespace firstlog_benchmarks
