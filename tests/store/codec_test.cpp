#include "store/codec.h"

#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <filesystem>
#include <fstream>

#include "fuzz/journal_codec.cpp"
#include "store/journal_format.h"
#include "tests/store/random_values.h"

namespace twinleg::store {
namespace {

using Bytes = std::vector<std::byte>;

template <typename T>
Bytes bytes_of(const T& value) {
    Bytes out;
    encode(value, out);
    return out;
}

std::string hex(const Bytes& bytes) {
    std::string out;
    for (const std::byte byte : bytes) {
        constexpr const char* kDigits = "0123456789abcdef";
        out += kDigits[static_cast<unsigned>(byte) >> 4];
        out += kDigits[static_cast<unsigned>(byte) & 15];
    }
    return out;
}

// What builds before the second codec wrote: a question without a key.
TEST(Codec, ReadsAQuestionOfTheFirstCodecAndWritesItTheSame) {
    const Command first = Ask{.venue = {1}, .request = {7}, .what = Question::nonce};
    const Bytes old = bytes_of(first);
    const Command third = Ask{.venue = {1}, .request = {7}, .what = Question::nonce, .key = 2};

    const auto decoded = CommandDecoder::decode(old);

    EXPECT_EQ(hex(old), "0401070000000000000005000000000000000000000000000000000000");
    ASSERT_TRUE(decoded) << decoded.error().message;
    EXPECT_EQ(std::get<Ask>(*decoded).key, 0);
    EXPECT_EQ(bytes_of(third).size(), old.size() + 1);
    EXPECT_EQ(std::get<Ask>(*CommandDecoder::decode(bytes_of(third))).key, 2);
    Bytes spelled_out = old;
    spelled_out.push_back(std::byte{0});
    EXPECT_FALSE(CommandDecoder::decode(spelled_out)) << "zero has one spelling: none";
}

TEST(Codec, ReadsTheHeadersOfAllItsVersionsAndOfNoneToCome) {
    for (std::uint32_t version = 0; version <= kCodecVersion + 1; ++version) {
        Bytes bytes;
        encode(Header{version, 3, "settings"}, bytes);
        EXPECT_EQ(decode_header(bytes).has_value(), version >= 1 && version <= kCodecVersion);
    }
}

RC_GTEST_PROP(Codec, ReadsBackEveryEventAsItWas, (std::uint64_t number)) {
    RandomValues random(number);
    const Event event = random.event();
    const Bytes bytes = bytes_of(event);
    RC_ASSERT(bytes.size() == encoded_size(event));

    Scratch scratch;
    const auto decoded = decode_event(bytes, scratch);

    RC_ASSERT(decoded.has_value());
    RC_ASSERT(decoded->what.index() == event.what.index());
    RC_ASSERT(bytes_of(*decoded) == bytes);
}

RC_GTEST_PROP(Codec, ReadsBackEveryCommandAsItWas, (std::uint64_t number)) {
    RandomValues random(number);
    const Command command = random.command();
    const Bytes bytes = bytes_of(command);
    RC_ASSERT(bytes.size() == encoded_size(command));

    const auto decoded = CommandDecoder::decode(bytes);

    RC_ASSERT(decoded.has_value());
    RC_ASSERT(decoded->index() == command.index());
    RC_ASSERT(bytes_of(*decoded) == bytes);
}

RC_GTEST_PROP(Codec, RefusesEveryEventThatIsCutShortOrTooLong, (std::uint64_t number)) {
    RandomValues random(number);
    Bytes bytes = bytes_of(random.event());
    Scratch scratch;

    for (std::size_t size = 0; size < bytes.size(); ++size) {
        const auto cut = std::span(bytes).first(size);
        const auto decoded = decode_event(cut, scratch);
        if (decoded.has_value()) {
            // Without its tail it is what an older codec wrote.
            RC_ASSERT(std::holds_alternative<OperatorAsked>(decoded->what) ||
                      std::holds_alternative<SettingAsked>(decoded->what));
            RC_ASSERT(std::ranges::equal(bytes_of(*decoded), cut));
            continue;
        }
        RC_ASSERT(decoded.error().code == Errc::malformed);
    }
    bytes.push_back(std::byte{0});
    RC_ASSERT(!decode_event(bytes, scratch).has_value());
}

RC_GTEST_PROP(Codec, HasOneSpellingForEveryValue, (std::uint64_t number, std::uint32_t place)) {
    RandomValues random(number);
    Bytes event = bytes_of(random.event());
    Bytes command = bytes_of(random.command());
    event[place % event.size()] ^= static_cast<std::byte>(1 << (place >> 29));
    command[place % command.size()] ^= static_cast<std::byte>(1 << (place >> 29));

    Scratch scratch;
    if (const auto decoded = decode_event(event, scratch)) RC_ASSERT(bytes_of(*decoded) == event);
    if (const auto decoded = CommandDecoder::decode(command))
        RC_ASSERT(bytes_of(*decoded) == command);
}

TEST(Codec, WritesTheLayoutThatIsDocumented) {
    const Level bids[] = {{Price::from_units(100), Quantity::from_units(2)}};
    const Event delta{Time{0x0102030405060708}, true,
                      BookDelta{.instrument = {1},
                                .first = 2,
                                .last = 3,
                                .previous = 4,
                                .venue_time = {5},
                                .bids = bids,
                                .asks = {}}};

    EXPECT_EQ(hex(bytes_of(delta)),
              "0807060504030201"  // time
              "01"                // kind
              "01"                // more
              "0100"              // instrument
              "0200000000000000"  // first
              "0300000000000000"  // last
              "0400000000000000"  // previous
              "0500000000000000"  // venue_time
              "01000000"          // bids
              "0010a5d4e8000000"  // 100 × 10^10
              "00c2eb0b00000000"  // 2 × 10^8
              "00000000");        // asks
    EXPECT_EQ(hex(bytes_of(Event{Time{1}, false, Timer{}})), "01000000000000001600");
    EXPECT_EQ(hex(bytes_of(Command{Notice{Severity::error, "hi"}})), "0b02020000006869");
    EXPECT_EQ(hex(bytes_of(Command{CancelOrder{{2}, {7}, *VenueOrderId::from("ab"), -1}})),
              "0202000700000000000000026162ffffffffffffffff");
}

TEST(Codec, KeepsThe128BitsOfMoney) {
    const Notional amount = Notional::from_raw((static_cast<Int128>(1) << 100) + 5);
    const Event paid{Time{1}, false, FundingPaid{{}, {}, -amount, {}}};

    Scratch scratch;
    const auto decoded = decode_event(bytes_of(paid), scratch);

    ASSERT_TRUE(decoded);
    EXPECT_EQ(std::get<FundingPaid>(decoded->what).amount, -amount);
}

TEST(Codec, ReadsAnOrderAsTheGateApprovedIt) {
    RandomValues random(7);
    const Order order = random.order();

    const auto decoded = CommandDecoder::decode(bytes_of(RandomValues::place(order)));

    ASSERT_TRUE(decoded);
    const Order& read = *std::get<PlaceOrder>(*decoded).order;
    EXPECT_EQ(read.client_order_id, order.client_order_id);
    EXPECT_EQ(read.price, order.price);
    EXPECT_EQ(read.quantity, order.quantity);
    EXPECT_EQ(read.valid_until, order.valid_until);
}

TEST(Codec, BelievesNoCountThatHasNoBytesBehindIt) {
    Bytes bytes = bytes_of(Event{Time{1}, false, FillsAnswer{}});
    bytes[bytes.size() - 1] = std::byte{0xff};  // four billion fills, and no byte of them

    Scratch scratch;
    const auto decoded = decode_event(bytes, scratch);

    ASSERT_FALSE(decoded);
    EXPECT_EQ(decoded.error().message,
              "event: fills has more items than bytes are left (offset 48 of 48)");
    EXPECT_EQ(scratch.fills.capacity(), 0u);
}

TEST(Codec, NamesTheFieldItCannotRead) {
    Bytes bytes = bytes_of(Event{Time{1}, false, MarketState{{3}, MarketMode::halted}});
    bytes.back() = std::byte{9};

    Scratch scratch;
    const auto decoded = decode_event(bytes, scratch);

    ASSERT_FALSE(decoded);
    EXPECT_EQ(decoded.error().message,
              "event: mode is no value of its enumeration (offset 13 of 13)");
    EXPECT_EQ(decode_event({}, scratch).error().message,
              "event: time is cut short (offset 0 of 0)");
    EXPECT_EQ(CommandDecoder::decode({}).error().message,
              "command: kind is cut short (offset 0 of 0)");
}

TEST(Codec, SurvivesTheSavedFuzzCorpus) {
    std::size_t replayed = 0;
    const std::filesystem::path corpus = TWINLEG_SOURCE_DIR "/fuzz/corpus/journal_codec";
    for (const auto& file : std::filesystem::directory_iterator(corpus)) {
        std::ifstream in(file.path(), std::ios::binary);
        const std::string bytes(std::istreambuf_iterator<char>(in), {});
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
        ++replayed;
    }
    EXPECT_GT(replayed, 0u);
}

}  // namespace
}  // namespace twinleg::store
