#include "net/ws_frame.h"

#include <fmt/format.h>

#include <cstring>

namespace twinleg::net {
namespace {

constexpr std::size_t kMaxControl = 125;

bool is_control(WsOpcode opcode) {
    return static_cast<std::uint8_t>(opcode) >= 8;
}

bool is_known(std::uint8_t opcode) {
    return opcode <= 2 || (opcode >= 8 && opcode <= 10);
}

std::uint64_t big_endian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (const char c : bytes)
        value = value << 8 | static_cast<unsigned char>(c);
    return value;
}

void append_big_endian(std::string& out, std::uint64_t value, int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
        out += static_cast<char>(value >> shift & 0xff);
}

// XORs eight bytes at a time; megabytes pass through here.
void apply_mask(std::span<char> data, const std::array<char, 4>& mask) {
    std::uint64_t wide = 0;
    std::memcpy(&wide, mask.data(), 4);
    wide |= wide << 32;
    std::size_t i = 0;
    for (; i + 8 <= data.size(); i += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, data.data() + i, 8);
        word ^= wide;
        std::memcpy(data.data() + i, &word, 8);
    }
    for (; i < data.size(); ++i)
        data[i] = static_cast<char>(data[i] ^ mask[i % 4]);
}

std::unexpected<WsViolation> violation(std::string what) {
    return std::unexpected{WsViolation{kCloseProtocol, std::move(what)}};
}

}  // namespace

void append_ws_frame(std::string& out, WsOpcode opcode, std::string_view payload,
                     std::optional<std::array<char, 4>> mask) {
    out += static_cast<char>(0x80 | static_cast<std::uint8_t>(opcode));
    const unsigned masked = mask ? 0x80 : 0;
    if (payload.size() <= 125) {
        out += static_cast<char>(masked | payload.size());
    } else if (payload.size() <= 0xffff) {
        out += static_cast<char>(masked | 126);
        append_big_endian(out, payload.size(), 2);
    } else {
        out += static_cast<char>(masked | 127);
        append_big_endian(out, payload.size(), 8);
    }
    if (mask) out.append(mask->data(), mask->size());
    const auto begin = out.size();
    out += payload;
    if (mask) apply_mask(std::span{out}.subspan(begin), *mask);
}

std::string ws_close_payload(int code, std::string_view reason) {
    std::string out;
    append_big_endian(out, static_cast<std::uint64_t>(code), 2);
    // Cut where a character begins, so that it stays UTF-8.
    auto size = std::min(reason.size(), kMaxControl - 2);
    while (size > 0 && size < reason.size() &&
           (static_cast<unsigned char>(reason[size]) & 0xc0) == 0x80)
        --size;
    out += reason.substr(0, size);
    return out;
}

std::optional<WsClose> parse_ws_close(std::string_view payload) {
    if (payload.empty()) return WsClose{};
    if (payload.size() == 1) return std::nullopt;
    const auto code = static_cast<int>(big_endian(payload.substr(0, 2)));
    const bool defined = (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014);
    const bool private_use = code >= 3000 && code <= 4999;
    const auto reason = payload.substr(2);
    if ((!defined && !private_use) || !is_utf8(reason)) return std::nullopt;
    return WsClose{code, std::string{reason}};
}

bool is_utf8(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    std::size_t i = 0;
    while (i < text.size()) {
        // Eight ASCII bytes at once: nearly everything here is.
        if (i + 8 <= text.size()) {
            std::uint64_t word = 0;
            std::memcpy(&word, text.data() + i, 8);
            if ((word & 0x8080808080808080) == 0) {
                i += 8;
                continue;
            }
        }
        const unsigned first = byte(i);
        if (first < 0x80) {
            ++i;
            continue;
        }
        const std::size_t more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
        if (first < 0xc2 || first > 0xf4 || i + more >= text.size()) return false;
        for (std::size_t k = 1; k <= more; ++k)
            if ((byte(i + k) & 0xc0) != 0x80) return false;
        const unsigned second = byte(i + 1);
        const bool overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
        const bool surrogate = first == 0xed && second >= 0xa0;
        const bool beyond = first == 0xf4 && second >= 0x90;
        if (overlong || surrogate || beyond) return false;
        i += more + 1;
    }
    return true;
}

std::expected<std::optional<WsReader::FrameHeader>, WsViolation> WsReader::header(
    std::string_view bytes) const {
    if (bytes.size() < 2) return std::nullopt;
    const auto first = static_cast<unsigned char>(bytes[0]);
    const auto second = static_cast<unsigned char>(bytes[1]);
    const std::uint8_t code = first & 0x0f;
    const bool masked = (second & 0x80) != 0;
    if ((first & 0x70) != 0) return violation("a reserved bit is set, and no extension agreed");
    if (!is_known(code)) return violation(fmt::format("opcode {} is none", code));
    if (masked != (role_ == WsRole::server))
        return violation(masked ? "a server's frame is masked" : "a client's frame is not masked");

    FrameHeader frame{.opcode = static_cast<WsOpcode>(code), .last = (first & 0x80) != 0};
    const unsigned short_size = second & 0x7f;
    if (is_control(frame.opcode) && (!frame.last || short_size > kMaxControl))
        return violation("a control frame is fragmented or longer than 125 bytes");
    if (!is_control(frame.opcode) && fragment_.has_value() != (code == 0))
        return violation(fragment_ ? "a message begins inside another"
                                   : "a continuation continues nothing");

    const std::size_t size_bytes = short_size == 127 ? 8 : short_size == 126 ? 2 : 0;
    frame.header_size = 2 + size_bytes + (masked ? 4 : 0);
    if (bytes.size() < frame.header_size) return std::nullopt;
    const auto size = size_bytes == 0 ? short_size : big_endian(bytes.substr(2, size_bytes));
    const auto held = fragment_ && !is_control(frame.opcode) ? parts_.size() : 0;
    if (size > max_message_ || held + size > max_message_)
        return std::unexpected{WsViolation{
            kCloseTooBig, fmt::format("a message of {} bytes or more is above the limit of {}",
                                      size > max_message_ ? size : held + size, max_message_)}};
    frame.payload_size = size;
    if (masked) std::memcpy(frame.mask.data(), bytes.data() + 2 + size_bytes, 4);
    return frame;
}

std::expected<WsMessage, WsViolation> WsReader::whole(WsOpcode opcode, std::span<char> data) const {
    if (opcode == WsOpcode::text && !is_utf8({data.data(), data.size()}))
        return std::unexpected{WsViolation{kCloseBadText, "a text message is not UTF-8"}};
    return WsMessage{opcode, data};
}

std::expected<std::optional<WsMessage>, WsViolation> WsReader::next(Buffer& input) {
    for (;;) {
        const auto found = header(input.view());
        if (!found) return std::unexpected{found.error()};
        if (!*found) return std::nullopt;
        const FrameHeader& frame = **found;
        const auto frame_size = frame.header_size + frame.payload_size;
        if (input.size() < frame_size) return std::nullopt;

        const auto payload = input.bytes().subspan(frame.header_size, frame.payload_size);
        if (role_ == WsRole::server) apply_mask(payload, frame.mask);
        const bool alone = frame.last && frame.opcode != WsOpcode::continuation;
        if (alone) {
            done_with_ = frame_size;
            return whole(frame.opcode, payload);
        }

        parts_.append({payload.data(), payload.size()});
        input.consume(frame_size);
        if (!fragment_) fragment_ = frame.opcode;
        if (frame.last) {
            parts_given_ = true;
            return whole(*fragment_, parts_.bytes());
        }
    }
}

void WsReader::finish(Buffer& input) {
    if (parts_given_) {
        parts_.clear();
        fragment_.reset();
        parts_given_ = false;
        return;
    }
    input.consume(done_with_);
    done_with_ = 0;
}

}  // namespace twinleg::net
