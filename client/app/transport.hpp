// transport.hpp - the seam to the server: requests, uploads with progress, event streams. Nothing blocks; what comes back is
// put into the Inbox and read once a frame.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "shared/api/routes.hpp"
#include "shared/base/bytes.hpp"

namespace i2m::client {

using RequestId = std::uint32_t;  ///< chosen by the caller, never reused
using FileKey = std::uint32_t;    ///< a file that the platform holds; its bytes stay outside the program

struct HttpRequest {
    api::Method method = api::Method::Get;
    std::string path;          ///< with query, without base path
    std::string body = {};     ///< JSON, or empty
    bool wants_bytes = false;  ///< the body is kept as bytes (a GLB) instead of text
};

/// What came back. `status` 0: no answer (network, abort, time-out).
struct HttpAnswer {
    RequestId id = 0;
    int status = 0;
    std::string text;
    Bytes bytes;
};

/// A multipart POST of files that the platform holds, with form fields. Sent once; the idempotency key makes a repeat safe.
struct UploadRequest {
    std::string path;
    std::string idempotency_key;
    std::vector<std::pair<std::string, std::string>> fields;
    std::vector<FileKey> files;
};
struct UploadProgress {
    RequestId id = 0;
    std::uint64_t sent_bytes = 0;
    std::uint64_t total_bytes = 0;
};

struct StreamOpened {
    RequestId id = 0;
};
struct StreamEvent {
    RequestId id = 0;
    std::string event_id;
    std::string name;
    std::string data;
};
/// The stream ended or broke; `status` is the HTTP status when the server refused it, else 0. Who opened it decides on a reconnect.
struct StreamClosed {
    RequestId id = 0;
    int status = 0;
};

/// Main thread only.
class Transport {
public:
    virtual ~Transport() = default;
    virtual void send(RequestId id, const HttpRequest& request) = 0;
    virtual void upload(RequestId id, const UploadRequest& request) = 0;
    virtual void abort(RequestId id) = 0;
    /// Opens an event stream; `last_event_id` "" starts with a snapshot only.
    virtual void open_stream(RequestId id, const std::string& path, const std::string& last_event_id) = 0;
    virtual void close_stream(RequestId id) = 0;
};

}  // namespace i2m::client
