#include "notify/text.h"

#include <fmt/format.h>

namespace twinleg::notify {

namespace {

// One text in both languages; `say` picks.
struct Words {
    std::string_view zh;
    std::string_view en;
};

class Lines {
public:
    Lines(const Style& style, bool zh) : style_(style), zh_(zh) {}

    std::string_view say(const Words& words) const { return zh_ ? words.zh : words.en; }
    Lines& title(std::string_view mark, const Words& words) {
        return line(fmt::format("{} {}", mark, say(words))).gap().account();
    }
    Lines& line(std::string_view text) {
        text_ += text_.empty() ? "" : "\n";
        text_ += text;
        return *this;
    }
    Lines& gap() {
        text_ += '\n';
        return *this;
    }
    // "📦 数量: 0.001"
    Lines& fact(std::string_view mark, const Words& words, std::string_view what) {
        return line(fmt::format("{} {}: {}", mark, say(words), what));
    }
    Lines& account() { return fact("📍", {"账户", "Account"}, style_.account); }
    // The last line.
    std::string at(Time time) {
        gap().line("⏰ " + clock(time, style_.zone));
        return std::move(text_);
    }
    std::string end() { return std::move(text_); }
    std::string clock_of(Time time) const { return clock(time, style_.zone); }

private:
    const Style& style_;
    const bool zh_;
    std::string text_;
};

Words mode_words(const Figures& figures) {
    if (figures.paused && (figures.mode == Mode::active || figures.mode == Mode::reducing))
        return {"已暂停", "paused"};
    switch (figures.mode) {
        case Mode::starting:
            return {"启动中，正在核对持仓", "starting: reading orders and positions"};
        case Mode::active:
            return {"运行中", "trading"};
        case Mode::reducing:
            return {"运行中，暂不开新仓", "running, no new pair trades"};
        case Mode::halted:
            return {"已停机", "halted"};
        case Mode::stopping:
            return {"正在停止", "stopping"};
        case Mode::ended:
            return {"已结束", "ended"};
    }
    return {};
}

// "67%", or "66.6%": cut, never rounded up to a hundred.
std::string percent(std::uint64_t part, std::uint64_t whole) {
    if (whole == 0) return "-";
    const auto permille = part * 1000 / whole;
    return permille % 10 == 0 ? fmt::format("{}%", permille / 10)
                              : fmt::format("{}.{}%", permille / 10, permille % 10);
}

std::uint64_t trades(const Figures& figures) {
    const auto& pairs = figures.pair_trades;
    return pairs.completed + pairs.rolled_back + pairs.failed;
}

void add_positions(Lines& lines, const Figures& figures) {
    std::string_view mark = "📈";
    for (const auto& held : figures.positions) {
        lines.line(fmt::format("{} {}{}: {}", mark, held.venue, lines.say({"仓位", " position"}),
                               to_text(held.quantity)));
        mark = "📉";
    }
    lines.fact("⚖️", {"净敞口", "Exposure"},
               fmt::format("{} {}", to_text(figures.exposure), figures.coin));
}

void add_pnl(Lines& lines, const Causes& pnl) {
    lines.fact("💵", {"盈亏", "PnL"}, signed_money(pnl.total()));
    lines.line(fmt::format("   {} {} | {} {} | {} {}", lines.say({"交易", "trading"}),
                           signed_money(pnl.trading), lines.say({"手续费", "fees"}),
                           signed_money(pnl.fees), lines.say({"资金费", "funding"}),
                           signed_money(pnl.funding)));
}

void add_statistics(Lines& lines, const Figures& figures) {
    const auto& pairs = figures.pair_trades;
    lines.fact(
        "🔁", {"配对交易", "Pair trades"},
        fmt::format("{} ({} {}, {} {}, {} {})", trades(figures), lines.say({"完成", "completed"}),
                    pairs.completed, lines.say({"回滚", "undone"}), pairs.rolled_back,
                    lines.say({"失败", "failed"}), pairs.failed));
    lines.fact("📦", {"成交额", "Volume"}, to_text(figures.volume_quote, 2));
    if (figures.breaker_trips + figures.halts > 0)
        lines.fact("🚨", {"熔断/停机", "Breaker/halts"},
                   fmt::format("{} / {}", figures.breaker_trips, figures.halts));
}

std::string of(const Started& m, Time time, Lines& lines) {
    lines.title("🚀", {"启动通知", "Started"});
    lines.fact("🤖", {"策略", "Strategy"},
               fmt::format("{} {} ({})", m.figures.strategy, m.figures.coin, m.world));
    lines.fact("🏦", {"交易所", "Venues"}, fmt::format("{}", fmt::join(m.venues, " / ")));
    lines.fact("✅", {"状态", "Status"}, lines.say(mode_words(m.figures)));
    return lines.at(time);
}

// Requirements A058 to A067; the Chinese is document 000's own.
std::string of(const Traded& m, Time time, Lines& lines) {
    lines.title(m.is_long ? "🟢" : "🔴", m.is_long
                                             ? Words{"交易成交 - 做多", "Trade filled - long"}
                                             : Words{"交易成交 - 做空", "Trade filled - short"});
    lines.fact("📦", {"数量", "Quantity"}, to_text(m.quantity));
    for (const auto* leg : {&m.first, &m.second})
        lines.fact("💰", {leg->venue, leg->venue},
                   leg->price.is_zero() ? "-" : to_text(leg->price));
    if (!m.first.price.is_zero() && !m.second.price.is_zero())
        lines.fact("📊", {"价差", "Spread"}, to_text(m.second.price - m.first.price));
    lines.fact("⚡", {"延迟", "Latency"}, fmt::format("{}ms", m.latency.ns / 1'000'000));
    lines.gap();
    lines.line(fmt::format("📈 {}{}: {}", m.first.venue, lines.say({"仓位", " position"}),
                           to_text(m.first.position)));
    lines.line(fmt::format("📉 {}{}: {}", m.second.venue, lines.say({"仓位", " position"}),
                           to_text(m.second.position)));
    lines.fact("💵", {"预估盈亏", "Estimated PnL"}, signed_money(m.pnl));
    if (m.outcome == PairOutcome::rolled_back)
        lines.fact("↩️", {"结果", "Result"},
                   lines.say({"一腿未成交，已回滚", "one leg did not fill; undone"}));
    if (m.outcome == PairOutcome::failed)
        lines.fact("❌", {"结果", "Result"},
                   lines.say({"失败，剩余敞口由停机平仓", "failed; the halt closes what is open"}));
    return lines.at(time);
}

std::string of(const FilledAlone& m, Time time, Lines& lines) {
    const bool bought = m.side == Side::buy;
    lines.title(bought ? "🟢" : "🔴", bought ? Words{"单腿成交 - 买入", "Single fill - buy"}
                                             : Words{"单腿成交 - 卖出", "Single fill - sell"});
    lines.fact("📦", {"数量", "Quantity"}, to_text(m.quantity));
    lines.fact("💰", {m.venue, m.venue}, to_text(m.price)).gap();
    lines.line(
        fmt::format("📈 {}{}: {}", m.venue, lines.say({"仓位", " position"}), to_text(m.position)));
    return lines.at(time);
}

std::string of(const ErrorSeen& m, Time time, Lines& lines) {
    lines.title("⚠️", {"错误告警", "Error"});
    lines.fact("🏷️", {"类型", "Type"}, m.kind);
    lines.fact("📝", {"详情", "Details"}, m.details);
    return lines.at(time);
}

std::string of(const BreakerTripped& m, Time time, Lines& lines) {
    lines.title("🚨", {"熔断告警", "Circuit breaker"});
    lines.fact(
        "❌", {"错误次数", "Errors"},
        fmt::format("{} ({} {})", m.errors, m.window.ns / 1'000'000'000, lines.say({"秒内", "s"})));
    lines.fact("⏸️", {"状态", "Status"}, lines.say({"策略已暂停", "the strategy is paused"}));
    lines.fact("🔄", {"恢复时间", "Resumes"}, lines.clock_of(m.recovers));
    return lines.at(time);
}

std::string of(const StatusReport& m, Time time, Lines& lines) {
    lines.title("📊", {"状态报告", "Status"});
    lines.fact("✅", {"状态", "State"}, lines.say(mode_words(m.figures))).gap();
    add_positions(lines, m.figures);
    lines.gap();
    add_pnl(lines, m.figures.pnl);
    add_statistics(lines, m.figures);
    return lines.at(time);
}

std::string of(const DailySummary& m, Time time, Lines& lines) {
    lines.title("📈", {"每日汇总", "Daily summary"});
    lines.fact("📅", {"日期", "Date"}, m.date);
    lines.fact("🔁", {"总交易", "Trades"}, fmt::format("{}", m.trades));
    lines.fact("🎯", {"成功率", "Success rate"}, percent(m.completed, m.trades));
    lines.fact("📦", {"成交额", "Volume"}, to_text(m.volume_quote, 2));
    add_pnl(lines, m.pnl);
    return lines.at(time);
}

std::string of(const Imbalance& m, Time time, Lines& lines) {
    lines.title("⚠️", {"仓位不平衡", "Position imbalance"});
    lines.fact("⚖️", {"差异", "Difference"}, fmt::format("{} {}", to_text(m.difference), m.coin));
    if (!m.limit.is_zero())
        lines.fact("📏", {"上限", "Limit"}, fmt::format("{} {}", to_text(m.limit), m.coin));
    return lines.at(time);
}

// Requirement D073; the English is document 003's own.
std::string of(const BalanceShort& m, Time time, Lines& lines) {
    lines.title("💸", {"余额不足", "Insufficient balance"});
    lines.line("Error: " + m.sentence);
    return lines.at(time);
}

std::string of(const FrontEnd& m, Time time, Lines& lines) {
    if (m.connected) {
        lines.title("🔗", {"前端已重连", "Front end reconnected"});
        lines.fact("▶️", {"状态", "Status"}, lines.say({"恢复策略", "the strategy resumes"}));
    } else {
        lines.title("🔌", {"前端断连", "Front end disconnected"});
        lines.fact("⏸️", {"状态", "Status"},
                   lines.say({"暂停策略，等待重连", "paused, waiting for it to reconnect"}));
    }
    return lines.at(time);
}

std::string of(const Halted& m, Time time, Lines& lines) {
    lines.title("🛑", {"已停机", "Halted"});
    lines.fact("📝", {"原因", "Reason"}, m.why);
    lines.fact("🔄", {"恢复", "Resumes"},
               m.latched ? lines.say({"需人工: /resume", "by a person only: /resume"})
                         : lines.say({"自动恢复", "by itself"}));
    return lines.at(time);
}

void add_asker(Lines& lines, const std::string& by) {
    if (!by.empty()) lines.fact("👤", {"来自", "Asked by"}, by);
}

std::string of(const Killed& m, Time time, Lines& lines) {
    lines.title("☠️", {"紧急停机", "Kill switch"});
    lines.fact("📝", {"动作", "Action"},
               lines.say({"撤销全部订单，双边平仓，停止交易",
                          "every order is cancelled, both venues are closed, trading is halted"}));
    lines.fact("🔄", {"恢复", "Resumes"},
               lines.say({"需人工: /resume", "by a person only: /resume"}));
    add_asker(lines, m.by);
    return lines.at(time);
}

std::string of(const OperatorDid& m, Time time, Lines& lines) {
    switch (m.what) {
        case Operator::stop:
            lines.title("⏹️", {"正在停止", "Stopping"});
            break;
        case Operator::flatten:
            lines.title("🧹", {"立即平仓", "Flatten: every position is closed now"});
            break;
        case Operator::kill:
            return of(Killed{m.by}, time, lines);
        case Operator::reset:
            lines.title("🔄", {"人工复位，重新核对账户", "Reset: both accounts are read anew"});
            break;
        case Operator::pause:
            lines.title("⏸️", {"已暂停，不开新仓", "Paused: no new pair trades"});
            break;
        case Operator::resume:
            lines.title("▶️", {"已恢复交易", "Resumed"});
            break;
    }
    add_asker(lines, m.by);
    return lines.at(time);
}

std::string of(const Ended& m, Time time, Lines& lines) {
    lines.title("🏁", {"已结束", "Ended"});
    lines.fact("📝", {"结果", "Result"}, m.why).gap();
    add_positions(lines, m.figures);
    lines.gap();
    add_pnl(lines, m.figures.pnl);
    add_statistics(lines, m.figures);
    return lines.at(time);
}

Words signal_words(Signal signal) {
    switch (signal) {
        case Signal::enter_short_a:
            return {"做空 {0} / 做多 {1}", "short {0}, long {1}"};
        case Signal::enter_long_a:
            return {"做多 {0} / 做空 {1}", "long {0}, short {1}"};
        case Signal::exit:
            return {"平仓 {0} / {1}", "close {0} and {1}"};
        case Signal::stop:
            return {"止损 {0} / {1}", "stop: close {0} and {1}"};
        case Signal::none:
            return {"无", "none"};
    }
    return {};
}

std::string of(const SignalSeen& m, Time time, Lines& lines) {
    lines.title("🔔", {"信号提醒", "Signal"});
    if (!m.advice.empty()) return lines.line(m.advice).at(time);
    lines.fact("🎯", {"建议", "Would"},
               fmt::format(fmt::runtime(lines.say(signal_words(m.signal))), m.first, m.second));
    lines.fact("💰", {m.first, m.first}, to_text(m.price_a));
    lines.fact("💰", {m.second, m.second}, to_text(m.price_b));
    lines.fact("📊", {"价差", "Spread"}, to_text(m.spread));
    if (m.z != 0) lines.fact("📐", {"z", "z"}, fmt::format("{:.2f}", m.z));
    return lines.at(time);
}

std::string of(const NotStarted& m, Time time, Lines& lines) {
    lines.title("⛔", {"启动失败", "Could not start"});
    lines.fact("📝", {"原因", "Reason"}, m.why);
    return lines.at(time);
}

}  // namespace

std::optional<Language> parse_language(std::string_view text) {
    if (text == "auto") return Language::as_documented;
    if (text == "zh") return Language::zh;
    if (text == "en") return Language::en;
    return std::nullopt;
}

bool chinese(const Style& style) {
    return style.language != Language::en;
}

std::string clock(Time time, const store::Zone& zone) {
    return zone.stamp(time).substr(11, 8);
}

std::string signed_money(Notional amount) {
    auto out = to_text(amount, 4);
    for (int digits = 4; digits > 2 && out.ends_with('0'); --digits)
        out.pop_back();
    return out.starts_with('-') ? out : "+" + out;
}

std::string text(const Message& message, const Style& style) {
    const bool worded_in_english = std::holds_alternative<BalanceShort>(message.what) &&
                                   style.language == Language::as_documented;
    Lines lines(style, chinese(style) && !worded_in_english);
    return std::visit([&](const auto& what) { return of(what, message.time, lines); },
                      message.what);
}

std::string status_text(const Figures& figures, const Style& style) {
    Lines lines(style, chinese(style));
    return of(StatusReport{figures}, figures.time, lines);
}

std::string positions_text(const Figures& figures, const Style& style) {
    Lines lines(style, chinese(style));
    lines.title("📦", {"仓位", "Positions"});
    for (const auto& held : figures.positions)
        lines.line(fmt::format("{} {}: {}", held.venue, held.symbol, to_text(held.quantity)));
    lines.fact("⚖️", {"净敞口", "Exposure"},
               fmt::format("{} {}", to_text(figures.exposure), figures.coin));
    return lines.at(figures.time);
}

std::string pnl_text(const Figures& figures, const Style& style) {
    Lines lines(style, chinese(style));
    lines.title("💵", {"盈亏", "PnL"});
    for (const auto& [venue, causes] : figures.by_venue)
        lines.line(fmt::format("{}: {}", venue, signed_money(causes.total())));
    add_pnl(lines, figures.pnl);
    return lines.at(figures.time);
}

}  // namespace twinleg::notify
