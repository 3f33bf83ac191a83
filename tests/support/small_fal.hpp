// small_fal.hpp - the few answers of FAL.AI's wire that unit tests need, each to be replaced by a test.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "tests/support/scripted_server.hpp"

namespace i2m::test {

/// Queue, storage and media on one loopback address. A call that has no replacement goes well: initiate, upload, submit, status,
/// result, cancel, media. Not for more than one request at a time.
class SmallFal {
public:
    SmallFal();

    /// Replaces the answer of a call from now on; without a reply it goes well again.
    void set(const std::string& call, std::function<Reply()> reply);
    void set(const std::string& call, Reply reply) {
        set(call, [reply] { return reply; });
    }
    void set_media(std::string bytes);

    [[nodiscard]] const ScriptedServer& server() const { return server_; }
    [[nodiscard]] std::string url() const { return server_.url(); }
    /// The requests of one call, in order.
    [[nodiscard]] std::vector<SeenRequest> seen(const std::string& call) const;
    [[nodiscard]] static std::string call_of(const SeenRequest& request);

private:
    [[nodiscard]] Reply answer(const SeenRequest& request);

    std::mutex mutex_;
    std::map<std::string, std::function<Reply()>> replies_;  ///< guarded by mutex_
    std::string media_;                                      ///< guarded by mutex_
    ScriptedServer server_;
};

}  // namespace i2m::test
