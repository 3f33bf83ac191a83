// transport_web.cpp - hands requests to web/page/net.js and cuts event streams into events.
#include "client/platform/web/transport_web.hpp"

#include <utility>

#include "client/platform/web/page_call.hpp"

namespace i2m::client::web {

void WebTransport::send(RequestId id, const HttpRequest& request) {
    call_page("send", {id, api::method_name(request.method), request.path, request.body, request.wants_bytes});
}

void WebTransport::upload(RequestId id, const UploadRequest& request) {
    json::Array fields;
    for (const auto& [name, value] : request.fields) fields.push_back(json::Array{name, value});
    json::Array files;
    for (const FileKey key : request.files) files.push_back(key);
    call_page("upload", {id, request.path, request.idempotency_key, std::move(fields), std::move(files)});
}

void WebTransport::abort(RequestId id) { call_page("abort", {id}); }

void WebTransport::open_stream(RequestId id, const std::string& path, const std::string& last_event_id) {
    streams_.insert_or_assign(id, api::SseParser());
    call_page("open_stream", {id, path, last_event_id});
}

void WebTransport::close_stream(RequestId id) {
    streams_.erase(id);
    call_page("close_stream", {id});
}

void WebTransport::take_piece(RequestId id, std::string_view piece) {
    const auto stream = streams_.find(id);
    if (stream == streams_.end()) return;
    for (api::SseEvent& event : stream->second.feed(piece)) {
        inbox_.push(StreamEvent{id, std::move(event.id), std::move(event.name), std::move(event.data)});
    }
}

void WebTransport::take_end(RequestId id, int status) {
    if (streams_.erase(id) > 0) inbox_.push(StreamClosed{id, status});
}

}  // namespace i2m::client::web
