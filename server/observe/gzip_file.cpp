// gzip_file.cpp - zlib's gz functions: they read plain files as they are.
#include "server/observe/gzip_file.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <vector>

namespace i2m {
namespace {

namespace fs = std::filesystem;
constexpr unsigned kBuffer = 65'536;

/// Copies the plain file `in` into `out`; false when either end fails.
bool pack(int in, gzFile out, const std::stop_token& stop) {
    std::vector<char> piece(kBuffer);
    while (!stop.stop_requested()) {
        const ssize_t count = ::read(in, piece.data(), piece.size());
        if (count == 0) return true;
        if (count < 0 || ::gzwrite(out, piece.data(), static_cast<unsigned>(count)) != static_cast<int>(count)) return false;
    }
    return false;
}

bool is_on_disk(const fs::path& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    const bool is_synced = ::fsync(fd) == 0;
    ::close(fd);
    return is_synced;
}

}  // namespace

bool pack_file(const fs::path& from, const fs::path& to, const std::stop_token& stop) {
    const fs::path part = to.string() + ".part";
    const int in = ::open(from.c_str(), O_RDONLY | O_CLOEXEC);
    if (in < 0) return false;
    const int fd = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    gzFile_s* const out = fd < 0 ? nullptr : ::gzdopen(fd, "wb6");
    bool is_good = out != nullptr && pack(in, out, stop);
    if (out != nullptr) is_good = ::gzclose(out) == Z_OK && is_good;
    if (out == nullptr && fd >= 0) ::close(fd);
    ::close(in);
    std::error_code error;
    is_good = is_good && is_on_disk(part);
    if (is_good) fs::rename(part, to, error);
    if (!is_good || error) {
        fs::remove(part, error);
        return false;
    }
    fs::remove(from, error);
    return true;
}

struct LineFile::Impl {
    gzFile file = nullptr;
    std::array<char, kBuffer> buffer{};
    std::size_t at = 0;
    std::size_t end = 0;

    Impl() = default;
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl() {
        if (file != nullptr) ::gzclose(file);
    }
    bool fill() {
        const int count = ::gzread(file, buffer.data(), kBuffer);
        at = 0;
        end = count > 0 ? static_cast<std::size_t>(count) : 0;
        return end > 0;
    }
};

LineFile::LineFile(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
LineFile::~LineFile() = default;

std::unique_ptr<LineFile> LineFile::open(const fs::path& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) return nullptr;
    auto impl = std::make_unique<Impl>();
    impl->file = ::gzdopen(fd, "rb");
    if (impl->file == nullptr) {
        ::close(fd);
        return nullptr;
    }
    return std::unique_ptr<LineFile>(new LineFile(std::move(impl)));
}

std::optional<std::string> LineFile::next() {
    std::string line;
    while (true) {
        if (impl_->at == impl_->end && !impl_->fill()) return std::nullopt;
        const char* const from = impl_->buffer.data() + impl_->at;
        const std::string_view piece(from, impl_->end - impl_->at);
        const std::size_t newline = piece.find('\n');
        const std::string_view part = piece.substr(0, newline);
        const std::size_t taken = part.size() + (newline == std::string_view::npos ? 0 : 1);
        impl_->at += taken;
        read_bytes_ += taken;
        line.append(part.substr(0, kMaxLineBytes - std::min(line.size(), kMaxLineBytes)));
        if (newline != std::string_view::npos) return line;
    }
}

}  // namespace i2m
