// Any bytes as a recording: no crash, and times never go back. The first byte says what they are:
// a file of any form (ours, collectors' frames, CSV, packed or plain), or a block of the compact
// form, which a checksum and zstd would keep from changes otherwise.

#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/must.h"
#include "replay/compact.h"
#include "replay/compact_code.h"
#include "replay/input.h"
#include "venues/edgex/wire.h"
#include "venues/lighter/wire.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using namespace twinleg;

using fuzz::must;

// A file without a disk.
class MemoryFile {
public:
    explicit MemoryFile(std::string_view bytes) : descriptor_(::memfd_create("recording", 0)) {
        must(descriptor_ >= 0);
        must(::write(descriptor_, bytes.data(), bytes.size()) ==
             static_cast<ssize_t>(bytes.size()));
    }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    ~MemoryFile() { ::close(descriptor_); }

    std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

private:
    int descriptor_;
};

std::uint32_t crc(std::string_view bytes, std::uint32_t before = 0) {
    return static_cast<std::uint32_t>(::crc32(before, reinterpret_cast<const Bytef*>(bytes.data()),
                                              static_cast<uInt>(bytes.size())));
}

template <typename T>
std::string_view bytes_of(const T& value) {
    return {reinterpret_cast<const char*>(&value), sizeof value};
}

std::string packed(std::string_view raw) {
    std::string out(::ZSTD_compressBound(raw.size()), '\0');
    out.resize(::ZSTD_compress(out.data(), out.size(), raw.data(), raw.size(), 1));
    return out;
}

// A compact recording whose only block is `raw`.
std::string with_block(std::string_view raw) {
    const std::string head = replay::Facts{}.to_text();
    const std::string block = packed(raw);
    replay::code::BlockHead place{.packed = static_cast<std::uint32_t>(block.size()),
                                  .raw = static_cast<std::uint32_t>(raw.size())};
    place.crc = crc(block, crc(bytes_of(place)));
    const auto head_size = static_cast<std::uint32_t>(head.size());

    std::string out{replay::kCompactMagic};
    out += bytes_of(head_size);
    out += bytes_of(crc(head));
    out += head;
    out += bytes_of(place);
    return out + block;
}

void read(const std::string& path) {
    auto facts = replay::probe(path);
    if (!facts) {
        must(!facts.error().message.empty());
        return;
    }
    facts->make_decoder =
        facts->venue == "edgex" ? venues::edgex::make_decoder : venues::lighter::make_decoder;
    const auto reader = replay::open_reader(path, InstrumentId{3}, *facts);
    if (!reader) return;
    Event event;
    Time last;
    std::size_t levels = 0;  // each is looked at: a span that leads nowhere is found here
    const auto look = [&levels](std::span<const Level> side) {
        for (const Level& level : side)
            if (!level.price.is_zero()) ++levels;
    };
    while ((*reader)->next(event)) {
        must(event.time.ns >= last.ns);
        last = event.time;
        if (const auto* delta = std::get_if<BookDelta>(&event.what)) {
            look(delta->bids);
            look(delta->asks);
        } else if (const auto* book = std::get_if<BookSnapshot>(&event.what)) {
            look(book->bids);
            look(book->asks);
        }
    }
    must(levels <= (*reader)->stats().events);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view bytes{reinterpret_cast<const char*>(data) + 1, size - 1};
    const MemoryFile file{data[0] % 2 == 0 ? std::string{bytes} : with_block(bytes)};
    read(file.path());
    return 0;
}
