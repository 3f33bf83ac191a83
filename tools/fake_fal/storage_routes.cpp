// storage_routes.cpp - uploads in the three ways that the provider knows, and files back.
#include <algorithm>
#include <charconv>

#include "server/core/iso_time.hpp"
#include "shared/base/sha256.hpp"
#include "tools/fake_fal/call.hpp"

namespace i2m::fake {
namespace {

std::string text_of(const json::Value& body, std::string_view name, std::string_view otherwise) {
    const json::Value* const value = body.find(name);
    return std::string(value != nullptr && value->as_string() != nullptr ? *value->as_string() : otherwise);
}

Lifecycle lifecycle_of(const Request& request) {
    // The official clients disagree about the name, so both count.
    const std::string_view preference = request.headers.get("X-Fal-Object-Lifecycle-Preference");
    return read_lifecycle(preference.empty() ? request.headers.get("X-Fal-Object-Lifecycle") : preference);
}

Answer open_upload(World& world, const Call& call, bool is_multipart) {
    const Result<json::Value> body = json::parse(call.request.body);
    if (!body || body->find("content_type") == nullptr || body->find("file_name") == nullptr)
        return json_answer(json::Object{{"detail", json::Array{detail_row("file_name", "missing", "Field required")}}}, 422);
    const std::string type = text_of(*body, "content_type", "application/octet-stream");
    const TimePoint expires = world.now() + Millis(world.scenario()->wire.upload_ttl_ms);
    const UploadTicket ticket =
        world.storage.open_upload(text_of(*body, "file_name", "file"), type, lifecycle_of(call.request), expires, is_multipart);
    return json_answer(
        json::Object{{"upload_url", world.base_url() + ticket.upload_path}, {"file_url", world.base_url() + ticket.file_path}});
}

void note_upload(World& world, std::string_view way, const std::string& path) {
    const std::optional<StoredFile> file = world.storage.find(path, world.now());
    if (!file) return;
    world.journal.add("uploads", {{"way", way},
                                  {"file_url", world.base_url() + path},
                                  {"content_type", file->content_type},
                                  {"size_bytes", static_cast<std::uint64_t>(file->content->size())},
                                  {"sha256", sha256_hex(as_bytes(*file->content))}});
}

/// A body without a length is what signed URLs refuse.
std::optional<Answer> refuse_chunked(const Request& request) {
    if (request.headers.has("Content-Length")) return std::nullopt;
    return detail_answer(411, "Length Required");
}

Answer refused(const Refusal& refusal) { return detail_answer(refusal.status, refusal.words); }

/// The token that the CDN takes in this world.
std::string cdn_token(const World& world) { return Dice(world.scenario()->seed, "cdn token").hex(40); }

bool has_cdn_token(const World& world, const Request& request) {
    return request.headers.get("Authorization") == "Bearer " + cdn_token(world);
}

struct ByteRange {
    std::uint64_t first = 0;
    std::uint64_t end = 0;
};
/// "bytes=first-last" or "bytes=first-" within `size`; nullopt for anything else.
std::optional<ByteRange> read_range(std::string_view text, std::uint64_t size) {
    if (!text.starts_with("bytes=")) return std::nullopt;
    text.remove_prefix(6);
    ByteRange out{0, size};
    const char* const end = text.data() + text.size();
    const auto first = std::from_chars(text.data(), end, out.first);
    if (first.ec != std::errc{} || first.ptr == end || *first.ptr != '-' || out.first >= size) return std::nullopt;
    std::uint64_t last = 0;
    if (std::from_chars(first.ptr + 1, end, last).ec == std::errc{}) out.end = std::min(last + 1, size);
    return out.end > out.first ? std::optional(out) : std::nullopt;
}

Answer file_answer(const StoredFile& file, const Request& request) {
    Answer answer;
    answer.headers.set("Content-Type", file.content_type);
    answer.headers.set("Accept-Ranges", "bytes");
    answer.headers.set("ETag", "\"" + sha256_hex(as_bytes(*file.content)).substr(0, 32) + "\"");
    const std::uint64_t size = file.content->size();
    const std::optional<ByteRange> range = read_range(request.headers.get("Range"), size);
    if (!range) {
        answer.body = *file.content;
        return answer;
    }
    answer.status = 206;
    answer.headers.set("Content-Range", "bytes " + std::to_string(range->first) + "-" + std::to_string(range->end - 1) + "/" +
                                            std::to_string(size));
    answer.body = file.content->substr(range->first, range->end - range->first);
    return answer;
}

}  // namespace

Answer initiate(World& world, Call& call) { return open_upload(world, call, false); }
Answer initiate_multipart(World& world, Call& call) { return open_upload(world, call, true); }

Answer upload(World& world, Call& call) {
    if (std::optional<Answer> refusal = refuse_chunked(call.request)) return *refusal;
    const auto path = world.storage.upload(call.parts[1], call.request.query_value("signature"),
                                           call.request.headers.get("Content-Type"), std::move(call.request.body), world.now());
    if (const Refusal* refusal = std::get_if<Refusal>(&path)) return refused(*refusal);
    note_upload(world, "put", std::get<std::string>(path));
    return Answer{};
}

Answer upload_part(World& world, Call& call) {
    if (std::optional<Answer> refusal = refuse_chunked(call.request)) return *refusal;
    const std::int64_t number = std::atoll(call.parts[2].c_str());
    const auto etag = world.storage.upload_part(call.parts[1], call.request.query_value("signature"), number,
                                                std::move(call.request.body), world.now());
    if (const Refusal* refusal = std::get_if<Refusal>(&etag)) return refused(*refusal);
    return json_answer(json::Object{{"partNumber", number}, {"etag", std::get<std::string>(etag)}});
}

Answer complete_upload(World& world, Call& call) {
    const Result<json::Value> parts = json::parse(call.request.body);
    const auto path =
        world.storage.complete(call.parts[1], call.request.query_value("signature"), parts ? *parts : json::Value(), world.now());
    if (const Refusal* refusal = std::get_if<Refusal>(&path)) return refused(*refusal);
    note_upload(world, "multipart", std::get<std::string>(path));
    return json_answer(json::Object{{"file_url", world.base_url() + std::get<std::string>(path)}});
}

Answer storage_token(World& world, Call&) {
    return json_answer(json::Object{{"token", cdn_token(world)},
                                    {"token_type", "Bearer"},
                                    {"base_url", world.base_url()},
                                    {"expires_at", iso_utc(world.now() + Millis(3'600'000))}});
}

Answer cdn_upload(World& world, Call& call) {
    if (!has_cdn_token(world, call.request)) return detail_answer(401, "Invalid token");
    const std::string name(call.request.headers.get("X-Fal-File-Name"));
    const std::string path = world.storage.put(
        name.empty() ? "file" : name, std::string(call.request.headers.get("Content-Type")),
        std::make_shared<const std::string>(std::move(call.request.body)), lifecycle_of(call.request), world.now());
    note_upload(world, "cdn", path);
    return json_answer(json::Object{{"access_url", world.base_url() + path}});
}

Answer media(World& world, Call& call) {
    const std::optional<StoredFile> file = world.storage.find(call.request.path, world.now());
    const bool may_read = file && (file->access == FileAccess::Allow || has_cdn_token(world, call.request));
    world.journal.add("downloads",
                      {{"path", call.request.path}, {"found", may_read}, {"has_key", call.request.headers.has("Authorization")}});
    if (may_read) return file_answer(*file, call.request);
    if (file && file->access == FileAccess::Forbid) return detail_answer(403, "Forbidden");
    return detail_answer(404, "Not Found");
}

}  // namespace i2m::fake
