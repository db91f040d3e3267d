// Any bytes as an event and as a command: no crash, and what decodes encodes to the same bytes.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <span>
#include <vector>

#include "store/codec.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace twinleg::store;
    const std::span bytes(reinterpret_cast<const std::byte*>(data), size);
    const auto same = [&](const auto& value) {
        std::vector<std::byte> again;
        encode(value, again);
        if (again.size() != size || std::memcmp(again.data(), data, size) != 0) std::abort();
    };
    Scratch scratch;
    if (const auto event = decode_event(bytes, scratch)) same(*event);
    if (const auto command = CommandDecoder::decode(bytes)) same(*command);
    return 0;
}
