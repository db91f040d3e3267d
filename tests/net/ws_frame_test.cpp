#include "net/ws_frame.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "net/ws_handshake.h"

namespace twinleg::net {
namespace {

using namespace std::string_literals;
using ::testing::HasSubstr;

constexpr std::array<char, 4> kMask{'\x37', '\xfa', '\x21', '\x3d'};

std::string frame(WsOpcode opcode, std::string_view payload, bool masked = false,
                  bool last = true) {
    std::string out;
    append_ws_frame(out, opcode, payload, masked ? std::optional{kMask} : std::nullopt);
    if (!last) out[0] = static_cast<char>(out[0] & 0x7f);
    return out;
}

// What a reader makes of bytes, as text: "text:abc", "ping:", "!1002 why".
std::vector<std::string> read(std::string_view bytes, WsRole role = WsRole::client,
                              std::size_t max_message = 1 << 20, std::size_t chunk = 1 << 20) {
    WsReader reader{role, max_message};
    Buffer input;
    std::vector<std::string> seen;
    while (!bytes.empty()) {
        input.append(bytes.substr(0, chunk));
        bytes.remove_prefix(std::min(chunk, bytes.size()));
        for (;;) {
            const auto message = reader.next(input);
            if (!message) {
                seen.push_back("!" + std::to_string(message.error().code) + " " +
                               message.error().what);
                return seen;
            }
            if (!*message) break;
            const auto& [opcode, data] = **message;
            const std::string_view kind = opcode == WsOpcode::text     ? "text:"
                                          : opcode == WsOpcode::binary ? "binary:"
                                          : opcode == WsOpcode::ping   ? "ping:"
                                          : opcode == WsOpcode::pong   ? "pong:"
                                                                       : "close:";
            seen.push_back(std::string{kind}.append(data.data(), data.size()));
            reader.finish(input);
        }
    }
    return seen;
}

// RFC 6455, 5.7.
TEST(WsFrame, ReadsTheExamplesOfTheStandard) {
    EXPECT_EQ(read("\x81\x05Hello"s), std::vector{"text:Hello"s});
    EXPECT_EQ(read("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"s, WsRole::server),
              std::vector{"text:Hello"s});
    EXPECT_EQ(read("\x01\x03Hel\x80\x02lo"s), std::vector{"text:Hello"s});
    EXPECT_EQ(read("\x89\x05Hello"s), std::vector{"ping:Hello"s});
    EXPECT_EQ(frame(WsOpcode::text, "Hello", true),
              "\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"s);
    EXPECT_TRUE(frame(WsOpcode::binary, std::string(256, 'x')).starts_with("\x82\x7e\x01\x00"s));
    EXPECT_TRUE(frame(WsOpcode::binary, std::string(65536, 'x'))
                    .starts_with("\x82\x7f\x00\x00\x00\x00\x00\x01\x00\x00"s));
    EXPECT_EQ(ws_accept("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

TEST(WsFrame, LetsControlFramesPassBetweenFragments) {
    const auto bytes = frame(WsOpcode::text, "a", false, false) + frame(WsOpcode::ping, "p") +
                       frame(WsOpcode::continuation, "b", false, false) +
                       frame(WsOpcode::continuation, "", false, false) +
                       frame(WsOpcode::pong, "q") + frame(WsOpcode::continuation, "c") +
                       frame(WsOpcode::binary, "d");

    for (const std::size_t chunk : {1UL, 2UL, 3UL, 100UL})
        EXPECT_EQ(read(bytes, WsRole::client, 100, chunk),
                  (std::vector{"ping:p"s, "pong:q"s, "text:abc"s, "binary:d"s}));
}

TEST(WsFrame, RefusesWhatTheStandardForbids) {
    const auto refused = [](const std::string& bytes, const char* why,
                            WsRole role = WsRole::client) {
        const auto seen = read(bytes, role);
        ASSERT_EQ(seen.size(), 1) << why;
        EXPECT_THAT(seen[0], HasSubstr(why));
        EXPECT_TRUE(seen[0].starts_with("!1002")) << seen[0];
    };
    refused("\xc1\x00"s, "reserved bit");
    refused("\x83\x00"s, "opcode 3");
    refused("\x8b\x00"s, "opcode 11");
    refused("\x09\x00"s, "control frame");
    refused("\x89\x7e\x00\x7e"s, "control frame");
    refused("\x80\x00"s, "continues nothing");
    refused("\x01\x01x\x81\x01y"s, "begins inside another");
    refused(frame(WsOpcode::text, "x", true), "a server's frame is masked");
    refused(frame(WsOpcode::text, "x"), "a client's frame is not masked", WsRole::server);
}

TEST(WsFrame, RefusesWhatIsTooLargeBeforeItHasCome) {
    const auto limit = [](const std::string& bytes) { return read(bytes, WsRole::client, 10); };

    EXPECT_EQ(limit(frame(WsOpcode::text, "0123456789")), std::vector{"text:0123456789"s});
    EXPECT_THAT(limit(frame(WsOpcode::text, "0123456789a").substr(0, 2))[0], HasSubstr("!1009"));
    EXPECT_THAT(limit("\x82\x7f\xff\xff\xff\xff\xff\xff\xff\xff"s)[0], HasSubstr("!1009"));
    EXPECT_THAT(limit(frame(WsOpcode::text, "012345", false, false) +
                      frame(WsOpcode::continuation, "6789a").substr(0, 2))[0],
                HasSubstr("!1009"));
    EXPECT_EQ(limit(frame(WsOpcode::text, "0123456789", false, false) + frame(WsOpcode::ping, "p") +
                    frame(WsOpcode::continuation, "")),
              (std::vector{"ping:p"s, "text:0123456789"s}));
}

TEST(WsFrame, RefusesTextThatIsNoUtf8) {
    EXPECT_THAT(read(frame(WsOpcode::text, "\xff"))[0], HasSubstr("!1007"));
    EXPECT_EQ(read(frame(WsOpcode::binary, "\xff")), std::vector{"binary:\xff"s});
    // A character may be cut by a fragment's end, not by the message's.
    EXPECT_EQ(read(frame(WsOpcode::text, "\xe2\x82", false, false) +
                   frame(WsOpcode::continuation, "\xac")),
              std::vector{"text:\xe2\x82\xac"s});
    EXPECT_THAT(read(frame(WsOpcode::text, "\xe2\x82"))[0], HasSubstr("!1007"));
}

TEST(WsFrame, KnowsUtf8) {
    for (const auto& good : {""s, "plain text, long enough for words"s, "\xc2\x80"s, "\xdf\xbf"s,
                             "\xe0\xa0\x80"s, "\xed\x9f\xbf"s, "\xee\x80\x80"s, "\xef\xbf\xbf"s,
                             "\xf0\x90\x80\x80"s, "\xf4\x8f\xbf\xbf"s, "1234567\xc3\xa9 1234567"s})
        EXPECT_TRUE(is_utf8(good)) << good;
    for (const auto& bad :
         {"\x80"s, "\xc0\x80"s, "\xc1\xbf"s, "\xc2"s, "\xc2 "s, "\xe0\x9f\xbf"s, "\xed\xa0\x80"s,
          "\xed\xbf\xbf"s, "\xef\xbf"s, "\xf0\x8f\xbf\xbf"s, "\xf4\x90\x80\x80"s,
          "\xf5\x80\x80\x80"s, "\xff"s, "12345678\x80"s, "\xf0\x90\x80"s})
        EXPECT_FALSE(is_utf8(bad)) << bad;
}

TEST(WsFrame, ClosesWithACodeAndAReason) {
    EXPECT_EQ(ws_close_payload(1000, "done"), "\x03\xe8"s + "done");
    EXPECT_EQ(ws_close_payload(1009, std::string(200, 'x')).size(), 125);
    // Cut between characters.
    const auto cut = ws_close_payload(1000, std::string(122, 'x') + "\xe2\x82\xac");
    EXPECT_EQ(cut.size(), 124);
    EXPECT_TRUE(parse_ws_close(cut));

    EXPECT_EQ(parse_ws_close("")->code, 1005);
    EXPECT_EQ(parse_ws_close("\x03\xe9"
                             "bye"s)
                  ->code,
              1001);
    EXPECT_EQ(parse_ws_close("\x03\xe9"
                             "bye"s)
                  ->reason,
              "bye");
    EXPECT_EQ(parse_ws_close("\x0f\xa0"s)->code, 4000);
    for (const auto& bad : {"\x03"s, "\x03\xed"s, "\x03\xee"s, "\x03\xf7"s, "\x00\x00"s,
                            "\x03\xe7"s, "\x13\x88"s, "\x03\xe8\xff"s})
        EXPECT_FALSE(parse_ws_close(bad));
}

// Any messages, cut into any fragments and any reads, come out as they went in; 64 bytes behind
// each may be read.
TEST(WsFrame, GivesBackAnyMessagesHoweverTheyAreCut) {
    std::mt19937 random{3};
    for (int round = 0; round < 300; ++round) {
        const bool masked = random() % 2 == 0;
        std::string bytes;
        std::vector<std::string> expected;
        for (auto count = 1 + random() % 6; count > 0; --count) {
            const std::size_t size = random() % 10 == 0 ? random() % 200'000 : random() % 300;
            std::string message(size, '\0');
            for (auto& c : message)
                c = static_cast<char>(random());
            expected.push_back("binary:" + message);
            auto opcode = WsOpcode::binary;
            std::size_t at = 0;
            while (random() % 3 == 0) {
                const auto part = random() % (size - at + 1);
                bytes += frame(opcode, std::string_view{message}.substr(at, part), masked, false);
                at += part;
                opcode = WsOpcode::continuation;
            }
            bytes += frame(opcode, std::string_view{message}.substr(at), masked);
        }

        const auto role = masked ? WsRole::server : WsRole::client;
        EXPECT_TRUE(read(bytes, role, 1 << 20, 1 + random() % 50'000) == expected);
    }
}

// Random bytes are messages or a violation, never a crash or a read out of bounds (under asan).
TEST(WsFrame, SurvivesAnyBytes) {
    std::mt19937 random{4};
    for (int round = 0; round < 5000; ++round) {
        std::string bytes(random() % 200, '\0');
        for (auto& c : bytes)
            c = static_cast<char>(random());
        if (bytes.size() > 1) {
            bytes[0] = static_cast<char>(bytes[0] & 0x8f);
            bytes[1] = static_cast<char>(bytes[1] & (random() % 2 == 0 ? 0x9f : 0xff));
        }
        for (const auto role : {WsRole::client, WsRole::server})
            for (const auto& seen : read(bytes, role, 1000, 1 + random() % 20))
                EXPECT_FALSE(seen.empty());
    }
}

TEST(Buffer, KeepsItsSpareBytesAndItsContents) {
    std::mt19937 random{6};
    Buffer buffer;
    std::string model;
    for (int step = 0; step < 20'000; ++step) {
        if (random() % 2 == 0) {
            std::string bytes(random() % 3000, static_cast<char>('a' + random() % 26));
            buffer.append(bytes);
            model += bytes;
        } else {
            const auto count = random() % (model.size() + 1);
            buffer.consume(count);
            model.erase(0, count);
        }
        ASSERT_EQ(buffer.size(), model.size());
        if (model.empty()) continue;
        ASSERT_EQ(buffer.view(), model);
        // The spare bytes are ours to write: asan would object if not.
        std::fill_n(buffer.bytes().data() + buffer.size(), kSpare, '\0');
    }
}

TEST(WsHandshake, AsksForAWebSocketAndNothingElse) {
    const auto url = Url::parse("wss://venue.test:8443/ws?x=1");
    const auto text = ws_opening(*url, "KEY", "v1.proto", {{"X-Api-Key", "k"}});

    ASSERT_TRUE(text);
    EXPECT_EQ(*text,
              "GET /ws?x=1 HTTP/1.1\r\nHost: venue.test:8443\r\nUpgrade: websocket\r\n"
              "Connection: Upgrade\r\nSec-WebSocket-Key: KEY\r\nSec-WebSocket-Version: 13\r\n"
              "Sec-WebSocket-Protocol: v1.proto\r\nX-Api-Key: k\r\n\r\n");
}

TEST(WsHandshake, WritesNoHeaderThatWouldBreakIt) {
    const auto url = *Url::parse("ws://a/");
    EXPECT_FALSE(ws_opening(url, "K", "", {{"X", "1\r\nY: 2"}}));
    EXPECT_FALSE(ws_opening(url, "K", "", {{"Host", "b"}}));
    EXPECT_FALSE(ws_opening(url, "K", "", {{"Sec-WebSocket-Extensions", "permessage-deflate"}}));
    EXPECT_FALSE(ws_opening(url, "K", "two words", {}));
    auto bad = url;
    bad.path = "/a b";
    EXPECT_FALSE(ws_opening(bad, "K", "", {}));
}

TEST(WsHandshake, TakesOnlyTheRightAnswer) {
    const HttpResponse good{.status = 101,
                            .headers = {{"upgrade", "WebSocket"},
                                        {"connection", "keep-alive, upgrade"},
                                        {"sec-websocket-accept", ws_accept("K")}}};
    EXPECT_TRUE(check_ws_answer(good, "K", ""));
    EXPECT_TRUE(check_ws_answer(good, "K", "p"));

    const auto refused = [&](const Header& added, std::string_view key) {
        auto answer = good;
        answer.headers.insert(answer.headers.begin(), added);
        const auto checked = check_ws_answer(answer, key, "p");
        return checked ? std::string{} : checked.error().message;
    };
    EXPECT_THAT(refused({"X", "1"}, "L"), HasSubstr("not the answer to our key"));
    EXPECT_THAT(refused({"Upgrade", "h2c"}, "K"), HasSubstr("something else"));
    EXPECT_THAT(refused({"Connection", "close"}, "K"), HasSubstr("something else"));
    EXPECT_THAT(refused({"Sec-WebSocket-Extensions", "permessage-deflate"}, "K"),
                HasSubstr("extension"));
    EXPECT_THAT(refused({"Sec-WebSocket-Protocol", "q"}, "K"), HasSubstr("subprotocol \"q\""));
    EXPECT_EQ(refused({"Sec-WebSocket-Protocol", "p"}, "K"), "");
}

TEST(WsHandshake, SaysWhatTheServerAnsweredInstead) {
    const auto code = [](int status) {
        return check_ws_answer({.status = status, .body = "\"token\":\"t1\""}, "K", "").error();
    };
    EXPECT_EQ(code(401).code, Errc::unauthorised);
    EXPECT_EQ(code(403).code, Errc::unauthorised);
    EXPECT_EQ(code(429).code, Errc::rate_limited);
    EXPECT_EQ(code(503).code, Errc::refused);
    EXPECT_EQ(code(200).code, Errc::refused);
    EXPECT_THAT(code(503).message, HasSubstr("503"));
    EXPECT_THAT(code(503).message, HasSubstr("\"token\":\"***\""));
}

}  // namespace
}  // namespace twinleg::net
