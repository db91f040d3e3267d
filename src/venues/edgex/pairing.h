#pragma once
// Who may speak to the bridge: pages of allowed origins that know the pairing token.

#include <string>
#include <string_view>
#include <vector>

namespace twinleg::venues::edgex {

// Origins are compared whole. `loopback` allows http://localhost and http://127.0.0.1 with any
// port besides: pages of this computer, for tests.
class OriginRule {
public:
    explicit OriginRule(std::vector<std::string> allowed, bool loopback = false);

    // A request without an origin comes from no page, and is not allowed.
    bool allows(std::string_view origin) const;

private:
    std::vector<std::string> allowed_;
    bool loopback_;
};

// The secret that page and backend share. It never travels from us to a page: we show that we know
// it by proof(), before the page sends it.
//
// Threads: any.
class PairingToken {
public:
    // 128 random bits as 32 hex digits.
    static PairingToken make();
    // Throws std::invalid_argument unless `text` is 16 to 128 letters and digits.
    explicit PairingToken(std::string text);

    // In time that does not depend on where they differ.
    bool matches(std::string_view offered) const;
    // HMAC-SHA256 of the page's nonce, as hex. Empty unless `nonce` is 16 to 64 hex digits.
    std::string proof(std::string_view nonce) const;

    // For the start block, once.
    const std::string& text() const { return text_; }

private:
    std::string text_;
};

}  // namespace twinleg::venues::edgex
