// Backpack: requests from their wire form, and frames of private streams.

#include "app/sign/kinds.h"
#include "venues/backpack/sign.h"
#include "venues/backpack/signing_text.h"

namespace twinleg::app::sign {
namespace {

using namespace venues::backpack;

struct Window {
    std::uint64_t timestamp_ms;
    unsigned window_ms;
};

Result<Window> window_of(Input& input) {
    const std::uint64_t timestamp = input.number("timestamp");
    const std::uint64_t window = input.number_or("window", kDefaultWindowMs);
    if (input.error()) return std::unexpected{*input.error()};
    if (const auto good = check_window(window); !good) return std::unexpected{good.error()};
    return Window{timestamp, static_cast<unsigned>(window)};
}

Result<void> rest(Input& input, JsonWriter& answer) {
    const std::string_view public_key = input.text("public_key");
    const std::string_view secret_key = input.text("secret_key");
    const std::string_view instruction = input.text("instruction");
    const std::string_view body = input.text_or("body", "");
    const std::string_view query = input.text_or("query", "");
    const auto window = window_of(input);
    if (!window) return std::unexpected{window.error()};
    const auto signer = Signer::create(public_key, secret_key);
    if (!signer) return std::unexpected{signer.error()};

    auto text = body.empty() ? Result<std::string>{text_of_query(instruction, query)}
                             : text_of_body(instruction, body);
    if (!text) return std::unexpected{text.error()};
    append_window(*text, window->timestamp_ms, window->window_ms);
    const std::string signature = signer->sign(*text);
    answer.field("signing_string", *text).field("signature", signature).key("headers").object();
    for (const Header& header :
         signer->headers(signature, window->timestamp_ms, window->window_ms, !body.empty()))
        answer.field(header.name, header.value);
    answer.end_object();
    return {};
}

Result<void> ws(Input& input, JsonWriter& answer) {
    const std::string_view public_key = input.text("public_key");
    const std::string_view secret_key = input.text("secret_key");
    const std::string_view method = input.text_or("method", "SUBSCRIBE");
    const std::vector<std::string> streams = input.list("params");
    const auto window = window_of(input);
    if (!window) return std::unexpected{window.error()};
    const auto signer = Signer::create(public_key, secret_key);
    if (!signer) return std::unexpected{signer.error()};
    const auto frame = signer->frame(method, streams, window->timestamp_ms, window->window_ms);
    if (!frame) return std::unexpected{frame.error()};
    answer.field("signing_string", frame->signing_text)
        .field("signature", frame->signature)
        .field("frame", frame->text);
    return {};
}

constexpr Kind kKinds[] = {
    {"backpack", "rest", rest},
    {"backpack", "ws", ws},
};

}  // namespace

std::span<const Kind> backpack_kinds() {
    return kKinds;
}

}  // namespace twinleg::app::sign
