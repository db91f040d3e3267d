#include "crypto/lighter/tx_info.h"

#include <simdjson.h>

#include <charconv>
#include <span>

#include "crypto/base64.h"
#include "crypto/lighter/transaction_fields.h"

namespace twinleg::crypto::lighter {
namespace {

// Appends "Key":value, members; commas come before every member but the first.
class Writer {
public:
    explicit Writer(std::size_t reserve) {
        text_.reserve(reserve);
        text_.push_back('{');
    }

    void number(std::string_view key, std::uint64_t value) {
        name(key);
        digits(value);
    }
    void text(std::string_view key, std::string_view value) {  // nothing in it needs an escape
        name(key);
        text_.push_back('"');
        text_ += value;
        text_.push_back('"');
    }
    void base64(std::string_view key, std::span<const std::uint8_t> bytes) {
        name(key);
        text_.push_back('"');
        append_base64(text_, bytes);
        text_.push_back('"');
    }
    void list(std::string_view key, std::span<const std::uint8_t> numbers) {
        name(key);
        text_.push_back('[');
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            if (i != 0) text_.push_back(',');
            digits(numbers[i]);
        }
        text_.push_back(']');
    }
    void null(std::string_view key) {
        name(key);
        text_ += "null";
    }
    void open(std::string_view key, char bracket) {
        name(key);
        text_.push_back(bracket);
        first_ = true;
    }
    void open_item() {
        if (!first_) text_.push_back(',');
        text_.push_back('{');
        first_ = true;
    }
    void close(char bracket) {
        text_.push_back(bracket);
        first_ = false;
    }
    std::string finish() && {
        text_.push_back('}');
        return std::move(text_);
    }

private:
    void name(std::string_view key) {
        if (!first_) text_.push_back(',');
        first_ = false;
        text_.push_back('"');
        text_ += key;
        text_ += "\":";
    }
    void digits(std::uint64_t value) {
        char buffer[20];
        const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
        text_.append(buffer, end);
    }

    std::string text_;
    bool first_{true};
};

void write_orders(Writer& out, const std::vector<CreateOrder>& orders) {
    out.open("Orders", '[');
    for (const CreateOrder& order : orders) {
        out.open_item();
        detail::visit_fields(order, [&](auto key, std::uint64_t value) { out.number(key, value); });
        out.close('}');
    }
    out.close(']');
}

void write_body(Writer& out, const auto& body) {
    detail::visit_fields(body, [&](const char* key, const auto& value) {
        using Value = std::remove_cvref_t<decltype(value)>;
        if constexpr (std::is_same_v<Value, std::uint64_t>) {
            out.number(key, value);
        } else if constexpr (std::is_same_v<Value, Amount>) {
            out.number(key, value.value);
        } else if constexpr (std::is_same_v<Value, Gfp5>) {
            out.base64(key, value.encode());
        } else {
            write_orders(out, value);
        }
    });
}

void write_attributes(Writer& out, const Attributes& attributes) {
    if (attributes.empty()) {
        out.null("L2TxAttributes");
        return;
    }
    out.open("L2TxAttributes", '{');
    for (std::size_t type = 1; type <= Attributes::kMax; ++type) {
        const char key = static_cast<char>('0' + type);
        if (const auto value = attributes.get(static_cast<Attribute>(type)))
            out.number(std::string_view{&key, 1}, *value);
    }
    out.close('}');
}

}  // namespace

std::string write_tx_info(const Transaction& tx, const Signature& signature) {
    return std::visit(
        [&](const auto& body) {
            using Body = std::remove_cvref_t<decltype(body)>;
            constexpr bool kL1After =
                std::is_same_v<Body, Transfer> || std::is_same_v<Body, ApproveIntegrator>;
            std::size_t size = 640;
            if constexpr (std::is_same_v<Body, CreateGroupedOrders>)
                size += 320 * body.orders.size();

            Writer out{size};
            out.number(detail::account_key<Body>(), tx.account_index);
            out.number("ApiKeyIndex", tx.api_key_index);
            write_body(out, body);
            if constexpr (std::is_same_v<Body, Transfer>) out.list("Memo", body.memo);
            if constexpr (std::is_same_v<Body, ChangePubKey>) out.text("L1Sig", body.l1_signature);
            out.number("ExpiredAt", tx.expired_at);
            out.number("Nonce", tx.nonce);
            out.base64("Sig", signature);
            if constexpr (kL1After) out.text("L1Sig", body.l1_signature);
            write_attributes(out, tx.attributes);
            return std::move(out).finish();
        },
        tx.body);
}

namespace {

using Element = simdjson::dom::element;
using Object = simdjson::dom::object;

// Reads members of one object; the first thing that is wrong stays in error().
class Reader {
public:
    explicit Reader(Object object) : object_(object) {}

    void read(const char* key, std::uint64_t& out) {
        const auto element = member(key);
        if (!element) return;
        const auto number = element->get_uint64();
        if (number.error() != simdjson::SUCCESS)
            return say(Errc::malformed, key, "is no unsigned integer");
        if (number.value_unsafe() >= kGoldilocksPrime)
            return say(Errc::out_of_range, key, "is not below the field's prime");
        out = number.value_unsafe();
    }

    void read(const char* key, Amount& out) {
        const auto element = member(key);
        if (!element) return;
        if (element->get_uint64().get(out.value) != simdjson::SUCCESS)
            say(Errc::malformed, key, "is no unsigned integer");
    }

    void read(const char* key, Gfp5& out) {
        const auto element = member(key);
        if (!element) return;
        std::string_view text;
        if (element->get_string().get(text) != simdjson::SUCCESS)
            return say(Errc::malformed, key, "is no text");
        const auto bytes = parse_base64<Gfp5::kBytes>(key, text);
        if (!bytes) return say(Errc::malformed, key, "is no base64 of 40 bytes");
        const auto decoded = Gfp5::decode(*bytes);
        if (!decoded) return say(Errc::out_of_range, key, "has a limb not below the field's prime");
        out = *decoded;
    }

    void read(const char* key, std::vector<CreateOrder>& out) {
        const auto element = member(key);
        if (!element) return;
        simdjson::dom::array items;
        if (element->get_array().get(items) != simdjson::SUCCESS)
            return say(Errc::malformed, key, "is no list");
        for (const Element item : items) {
            Object object;
            if (item.get_object().get(object) != simdjson::SUCCESS)
                return say(Errc::malformed, key, "has an item that is no object");
            Reader reader{object};
            detail::visit_fields(out.emplace_back(),
                                 [&](const char* name, auto& value) { reader.read(name, value); });
            if (reader.error_ && !error_) error_ = reader.error_;
        }
    }

    void read_memo(std::array<std::uint8_t, 32>& out) {
        const auto element = member("Memo");
        if (!element) return;
        simdjson::dom::array items;
        if (element->get_array().get(items) != simdjson::SUCCESS || items.size() != out.size())
            return say(Errc::malformed, "Memo", "is no list of 32 numbers");
        std::size_t i = 0;
        for (const Element item : items) {
            std::uint64_t byte = 0;
            if (item.get_uint64().get(byte) != simdjson::SUCCESS || byte > 255)
                return say(Errc::malformed, "Memo", "has an item that is no byte");
            out[i++] = static_cast<std::uint8_t>(byte);
        }
    }

    // Empty where it is left out or null. Only hex digits (L1Sig) and base64 (Sig) stand in such
    // texts: anything that JSON would have to escape is refused, the writer escapes nothing.
    void read_optional(const char* key, std::string& out) {
        Element element;
        if (object_[key].get(element) != simdjson::SUCCESS || element.is_null()) return;
        std::string_view text;
        if (element.get_string().get(text) != simdjson::SUCCESS)
            return say(Errc::malformed, key, "is no text");
        for (const char c : text) {
            if (c < ' ' || c > '~' || c == '"' || c == '\\')
                return say(Errc::malformed, key, "has a character that is no digit");
        }
        out = text;
    }

    void read_attributes(Attributes& out) {
        constexpr const char* kKey = "L2TxAttributes";
        Element element;
        if (object_[kKey].get(element) != simdjson::SUCCESS || element.is_null()) return;
        Object object;
        if (element.get_object().get(object) != simdjson::SUCCESS)
            return say(Errc::malformed, kKey, "is neither null nor an object");
        for (const auto& [key, item] : object) {
            std::uint64_t value = 0;
            if (key.size() != 1 || key[0] < '1' || key[0] > '8')
                return say(Errc::malformed, kKey, "has a key that is not 1..8");
            if (item.get_uint64().get(value) != simdjson::SUCCESS)
                return say(Errc::malformed, kKey, "has a value that is no unsigned integer");
            if (value >= kGoldilocksPrime)
                return say(Errc::out_of_range, kKey, "has a value not below the field's prime");
            out.set(static_cast<Attribute>(key[0] - '0'), value);
        }
        if (out.hashed_count() > Attributes::kHashed)
            say(Errc::out_of_range, kKey, "has more than four that differ from their default");
    }

    const std::optional<Error>& error() const { return error_; }

private:
    std::optional<Element> member(const char* key) {
        Element element;
        if (object_[key].get(element) == simdjson::SUCCESS) return element;
        say(Errc::missing, key, "is missing");
        return std::nullopt;
    }
    void say(Errc code, std::string_view key, std::string_view what) {
        if (!error_) error_ = Error{code, "tx_info: " + std::string{key} + " " + std::string{what}};
    }

    Object object_;
    std::optional<Error> error_;
};

// The body alternative with this number, default-made; nothing if there is none.
template <std::size_t I = 0>
std::optional<TransactionBody> body_of_type(std::uint64_t type) {
    if constexpr (I == std::variant_size_v<TransactionBody>) {
        return std::nullopt;
    } else {
        using Body = std::variant_alternative_t<I, TransactionBody>;
        if (type == Body::kType) return Body{};
        return body_of_type<I + 1>(type);
    }
}

}  // namespace

Result<Signature> TxInfo::signature() const {
    return parse_base64<kSignatureBytes>("Sig", signature_base64);
}

Result<TxInfo> read_tx_info(std::uint64_t chain_id, std::uint64_t tx_type, std::string_view json) {
    auto body = body_of_type(tx_type);
    if (!body)
        return fail(Errc::unsupported, "tx_type: " + std::to_string(tx_type) + " is not known");
    if (chain_id >= kGoldilocksPrime)
        return fail(Errc::out_of_range, "chain_id: not below the field's prime");
    simdjson::dom::parser parser;
    Object object;
    if (parser.parse(json.data(), json.size()).get_object().get(object) != simdjson::SUCCESS)
        return fail(Errc::malformed, "tx_info: no JSON object");

    TxInfo info;
    Transaction& tx = info.transaction;
    tx.chain_id = chain_id;
    tx.body = std::move(*body);
    Reader reader{object};
    std::visit(
        [&](auto& fields) {
            using Body = std::remove_cvref_t<decltype(fields)>;
            reader.read(detail::account_key<Body>(), tx.account_index);
            reader.read("ApiKeyIndex", tx.api_key_index);
            detail::visit_fields(fields,
                                 [&](const char* key, auto& value) { reader.read(key, value); });
            if constexpr (std::is_same_v<Body, Transfer>) reader.read_memo(fields.memo);
            if constexpr (requires { fields.l1_signature; })
                reader.read_optional("L1Sig", fields.l1_signature);
        },
        tx.body);
    reader.read("ExpiredAt", tx.expired_at);
    reader.read("Nonce", tx.nonce);
    reader.read_attributes(tx.attributes);
    if (reader.error()) return std::unexpected{*reader.error()};
    // Last, and apart: who signs anew does not care what the old signature was.
    Reader{object}.read_optional("Sig", info.signature_base64);
    return info;
}

}  // namespace twinleg::crypto::lighter
