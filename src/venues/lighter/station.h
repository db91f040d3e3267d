#pragma once
// What the parts of a connector share: where its events go, who it signs as, and what market it is
// in.

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/event.h"
#include "crypto/nonce_pool.h"
#include "net/event_loop.h"
#include "runtime/latency.h"
#include "venues/inbox.h"
#include "venues/lighter/answers.h"
#include "venues/lighter/limits.h"
#include "venues/lighter/sign.h"
#include "venues/venue.h"

namespace twinleg::venues::lighter {

// A key that is registered in that slot of the account.
struct SignerOfKey {
    Signer signer;
    std::uint64_t api_key_index{0};
};

// An account that trades: its keys, prepared k's, and its tokens. The first key signs the tokens;
// a NonceKey is a place in the list.
class Identity {
public:
    // `keys`: one at least.
    Identity(std::vector<SignerOfKey> keys, std::uint64_t account_index);

    std::uint64_t account_index() const { return account_index_; }
    std::uint8_t keys() const { return static_cast<std::uint8_t>(keys_.size()); }
    // A place that is not in the list stands for the first.
    const Signer& signer(NonceKey key = 0) const { return at(key).signer; }
    std::uint64_t api_key_index(NonceKey key = 0) const { return at(key).api_key_index; }

    SignedTransaction sign(const crypto::lighter::Transaction& transaction, NonceKey key);

    // Opens private channels and reads. Made when first asked for and made anew when half its life
    // is over; every token is another text.
    const std::string& token(Time venue_now);
    // The venue does not take it any more.
    void renew_token(Time venue_now);
    // Counts the tokens made: a stream that was opened with an older one should be opened anew.
    std::uint64_t token_number() const { return token_number_; }

    // Prepares k's and, when it is time, a token. False: nothing was left to do.
    bool prepare(Time venue_now);

private:
    struct Key {
        explicit Key(SignerOfKey of)
            : signer(std::move(of.signer)),
              api_key_index(of.api_key_index),
              pool([this] { return signer.make_nonce(); }) {}
        Key(const Key&) = delete;
        Key& operator=(const Key&) = delete;

        Signer signer;
        std::uint64_t api_key_index;
        crypto::NoncePool<NoncePair> pool;
    };
    const Key& at(NonceKey key) const { return keys_[key < keys_.size() ? key : 0]; }

    std::uint64_t account_index_;
    std::deque<Key> keys_;  // addresses stay
    NonceKey refilled_{0};  // the last one
    std::string token_;
    std::uint64_t token_deadline_s_{0};
    std::uint64_t token_number_{0};
    Time token_renewal_;
};

struct Station {
    net::EventLoop& loop;
    Inbox& inbox;
    Slot slot;
    MarketInfo market{};
    std::string market_number{};  // as frames name it
    std::optional<Identity> identity{};
    Duration clock_offset{};  // the venue's clock less ours
    Time began{};             // when trading was opened; what is older is history
    bool usable{true};        // false: the market is not what we were told at the start
    runtime::Latencies* latencies{nullptr};          // may be null
    std::function<void(std::string_view)> person{};  // who is told lines; may be nobody

    void tell(Time time, decltype(Event::what) what) {
        inbox.push({.time = time, .what = std::move(what)});
    }
    void say(std::string_view line) const {
        if (person) person(line);
    }
    // Records what has passed since `from` (runtime::cycles()).
    void timed(runtime::LatencyStage stage, std::uint64_t from) const {
        if (latencies != nullptr) latencies->record(stage, from, runtime::cycles());
    }
    Time venue_time(Time ours) const { return ours + clock_offset; }
    InstrumentId instrument() const { return slot.instrument; }
    VenueId venue() const { return slot.venue; }
};

}  // namespace twinleg::venues::lighter
