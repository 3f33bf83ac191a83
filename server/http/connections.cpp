// connections.cpp - the register of open connections.
#include "server/http/connections.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "server/http/socket_io.hpp"

namespace i2m::http {
namespace {

bool is_loopback(std::string_view address) {
    return address.starts_with("127.") || address == "::1" || address.starts_with("::ffff:127.");
}

}  // namespace

Connections::~Connections() {
    for (const auto& [id, row] : rows_) ::close(row.connection.fd);
}

std::optional<std::uint64_t> Connections::open(int fd, const std::string& address) {
    const std::lock_guard lock(mutex_);
    if (is_ending_ || rows_.size() >= max_total_) return std::nullopt;
    std::size_t& of_address = per_address_[address];
    if (of_address >= max_per_address_ && !is_loopback(address)) return std::nullopt;
    ++of_address;
    rows_[++last_id_] = Row{Connection{fd, address}};
    return last_id_;
}

std::optional<Connection> Connections::activate(std::uint64_t id) {
    const std::lock_guard lock(mutex_);
    const auto row = rows_.find(id);
    if (row == rows_.end()) return std::nullopt;
    row->second.is_active = true;
    return row->second.connection;
}

void Connections::rest(std::uint64_t id) {
    const std::lock_guard lock(mutex_);
    if (const auto row = rows_.find(id); row != rows_.end()) row->second.is_active = false;
    changed_.notify_all();
}

void Connections::forget_address(const std::string& address) {
    const auto entry = per_address_.find(address);
    if (entry != per_address_.end() && --entry->second == 0) per_address_.erase(entry);
}

std::optional<Connections::Row> Connections::take(std::uint64_t id) {
    const std::lock_guard lock(mutex_);
    const auto row = rows_.find(id);
    if (row == rows_.end()) return std::nullopt;
    Row taken = std::move(row->second);
    rows_.erase(row);
    forget_address(taken.connection.address);
    changed_.notify_all();
    return taken;
}

void Connections::close(std::uint64_t id, std::chrono::milliseconds linger) {
    if (linger.count() > 0) {  // still registered meanwhile, so that end_all() can cut it short
        if (const std::optional<Connection> connection = activate(id)) swallow_unread(connection->fd, linger);
    }
    const std::optional<Row> row = take(id);
    if (!row) return;
    ::shutdown(row->connection.fd, SHUT_RDWR);
    ::close(row->connection.fd);
}

void Connections::release(std::uint64_t id) { (void)take(id); }

std::size_t Connections::active_count() const {
    return static_cast<std::size_t>(
        std::count_if(rows_.begin(), rows_.end(), [](const auto& row) { return row.second.is_active; }));
}

void Connections::end_all(std::chrono::milliseconds grace) {
    std::unique_lock lock(mutex_);
    is_ending_ = true;
    std::vector<int> resting;
    for (auto row = rows_.begin(); row != rows_.end();) {
        if (row->second.is_active) {
            ++row;
            continue;
        }
        resting.push_back(row->second.connection.fd);
        forget_address(row->second.connection.address);
        row = rows_.erase(row);
    }
    for (const int fd : resting) ::close(fd);
    changed_.wait_for(lock, grace, [this] { return active_count() == 0; });
    for (const auto& [id, row] : rows_) ::shutdown(row.connection.fd, SHUT_RDWR);
}

std::size_t Connections::count() const {
    const std::lock_guard lock(mutex_);
    return rows_.size();
}

}  // namespace i2m::http
