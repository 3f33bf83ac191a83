// static_files.cpp - the list of the page's files and how one is sent.
#include "server/http/static_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "server/http/content_coding.hpp"
#include "server/http/page_policy.hpp"
#include "shared/base/text.hpp"

namespace i2m::http {
namespace {

namespace fs = std::filesystem;

constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
    {".html", "text/html; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".wasm", "application/wasm"},
    {".json", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".jpeg", "image/jpeg"},
    {".ico", "image/x-icon"},
    {".webp", "image/webp"},
    {".woff2", "font/woff2"},
    {".ttf", "font/ttf"},
    {".txt", "text/plain; charset=utf-8"},
    {".md", "text/plain; charset=utf-8"},
    {".glb", "model/gltf-binary"},
    {".gltf", "model/gltf+json"},
    {".obj", "model/obj"},
    {".stl", "model/stl"},
    {".map", "application/json"},
    {".bin", "application/octet-stream"},
    {".hdr", "application/octet-stream"},
};

constexpr std::string_view kPagePaths[] = {"/",      "/upload",   "/processing", "/results", "/history",
                                           "/admin", "/settings", "/dev",        "/error"};

/// The file of a view that has no address of its own; "" for all other paths.
std::string_view page_of(std::string_view path) {
    if (path == "/docs" || path == "/docs/") return "/docs.html";
    return is_page_path(path) ? "/index.html" : "";
}

constexpr std::string_view kMissingPage =
    "<!doctype html><html lang=\"en\"><title>image2model</title><h1>The page is not built</h1>"
    "<p>The server runs, but its web folder has no index.html. Run <code>make build</code>, or name the folder with "
    "<code>--web-dir</code>. The API answers below <code>/api/v1</code>.</p>";

/// "app.3f9a02c1.mjs", "app-3f9a02c1.mjs": eight or more hexadecimal digits between separators.
bool has_hash(std::string_view name) {
    std::size_t run = 0;
    bool is_after_separator = false;
    for (const char c : name) {
        if (c == '.' || c == '-') {
            if (is_after_separator && run >= 8 && c == '.') return true;
            is_after_separator = true;
            run = 0;
        } else if (std::isxdigit(static_cast<unsigned char>(c)) != 0) {
            ++run;
        } else {
            is_after_separator = false;
        }
    }
    return false;
}

std::string read_text(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
}

/// The smallest copy that the client takes, and its coding ("" for none).
template <class Variant>
std::pair<const Variant*, std::string_view> choose(const Variant& plain, const Variant& brotli, const Variant& gzip,
                                                   std::string_view accepted) {
    if (!brotli.file.empty() && accepts_coding(accepted, "br")) return {&brotli, "br"};
    if (!gzip.file.empty() && accepts_coding(accepted, "gzip")) return {&gzip, "gzip"};
    return {&plain, ""};
}

std::shared_ptr<const OpenFile> open_file(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    return fd < 0 ? nullptr : std::make_shared<const OpenFile>(fd);
}

}  // namespace

bool is_page_path(std::string_view path) {
    if (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
    return std::any_of(std::begin(kPagePaths), std::end(kPagePaths), [&](std::string_view page) {
        if (path == page) return true;
        return page != "/" && path.starts_with(page) && path[page.size()] == '/';
    });
}

std::string_view content_type_of_name(std::string_view name) {
    const std::string extension = extension_of(name);
    for (const auto& [known, type] : kTypes) {
        if (known == extension) return type;
    }
    return "application/octet-stream";
}

bool matches_etag(std::string_view if_none_match, std::string_view etag) {
    while (!if_none_match.empty()) {
        std::string_view item = if_none_match.substr(0, if_none_match.find(','));
        if_none_match.remove_prefix(std::min(item.size() + 1, if_none_match.size()));
        while (item.starts_with(' ')) item.remove_prefix(1);
        while (item.ends_with(' ')) item.remove_suffix(1);
        if (item.starts_with("W/")) item.remove_prefix(2);
        if (item == "*" || item == etag) return true;
    }
    return false;
}

std::string page_below(std::string_view html, std::string_view base) {
    struct Place {
        std::string_view before;  ///< where the prefix goes in behind
        std::string_view must_follow;
    };
    static constexpr Place kPlaces[] = {{"<meta name=\"i2m-base\" content=\"", "\""}, {"href=\"", "/"}, {"src=\"", "/"}};
    std::string out;
    while (!html.empty()) {
        const auto here = std::find_if(std::begin(kPlaces), std::end(kPlaces), [&](const Place& place) {
            return html.starts_with(place.before) && html.substr(place.before.size()).starts_with(place.must_follow);
        });
        const std::size_t taken = here == std::end(kPlaces) ? 1 : here->before.size();
        out += html.substr(0, taken);
        if (here != std::end(kPlaces)) out += base;
        html.remove_prefix(taken);
    }
    return out;
}

StaticFiles::StaticFiles(std::string folder, std::string base_path)
    : folder_(std::move(folder)), base_path_(std::move(base_path)) {}

std::int64_t StaticFiles::index_stamp() const {
    struct stat info {};
    if (::stat((folder_ + "/index.html").c_str(), &info) != 0) return 0;
    return std::int64_t{info.st_mtim.tv_sec} * 1'000'000'000 + info.st_mtim.tv_nsec + static_cast<std::int64_t>(info.st_ino);
}

std::shared_ptr<const StaticFiles::Listing> StaticFiles::listing() {
    const std::int64_t stamp = index_stamp();
    const std::lock_guard lock(mutex_);
    if (!listing_ || listing_->stamp != stamp) {
        auto fresh = std::make_shared<Listing>(read_folder());
        fresh->stamp = stamp;
        listing_ = std::move(fresh);
    }
    return listing_;
}

StaticFiles::Listing StaticFiles::read_folder() const {
    Listing out;
    std::error_code error;
    for (fs::recursive_directory_iterator at(folder_, error), end; !error && at != end; at.increment(error)) {
        if (at->is_symlink(error) || !at->is_regular_file(error)) continue;
        struct stat info {};
        const std::string file = at->path().string();
        if (::stat(file.c_str(), &info) != 0) continue;
        const std::string name = "/" + at->path().lexically_relative(folder_).generic_string();
        const Variant variant{file, static_cast<std::uint64_t>(info.st_size)};
        if (name.ends_with(".br")) {
            out.entries[name.substr(0, name.size() - 3)].brotli = variant;
        } else if (name.ends_with(".gz")) {
            out.entries[name.substr(0, name.size() - 3)].gzip = variant;
        } else {
            Entry& entry = out.entries[name];
            entry.plain = variant;
            entry.content_type = content_type_of_name(name);
            entry.is_immutable = has_hash(at->path().filename().string());
            entry.tag = std::to_string(info.st_mtim.tv_sec) + "-" + std::to_string(info.st_mtim.tv_nsec) + "-" +
                        std::to_string(info.st_size);
        }
    }
    std::erase_if(out.entries, [](const auto& row) { return row.second.plain.file.empty(); });
    const std::string page = read_text(folder_ + "/index.html");
    out.policy = page_policy(page);
    if (base_path_.empty()) return out;
    for (const std::string name : {"/index.html", "/docs.html"}) {
        const auto entry = out.entries.find(name);
        if (entry != out.entries.end()) out.below.emplace(name, page_below(read_text(entry->second.plain.file), base_path_));
    }
    return out;
}

Response StaticFiles::answer_below(const Request& request, const Listing& list, const Entry& entry, const std::string& page) {
    Response out = respond_text(page, entry.content_type);
    const std::string etag = "\"" + entry.tag + "-" + base_path_ + "\"";
    out.headers.add("ETag", etag);
    out.headers.add("Cache-Control", "no-cache");
    out.headers.add("Content-Security-Policy", list.policy);
    if (!matches_etag(request.headers.get("If-None-Match"), etag)) return out;
    out.status = 304;
    out.body.clear();
    return out;
}

Response StaticFiles::answer(const Request& request) {
    const std::shared_ptr<const Listing> list = listing();
    const std::optional<std::string> path = api::percent_decode(request.path);
    if (!path) return respond_error(Error::of(ErrorCode::InvalidRequest), request.request_id);
    auto found = list->entries.find(*path);
    if (const std::string_view page = page_of(*path); found == list->entries.end() && !page.empty()) {
        found = list->entries.find(page);
        if (found == list->entries.end()) return respond_text(std::string(kMissingPage), "text/html; charset=utf-8", 503);
    }
    if (found == list->entries.end()) return respond_error(Error::of(ErrorCode::NotFound), request.request_id);

    const Entry& entry = found->second;
    if (const auto page = list->below.find(found->first); page != list->below.end())
        return answer_below(request, *list, entry, page->second);
    const auto [variant, coding] = choose(entry.plain, entry.brotli, entry.gzip, request.headers.get("Accept-Encoding"));
    Response out;
    const std::string etag = "\"" + entry.tag + std::string(coding) + "\"";
    out.headers.add("Content-Type", entry.content_type);
    out.headers.add("ETag", etag);
    out.headers.add("Cache-Control", entry.is_immutable ? "public, max-age=31536000, immutable" : "no-cache");
    out.headers.add("Vary", "Accept-Encoding");
    out.headers.add("Content-Security-Policy", list->policy);
    if (matches_etag(request.headers.get("If-None-Match"), etag)) {
        out.status = 304;
        return out;
    }
    std::shared_ptr<const OpenFile> file = open_file(variant->file);
    if (!file) return respond_error(Error::of(ErrorCode::NotFound), request.request_id);
    if (!coding.empty()) out.headers.add("Content-Encoding", std::string(coding));
    out.source = SourceBody{std::move(file), 0, variant->size};
    return out;
}

}  // namespace i2m::http
