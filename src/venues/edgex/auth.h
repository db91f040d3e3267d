#pragma once
// The keys of an account, whichever generation they are of: orders, requests and the private
// socket's opening, signed.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/order.h"
#include "net/header.h"
#include "venues/edgex/answers.h"
#include "venues/venue.h"

namespace twinleg::venues::edgex {

// An order as it is signed and sent. Texts are plain decimals, on tick and lot.
struct OrderTexts {
    std::string client_order_id;
    Side side{Side::buy};
    TimeInForce time_in_force{TimeInForce::ioc};
    bool reduce_only{false};
    std::string price;
    std::string quantity;
    std::uint64_t expire_ms{0};  // by the venue's clock
};

struct SignedOrder {
    std::string body;
    std::vector<net::Header> headers;
};

// How the private socket is opened.
struct Handshake {
    std::string query;  // of the URL, without '?'
    std::vector<net::Header> headers;
    std::string subprotocol;
};

// Threads: the loop's.
class Auth {
public:
    // Errors: missing (naming the variable that is not set), malformed or out_of_range (naming the
    // variable that cannot be used, never its value).
    static Result<std::unique_ptr<Auth>> create(Generation generation,
                                                const Credentials& credentials);
    virtual ~Auth() = default;

    virtual const std::string& account() const = 0;
    // What a person knows the signing key by: an address or a public key.
    virtual std::string signer() const = 0;

    // Everything that does not depend on the single order. Before it nothing but requests can be
    // signed. Errors: malformed, naming the field of the metadata.
    virtual Result<void> prepare(const ContractInfo& contract) = 0;

    // Errors: not_ready before prepare(); malformed or out_of_range.
    virtual Result<SignedOrder> sign_order(const OrderTexts& order, std::uint64_t now_ms) = 0;
    // `text` is the canonical text of query or body.
    virtual Result<std::vector<net::Header>> sign_request(std::uint64_t now_ms,
                                                          std::string_view method,
                                                          std::string_view path,
                                                          std::string_view text) = 0;
    virtual Result<Handshake> handshake(std::uint64_t now_ms) = 0;

    // What the next order needs and can be made ahead.
    virtual void idle(std::uint64_t now_ms) = 0;
};

}  // namespace twinleg::venues::edgex
