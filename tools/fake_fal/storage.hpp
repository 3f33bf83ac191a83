// storage.hpp - the provider's file store: uploads in one piece or in parts, files with a life and a lock.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>

#include "server/core/clock.hpp"
#include "shared/json/value.hpp"
#include "tools/fake_fal/dice.hpp"

namespace i2m::fake {

using Content = std::shared_ptr<const std::string>;

/// Who may read a file without a key.
enum class FileAccess : std::uint8_t { Allow, Forbid, Hide };

/// What a request asks for its files: the headers X-Fal-Object-Lifecycle and X-Fal-Object-Lifecycle-Preference.
struct Lifecycle {
    std::optional<Millis> lifetime;
    FileAccess access = FileAccess::Allow;
};
/// Reads the header's JSON; nonsense asks for nothing.
[[nodiscard]] Lifecycle read_lifecycle(std::string_view header);

struct StoredFile {
    std::string path;  ///< "/files/b/0a1b2c3d/photo.png"
    std::string content_type;
    Content content;
    FileAccess access = FileAccess::Allow;
    std::optional<TimePoint> expires;
};

struct UploadTicket {
    std::string upload_path;  ///< with its query
    std::string file_path;
};

/// Why something about an upload was refused: an HTTP status and words.
struct Refusal {
    int status = 400;
    std::string words;
};
template <class T>
using OrRefusal = std::variant<T, Refusal>;

/// Safe from any thread.
class Storage {
public:
    void reset(std::uint64_t seed);

    /// Keeps a file; the same name and content get a new path each time. Its path.
    std::string put(std::string_view name, std::string content_type, Content content, const Lifecycle& lifecycle, TimePoint now);
    /// The file at `path` unless it has expired.
    [[nodiscard]] std::optional<StoredFile> find(std::string_view path, TimePoint now) const;
    void expire(std::string_view path);

    /// Announces a file. The ticket's upload path is good until `expires`.
    [[nodiscard]] UploadTicket open_upload(std::string_view name, std::string content_type, const Lifecycle& lifecycle,
                                           TimePoint expires, bool is_multipart);
    /// Takes the file of a ticket; its path.
    [[nodiscard]] OrRefusal<std::string> upload(std::string_view token, std::string_view signature, std::string_view content_type,
                                                std::string body, TimePoint now);
    /// Takes a part; its etag.
    [[nodiscard]] OrRefusal<std::string> upload_part(std::string_view token, std::string_view signature, std::int64_t number,
                                                     std::string body, TimePoint now);
    /// Joins the parts that `parts` lists; the file's path.
    [[nodiscard]] OrRefusal<std::string> complete(std::string_view token, std::string_view signature, const json::Value& parts,
                                                  TimePoint now);

private:
    struct Pending {
        std::string file_path;
        std::string signature;
        std::string content_type;
        Lifecycle lifecycle;
        TimePoint expires;
        bool is_multipart = false;
        std::map<std::int64_t, std::pair<std::string, std::string>> parts = {};  ///< number -> etag, bytes
    };
    [[nodiscard]] std::string new_path_locked(std::string_view name);
    [[nodiscard]] OrRefusal<Pending*> pending_locked(std::string_view token, std::string_view signature, bool is_multipart,
                                                     TimePoint now);
    void keep_locked(const std::string& path, std::string content_type, Content content, const Lifecycle& lifecycle,
                     TimePoint now);

    mutable std::mutex mutex_;  // guards all below
    Dice dice_{1, "storage"};
    std::unordered_map<std::string, StoredFile> files_;
    std::unordered_map<std::string, Pending> pending_;
};

}  // namespace i2m::fake
