#include "net/redact.h"

#include <algorithm>
#include <array>

namespace twinleg::net {
namespace {

constexpr std::string_view kStars = "***";

// Compared with the end of a name in lower case without '-' and '_': X-API-Key, api_key and apiKey
// are one. "key" also covers public ones, which is no loss.
constexpr std::array<std::string_view, 19> kSecretNames{
    "key",      "secret", "signature", "signatures",  "sig",       "sign", "token",
    "tokens",   "auth",   "password",  "passphrase",  "passwd",    "jwt",  "authorization",
    "mnemonic", "cookie", "seed",      "credentials", "credential"};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_hex(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool is_word(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
}

bool is_secret_name(std::string_view word) {
    std::string plain;
    for (const char c : word)
        if (c != '_' && c != '-')
            plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    return std::ranges::any_of(kSecretNames,
                               [&](std::string_view name) { return plain.ends_with(name); });
}

bool is_long_hex(std::string_view word) {
    if (word.starts_with("0x") || word.starts_with("0X")) word.remove_prefix(2);
    return word.size() >= 64 && std::ranges::all_of(word, is_hex);
}

// A text being copied from its front, less its secrets.
class Redactor {
public:
    explicit Redactor(std::string_view text) : text_{text} { out_.reserve(text.size()); }

    std::string run() {
        while (at_ < text_.size()) {
            if (is_word(text_[at_]))
                word();
            else if (!userinfo())
                out_ += text_[at_++];
        }
        return std::move(out_);
    }

private:
    bool ahead(std::string_view expected) const { return text_.substr(at_).starts_with(expected); }
    void copy(std::size_t count) {
        out_ += text_.substr(at_, count);
        at_ += count;
    }
    void hide(std::size_t count) {
        if (count == 0) return;
        out_ += kStars;
        at_ += count;
    }
    std::size_t until(std::string_view stops, std::size_t from) const {
        return std::min(text_.find_first_of(stops, from), text_.size());
    }

    void word() {
        auto end = at_;
        while (end < text_.size() && is_word(text_[end]))
            ++end;
        const auto word = text_.substr(at_, end - at_);
        if (is_long_hex(word)) return hide(word.size());
        if (word.starts_with("eyJ") && end < text_.size() && text_[end] == '.') return web_token();
        if (path_secret(word)) return;

        copy(word.size());
        if (word == "Bearer" || word == "bearer") {
            if (ahead(" ")) copy(1);
            return hide(until(" \t\r\n\"',;", at_) - at_);
        }
        if (is_secret_name(word)) value();
    }

    // Header, payload and signature, each base64url.
    void web_token() {
        auto end = at_;
        while (end < text_.size() && (is_word(text_[end]) || text_[end] == '.'))
            ++end;
        hide(end - at_);
    }

    // Webhooks bear their secret in the path: /bot123:AbC/sendMessage, /hook/0a1b-...
    bool path_secret(std::string_view word) {
        const bool begins = at_ > 0 && text_[at_ - 1] == '/';
        if (!begins) return false;
        if (word == "hook" && at_ + 4 < text_.size() && text_[at_ + 4] == '/') {
            copy(5);
            hide(until("/?# \t\r\n\"'", at_) - at_);
            return true;
        }
        const bool bot = word.starts_with("bot") && word.size() > 3 &&
                         std::ranges::all_of(word.substr(3), is_digit) &&
                         text_.substr(at_ + word.size()).starts_with(':');
        if (!bot) return false;
        copy(3);
        hide(until("/?# \t\r\n\"'", at_) - at_);
        return true;
    }

    // What follows a secret's name: `=v`, `: v`, `":"v"`, `\":\"v\"`, `":[...]`.
    void value() {
        auto end = at_;
        std::string_view name_quote;
        for (const std::string_view quote : {"\\\"", "\"", "'"})
            if (name_quote.empty() && ahead(quote)) name_quote = quote;
        end += name_quote.size();
        end = std::min(text_.find_first_not_of(" \t", end), text_.size());
        if (end == text_.size() || (text_[end] != '=' && text_[end] != ':')) return;
        const bool is_header = text_[end] == ':' && name_quote.empty();
        end = std::min(text_.find_first_not_of(" \t", end + 1), text_.size());
        copy(end - at_);

        if (ahead("\\\"")) return quoted("\\\"");
        if (ahead("\"")) return quoted("\"");
        if (ahead("'")) return quoted("'");
        if (ahead("[") || ahead("{")) return bracketed();
        if (is_header) return hide(until("\r\n", at_) - at_);
        const auto stop = until("&;,#\"' \t\r\n}])", at_);
        const auto bare = text_.substr(at_, stop - at_);
        if (bare == "null" || bare == "true" || bare == "false") return copy(bare.size());
        hide(bare.size());
    }

    void quoted(std::string_view quote) {
        copy(quote.size());
        auto end = at_;
        while (end < text_.size() && !text_.substr(end).starts_with(quote))
            end += text_[end] == '\\' ? 2U : 1U;
        end = std::min(end, text_.size());
        hide(end - at_);
    }

    // A list or object, to its end; brackets inside strings do not count.
    void bracketed() {
        std::size_t depth = 0;
        bool in_string = false;
        auto end = at_;
        for (; end < text_.size(); ++end) {
            const char c = text_[end];
            if (c == '\\')
                ++end;
            else if (c == '"')
                in_string = !in_string;
            else if (!in_string && (c == '[' || c == '{'))
                ++depth;
            else if (!in_string && (c == ']' || c == '}') && --depth == 0) {
                ++end;
                break;
            }
        }
        hide(std::min(end, text_.size()) - at_);
    }

    // `://user:password@`. The user stays: it says whose it was.
    bool userinfo() {
        if (!ahead("://")) return false;
        const auto begin = at_ + 3;
        const auto end = until("/?#@ \t\r\n\"'", begin);
        const auto colon = until(":", begin);
        if (end == text_.size() || text_[end] != '@' || colon >= end) return false;
        copy(colon + 1 - at_);
        hide(end - at_);
        return true;
    }

    std::string_view text_;
    std::size_t at_{0};
    std::string out_;
};

}  // namespace

std::string redact(std::string_view text) {
    return Redactor{text}.run();
}

}  // namespace twinleg::net
