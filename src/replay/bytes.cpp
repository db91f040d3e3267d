#include "replay/bytes.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "core/check.h"

namespace twinleg::replay {
namespace {

constexpr std::size_t kChunk = 256 * 1024;

std::unexpected<Error> system_error(const std::string& path, std::string_view what) {
    return fail(Errc::io, path + ": cannot " + std::string{what} + ": " + std::strerror(errno));
}

class File {
public:
    explicit File(int descriptor) : descriptor_(descriptor) {}
    File(File&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    ssize_t read(std::span<char> out) const {
        ssize_t got = 0;
        do {
            got = ::read(descriptor_, out.data(), out.size());
        } while (got < 0 && errno == EINTR);
        return got;
    }
    std::uint64_t size() const {
        struct stat status{};
        return ::fstat(descriptor_, &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
    }

private:
    int descriptor_;
};

// The packed bytes, a chunk at a time.
class Packed {
public:
    Packed(File file, std::string path)
        : path_(std::move(path)), file_(std::move(file)), chunk_(kChunk), size_(file_.size()) {}

    // What is not used yet; empty only at the end of the file.
    Result<std::span<const char>> rest() {
        if (at_ == end_) {
            const ssize_t got = file_.read(chunk_);
            if (got < 0) return system_error(path_, "read");
            at_ = 0;
            end_ = static_cast<std::size_t>(got);
            taken_ += end_;
        }
        return std::span<const char>{chunk_.data() + at_, end_ - at_};
    }
    void use(std::size_t count) { at_ += count; }

    const std::string& path() const { return path_; }
    std::uint64_t position() const { return taken_ - (end_ - at_); }
    std::uint64_t size() const { return size_; }

private:
    std::string path_;
    File file_;
    std::vector<char> chunk_;
    std::size_t at_{0};
    std::size_t end_{0};
    std::uint64_t taken_{0};
    std::uint64_t size_;
};

class Unpacker : public ByteSource {
public:
    explicit Unpacker(Packed packed) : packed_(std::move(packed)) {}
    std::uint64_t position() const override { return packed_.position(); }
    std::uint64_t size() const override { return packed_.size(); }

    Result<std::size_t> read(std::span<char> out) override {
        if (error_) return std::unexpected{*error_};
        auto got = unpack(out);
        if (!got) error_ = got.error();
        return got;
    }

protected:
    virtual Result<std::size_t> unpack(std::span<char> out) = 0;
    std::unexpected<Error> damaged(std::string_view why) const {
        return fail(Errc::corrupt, packed_.path() + ": " + std::string{why});
    }
    Packed packed_;

private:
    std::optional<Error> error_;
};

class Plain : public Unpacker {
public:
    using Unpacker::Unpacker;

protected:
    Result<std::size_t> unpack(std::span<char> out) override {
        const auto rest = packed_.rest();
        if (!rest) return std::unexpected{rest.error()};
        const std::size_t count = std::min(out.size(), rest->size());
        if (count != 0) std::memcpy(out.data(), rest->data(), count);
        packed_.use(count);
        return count;
    }
};

class Gzip : public Unpacker {
public:
    explicit Gzip(Packed packed) : Unpacker(std::move(packed)) {
        CHECK(::inflateInit2(&stream_, 15 + 32) == Z_OK);
    }
    ~Gzip() override { ::inflateEnd(&stream_); }
    Gzip(const Gzip&) = delete;
    Gzip& operator=(const Gzip&) = delete;

protected:
    Result<std::size_t> unpack(std::span<char> out) override {
        stream_.next_out = reinterpret_cast<Bytef*>(out.data());
        stream_.avail_out = static_cast<uInt>(out.size());
        while (stream_.avail_out == out.size()) {
            const auto rest = packed_.rest();
            if (!rest) return std::unexpected{rest.error()};
            if (rest->empty()) {
                if (between_members_) return 0;
                return damaged("the gzip data ends too early: the file is cut off");
            }
            stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(rest->data()));
            stream_.avail_in = static_cast<uInt>(rest->size());
            between_members_ = false;
            const int code = ::inflate(&stream_, Z_NO_FLUSH);
            packed_.use(rest->size() - stream_.avail_in);
            if (code == Z_STREAM_END) {
                between_members_ = true;
                ::inflateReset(&stream_);
            } else if (code != Z_OK && code != Z_BUF_ERROR) {
                if (stream_.avail_out != out.size()) {
                    // What came out before is good; the error comes with the next call.
                    return out.size() - stream_.avail_out;
                }
                return damaged("the gzip data is damaged");
            }
        }
        return out.size() - stream_.avail_out;
    }

private:
    z_stream stream_{};
    bool between_members_{false};
};

class Zstd : public Unpacker {
public:
    explicit Zstd(Packed packed) : Unpacker(std::move(packed)), stream_(::ZSTD_createDStream()) {
        CHECK(stream_ != nullptr);
    }
    ~Zstd() override { ::ZSTD_freeDStream(stream_); }
    Zstd(const Zstd&) = delete;
    Zstd& operator=(const Zstd&) = delete;

protected:
    Result<std::size_t> unpack(std::span<char> out) override {
        ZSTD_outBuffer to{out.data(), out.size(), 0};
        while (to.pos == 0) {
            const auto rest = packed_.rest();
            if (!rest) return std::unexpected{rest.error()};
            if (rest->empty()) {
                if (between_frames_) return 0;
                return damaged("the zstd data ends too early: the file is cut off");
            }
            ZSTD_inBuffer from{rest->data(), rest->size(), 0};
            const std::size_t code = ::ZSTD_decompressStream(stream_, &to, &from);
            packed_.use(from.pos);
            if (::ZSTD_isError(code) != 0) return damaged("the zstd data is damaged");
            between_frames_ = code == 0;
        }
        return to.pos;
    }

private:
    ZSTD_DStream* stream_;
    bool between_frames_{false};
};

}  // namespace

Result<std::unique_ptr<ByteSource>> open_bytes(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return system_error(path, "open");
    Packed packed{File{descriptor}, path};
    const auto head = packed.rest();
    if (!head) return std::unexpected{head.error()};
    const auto starts = [&](std::initializer_list<unsigned char> magic) {
        return head->size() >= magic.size() &&
               std::equal(magic.begin(), magic.end(), head->begin(), [](unsigned char a, char b) {
                   return a == static_cast<unsigned char>(b);
               });
    };
    if (starts({0x1f, 0x8b})) return std::make_unique<Gzip>(std::move(packed));
    if (starts({0x28, 0xb5, 0x2f, 0xfd})) return std::make_unique<Zstd>(std::move(packed));
    return std::make_unique<Plain>(std::move(packed));
}

}  // namespace twinleg::replay
