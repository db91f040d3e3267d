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

CommandDesk::CommandDesk(Options options, const Style& style, std::vector<Desk> desks,
                         std::function<std::uint32_t()> draw)
    : options_(std::move(options)),
      style_(style),
      desks_(std::move(desks)),
      draw_(std::move(draw)) {}

std::string_view CommandDesk::say(std::string_view zh, std::string_view en) const {
    return chinese(style_) ? zh : en;
}

std::string CommandDesk::help() const {
    const auto commands = fmt::format(
        "/status  {}\n/positions  {}\n/pnl  {}\n/pause  {}\n/resume  {}\n/flatten  {}\n/kill  "
        "{}\n/mode auto|reminder  {}",
        say("状态", "state of the desk"), say("仓位", "positions"), say("盈亏", "PnL by cause"),
        say("暂停，不开新仓", "no new pair trades"), say("恢复交易", "trade again"),
        say("立即平仓", "close every position now"),
        say("紧急停机：撤单、平仓、停止", "cancel and close everything, and halt"),
        say("自动交易或仅提醒", "trade, or only tell"));
    if (desks_.size() == 1) return commands;
    return fmt::format(
        "{}\n{}: {}", commands,
        say("末尾加交易对名称则只对它生效", "with a pair's name behind, for it alone"), names());
}

std::string CommandDesk::names() const {
    std::string out;
    for (const auto& desk : desks_)
        out += (out.empty() ? "" : ", ") + desk.name;
    return out;
}

std::string CommandDesk::nobody(std::string_view name) const {
    return fmt::format(
        fmt::runtime(say("没有名为 {} 的交易对；有: {}", "no pair is called {}; there are: {}")),
        name, names());
}

CommandDesk::Addressed CommandDesk::addressed(std::string_view name) const {
    Addressed out;
    for (const auto& desk : desks_)
        if (name.empty() || lower(desk.name) == name) out.push_back(&desk);
    return out;
}

std::string CommandDesk::show(const Addressed& whom,
                              std::string (*text)(const Figures&, const Style&)) const {
    std::string out;
    for (const auto* desk : whom) {
        if (!out.empty()) out += "\n\n";
        if (!desk->name.empty()) out += desk->name + ": ";
        const auto figures = desk->figures();
        out +=
            figures ? text(*figures, style_) : std::string{say("尚无数据", "nothing is known yet")};
    }
    return out;
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
    if (command == "/confirm") return confirm(message, argument, now);
    const auto name = command == "/mode" ? lower(word(rest)) : argument;
    auto whom = addressed(name);
    if (whom.empty()) return nobody(name);
    if (command == "/status") return show(whom, &status_text);
    if (command == "/positions") return show(whom, &positions_text);
    if (command == "/pnl") return show(whom, &pnl_text);
    if (command == "/pause") return asked(message, whom, Operator::pause);
    if (command == "/resume") return resume(message, std::move(whom), now);
    if (command == "/flatten") return wants_code(message, std::move(whom), Deed::flatten, now);
    if (command == "/kill") return wants_code(message, std::move(whom), Deed::kill, now);
    if (command == "/mode") return mode(message, argument, std::move(whom), now);
    return help();
}

std::string CommandDesk::wants_code(const Incoming& message, Addressed whom, Deed deed, Time now) {
    const auto code = fmt::format("{:04}", draw_() % 10'000);
    std::string names;
    if (whom.size() < desks_.size())
        for (const auto* desk : whom)
            names += desk->name + ": ";
    pending_[message.chat] = {.whom = std::move(whom),
                              .code = code,
                              .user = message.user,
                              .deed = deed,
                              .until = now + options_.valid};
    const std::string_view what =
        deed == Deed::flatten ? say("立即平掉全部仓位", "close every position now")
        : deed == Deed::kill
            ? say("撤销全部订单、平仓并停机", "cancel and close everything, and halt")
        : deed == Deed::trade ? say("开始自动交易", "begin to trade by itself")
                              : say("解除停机并恢复交易", "leave the halt and trade again");
    return fmt::format(fmt::runtime(say("❓ {}{}？{} 秒内回复 /confirm {}",
                                        "❓ {}{}? Within {} s answer /confirm {}")),
                       names, what, options_.valid.ns / 1'000'000'000, code);
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
    const auto confirmed = std::move(pending);
    pending_.erase(at);
    return done(message, confirmed);
}

std::string CommandDesk::resume(const Incoming& message, Addressed whom, Time now) {
    // A halt that would end by itself is left by a person's reset all the same.
    const auto halted = [](const Desk* desk) {
        const auto figures = desk->figures();
        return figures && figures->mode == Mode::halted;
    };
    if (std::ranges::any_of(whom, halted))
        return wants_code(message, std::move(whom), Deed::reset, now);
    return asked(message, whom, Operator::resume);
}

std::string CommandDesk::mode(const Incoming& message, std::string_view which, Addressed whom,
                              Time now) {
    if (which == "auto") return wants_code(message, std::move(whom), Deed::trade, now);
    if (which == "reminder") return set_mode(message, whom, false);
    return std::string{
        say("用法: /mode auto 或 /mode reminder", "either /mode auto or /mode reminder")};
}

std::string CommandDesk::set_mode(const Incoming& message, const Addressed& whom, bool trades) {
    for (const auto* desk : whom)
        if (const auto set = desk->controls->trade_by_itself(trades, asker(message)); !set)
            return set.error().message;
    return std::string{
        trades ? say("✅ 已转为自动交易", "✅ it trades by itself now")
               : say("✅ 已转为仅提醒，不开新仓", "✅ it only tells now: no new pair trades")};
}

std::string CommandDesk::done(const Incoming& message, const Pending& pending) {
    switch (pending.deed) {
        case Deed::flatten:
            return asked(message, pending.whom, Operator::flatten);
        case Deed::kill:
            return asked(message, pending.whom, Operator::kill);
        case Deed::reset:
            return reset(message, pending.whom);
        case Deed::trade:
            return set_mode(message, pending.whom, true);
    }
    return {};
}

// Of several, those that have not halted only trade again.
std::string CommandDesk::reset(const Incoming& message, const Addressed& whom) {
    std::string answer;
    for (const auto* desk : whom) {
        const auto figures = desk->figures();
        const bool halted = !figures || figures->mode == Mode::halted;
        answer = asked(message, {desk}, halted ? Operator::reset : Operator::resume);
    }
    return answer;
}

std::string CommandDesk::asked(const Incoming& message, const Addressed& whom, Operator what) {
    for (const auto* desk : whom)
        desk->controls->ask(what, asker(message));
    return std::string{say("✅ 已提交", "✅ handed to the desk")};
}

}  // namespace twinleg::notify
