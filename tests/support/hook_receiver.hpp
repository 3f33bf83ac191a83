// hook_receiver.hpp - a small HTTP server that takes posts and remembers them.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/http_probe.hpp"

namespace i2m::test {

/// Listens on a free port of this machine; one connection after the other. Stops in the destructor.
class HookReceiver {
public:
    struct Post {
        HeaderList headers;
        std::string target;
        std::string body;
        [[nodiscard]] std::string header(std::string_view name) const;
    };

    /// Answers with `statuses` one after the other, and with the last one from then on.
    explicit HookReceiver(std::vector<int> statuses = {200});
    HookReceiver(const HookReceiver&) = delete;
    HookReceiver& operator=(const HookReceiver&) = delete;
    ~HookReceiver();

    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/hook"; }
    /// All posts, as soon as there are `count`, or those that came when the patience is over.
    [[nodiscard]] std::vector<Post> wait_for(std::size_t count);

private:
    void run();
    void take(int fd);

    const std::vector<int> statuses_;
    int listener_ = -1;
    int port_ = 0;
    std::thread thread_;
    std::mutex mutex_;  // guards posts_
    std::condition_variable came_;
    std::vector<Post> posts_;
};

}  // namespace i2m::test
