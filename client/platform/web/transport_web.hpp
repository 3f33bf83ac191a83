// transport_web.hpp - requests, uploads and event streams through the browser's fetch and XMLHttpRequest.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "client/app/inbox.hpp"
#include "client/app/transport.hpp"
#include "shared/api/sse.hpp"

namespace i2m::client::web {

/// The page does the sending and asks for the key when the server wants one; event streams are parsed here. Main thread only.
class WebTransport final : public Transport {
public:
    /// `inbox` must outlive it.
    explicit WebTransport(Inbox& inbox) : inbox_(inbox) {}

    void send(RequestId id, const HttpRequest& request) override;
    void upload(RequestId id, const UploadRequest& request) override;
    void abort(RequestId id) override;
    void open_stream(RequestId id, const std::string& path, const std::string& last_event_id) override;
    void close_stream(RequestId id) override;

    /// The next bytes of stream `id`; unknown ids are late and dropped.
    void take_piece(RequestId id, std::string_view piece);
    void take_end(RequestId id, int status);

private:
    Inbox& inbox_;
    std::map<RequestId, api::SseParser> streams_;
};

}  // namespace i2m::client::web
