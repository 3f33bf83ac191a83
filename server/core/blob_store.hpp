// blob_store.hpp - where images and models are kept, named by their content.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/bytes.hpp"

namespace i2m {

/// The name and the size of a blob.
struct BlobInfo {
    std::string sha256;  ///< 64 lower-case hexadecimal digits
    std::uint64_t size_bytes = 0;

    friend bool operator==(const BlobInfo& a, const BlobInfo& b) { return a.sha256 == b.sha256 && a.size_bytes == b.size_bytes; }
};

/// A blob on its way in: write()..., finish(), then BlobStore::commit(). Destroyed before commit() it leaves
/// nothing behind. After commit() it pins its blob: remove_orphan() spares the blob while the writer lives,
/// so keep it until the row that names the blob is stored, and no longer. One thread at a time. Throws
/// StorageError (StorageFull when the disk is).
class BlobWriter {
public:
    virtual ~BlobWriter() = default;
    BlobWriter(const BlobWriter&) = delete;
    BlobWriter& operator=(const BlobWriter&) = delete;

    /// Appends. Not after finish().
    virtual void write(ByteView bytes) = 0;
    /// Ends the content and names it. A second call gives the same.
    virtual const BlobInfo& finish() = 0;
    /// What was written so far.
    [[nodiscard]] virtual std::uint64_t size_bytes() const = 0;
    /// The whole content, after finish(); mapped, not copied, where the store can. Valid while the writer
    /// lives.
    [[nodiscard]] virtual ByteView view() = 0;
    /// Says that the view is no longer looked at, so that a form of many images needs room for one at a time. view() may be
    /// asked again.
    virtual void end_view() {}

protected:
    BlobWriter() = default;
};

/// An open blob; stays readable even when the blob is removed meanwhile. read() is safe from several threads.
class BlobReader {
public:
    virtual ~BlobReader() = default;
    BlobReader(const BlobReader&) = delete;
    BlobReader& operator=(const BlobReader&) = delete;

    [[nodiscard]] virtual std::uint64_t size_bytes() const = 0;
    /// Reads up to `out.size()` bytes from `offset`; returns how many (0 at the end). Throws StorageError.
    virtual std::size_t read(std::uint64_t offset, std::span<std::uint8_t> out) const = 0;

protected:
    BlobReader() = default;
};

/// All content of `reader`, for blobs that the caller knows to be small enough.
[[nodiscard]] Bytes read_all(const BlobReader& reader);

/// Content-addressed storage. The same content is kept once. Safe from any thread. Throws StorageError.
class BlobStore {
public:
    virtual ~BlobStore() = default;

    [[nodiscard]] virtual std::unique_ptr<BlobWriter> begin() = 0;

    /// Makes finished writers of this store durable under their names: when it returns, the contents and the
    /// names survive a power cut. All or some may be there when it throws; what has no row is swept later.
    /// Committing twice does no harm.
    virtual void commit(std::span<BlobWriter* const> writers) = 0;
    void commit(BlobWriter& writer) {
        BlobWriter* one[] = {&writer};
        commit(one);
    }

    /// nullptr when there is no such blob, or `sha256` is not 64 hexadecimal digits.
    [[nodiscard]] virtual std::unique_ptr<BlobReader> open(std::string_view sha256) const = 0;

    /// Removes the blob when `is_orphan()` says so; while a living writer pins it, the last of them asks and
    /// removes. No commit() happens while `is_orphan` is asked, so a blob that is being uploaded again is never
    /// lost. True when it was removed at once. `is_orphan` must not call the store, and what it refers to must
    /// outlive the store.
    virtual bool remove_orphan(std::string_view sha256, const std::function<bool()>& is_orphan) = 0;

    /// Names of all blobs, in no order.
    [[nodiscard]] virtual std::vector<std::string> list() const = 0;

    /// Removes what unfinished writers of earlier runs left behind; never a living writer's. Returns how
    /// many.
    virtual std::size_t sweep_unfinished() = 0;

    /// Bytes that can still be written.
    [[nodiscard]] virtual std::uint64_t free_bytes() const = 0;
};

}  // namespace i2m
