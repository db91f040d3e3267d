#pragma once
// Events and commands as bytes, exact and for ever: what one build writes every build reads, and
// equal values have equal bytes.
//
// Grammar (little-endian, no padding, no alignment):
//
//   event    := time:i64 kind:u8 more:bool body          kinds: store/fields.h
//   command  := kind:u8 body
//   body     := the fields of the struct, in the order in which store/fields.h lists them; a last
//               one that is a tail is left out while it is zero
//   list     := count:u32 item*count
//   text     := length:u8 byte*length                    ids; at most 48 bytes
//   string   := length:u32 byte*length                   sentences
//   bool     := 0x00 | 0x01
//   enum     := u8, one of the enumerators' values
//   double   := its IEEE 754 bits as u64
//   Price, Quantity, Ratio, Time, Duration, nonce := i64   Notional, Base := i128
//
// There is exactly one spelling of a value: decoding refuses every other (a bool of 2, an unknown
// enumerator, bytes left over), so whatever decodes encodes to the same bytes again.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/command.h"
#include "core/event.h"
#include "core/result.h"

namespace twinleg::store {

// Raised with every change of the grammar; a reader refuses the versions it does not know, and
// reads all that were before its own. 2: dead man's switches, nonces of several keys. 3: settings
// asked for on the way, who asked, outlooks.
inline constexpr std::uint32_t kCodecVersion = 3;

// The exact number of bytes encode() writes.
std::size_t encoded_size(const Event& event);
std::size_t encoded_size(const Command& command);

// Writes encoded_size() bytes at the front of `out`, and returns their number. Allocates nothing.
// `out` must be large enough (CHECK).
std::size_t encode(const Event& event, std::span<std::byte> out);
std::size_t encode(const Command& command, std::span<std::byte> out);

// Appends to `out`; allocates nothing while its capacity suffices.
void encode(const Event& event, std::vector<std::byte>& out);
void encode(const Command& command, std::vector<std::byte>& out);

// Where the lists of decoded events live: reuse one, and decoding allocates nothing in the long
// run.
struct Scratch {
    std::vector<Level> bids;
    std::vector<Level> asks;
    std::vector<OpenOrder> orders;
    std::vector<Fill> fills;
    std::vector<PositionEntry> positions;
};

// The spans of the event point into `scratch`, until its next use. Any bytes may be given: a length
// is believed only as far as there are bytes behind it.
// Errors: malformed, naming the field and the offset.
Result<Event> decode_event(std::span<const std::byte> bytes, Scratch& scratch);

// A friend of Approved: an order read back was approved when it was written. What is decoded is
// compared, shown or handed to simulated venues; nothing here sends.
class CommandDecoder {
public:
    // Errors: malformed, naming the field and the offset.
    static Result<Command> decode(std::span<const std::byte> bytes);
};

}  // namespace twinleg::store
