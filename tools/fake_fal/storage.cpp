// storage.cpp - files in memory.
#include "tools/fake_fal/storage.hpp"

#include "shared/base/sha256.hpp"
#include "shared/base/text.hpp"

namespace i2m::fake {

Lifecycle read_lifecycle(std::string_view header) {
    Lifecycle out;
    const Result<json::Value> value = json::parse(header);
    if (!value) return out;
    if (const json::Value* seconds = value->find("expiration_duration_seconds");
        seconds != nullptr && seconds->as_int() != nullptr)
        out.lifetime = Millis(*seconds->as_int() * 1'000);
    const json::Value* const acl = value->find("initial_acl");
    const json::Value* const rule = acl == nullptr ? nullptr : acl->find("default");
    if (rule != nullptr && *rule == json::Value("forbid")) out.access = FileAccess::Forbid;
    if (rule != nullptr && *rule == json::Value("hide")) out.access = FileAccess::Hide;
    return out;
}

void Storage::reset(std::uint64_t seed) {
    const std::scoped_lock lock(mutex_);
    dice_ = Dice(seed, "storage");
    files_.clear();
    pending_.clear();
}

std::string Storage::new_path_locked(std::string_view name) {
    std::string plain = clean_file_name(name);
    for (char& c : plain) {
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
        if (!is_plain) c = '_';
    }
    return "/files/b/" + dice_.hex(8) + "/" + dice_.hex(20) + "_" + plain;
}

void Storage::keep_locked(const std::string& path, std::string content_type, Content content, const Lifecycle& lifecycle,
                          TimePoint now) {
    StoredFile file{path, std::move(content_type), std::move(content), lifecycle.access, std::nullopt};
    if (lifecycle.lifetime) file.expires = now + *lifecycle.lifetime;
    files_[path] = std::move(file);
}

std::string Storage::put(std::string_view name, std::string content_type, Content content, const Lifecycle& lifecycle,
                         TimePoint now) {
    const std::scoped_lock lock(mutex_);
    std::string path = new_path_locked(name);
    keep_locked(path, std::move(content_type), std::move(content), lifecycle, now);
    return path;
}

std::optional<StoredFile> Storage::find(std::string_view path, TimePoint now) const {
    const std::scoped_lock lock(mutex_);
    const auto found = files_.find(std::string(path));
    if (found == files_.end() || (found->second.expires && *found->second.expires <= now)) return std::nullopt;
    return found->second;
}

void Storage::expire(std::string_view path) {
    const std::scoped_lock lock(mutex_);
    files_.erase(std::string(path));
}

UploadTicket Storage::open_upload(std::string_view name, std::string content_type, const Lifecycle& lifecycle, TimePoint expires,
                                  bool is_multipart) {
    const std::scoped_lock lock(mutex_);
    const std::string token = dice_.hex(32);
    const std::string signature = dice_.hex(16);
    const std::string path = new_path_locked(name);
    pending_[token] = Pending{path, signature, std::move(content_type), lifecycle, expires, is_multipart};
    return {"/_upload/" + token + "?signature=" + signature, path};
}

OrRefusal<Storage::Pending*> Storage::pending_locked(std::string_view token, std::string_view signature, bool is_multipart,
                                                     TimePoint now) {
    const auto found = pending_.find(std::string(token));
    if (found == pending_.end() || found->second.is_multipart != is_multipart) return Refusal{404, "No such upload"};
    if (found->second.signature != signature) return Refusal{403, "SignatureDoesNotMatch"};
    if (found->second.expires <= now) return Refusal{403, "The upload URL has expired"};
    return &found->second;
}

OrRefusal<std::string> Storage::upload(std::string_view token, std::string_view signature, std::string_view content_type,
                                       std::string body, TimePoint now) {
    const std::scoped_lock lock(mutex_);
    const auto pending = pending_locked(token, signature, false, now);
    if (const Refusal* refusal = std::get_if<Refusal>(&pending)) return *refusal;
    const Pending& upload = *std::get<Pending*>(pending);
    if (content_type != upload.content_type)
        return Refusal{403, "SignatureDoesNotMatch: the Content-Type is not the announced one"};
    keep_locked(upload.file_path, upload.content_type, std::make_shared<const std::string>(std::move(body)), upload.lifecycle,
                now);
    return upload.file_path;
}

OrRefusal<std::string> Storage::upload_part(std::string_view token, std::string_view signature, std::int64_t number,
                                            std::string body, TimePoint now) {
    const std::scoped_lock lock(mutex_);
    const auto pending = pending_locked(token, signature, true, now);
    if (const Refusal* refusal = std::get_if<Refusal>(&pending)) return *refusal;
    if (number < 1 || number > 10'000) return Refusal{400, "Part numbers are from 1 to 10000"};
    std::string etag = sha256_hex(as_bytes(body)).substr(0, 32);
    std::get<Pending*>(pending)->parts[number] = {etag, std::move(body)};
    return etag;
}

OrRefusal<std::string> Storage::complete(std::string_view token, std::string_view signature, const json::Value& parts,
                                         TimePoint now) {
    const std::scoped_lock lock(mutex_);
    const auto pending = pending_locked(token, signature, true, now);
    if (const Refusal* refusal = std::get_if<Refusal>(&pending)) return *refusal;
    Pending& upload = *std::get<Pending*>(pending);
    const json::Value* const list = parts.find("parts");
    if (list == nullptr || list->as_array() == nullptr || list->as_array()->empty()) return Refusal{400, "parts is missing"};
    std::string whole;
    std::int64_t wanted = 1;
    for (const json::Value& part : *list->as_array()) {
        const json::Value* const number = part.find("partNumber");
        const json::Value* const etag = part.find("etag");
        if (number == nullptr || *number != json::Value(wanted)) return Refusal{400, "InvalidPartOrder"};
        const auto sent = upload.parts.find(wanted++);
        if (sent == upload.parts.end() || etag == nullptr || *etag != json::Value(sent->second.first))
            return Refusal{400, "InvalidPart"};
        whole += sent->second.second;
    }
    upload.parts.clear();
    keep_locked(upload.file_path, upload.content_type, std::make_shared<const std::string>(std::move(whole)), upload.lifecycle,
                now);
    return upload.file_path;
}

}  // namespace i2m::fake
