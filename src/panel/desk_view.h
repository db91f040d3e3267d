#pragma once
// One desk as the panel tells it: members in JSON, each with the number of its last change.

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "panel/board.h"
#include "panel/log_lines.h"
#include "panel/own_orders.h"

namespace twinleg::panel {

struct Member {
    std::string_view name;
    std::string text;          // JSON
    std::uint64_t changed{0};  // the number of the stream it changed with
};

// Threads: the panel's.
class DeskView {
public:
    explicit DeskView(std::shared_ptr<Board> board);

    Board& board() { return *board_; }
    const Board& board() const { return *board_; }
    const std::string& name() const { return board_->about().name; }
    // The desk's coin, as database::coin_of() writes it.
    const std::string& coin() const { return coin_; }
    const engine::Config& config() const { return *config_; }

    // Takes what the engine's thread has put out. What differs then carries `number`; what happened
    // is appended to `lines`. True if anything differs or happened.
    bool refresh(std::uint64_t number, std::vector<std::pair<Time, LogLine>>& lines);

    const DeskFigures& figures() const { return board_->figures(); }
    bool has_figures() const { return has_figures_; }
    const std::vector<Member>& members() const { return members_; }
    // {"pair":…, all members}
    std::string pair_text() const;
    // {"pair","strategy","coin","first","second","mode","world"}
    std::string short_text() const;
    // `"books":[…]`, without braces: for /api/book and the stream.
    std::string books_text(std::size_t depth);
    // Whether the engine's thread has put down books within the last 200 ms.
    bool fresh_books();
    // Of each instrument, as in a Pair; with "pair" in front where asked for.
    std::vector<std::string> position_texts(bool with_pair) const;
    // [{"stage",…,"buckets":[…]}], of the histograms as they are now.
    std::string stages_text() const;

    // Why it is not ready to trade; empty: it is.
    std::vector<std::string> reasons() const;
    bool live() const;

    // How old the newest word of a book is.
    Duration age_of(Time updated) const;
    std::string_view instrument(std::size_t n) const { return names_.instruments[n]; }
    std::string_view venue(std::size_t n) const { return names_.venues[n]; }
    bool can_be_asked() const;
    // Its limits and the parameters of its strategy, as they are now.
    std::vector<Parameter> parameters() const;
    // "auto" or "remind".
    std::string_view trading() const;

private:
    void set(std::size_t index, std::string text, std::uint64_t number);
    bool fresh_latencies();

    std::shared_ptr<Board> board_;
    std::shared_ptr<const engine::Config> config_;
    store::Names names_;
    std::string coin_;
    std::string head_;  // members that never change, without the closing brace
    bool has_figures_{false};
    bool changed_{false};
    std::vector<Member> members_;
    OwnOrders own_;
    std::vector<Told> told_;
    std::uint64_t latencies_at_{0};  // cycles
    std::uint64_t books_at_{0};      // cycles, when the newest books came
    runtime::CycleScale scale_;
};

// "max_move", "price_a": members as they stand in a spread of /api/spreads and of a Pair.
std::string spread_text(const Evaluated& seen, Time time);

}  // namespace twinleg::panel
