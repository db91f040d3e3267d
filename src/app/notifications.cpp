#include "app/notifications.h"

#include <ostream>

#include <fmt/format.h>

#include "app/session.h"
#include "core/json_writer.h"

namespace twinleg::app {

namespace {

constexpr Duration kWishEvery = milliseconds(50);
constexpr Duration kLastWords = seconds(10);

// As the rest of standard error is written.
std::string line_of(bool json, std::string_view kind, const std::string& text) {
    if (!json) return text;
    JsonWriter out;
    out.object().field("level", "info").field("kind", kind).field("text", text).end_object();
    return out.text();
}

// Whose orders go through a page in the browser.
std::optional<VenueId> front_end(const RunSettings& settings, const engine::Config& config) {
    if (settings.edgex_transport != "browser") return std::nullopt;
    for (const auto& venue : config.venues)
        if (venue.name == "edgex") return venue.id;
    return std::nullopt;
}

}  // namespace

void OperatorDesk::ask(Operator what, const Asker& by) {
    put(OperatorAsked{what, by});
}

void OperatorDesk::put(Wish wish) {
    const std::scoped_lock hold(mutex_);
    wishes_.push_back(wish);
    waiting_.store(true, std::memory_order_release);
}

Result<void> OperatorDesk::trade_by_itself(bool yes, const Asker& by) {
    if (has_parameter_)
        put(SettingAsked{.name = *Text<48>::from("parameter.trading"),
                         .value = *Text<48>::from(yes ? "auto" : "remind"),
                         .by = by});
    // To trade means that it is not paused either.
    if (yes || !has_parameter_) ask(yes ? Operator::resume : Operator::pause, by);
    return {};
}

std::optional<OperatorDesk::Wish> OperatorDesk::take() {
    if (!waiting_.load(std::memory_order_acquire)) return std::nullopt;
    const std::scoped_lock hold(mutex_);
    if (wishes_.empty()) return std::nullopt;
    const auto what = wishes_.front();
    wishes_.pop_front();
    waiting_.store(!wishes_.empty(), std::memory_order_release);
    return what;
}

bool OperatorSource::next(Time wake_at, Event& event) {
    while (true) {
        // The first event is the start, and nothing comes before it.
        if (!more_ && last_.known()) {
            if (const auto wish = desk_.take()) {
                event.time = last_;
                event.more = false;
                std::visit([&](const auto& what) { event.what = what; }, *wish);
                return true;
            }
        }
        const Time look = last_.known() ? last_ + kWishEvery : wake_at;
        if (!inner_.next(std::min(wake_at, look), event)) return false;
        last_ = event.time;
        more_ = event.more;
        if (event.time >= wake_at || !std::holds_alternative<Timer>(event.what)) return true;
    }
}

void read_notify(const Environment& environment, RunSettings& settings) {
    auto read =
        sure(notify::settings_from([&](std::string_view name) { return environment.get(name); }));
    read.console = settings.notify_console;
    read.file = settings.notify_file;
    const auto language = notify::parse_language(settings.language);
    if (!language)
        throw CannotStart(kBadUsage, fmt::format("--language \"{}\" is none", settings.language),
                          "There are: zh, en, auto.");
    read.style.language = *language;
    if (!settings.account.empty()) read.style.account = settings.account;
    read.style.zone = settings.zone;
    settings.notify = std::move(read);
}

Notifications::Notifications(const RunSettings& settings, const engine::Config& config,
                             LineWriter& writer)
    : writer_(writer) {
    const auto& told = settings.notify;
    if (!told.any()) return;
    if (told.file) {
        file_.open(*told.file, std::ios::app);
        if (!file_)
            throw CannotStart(kBadUsage, fmt::format("cannot write {}", told.file->string()),
                              "Name another file with --notify-file.");
        file_writer_ = std::make_unique<LineWriter>(file_);
    }
    notify::Notifier::Hooks hooks;
    hooks.say = [this, json = settings.json](std::string line) {
        writer_.write(line_of(json, "notify", line));
    };
    hooks.console = [this, json = settings.json](std::string text) {
        writer_.write(line_of(json, "notification", text));
    };
    hooks.file = [this](std::string text) { file_writer_->write(std::move(text)); };
    desk_.has_trading_parameter(config.strategy == "zscore");
    commands_ = told.telegram_on() && told.telegram.commands;
    notifier_ = std::make_unique<notify::Notifier>(told, std::move(hooks), &desk_);
    watch_.emplace(notifier_->mailbox(), config,
                   notify::Watch::Options{.world = settings.mode,
                                          .front_end = front_end(settings, config),
                                          .status_every = told.status_every,
                                          .zone = told.style.zone});
}

runtime::Source& Notifications::source(runtime::Source& inner) {
    if (!commands_) return inner;
    return source_.emplace(inner, desk_);
}

void Notifications::observe(runtime::Loop& loop) {
    if (watch_) loop.observe(*watch_);
}

void Notifications::close() {
    if (notifier_ && !notifier_->close(kLastWords))
        writer_.write("some notifications could not be sent before the end");
    if (file_writer_) file_writer_->flush();
}

void tell_not_started(const RunSettings& settings, const std::string& why, std::ostream& err) {
    if (!settings.notify.any()) return;
    notify::Message message;
    if (auto sentence = notify::balance_sentence(why))
        message.what = notify::BalanceShort{std::move(*sentence)};
    else
        message.what = notify::NotStarted{why};
    notify::tell_once(settings.notify,
                      {.say = [&err](std::string line) { err << line << '\n'; },
                       .console = [&err](std::string text) { err << text << '\n'; },
                       .file =
                           [&settings](std::string text) {
                               std::ofstream(*settings.notify.file, std::ios::app) << text << '\n';
                           }},
                      std::move(message), kLastWords);
}

}  // namespace twinleg::app
