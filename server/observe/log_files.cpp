// log_files.cpp - appending, closing, retention. Packing is in gzip_file.cpp.
#include "server/observe/log_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "server/core/iso_time.hpp"
#include "server/observe/gzip_file.hpp"

namespace i2m {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPlain = ".log";
constexpr std::string_view kPacked = ".log.gz";
constexpr std::string_view kUnfinished = ".part";
constexpr LogType kTypes[] = {LogType::Server, LogType::Requests};

/// "20260101T101112345Z"
std::string stamp_of(TimePoint time) {
    std::string out;
    for (const char c : iso_utc(time)) {
        if (c != '-' && c != ':' && c != '.') out += c;
    }
    return out;
}

std::optional<TimePoint> time_of_stamp(std::string_view s) {
    if (s.size() != 19 || s[8] != 'T' || s[18] != 'Z') return std::nullopt;
    const auto part = [&](std::size_t at, std::size_t size) { return std::string(s.substr(at, size)); };
    return parse_iso_utc(part(0, 4) + "-" + part(4, 2) + "-" + part(6, 2) + "T" + part(9, 2) + ":" + part(11, 2) + ":" +
                         part(13, 2) + "." + part(15, 3) + "Z");
}

/// What a name in the folder says; nullopt for what is not ours.
std::optional<LogFile> file_of(const fs::path& path) {
    const std::string name = path.filename().string();
    LogFile out;
    out.path = path;
    for (const LogType type : kTypes) {
        const std::string stem(name_of(type));
        if (!name.starts_with(stem + ".")) continue;
        out.type = type;
        if (name == stem + std::string(kPlain)) return out;
        out.is_packed = name.ends_with(kPacked);
        const std::string_view end = out.is_packed ? kPacked : kPlain;
        if (!name.ends_with(end) || name.size() <= stem.size() + 1 + end.size()) return std::nullopt;
        out.closed = time_of_stamp(std::string_view(name).substr(stem.size() + 1, name.size() - stem.size() - 1 - end.size()));
        return out.closed ? std::optional(out) : std::nullopt;
    }
    return std::nullopt;
}

/// When the first line of an open file was written; `otherwise` when it does not say.
TimePoint begin_of(int fd, TimePoint otherwise) {
    constexpr std::string_view kHead = "{\"time\":\"";
    char head[64] = {};
    const ssize_t count = ::pread(fd, head, sizeof head, 0);
    const std::string_view text(head, static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    if (!text.starts_with(kHead)) return otherwise;
    const std::string_view rest = text.substr(kHead.size());
    return parse_iso_utc(rest.substr(0, rest.find('"'))).value_or(otherwise);
}

bool ends_in_a_line(int fd, std::uint64_t size) {
    char last = 0;
    return size == 0 || (::pread(fd, &last, 1, static_cast<off_t>(size - 1)) == 1 && last == '\n');
}

bool write_all(int fd, std::string_view text) {
    while (!text.empty()) {
        const ssize_t count = ::write(fd, text.data(), text.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

}  // namespace

std::optional<LogType> log_type_from(std::string_view name) {
    if (name == "celery_worker" || name == "celery_errors") return LogType::Server;
    for (const LogType type : kTypes) {
        if (name == name_of(type)) return type;
    }
    return std::nullopt;
}

LogFiles::LogFiles(LogFileOptions options, const Clock& clock) : options_(std::move(options)), clock_(clock) {}

LogFiles::~LogFiles() {
    for (Live& live : live_) close(live);
}

fs::path LogFiles::live_path(LogType type) const { return options_.folder / (std::string(name_of(type)) + std::string(kPlain)); }

bool LogFiles::open(LogType type) {
    Live& live = live_[static_cast<std::size_t>(type)];
    if (live.fd >= 0) return true;
    if (live.failed_at && clock_.now() < *live.failed_at + options_.pause_after_failure) return false;
    std::error_code ignored;
    fs::create_directories(options_.folder, ignored);
    live.fd = ::open(live_path(type).c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    struct stat info {};
    if (live.fd < 0 || ::fstat(live.fd, &info) != 0) {
        close(live);
        live.failed_at = clock_.now();
        return false;
    }
    live.size_bytes = static_cast<std::uint64_t>(info.st_size);
    live.begun = begin_of(live.fd, clock_.now());
    // A kill or a full disk may have left half a line.
    if (!ends_in_a_line(live.fd, live.size_bytes) && write_all(live.fd, "\n")) ++live.size_bytes;
    return true;
}

void LogFiles::close(Live& live) {
    if (live.fd >= 0) ::close(live.fd);
    live.fd = -1;
}

bool LogFiles::write(LogType type, std::string_view lines) {
    const std::scoped_lock lock(mutex_);
    if (!open(type)) return false;
    Live& live = live_[static_cast<std::size_t>(type)];
    const bool is_full = live.size_bytes + lines.size() > options_.rotate_bytes;
    const bool is_old = clock_.now() >= live.begun + options_.rotate_age;
    if (live.size_bytes > 0 && (is_full || is_old)) {
        rotate(type);
        if (!open(type)) return false;
    }
    if (live.size_bytes == 0) live.begun = clock_.now();
    if (!write_all(live.fd, lines)) {
        close(live);
        live.failed_at = clock_.now();
        return false;
    }
    live.failed_at.reset();
    live.size_bytes += lines.size();
    return true;
}

/// The closed file's name, or nullopt when it cannot be renamed; then it is written on.
std::optional<std::string> LogFiles::rotate(LogType type) {
    Live& live = live_[static_cast<std::size_t>(type)];
    TimePoint time = clock_.now();
    const auto closed_path = [&](std::string_view end) {
        return options_.folder / (std::string(name_of(type)) + "." + stamp_of(time) + std::string(end));
    };
    std::error_code error;
    while (fs::exists(closed_path(kPlain), error) || fs::exists(closed_path(kPacked), error)) time += Millis{1};
    fs::rename(live_path(type), closed_path(kPlain), error);
    if (error) return std::nullopt;
    close(live);
    live.size_bytes = 0;
    return closed_path(kPlain).filename().string();
}

RotateOutcome LogFiles::rotate() {
    RotateOutcome out;
    const std::scoped_lock lock(mutex_);
    for (const LogType type : kTypes) {
        const std::string name = live_path(type).filename().string();
        std::error_code error;
        const std::uintmax_t size = fs::file_size(live_path(type), error);
        if (error || size == 0) {
            out.skipped.push_back(name);
        } else if (std::optional<std::string> closed = rotate(type)) {
            out.rotated.push_back(*std::move(closed));
        } else {
            out.errors.push_back(name + " cannot be renamed.");
        }
    }
    return out;
}

std::vector<LogFile> LogFiles::list() const {
    std::vector<LogFile> out;
    std::error_code error;
    for (fs::directory_iterator at(options_.folder, error), end; !error && at != end; at.increment(error)) {
        std::optional<LogFile> file = file_of(at->path());
        struct stat info {};
        if (!file || ::lstat(at->path().c_str(), &info) != 0 || !S_ISREG(info.st_mode)) continue;
        file->size_bytes = static_cast<std::uint64_t>(info.st_size);
        file->modified = from_epoch_ms(std::int64_t{info.st_mtim.tv_sec} * 1'000 + info.st_mtim.tv_nsec / 1'000'000);
        out.push_back(*std::move(file));
    }
    std::sort(out.begin(), out.end(), [](const LogFile& a, const LogFile& b) {
        const TimePoint latest = TimePoint::max();
        return std::tuple(a.type, a.closed.value_or(latest), a.is_packed) <
               std::tuple(b.type, b.closed.value_or(latest), b.is_packed);
    });
    return out;
}

void LogFiles::tidy(const std::stop_token& stop) {
    const std::scoped_lock lock(tidy_mutex_);
    std::error_code ignored;
    for (fs::directory_iterator at(options_.folder, ignored), end; !ignored && at != end; at.increment(ignored)) {
        if (at->path().extension() == kUnfinished) fs::remove(at->path(), ignored);
    }
    for (const LogFile& file : list()) {
        if (file.closed && !file.is_packed) (void)pack_file(file.path, file.path.string() + ".gz", stop);
    }
    std::vector<LogFile> files = list();
    std::uint64_t sum = 0;
    for (const LogFile& file : files) sum += file.size_bytes;
    std::sort(files.begin(), files.end(), [](const LogFile& a, const LogFile& b) { return a.closed < b.closed; });
    for (const LogFile& file : files) {
        if (!file.closed) continue;
        if (*file.closed >= clock_.now() - options_.keep && sum <= options_.max_bytes) continue;
        if (fs::remove(file.path, ignored)) sum -= file.size_bytes;
    }
}

CleanupOutcome LogFiles::cleanup(TimePoint before, bool is_dry) {
    CleanupOutcome out;
    const std::scoped_lock lock(tidy_mutex_);
    for (const LogFile& file : list()) {
        if (!file.closed || *file.closed >= before) continue;
        std::error_code error;
        if (!is_dry) fs::remove(file.path, error);
        if (error) {
            out.errors.push_back(file.path.filename().string() + " cannot be removed: " + error.message() + ".");
            continue;
        }
        out.removed.push_back(file.path.filename().string());
        out.removed_bytes += file.size_bytes;
    }
    return out;
}

}  // namespace i2m
