#pragma once
// Transactions on their way to the venue, and what comes back.

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/command.h"
#include "net/event_loop.h"
#include "venues/lighter/requests.h"
#include "venues/lighter/rest.h"
#include "venues/lighter/session.h"
#include "venues/lighter/station.h"
#include "venues/lighter/wire.h"

namespace twinleg::venues::lighter {

// By the socket where it is open and preferred, else by REST over one connection: the venue wants a
// key's transactions in the order of their nonces. Each transaction is sent once.
//
// Orders and cancels of one step go out together: those of one key whose nonces follow one another
// as a batch. So do the two transactions that renew the dead man's switch. The venue takes or
// refuses a batch as one, and does not say whose fault it was; but for refusals of the batch as
// such, each transaction of a refused one is told as unknown, and the engine asks.
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
    void arm(const ArmDeadMan& arm, Time now);
    // Sends what waits; by itself with the loop's next turn.
    void flush(Time now);

    // An answer or an error on the socket that carries an id or a hash of ours. False: not ours.
    bool on_answer(const FrameHead& head, Time received);
    // A refusal that names nobody. By its code it may be about what waits on the socket; false: it
    // is not, or nothing waits.
    bool on_nameless_error(const FrameHead& head, Time received);
    void on_socket_gone(Time now);
    void tick(Time now);

    bool quiet() const { return pending_.empty() && waiting_.empty(); }

    // Called when the venue refuses an order as one that is refused where the market is not what we
    // think: a price, a size, or for no reason that we know.
    void on_market_doubt(std::function<void()> doubt) { market_doubt_ = std::move(doubt); }

private:
    enum class Kind : std::uint8_t { place, cancel, cancel_all, burn, arm };
    struct Pending {
        std::uint64_t number{0};  // its id on the socket; of a batch all have one
        bool batched{false};
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
    struct Waiting {
        Pending pending;
        crypto::lighter::Transaction transaction;
    };
    // How an answer can go.
    struct Verdict {
        bool accepted{false};
        std::string_view hashes{};  // of a batch: the list of what was accepted; empty: not told
        std::int64_t code{0};
        std::string message;
        Time received;
    };

    void send(Pending pending, crypto::lighter::Transaction transaction, Time now);
    static bool together(const Waiting& first, const Waiting& second);
    // Of one group: a transaction, or a batch.
    void send_group(std::span<Waiting> group, Time now);
    void on_reply(std::uint64_t number, Reply reply);
    void settle_all(std::uint64_t number, const Verdict& verdict);
    void settle(const Pending& pending, const Verdict& verdict);
    void accepted(const Pending& pending, Time received);
    void refused(const Pending& pending, const Verdict& verdict);
    void wrong_nonce(const Pending& pending, Time received);
    void explain(const Verdict& verdict);
    // No answer: `outcome` says whether it may have been done.
    void failed(const Pending& pending, SendOutcome outcome, Time now);
    void report(const Pending& pending, OrderWord word, Reason reason, Time received);
    Pending take(std::size_t at);

    Station& station_;
    Limits& limits_;
    std::function<void()> market_doubt_;
    Rest& sends_;
    Rest& reads_;
    Session* socket_;
    std::vector<Waiting> waiting_;  // of the running step, in order
    net::Timer turn_;               // sends them where nobody says flush()
    std::vector<Pending> pending_;  // without an answer, oldest first
    std::uint64_t number_{0};
};

}  // namespace twinleg::venues::lighter
