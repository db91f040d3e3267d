#include "venues/backpack/sign.h"

#include <fmt/format.h>

#include <algorithm>

#include "crypto/base64.h"
#include "venues/backpack/signing_text.h"

namespace twinleg::venues::backpack {
namespace {

// What the venue's symbols, decimals, words and stream names are made of. Nothing here needs an
// escape in JSON, nor could it pass for the next pair of the signing text.
bool is_signable(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-' || c == ':' || c == '/';
}

Result<void> check_text(std::string_view field, std::string_view text) {
    if (std::ranges::all_of(text, is_signable)) return {};
    return fail(
        Errc::malformed,
        fmt::format("{}: holds a character that is not a letter, a digit or one of ._-:/", field));
}

// One pair of both texts at once: `"key":"value"` and `&key=value`.
struct Writer {
    std::string& json;
    std::string& text;

    void begin(std::string_view key) {
        json += json.back() == '{' ? "\"" : ",\"";
        json += key;
        json += "\":";
        text += '&';
        text += key;
        text += '=';
    }
    void add(std::string_view key, std::string_view value) {
        if (value.empty()) return;
        begin(key);
        json += '"';
        json += value;
        json += '"';
        text += value;
    }
    void add(std::string_view key, const std::optional<bool>& value) {
        if (!value) return;
        begin(key);
        json += *value ? "true" : "false";
        text += *value ? "true" : "false";
    }
};

Result<void> append_order(std::string& json, std::string& text, const OrderFields& fields) {
    const std::pair<std::string_view, std::string_view> texts[] = {
        {"symbol", fields.symbol},
        {"orderType", fields.order_type},
        {"quantity", fields.quantity},
        {"price", fields.price},
        {"timeInForce", fields.time_in_force},
        {"selfTradePrevention", fields.self_trade_prevention},
    };
    for (const auto& [field, value] : texts)
        if (auto good = check_text(field, value); !good) return good;

    json += '{';
    text += "instruction=orderExecute";
    Writer out{json, text};  // keys in byte order, as they are signed
    if (fields.client_id) {
        const fmt::format_int id{*fields.client_id};
        out.begin("clientId");
        json.append(id.data(), id.size());
        text.append(id.data(), id.size());
    }
    out.add("orderType", fields.order_type);
    out.add("postOnly", fields.post_only);
    out.add("price", fields.price);
    out.add("quantity", fields.quantity);
    out.add("reduceOnly", fields.reduce_only);
    out.add("selfTradePrevention", fields.self_trade_prevention);
    out.add("side", std::string_view{fields.is_bid ? "Bid" : "Ask"});
    out.add("symbol", fields.symbol);
    out.add("timeInForce", fields.time_in_force);
    json += '}';
    return {};
}

}  // namespace

Signer::Signer(crypto::Ed25519Key key)
    : key_(std::move(key)), public_key_(crypto::to_base64(key_.public_key())) {}

Result<Signer> Signer::create(std::string_view public_key, std::string_view secret_key) {
    const auto expected = crypto::parse_base64<32>("public_key", public_key);
    if (!expected) return std::unexpected{expected.error()};
    auto key = crypto::Ed25519Key::from_base64("secret_key", secret_key);
    if (!key) return std::unexpected{key.error()};
    if (key->public_key() != *expected)
        return fail(Errc::malformed, "public_key: does not belong to secret_key");
    return Signer{std::move(*key)};
}

std::string Signer::sign(std::string_view text) const {
    return crypto::to_base64(key_.sign(crypto::bytes_of(text)));
}

std::vector<Header> Signer::headers(std::string signature, std::uint64_t timestamp_ms,
                                    unsigned window_ms, bool has_body) const {
    std::vector<Header> out;
    out.reserve(5);
    out.push_back({"X-API-Key", public_key_});
    out.push_back({"X-Signature", std::move(signature)});
    out.push_back({"X-Timestamp", fmt::format_int{timestamp_ms}.str()});
    out.push_back({"X-Window", fmt::format_int{window_ms}.str()});
    if (has_body) out.push_back({"Content-Type", "application/json; charset=utf-8"});
    return out;
}

Result<SignedRequest> Signer::order(const OrderFields& fields, std::uint64_t timestamp_ms,
                                    unsigned window_ms) const {
    if (auto good = check_window(window_ms); !good) return std::unexpected{good.error()};
    SignedRequest out;
    std::string text;
    out.body.reserve(256);
    text.reserve(256);
    if (auto good = append_order(out.body, text, fields); !good)
        return std::unexpected{good.error()};
    append_window(text, timestamp_ms, window_ms);
    out.headers = headers(sign(text), timestamp_ms, window_ms, true);
    return out;
}

Result<SignedRequest> Signer::batch(std::span<const OrderFields> orders, std::uint64_t timestamp_ms,
                                    unsigned window_ms) const {
    if (auto good = check_window(window_ms); !good) return std::unexpected{good.error()};
    if (orders.empty()) return fail(Errc::malformed, "backpack: the batch is empty");
    SignedRequest out;
    std::string text;
    for (const OrderFields& fields : orders) {
        out.body += out.body.empty() ? '[' : ',';
        if (!text.empty()) text += '&';
        if (auto good = append_order(out.body, text, fields); !good)
            return std::unexpected{good.error()};
    }
    out.body += ']';
    append_window(text, timestamp_ms, window_ms);
    out.headers = headers(sign(text), timestamp_ms, window_ms, true);
    return out;
}

Result<Signer::Frame> Signer::frame(std::string_view method, std::span<const std::string> streams,
                                    std::uint64_t timestamp_ms, unsigned window_ms) const {
    if (auto good = check_window(window_ms); !good) return std::unexpected{good.error()};
    if (method != "SUBSCRIBE" && method != "UNSUBSCRIBE")
        return fail(Errc::malformed, "method: expected SUBSCRIBE or UNSUBSCRIBE");

    Frame out;
    out.signing_text = "instruction=subscribe";
    append_window(out.signing_text, timestamp_ms, window_ms);
    out.signature = sign(out.signing_text);
    std::string names;
    for (const std::string& stream : streams) {
        if (auto good = check_text("params", stream); !good) return std::unexpected{good.error()};
        names += fmt::format("{}\"{}\"", names.empty() ? "" : ",", stream);
    }
    out.text = fmt::format(R"({{"method":"{}","params":[{}],"signature":["{}","{}","{}","{}"]}})",
                           method, names, public_key_, out.signature, timestamp_ms, window_ms);
    return out;
}

Result<void> check_window(std::uint64_t window_ms) {
    if (window_ms >= 1 && window_ms <= kGreatestWindowMs) return {};
    return fail(Errc::out_of_range,
                fmt::format("window: {} ms, expected 1 to {}", window_ms, kGreatestWindowMs));
}

}  // namespace twinleg::venues::backpack
