// scripted_server.hpp - a server of this machine that answers each request as a test says, well or badly.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/http_probe.hpp"

namespace i2m::test {

/// A request as it came. `body` is as long as its Content-Length says.
struct SeenRequest {
    std::string method;
    std::string target;
    HeaderList headers;  ///< names as sent
    std::string body;

    [[nodiscard]] std::string header(std::string_view name) const;  ///< any case, "" for none
};

/// What is done with a request.
struct Reply {
    std::string bytes;  ///< sent as they are
    enum class Then { KeepOpen, Close, Reset, Hang } then = Then::Close;
    std::string drip = {};  ///< sent after `bytes`, byte by byte, `drip_pause_ms` apart, again and again until the peer leaves
    int drip_pause_ms = 20;

    /// A whole answer.
    [[nodiscard]] static Reply of(int status, std::string_view body, const std::string& headers = {});
    [[nodiscard]] static Reply json(std::string_view body, int status = 200) {
        return of(status, body, "Content-Type: application/json\r\n");
    }
};

/// Listens on 127.0.0.1 and a free port; one thread for each connection. Ends with its scope, hanging connections too.
class ScriptedServer {
public:
    using Script = std::function<Reply(const SeenRequest&)>;
    /// `script` is called from the connections' threads.
    explicit ScriptedServer(Script script);
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;
    ~ScriptedServer();

    [[nodiscard]] int port() const { return port_; }
    [[nodiscard]] std::string url(std::string_view target = "") const;
    /// All requests so far, in the order in which they were whole.
    [[nodiscard]] std::vector<SeenRequest> requests() const;
    [[nodiscard]] int connections() const { return connection_count_; }

private:
    void accept_all();
    void serve(int fd);
    void perform(int fd, const Reply& reply);

    const Script script_;
    int listener_ = -1;
    int port_ = 0;
    std::atomic<bool> is_over_{false};
    std::atomic<int> connection_count_{0};
    mutable std::mutex mutex_;
    std::vector<SeenRequest> requests_;  ///< guarded by mutex_
    std::vector<std::thread> threads_;   ///< guarded by mutex_
    std::vector<int> open_;              ///< descriptors of connections; guarded by mutex_
    std::thread acceptor_;
};

}  // namespace i2m::test
