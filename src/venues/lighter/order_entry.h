#pragma once
// Transactions on their way to the venue, and what comes back.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/command.h"
#include "venues/lighter/requests.h"
#include "venues/lighter/rest.h"
#include "venues/lighter/session.h"
#include "venues/lighter/station.h"
#include "venues/lighter/wire.h"

namespace twinleg::venues::lighter {

// By the socket where it is open and preferred, else by REST, one at a time: the venue wants a
// key's transactions in the order of their nonces. Each transaction is sent once.
//
// "Accepted" by the API is not yet done by the sequencer: the streams say what became of it. A
// refusal by the API does not use the nonce, one by the sequencer does (section 5).
//
// Threads: the loop's.
class OrderEntry {
public:
    // `socket`: null for REST alone. Both outlive it.
    OrderEntry(Station& station, Limits& limits, Rest& sends, Rest& reads, Session* socket);

    void place(const Order& order, Time now);
    void cancel(const CancelOrder& cancel, Time now);
    void cancel_all(const CancelAll& cancel, Time now);
    void burn(const BurnNonce& burn, Time now);

    // An answer or an error on the socket that carries an id or a hash of ours. False: not ours.
    bool on_answer(const FrameHead& head, Time received);
    // A refusal that names nobody. By its code it may be about what waits on the socket; false: it
    // is not, or nothing waits.
    bool on_nameless_error(const FrameHead& head, Time received);
    void on_socket_gone(Time now);
    void tick(Time now);

    bool quiet() const { return pending_.empty(); }

private:
    enum class Kind : std::uint8_t { place, cancel, cancel_all, burn };
    struct Pending {
        std::uint64_t number{0};  // its id on the socket
        Kind kind{Kind::place};
        InstrumentId instrument;
        ClientOrderId order;
        RequestId request;
        Nonce nonce{kNoNonce};
        bool urgent{false};
        bool on_socket{false};
        Time sent;
        std::string tx_hash;
    };
    // How an answer can go.
    struct Verdict {
        bool accepted{false};
        std::int64_t code{0};
        std::string message;
        Time received;
    };

    void send(Pending pending, const crypto::lighter::Transaction& transaction, Time now);
    void settle(const Pending& pending, const Verdict& verdict);
    void accepted(const Pending& pending, Time received);
    void refused(const Pending& pending, const Verdict& verdict);
    void wrong_nonce(const Pending& pending, Time received);
    // No answer: `outcome` says whether it may have been done.
    void failed(const Pending& pending, SendOutcome outcome, Time now);
    void report(const Pending& pending, OrderWord word, Reason reason, Time received);
    Pending take(std::size_t at);

    Station& station_;
    Limits& limits_;
    Rest& sends_;
    Rest& reads_;
    Session* socket_;
    std::vector<Pending> pending_;  // without an answer, oldest first
    std::uint64_t number_{0};
};

}  // namespace twinleg::venues::lighter
