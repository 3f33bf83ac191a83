// listener.hpp - accepts connections on loopback, a thread for each: a fake is asked by tests, not by crowds.
#pragma once

#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <thread>

#include "shared/base/result.hpp"
#include "tools/fake_fal/wire.hpp"

namespace i2m::fake {

/// Safe from one thread; `serve` is called from many at once.
class Listener {
public:
    explicit Listener(std::function<void(Connection&)> serve) : serve_(std::move(serve)) {}
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    ~Listener() { stop(); }

    /// Binds 127.0.0.1:`port` (0: any free port) and gives the port.
    [[nodiscard]] Result<int> bind(int port);
    /// Begins to accept. After bind().
    void start();
    /// Cuts all connections and waits until their threads are done.
    void stop();

private:
    void accept_all();
    void run(const std::shared_ptr<Connection>& connection);

    std::function<void(Connection&)> serve_;
    int fd_ = -1;
    std::thread thread_;
    std::mutex mutex_;  // guards open_ and is_stopping_
    std::condition_variable ended_;
    std::list<std::shared_ptr<Connection>> open_;
    bool is_stopping_ = false;
};

}  // namespace i2m::fake
