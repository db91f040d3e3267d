#include "replay/recorder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <zstd.h>

#include <cerrno>
#include <vector>

#include "core/json_writer.h"
#include "store/civil.h"
#include "store/file.h"

namespace twinleg::replay {

namespace {

constexpr int kLevel = 3;  // the fastest that still halves what gzip leaves of JSON
constexpr std::int64_t kHourNs = 3'600'000'000'000;

std::string stem_of(const Facts& facts, Time time) {
    auto symbol = facts.symbol;
    for (char& c : symbol) {
        if (c == '/' || c == ':') c = '_';
    }
    const auto at = store::civil(time);
    return fmt::format("{}-{}-{:04}{:02}{:02}T{:02}{:02}{:02}", facts.venue, symbol, at.year,
                       at.month, at.day, at.hour, at.minute, at.second);
}

std::string head_line(const Facts& facts) {
    JsonWriter json;
    json.object().field("twinleg", "recording").field("head", facts.to_text()).end_object();
    return json.text();
}

void append_hex(std::string& out, std::span<const char> bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        out += kDigits[byte >> 4];
        out += kDigits[byte & 15];
    }
}

}  // namespace

// One zstd stream into one file.
struct Recorder::File {
    explicit File(store::File opened)
        : file(std::move(opened)), context(ZSTD_createCCtx()), buffer(ZSTD_CStreamOutSize()) {
        ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, kLevel);
        ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
    }
    ~File() { ZSTD_freeCCtx(context); }
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    // Answers the bytes that went to the file, or the system's error number below zero.
    std::int64_t put(std::string_view text, ZSTD_EndDirective how) {
        std::int64_t written = 0;
        ZSTD_inBuffer in{text.data(), text.size(), 0};
        for (;;) {
            ZSTD_outBuffer out{buffer.data(), buffer.size(), 0};
            const auto left = ZSTD_compressStream2(context, &out, &in, how);
            if (ZSTD_isError(left)) return -EIO;
            const std::span<const char> packed(buffer.data(), out.pos);
            if (const int failed = store::write_all(file.get(), std::as_bytes(packed)))
                return -failed;
            written += static_cast<std::int64_t>(out.pos);
            if (how == ZSTD_e_continue ? in.pos == in.size : left == 0) return written;
        }
    }

    store::File file;
    ZSTD_CCtx* context;
    std::vector<char> buffer;
};

Recorder::Recorder(std::filesystem::path directory, Facts facts)
    : directory_(std::move(directory)), facts_(std::move(facts)) {}

Recorder::~Recorder() {
    (void)close();
}

std::uint64_t Recorder::bytes() const {
    return bytes_;
}

Result<void> Recorder::open_new(Time received) {
    if (auto ended = close(); !ended) return ended;
    // Two starts within one second: the later one's name sorts behind.
    auto stem = stem_of(facts_, received);
    path_ = directory_ / (stem + ".jsonl.zst");
    std::error_code ignored;
    while (std::filesystem::exists(path_, ignored)) {
        stem += '~';
        path_ = directory_ / (stem + ".jsonl.zst");
    }
    auto file = store::File::open(path_, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC);
    if (!file) return std::unexpected{file.error()};
    file_ = std::make_unique<File>(std::move(*file));
    hour_ = received.ns / kHourNs;
    const auto head = std::to_string(received.ns) + " " + head_line(facts_) + "\n";
    const auto put = file_->put(head, ZSTD_e_continue);
    if (put < 0)
        return std::unexpected{store::system_error("write", path_, static_cast<int>(-put))};
    bytes_ += static_cast<std::uint64_t>(put);
    return {};
}

Result<void> Recorder::add(Time received, std::span<const char> frame, bool binary) {
    if (!file_ || received.ns / kHourNs != hour_) {
        if (auto opened = open_new(received); !opened) return opened;
    }
    line_ = std::to_string(received.ns);
    line_ += ' ';
    if (binary) {
        line_ += '#';
        append_hex(line_, frame);
    } else {
        // A frame is JSON: a line break in it can only be white space between tokens.
        for (const char c : frame)
            line_ += c == '\n' || c == '\r' ? ' ' : c;
    }
    line_ += '\n';
    const auto put = file_->put(line_, ZSTD_e_continue);
    if (put < 0)
        return std::unexpected{store::system_error("write", path_, static_cast<int>(-put))};
    bytes_ += static_cast<std::uint64_t>(put);
    ++frames_;
    return {};
}

Result<void> Recorder::flush() {
    if (!file_) return {};
    const auto put = file_->put({}, ZSTD_e_flush);
    if (put < 0)
        return std::unexpected{store::system_error("write", path_, static_cast<int>(-put))};
    bytes_ += static_cast<std::uint64_t>(put);
    return {};
}

Result<void> Recorder::close() {
    if (!file_) return {};
    const auto put = file_->put({}, ZSTD_e_end);
    file_.reset();
    if (put < 0)
        return std::unexpected{store::system_error("write", path_, static_cast<int>(-put))};
    bytes_ += static_cast<std::uint64_t>(put);
    return {};
}

}  // namespace twinleg::replay
