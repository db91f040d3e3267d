#pragma once
// The network between one venue and the engine: how long messages take, and what becomes of them.

#include <array>
#include <cstdint>

#include "core/order.h"
#include "sim/faults.h"
#include "sim/letter.h"
#include "sim/prng.h"
#include "sim/timeline.h"

namespace twinleg::sim {

struct Latency {
    Duration least{milliseconds(5)};
    Duration most{milliseconds(30)};
};

// One way each; a fill may overtake the accept of its order, and both the reply to the request.
struct Latencies {
    Latency request;
    Latency stream;
    Latency reply;
    Latency answer;
};

// Streams keep their order within a line, but for faults. Replies and answers each go alone.
enum class Line : std::uint8_t { market, orders, fills };

class Courier {
public:
    Courier(std::uint8_t venue, Latencies latencies, const FaultProfile& faults,
            std::uint64_t number, Timeline& timeline, Letters& letters, FaultCounts& counts);

    // A letter to be filled and sent; every take ends in one of the three below.
    std::uint32_t take() { return letters_.take(); }
    Letter& letter(std::uint32_t number) { return letters_[number]; }

    void stream(std::uint32_t letter, Line line);
    // Of a request about an order: may be lost, and is then silence or SendFailed{unknown}.
    void reply(std::uint32_t letter, const SendFailed& if_lost);
    void answer(std::uint32_t letter);
    // As the stream's first word: in its order, and never lost.
    void tell_streamed(std::uint32_t letter, Line line);
    // That the stream is down: before anything of the next connection, and never lost.
    void tell_down(std::uint32_t letter, Duration delay, Line line);
    // Told without any fault, after `delay`.
    void tell(std::uint32_t letter, Duration delay);

    // The connector's own word that a request was not answered.
    void failed(const SendFailed& failure, Duration delay);

    // When a request that leaves now arrives, after those sent before it unless `overtakes`.
    Time arrival(bool overtakes);
    Duration latency(const Latency& latency) { return prng_.between(latency.least, latency.most); }

    // The streams' connection. Messages of an earlier one never arrive.
    bool up() const { return up_; }
    std::uint32_t connection() const { return connection_; }
    void go_up() { up_ = true; }
    void go_down() {
        up_ = false;
        ++connection_;
    }
    // The engine's process is another one from here on.
    void address(std::uint32_t process) { process_ = process; }

    bool chance(std::uint32_t per_mille, Fault fault);
    void count(Fault fault) { counts_.add(fault); }
    Prng& prng() { return prng_; }
    const Latencies& latencies() const { return latencies_; }
    // No faults from here on.
    void calm() { calm_ = true; }

private:
    void post(std::uint32_t letter, Time when);
    std::uint32_t copy(std::uint32_t letter);
    void drop(std::uint32_t letter) { letters_.give_back(letter); }

    std::uint8_t venue_;
    Latencies latencies_;
    const FaultProfile& faults_;
    Prng prng_;
    Timeline& timeline_;
    Letters& letters_;
    FaultCounts& counts_;
    std::array<Time, 3> last_{};  // of each line
    Time last_request_;
    std::uint32_t process_{0};
    std::uint32_t connection_{0};
    bool up_{false};
    bool calm_{false};
};

}  // namespace twinleg::sim
