#include "notify/commands.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace twinleg::notify {

namespace {

constexpr int kMostWrong = 3;

std::string_view word(std::string_view& text) {
    const auto begin = text.find_first_not_of(" \t\n\r");
    if (begin == std::string_view::npos) return text = {};
    text.remove_prefix(begin);
    const auto out = text.substr(0, text.find_first_of(" \t\n\r"));
    text.remove_prefix(out.size());
    return out;
}

std::string lower(std::string_view text) {
    std::string out{text};
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    return out;
}

Asker asker(const Incoming& message) {
    return Asker::from("telegram " + message.user).value_or(Asker{});
}

}  // namespace

CommandDesk::CommandDesk(Options options, const Style& style, Controls& controls,
                         std::function<std::optional<Figures>()> figures,
                         std::function<std::uint32_t()> draw)
    : options_(std::move(options)),
      style_(style),
      controls_(controls),
      figures_(std::move(figures)),
      draw_(std::move(draw)) {}

std::string_view CommandDesk::say(std::string_view zh, std::string_view en) const {
    return chinese(style_) ? zh : en;
}

std::string CommandDesk::help() const {
    return fmt::format(
        "/status  {}\n/positions  {}\n/pnl  {}\n/pause  {}\n/resume  {}\n/flatten  {}\n/kill  "
        "{}\n/mode auto|reminder  {}",
        say("状态", "state of the desk"), say("仓位", "positions"), say("盈亏", "PnL by cause"),
        say("暂停，不开新仓", "no new pair trades"), say("恢复交易", "trade again"),
        say("立即平仓", "close every position now"),
        say("紧急停机：撤单、平仓、停止", "cancel and close everything, and halt"),
        say("自动交易或仅提醒", "trade, or only tell"));
}

std::string CommandDesk::show(std::string (*text)(const Figures&, const Style&)) const {
    const auto figures = figures_();
    return figures ? text(*figures, style_) : std::string{say("尚无数据", "nothing is known yet")};
}

std::optional<std::string> CommandDesk::on(const Incoming& message, Time now) {
    if (std::ranges::find(options_.chats, message.chat) == options_.chats.end()) {
        ++ignored_;
        return std::nullopt;
    }
    std::string_view rest = message.text;
    auto command = lower(word(rest));
    if (!command.starts_with('/')) return std::nullopt;
    // In groups: /status@name_of_the_bot.
    if (const auto at = command.find('@'); at != std::string::npos) {
        if (!options_.bot.empty() && command.substr(at + 1) != lower(options_.bot))
            return std::nullopt;
        command.resize(at);
    }
    if (message.written.known() && now - message.written > options_.oldest) {
        // A night's worth of them comes at once after a restart: one answer will do.
        if (told_old_.known() && now - told_old_ < options_.oldest) return std::nullopt;
        told_old_ = now;
        return fmt::format(fmt::runtime(say("{} 是 {} 秒前发送的，未执行；请重新发送",
                                            "{} was written {} s ago and is not done; send it "
                                            "again")),
                           command, (now - message.written).ns / 1'000'000'000);
    }
    const auto argument = lower(word(rest));
    if (command == "/status") return show(&status_text);
    if (command == "/positions") return show(&positions_text);
    if (command == "/pnl") return show(&pnl_text);
    if (command == "/pause") return asked(message, Operator::pause);
    if (command == "/resume") return resume(message, now);
    if (command == "/flatten") return wants_code(message, Deed::flatten, now);
    if (command == "/kill") return wants_code(message, Deed::kill, now);
    if (command == "/mode") return mode(message, argument, now);
    if (command == "/confirm") return confirm(message, argument, now);
    return help();
}

std::string CommandDesk::wants_code(const Incoming& message, Deed deed, Time now) {
    const auto code = fmt::format("{:04}", draw_() % 10'000);
    pending_[message.chat] = {
        .code = code, .user = message.user, .deed = deed, .until = now + options_.valid};
    const std::string_view what =
        deed == Deed::flatten ? say("立即平掉全部仓位", "close every position now")
        : deed == Deed::kill
            ? say("撤销全部订单、平仓并停机", "cancel and close everything, and halt")
        : deed == Deed::trade ? say("开始自动交易", "begin to trade by itself")
                              : say("解除停机并恢复交易", "leave the halt and trade again");
    return fmt::format(fmt::runtime(say("❓ {}？{} 秒内回复 /confirm {}",
                                        "❓ {}? Within {} s answer /confirm {}")),
                       what, options_.valid.ns / 1'000'000'000, code);
}

std::string CommandDesk::confirm(const Incoming& message, std::string_view code, Time now) {
    const auto at = pending_.find(message.chat);
    if (at == pending_.end() || now > at->second.until) {
        if (at != pending_.end()) pending_.erase(at);
        return std::string{
            say("没有待确认的操作，或已超时", "nothing waits for a code, or it is too late")};
    }
    auto& pending = at->second;
    if (message.user != pending.user)
        return std::string{say("须由发出命令的人确认", "only who asked may confirm it")};
    if (code != pending.code) {
        if (++pending.wrong < kMostWrong)
            return std::string{say("确认码不对", "that is not the code")};
        pending_.erase(at);
        return std::string{say("确认码不对，操作已作废", "that is not the code; nothing is done")};
    }
    const auto deed = pending.deed;
    pending_.erase(at);
    return done(message, deed);
}

std::string CommandDesk::resume(const Incoming& message, Time now) {
    const auto figures = figures_();
    // A halt that would end by itself is left by a person's reset all the same.
    if (figures && figures->mode == Mode::halted) return wants_code(message, Deed::reset, now);
    return asked(message, Operator::resume);
}

std::string CommandDesk::mode(const Incoming& message, std::string_view which, Time now) {
    if (which == "auto") return wants_code(message, Deed::trade, now);
    if (which == "reminder") return set_mode(message, false);
    return std::string{
        say("用法: /mode auto 或 /mode reminder", "either /mode auto or /mode reminder")};
}

std::string CommandDesk::set_mode(const Incoming& message, bool trades) {
    if (const auto set = controls_.trade_by_itself(trades, asker(message)); !set)
        return set.error().message;
    return std::string{
        trades ? say("✅ 已转为自动交易", "✅ it trades by itself now")
               : say("✅ 已转为仅提醒，不开新仓", "✅ it only tells now: no new pair trades")};
}

std::string CommandDesk::done(const Incoming& message, Deed deed) {
    switch (deed) {
        case Deed::flatten:
            return asked(message, Operator::flatten);
        case Deed::kill:
            return asked(message, Operator::kill);
        case Deed::reset:
            return asked(message, Operator::reset);
        case Deed::trade:
            return set_mode(message, true);
    }
    return {};
}

std::string CommandDesk::asked(const Incoming& message, Operator what) {
    controls_.ask(what, asker(message));
    return std::string{say("✅ 已提交", "✅ handed to the desk")};
}

}  // namespace twinleg::notify
