#pragma once
// The keys of both generations behind one face: parameters in, what is sent out.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/time.h"
#include "net/header.h"
#include "venues/aster/sign.h"
#include "venues/venue.h"

namespace twinleg::venues::aster {

enum class Generation : std::uint8_t { v1, v3 };

// The variables of an account, as CONTRACTS names them.
inline constexpr std::string_view kKeyVariable = "ASTER_API_KEY";
inline constexpr std::string_view kSecretVariable = "ASTER_API_SECRET";
inline constexpr std::string_view kUserVariable = "ASTER_USER";
inline constexpr std::string_view kSignerVariable = "ASTER_SIGNER";
inline constexpr std::string_view kPrivateKeyVariable = "ASTER_SIGNER_PRIVATE_KEY";

// A request may be accepted until a moment that the caller names, in the venue's time:
//
//   V1  timestamp and recvWindow say it, to the millisecond
//   V3  the venue takes a nonce that is at most ten seconds off, so a nonce of ten seconds before
//       that moment says it; at most kV3Validity ahead. All of our nonces lie back about alike,
//       because one below the last hundred is refused, and none is used twice.
//
// Threads: the loop's.
class Auth {
public:
    static constexpr Duration kV3Validity = seconds(2);
    static constexpr Duration kQuestions = seconds(5);  // validity of what changes nothing

    // Errors: missing or unauthorised, naming the variable.
    static Result<Auth> create(Generation generation, std::uint64_t chain_id,
                               const Credentials& credentials);

    struct Signed {
        std::string text;  // query or body, its last pair the signature
        std::vector<net::Header> headers;
    };
    Signed sign(std::string parameters, Time venue_now, Time until);
    Signed order(const OrderFields& fields, Time venue_now, Time until);
    // V1 knows the owner of a listen key by the header alone.
    Signed listen_key(Time venue_now);

    // Nothing is waiting: a signature of V3 is made ready. Short; called often.
    void prepare() {
        if (auto* v3 = std::get_if<SignerV3>(&signer_)) v3->prepare(1);
    }

    Generation generation() const {
        return std::holds_alternative<SignerV1>(signer_) ? Generation::v1 : Generation::v3;
    }
    // What a person knows the account by; never a secret.
    const std::string& account() const { return account_; }

private:
    using Signer = std::variant<SignerV1, SignerV3>;
    Auth(Signer signer, std::string account)
        : signer_(std::move(signer)), account_(std::move(account)) {}

    std::uint64_t nonce(Time venue_now, Time until);

    Signer signer_;
    std::string account_;
    std::array<std::uint64_t, 128> nonces_{};  // the last ones
    std::size_t next_{0};                      // in them
};

}  // namespace twinleg::venues::aster
