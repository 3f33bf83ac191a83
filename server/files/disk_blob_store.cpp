// disk_blob_store.cpp - write to incoming/, fsync, rename into blobs/, fsync the folder.
#include "server/files/disk_blob_store.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cassert>
#include <cerrno>
#include <future>
#include <map>
#include <mutex>
#include <set>
#include <string>

#include "server/files/file_descriptor.hpp"
#include "server/files/removal_lock.hpp"
#include "server/files/sha256_stream.hpp"

namespace i2m {
namespace {

namespace fs = std::filesystem;

bool is_sha256(std::string_view name) {
    return name.size() == 64 &&
           std::all_of(name.begin(), name.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

/// Names in `folder`, in no order.
std::vector<std::string> names_in(const fs::path& folder) {
    std::error_code error;
    std::vector<std::string> names;
    for (auto entry = fs::directory_iterator(folder, error); !error && entry != fs::directory_iterator();
         entry.increment(error)) {
        names.push_back(entry->path().filename().string());
    }
    if (error) throw StorageError(ErrorCode::Internal, "list " + folder.string() + ": " + error.message());
    return names;
}

/// What writers and their store share; lives as long as the last of them.
struct Shared {
    std::mutex mutex;
    std::map<std::string, int, std::less<>> pins;       ///< committed blobs of living writers; guarded by mutex
    std::set<std::string, std::less<>> incoming_names;  ///< of living writers; guarded by mutex
};

class DiskBlobWriter final : public BlobWriter {
public:
    DiskBlobWriter(std::shared_ptr<Shared> shared, fs::path path, FileDescriptor file)
        : shared_(std::move(shared)), path_(std::move(path)), file_(std::move(file)) {}

    ~DiskBlobWriter() override {
        DiskBlobWriter::end_view();
        if (!is_committed_) ::unlink(path_.c_str());
        const std::scoped_lock lock(shared_->mutex);
        shared_->incoming_names.erase(path_.filename().string());
        if (!is_committed_) return;
        const auto pin = shared_->pins.find(info_.sha256);
        if (--pin->second == 0) shared_->pins.erase(pin);
    }

    void write(ByteView bytes) override {
        assert(!is_finished_);
        write_all(file_, bytes, path_);
        hash_.update(bytes);
        size_bytes_ += bytes.size();
    }

    const BlobInfo& finish() override {
        if (!is_finished_) {
            info_ = {hash_.finish(), size_bytes_};
            is_finished_ = true;
            // The disk may begin with what commit() will wait for; a failure shows there.
            (void)::sync_file_range(file_.get(), 0, 0, SYNC_FILE_RANGE_WRITE);
        }
        return info_;
    }

    [[nodiscard]] std::uint64_t size_bytes() const override { return size_bytes_; }

    [[nodiscard]] ByteView view() override {
        assert(is_finished_);
        if (size_bytes_ == 0) return {};
        if (mapping_ == nullptr) {
            void* const mapped =
                ::mmap(nullptr, static_cast<std::size_t>(size_bytes_), PROT_READ, MAP_PRIVATE | MAP_POPULATE, file_.get(), 0);
            if (mapped == MAP_FAILED) throw_errno("mmap", path_);
            mapping_ = mapped;
        }
        return {static_cast<const std::uint8_t*>(mapping_), static_cast<std::size_t>(size_bytes_)};
    }

    void end_view() override {
        if (mapping_ != nullptr) ::munmap(mapping_, static_cast<std::size_t>(size_bytes_));
        mapping_ = nullptr;
    }

    void sync() const { sync_file(file_, path_); }

    /// Gives the content its name. The store's mutex is held.
    void publish(const fs::path& folder) {
        if (is_committed_) return;
        const fs::path target = folder / info_.sha256;
        if (::rename(path_.c_str(), target.c_str()) != 0) throw_errno("rename", path_);
        is_committed_ = true;
        ++shared_->pins[info_.sha256];
    }

    [[nodiscard]] bool is_committed() const { return is_committed_; }
    [[nodiscard]] bool is_finished() const { return is_finished_; }

private:
    std::shared_ptr<Shared> shared_;
    fs::path path_;
    FileDescriptor file_;
    Sha256Stream hash_;
    std::uint64_t size_bytes_ = 0;
    BlobInfo info_;
    void* mapping_ = nullptr;
    bool is_finished_ = false;
    bool is_committed_ = false;
};

/// Waits until all contents are on the disk. fsyncs that wait at the same time share the journal's commits, so each file has a
/// thread: 25 files took 10 ms; 20 with eight threads, 96 with one (ext4, a busy machine of 2 cores).
void sync_all(const std::vector<DiskBlobWriter*>& writers) {
    constexpr std::size_t kMostThreads = 32;
    const std::size_t threads = std::min(writers.size(), kMostThreads);
    std::vector<std::future<void>> parts;
    for (std::size_t first = 1; first < threads; ++first) {
        parts.push_back(std::async(std::launch::async, [&writers, first, threads] {
            for (std::size_t i = first; i < writers.size(); i += threads) writers[i]->sync();
        }));
    }
    for (std::size_t i = 0; i < writers.size(); i += threads) writers[i]->sync();
    for (std::future<void>& part : parts) part.get();
}

class DiskBlobReader final : public BlobReader {
public:
    DiskBlobReader(FileDescriptor file, std::uint64_t size_bytes, fs::path path)
        : file_(std::move(file)), size_bytes_(size_bytes), path_(std::move(path)) {}

    [[nodiscard]] std::uint64_t size_bytes() const override { return size_bytes_; }

    std::size_t read(std::uint64_t offset, std::span<std::uint8_t> out) const override {
        if (offset >= size_bytes_) return 0;
        for (;;) {
            const ssize_t got = ::pread(file_.get(), out.data(), out.size(), static_cast<off_t>(offset));
            if (got >= 0) return static_cast<std::size_t>(got);
            if (errno != EINTR) throw_errno("read", path_);
        }
    }

private:
    FileDescriptor file_;
    std::uint64_t size_bytes_;
    fs::path path_;
};

class DiskBlobStore final : public BlobStore {
public:
    explicit DiskBlobStore(const fs::path& folder) : folder_(folder), blobs_(folder / "blobs"), incoming_(folder / "incoming") {
        for (const fs::path& path : {folder, blobs_, incoming_}) {
            if (::mkdir(path.c_str(), 0700) == 0) {
                sync_folder(path.has_parent_path() ? path.parent_path() : fs::path("."));
            } else if (errno != EEXIST) {
                throw_errno("mkdir", path);
            }
        }
    }

    [[nodiscard]] std::unique_ptr<BlobWriter> begin() override {
        for (;;) {
            const std::string name = std::to_string(::getpid()) + "-" + std::to_string(next_++);
            {
                const std::scoped_lock lock(shared_->mutex);
                shared_->incoming_names.insert(name);
            }
            const fs::path path = incoming_ / name;
            FileDescriptor file(::open(path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600));
            if (file.is_open()) return std::make_unique<DiskBlobWriter>(shared_, path, std::move(file));
            const int number = errno;
            {
                const std::scoped_lock lock(shared_->mutex);
                shared_->incoming_names.erase(name);
            }
            errno = number;
            if (number != EEXIST) throw_errno("create", path);
        }
    }

    void commit(std::span<BlobWriter* const> writers) override {
        std::vector<DiskBlobWriter*> open;
        for (BlobWriter* writer : writers) {
            auto* const ours = static_cast<DiskBlobWriter*>(writer);
            assert(ours->is_finished());
            if (!ours->is_committed()) open.push_back(ours);
        }
        sync_all(open);
        {
            const std::scoped_lock lock(shared_->mutex);
            for (DiskBlobWriter* writer : open) writer->publish(blobs_);
        }
        if (!open.empty()) sync_folder(blobs_);
    }
    using BlobStore::commit;

    [[nodiscard]] std::unique_ptr<BlobReader> open(std::string_view sha256) const override {
        if (!is_sha256(sha256)) return nullptr;
        const fs::path path = blobs_ / sha256;
        FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
        if (!file.is_open() && errno == ENOENT) return nullptr;
        if (!file.is_open()) throw_errno("open", path);
        struct stat status = {};
        if (::fstat(file.get(), &status) != 0) throw_errno("stat", path);
        return std::make_unique<DiskBlobReader>(std::move(file), static_cast<std::uint64_t>(status.st_size), path);
    }

    bool remove_orphan(std::string_view sha256, const std::function<bool()>& is_orphan) override {
        if (!is_sha256(sha256)) return false;
        const std::scoped_lock lock(shared_->mutex);
        if (shared_->pins.contains(sha256) || !is_orphan()) return false;
        // While a backup reads, nothing goes; what has no row by then is swept later.
        const RemovalPass pass(folder_);
        if (!pass.is_granted()) return false;
        const fs::path path = blobs_ / sha256;
        if (::unlink(path.c_str()) == 0) return true;
        if (errno != ENOENT) throw_errno("remove", path);
        return false;
    }

    [[nodiscard]] std::vector<std::string> list() const override {
        std::vector<std::string> names = names_in(blobs_);
        std::erase_if(names, [](const std::string& name) { return !is_sha256(name); });
        return names;
    }

    std::size_t sweep_unfinished() override {
        std::size_t removed = 0;
        for (const std::string& name : names_in(incoming_)) {
            const std::scoped_lock lock(shared_->mutex);
            if (!shared_->incoming_names.contains(name) && ::unlink((incoming_ / name).c_str()) == 0) ++removed;
        }
        return removed;
    }

    [[nodiscard]] std::uint64_t free_bytes() const override {
        struct statvfs status = {};
        if (::statvfs(blobs_.c_str(), &status) != 0) throw_errno("statvfs", blobs_);
        return std::uint64_t{status.f_bavail} * status.f_frsize;
    }

private:
    fs::path folder_;
    fs::path blobs_;
    fs::path incoming_;
    std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
    std::atomic<std::uint64_t> next_{0};
};

}  // namespace

std::unique_ptr<BlobStore> open_disk_blob_store(const fs::path& folder) { return std::make_unique<DiskBlobStore>(folder); }

}  // namespace i2m
