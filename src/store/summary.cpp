#include "store/summary.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

#include "core/json_writer.h"
#include "store/file.h"

namespace twinleg::store {
namespace {

// The text of a field of our own flat JSON, without its quotes; nothing if it is not there.
std::optional<std::string_view> field(std::string_view json, std::string_view key) {
    const std::string head = fmt::format("\"{}\":", key);
    const auto at = json.find(head);
    if (at == std::string_view::npos) return std::nullopt;
    json.remove_prefix(at + head.size());
    const bool quoted = json.starts_with('"');
    if (quoted) json.remove_prefix(1);
    const auto end = json.find_first_of(quoted ? "\"" : ",}");
    if (end == std::string_view::npos) return std::nullopt;
    return json.substr(0, end);
}

// Reads the fields one after the other, and keeps the first error.
struct Fields {
    std::string_view json;
    std::string wrong;

    std::string_view text(std::string_view key) {
        const auto found = field(json, key);
        if (!found && wrong.empty()) wrong = key;
        return found.value_or("");
    }
    template <typename T>
    void number(std::string_view key, T& value) {
        const auto digits = text(key);
        const auto end = digits.data() + digits.size();
        if (std::from_chars(digits.data(), end, value).ptr != end && wrong.empty()) wrong = key;
    }
    void money(std::string_view key, Notional& value) {
        if (const auto parsed = parse_notional(text(key), key))
            value = *parsed;
        else if (wrong.empty())
            wrong = key;
    }
};

}  // namespace

std::string to_json(const Summary& summary, std::string_view date, std::string_view strategy,
                    std::string_view first_venue, std::string_view second_venue) {
    JsonWriter json;
    json.object().field("date", date).field("strategy", strategy);
    json.key("venues").array().value(first_venue).value(second_venue).end_array();
    json.field("trades", summary.trades)
        .field("completed", summary.completed)
        .field("rolled_back", summary.rolled_back)
        .field("failed", summary.failed)
        .field("volume_base", summary.volume_base)
        .field("pnl", summary.pnl)
        .field("best_pnl", summary.best_pnl)
        .field("worst_pnl", summary.worst_pnl)
        .field("winning", summary.winning)
        .field("fees_first", summary.fees_first)
        .field("fees_second", summary.fees_second)
        .field("latency_ms_max", summary.latency_ms_max)
        .field("latency_ms_sum", summary.latency_ms_sum)
        .field("first_trade", std::string_view(summary.first_trade))
        .field("last_trade", std::string_view(summary.last_trade))
        .end_object();
    return json.text();
}

Result<Summary> summary_from_json(std::string_view json) {
    Fields fields{json, {}};
    Summary summary;
    fields.number("trades", summary.trades);
    fields.number("completed", summary.completed);
    fields.number("rolled_back", summary.rolled_back);
    fields.number("failed", summary.failed);
    if (const auto volume = parse_quantity(fields.text("volume_base")))
        summary.volume_base = *volume;
    fields.money("pnl", summary.pnl);
    fields.money("best_pnl", summary.best_pnl);
    fields.money("worst_pnl", summary.worst_pnl);
    fields.number("winning", summary.winning);
    fields.money("fees_first", summary.fees_first);
    fields.money("fees_second", summary.fees_second);
    fields.number("latency_ms_max", summary.latency_ms_max);
    fields.number("latency_ms_sum", summary.latency_ms_sum);
    summary.first_trade = fields.text("first_trade");
    summary.last_trade = fields.text("last_trade");
    if (!fields.wrong.empty())
        return fail(Errc::malformed, fmt::format("summary: no readable {}", fields.wrong));
    return summary;
}

SummaryFile::SummaryFile(std::filesystem::path directory, std::string pattern, std::string strategy,
                         std::string first_venue, std::string second_venue, Zone zone)
    : directory_(std::move(directory)),
      pattern_(std::move(pattern)),
      strategy_(std::move(strategy)),
      first_(std::move(first_venue)),
      second_(std::move(second_venue)),
      zone_(zone) {}

std::filesystem::path SummaryFile::path() const {
    std::string name = pattern_;
    if (const auto at = name.find("{date}"); at != std::string::npos) name.replace(at, 6, date_);
    return directory_ / name;
}

Result<Summary*> SummaryFile::at(Time time) {
    const std::string date = zone_.date(time);
    if (date == date_) {
        changed_ = true;
        return &summary_;
    }
    if (auto flushed = flush(); !flushed) return std::unexpected(flushed.error());
    date_ = date;
    summary_ = {};
    changed_ = true;
    std::ifstream in(path(), std::ios::binary);
    if (!in) return &summary_;
    const std::string json(std::istreambuf_iterator<char>(in), {});
    if (auto before = summary_from_json(json)) {
        summary_ = std::move(*before);
    } else {
        std::error_code failed;
        std::filesystem::rename(path(), path().string() + ".damaged", failed);
    }
    return &summary_;
}

Result<void> SummaryFile::flush() {
    if (!changed_) return {};
    std::error_code failed;
    std::filesystem::create_directories(directory_, failed);
    if (failed) return std::unexpected(system_error("create", directory_, failed.value()));
    const std::string beside = path().string() + ".new";
    {
        auto file = File::open(beside, O_WRONLY | O_CREAT | O_TRUNC);
        if (!file) return std::unexpected(file.error());
        const std::string json = to_json(summary_, date_, strategy_, first_, second_) + "\n";
        if (const int reason = write_all(file->get(), std::as_bytes(std::span(json))); reason != 0)
            return std::unexpected(system_error("write", beside, reason));
    }
    std::filesystem::rename(beside, path(), failed);
    if (failed) return std::unexpected(system_error("rename", beside, failed.value()));
    changed_ = false;
    return {};
}

}  // namespace twinleg::store
