#include "app/notifications.h"

#include <ostream>

#include <fmt/format.h>

#include "app/session.h"
#include "core/json_writer.h"

namespace twinleg::app {

namespace {

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

Notifications::Notifications(const RunSettings& settings, std::vector<notify::Notifier::Desk> desks,
                             Lines& lines)
    : lines_(lines) {
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
        lines_.write(line_of(json, "notify", line));
    };
    hooks.console = [this, json = settings.json](std::string text) {
        lines_.write(line_of(json, "notification", text));
    };
    hooks.file = [this](std::string text) { file_writer_->write(std::move(text)); };
    commands_ = told.telegram_on() && told.telegram.commands;
    notifier_ = std::make_unique<notify::Notifier>(told, std::move(hooks), std::move(desks));
}

std::unique_ptr<notify::Watch> Notifications::watch(std::size_t desk, const RunSettings& settings,
                                                    const engine::Config& config) {
    if (!notifier_) return nullptr;
    return std::make_unique<notify::Watch>(
        notifier_->mailbox(desk), config,
        notify::Watch::Options{.world = settings.mode,
                               .front_end = front_end(settings, config),
                               .status_every = settings.notify.status_every,
                               .zone = settings.notify.style.zone});
}

void Notifications::close() {
    if (notifier_ && !notifier_->close(kLastWords))
        lines_.write("some notifications could not be sent before the end");
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
