// memory_blob_store.cpp - the blob store's promises without a disk.
#include "tests/support/memory_blob_store.hpp"

#include <algorithm>
#include <cassert>

#include "server/core/storage_error.hpp"
#include "shared/base/sha256.hpp"

namespace i2m::test {
namespace {

using State = MemoryBlobStore::State;

class MemoryBlobWriter final : public BlobWriter {
public:
    MemoryBlobWriter(std::shared_ptr<State> state, std::atomic<std::uint64_t>& bytes_left)
        : state_(std::move(state)), bytes_left_(bytes_left) {}
    ~MemoryBlobWriter() override {
        if (!is_committed_) return;
        const std::scoped_lock lock(state_->mutex);
        const IsOrphan wish = state_->pins.unpin(info_.sha256);
        if (wish && wish()) state_->blobs.erase(info_.sha256);
    }

    void write(ByteView bytes) override {
        assert(info_.sha256.empty());
        if (bytes.size() > bytes_left_) throw StorageError(ErrorCode::StorageFull, "no space left");
        bytes_left_ -= bytes.size();
        content_->insert(content_->end(), bytes.begin(), bytes.end());
    }
    const BlobInfo& finish() override {
        if (info_.sha256.empty()) info_ = {sha256_hex(*content_), content_->size()};
        return info_;
    }
    [[nodiscard]] std::uint64_t size_bytes() const override { return content_->size(); }
    [[nodiscard]] ByteView view() override { return *content_; }

    /// The state's mutex is held.
    void publish() {
        assert(!info_.sha256.empty());
        if (is_committed_) return;
        state_->blobs[info_.sha256] = content_;
        state_->pins.pin(info_.sha256);
        is_committed_ = true;
    }

private:
    std::shared_ptr<State> state_;
    std::atomic<std::uint64_t>& bytes_left_;
    std::shared_ptr<Bytes> content_ = std::make_shared<Bytes>();
    BlobInfo info_;
    bool is_committed_ = false;
};

class MemoryBlobReader final : public BlobReader {
public:
    explicit MemoryBlobReader(std::shared_ptr<const Bytes> content) : content_(std::move(content)) {}
    [[nodiscard]] std::uint64_t size_bytes() const override { return content_->size(); }
    std::size_t read(std::uint64_t offset, std::span<std::uint8_t> out) const override {
        if (offset >= content_->size()) return 0;
        const std::size_t count = std::min(out.size(), content_->size() - static_cast<std::size_t>(offset));
        std::copy_n(content_->begin() + static_cast<std::ptrdiff_t>(offset), count, out.begin());
        return count;
    }

private:
    std::shared_ptr<const Bytes> content_;
};

}  // namespace

std::unique_ptr<BlobWriter> MemoryBlobStore::begin() { return std::make_unique<MemoryBlobWriter>(state_, bytes_left_); }

void MemoryBlobStore::commit(std::span<BlobWriter* const> writers) {
    if (failing_commits_ > 0) {
        --failing_commits_;
        throw StorageError(ErrorCode::Internal, "the disk is broken");
    }
    const std::scoped_lock lock(state_->mutex);
    for (BlobWriter* writer : writers) static_cast<MemoryBlobWriter*>(writer)->publish();
}

std::unique_ptr<BlobReader> MemoryBlobStore::open(std::string_view sha256) const {
    const std::scoped_lock lock(state_->mutex);
    const auto blob = state_->blobs.find(sha256);
    if (blob == state_->blobs.end()) return nullptr;
    return std::make_unique<MemoryBlobReader>(blob->second);
}

bool MemoryBlobStore::remove_orphan(std::string_view sha256, const std::function<bool()>& is_orphan) {
    const std::scoped_lock lock(state_->mutex);
    const auto blob = state_->blobs.find(sha256);
    if (blob == state_->blobs.end() || state_->pins.defer(sha256, is_orphan) || !is_orphan()) return false;
    state_->blobs.erase(blob);
    return true;
}

std::vector<std::string> MemoryBlobStore::list() const {
    const std::scoped_lock lock(state_->mutex);
    std::vector<std::string> names;
    for (const auto& [name, content] : state_->blobs) names.push_back(name);
    return names;
}

}  // namespace i2m::test
