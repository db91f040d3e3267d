#pragma once
// Signed requests of Backpack: Ed25519 over the signing text, for REST, batches and the socket.
//
// Pure: the same input gives the same bytes. Keys and signatures are base64 with padding; times are
// ms, the window 1 to 60000. What is constant time: all that touches the key (crypto/ed25519.h).
// Source: venues page of Backpack, "Authentication"; vectors signing_rest.json, signing_ws.json.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "crypto/ed25519.h"

namespace twinleg::venues::backpack {

struct Header {
    std::string_view name;
    std::string value;
};

struct SignedRequest {
    std::string body;  // JSON; empty for a request without one
    std::vector<Header> headers;
};

// The fields of POST order, as texts of the venue. Empty ones are not sent.
struct OrderFields {
    std::string_view symbol;
    bool is_bid{true};
    std::string_view order_type{"Limit"};  // or Market
    std::string_view quantity;
    std::string_view price{};
    std::string_view time_in_force{};
    std::optional<std::uint32_t> client_id{};
    std::optional<bool> post_only{};
    std::optional<bool> reduce_only{};
    std::string_view self_trade_prevention{};
};

inline constexpr unsigned kDefaultWindowMs = 5'000;
inline constexpr unsigned kGreatestWindowMs = 60'000;

// Threads: may be used from several at once.
class Signer {
public:
    // Errors: malformed, naming the field and never its value; also if the two are no pair.
    static Result<Signer> create(std::string_view public_key, std::string_view secret_key);

    const std::string& public_key() const { return public_key_; }

    // Base64 of the signature over a text.
    std::string sign(std::string_view text) const;

    // Key, signature, timestamp and window, and the content type if there is a body.
    std::vector<Header> headers(std::string signature, std::uint64_t timestamp_ms,
                                unsigned window_ms, bool has_body) const;

    // Errors: malformed, naming the field, if a text holds what may not stand in a signed value;
    // out_of_range for a window outside 1 to 60000.
    Result<SignedRequest> order(const OrderFields& fields, std::uint64_t timestamp_ms,
                                unsigned window_ms = kDefaultWindowMs) const;
    Result<SignedRequest> batch(std::span<const OrderFields> orders, std::uint64_t timestamp_ms,
                                unsigned window_ms = kDefaultWindowMs) const;

    // A frame for private streams; `method` is SUBSCRIBE or UNSUBSCRIBE, which sign the same.
    // Errors: as above.
    struct Frame {
        std::string signing_text;
        std::string signature;
        std::string text;
    };
    Result<Frame> frame(std::string_view method, std::span<const std::string> streams,
                        std::uint64_t timestamp_ms, unsigned window_ms = kDefaultWindowMs) const;

private:
    explicit Signer(crypto::Ed25519Key key);

    crypto::Ed25519Key key_;
    std::string public_key_;
};

// Errors: out_of_range outside 1 to 60000.
Result<void> check_window(std::uint64_t window_ms);

}  // namespace twinleg::venues::backpack
