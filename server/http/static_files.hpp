// static_files.hpp - the page: every file below one folder, found by exact name, precompressed where it is.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "server/http/message.hpp"

namespace i2m::http {

/// Serves the files that were in the folder when it was last read; it is read again when index.html changes. A path is
/// only ever looked up in that list, so no path can lead out of the folder. Safe from any thread.
///
/// `name.br` and `name.gz` beside `name` are sent to those who accept them. Names with a hash ("app.3f9a02c1.mjs") are
/// cached for ever, all others are asked for again each time. Paths of the page's own views answer with index.html, /docs with
/// docs.html.
///
/// With a `base_path` ("/tools/i2m") both are sent with that prefix before the addresses in them (page_below).
class StaticFiles {
public:
    explicit StaticFiles(std::string folder, std::string base_path = {});
    [[nodiscard]] Response answer(const Request& request);

private:
    struct Variant {
        std::string file;  ///< full path, "" when there is none
        std::uint64_t size = 0;
    };
    struct Entry {
        Variant plain;
        Variant brotli;
        Variant gzip;
        std::string content_type;
        std::string tag;  ///< changes with the file
        bool is_immutable = false;
    };
    struct Listing {
        std::map<std::string, Entry, std::less<>> entries;
        std::string policy;                                     ///< Content-Security-Policy of the page
        std::map<std::string, std::string, std::less<>> below;  ///< pages with the base path in them, when there is one
        std::int64_t stamp = 0;                                 ///< of index.html when the folder was read
    };

    [[nodiscard]] std::shared_ptr<const Listing> listing();
    [[nodiscard]] Response answer_below(const Request& request, const Listing& list, const Entry& entry, const std::string& page);
    [[nodiscard]] Listing read_folder() const;
    [[nodiscard]] std::int64_t index_stamp() const;

    const std::string folder_;
    const std::string base_path_;
    std::mutex mutex_;
    std::shared_ptr<const Listing> listing_;  ///< guarded by mutex_
};

/// `html` as it reads below `base`: in the i2m-base meta element, and before each address that begins with a slash.
[[nodiscard]] std::string page_below(std::string_view html, std::string_view base);
/// True for paths that are views of the page: "/", "/upload", "/results/..." and so on.
[[nodiscard]] bool is_page_path(std::string_view path);
/// "application/wasm" for "app.wasm"; "application/octet-stream" for what is not known.
[[nodiscard]] std::string_view content_type_of_name(std::string_view name);
/// True when one of the tags of an If-None-Match is `etag` (weak comparison) or "*".
[[nodiscard]] bool matches_etag(std::string_view if_none_match, std::string_view etag);

}  // namespace i2m::http
