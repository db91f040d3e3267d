#include "store/export_logs.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <ostream>
#include <string>
#include <vector>

#include "core/json_writer.h"
#include "store/civil.h"

namespace twinleg::store {
namespace {

namespace fs = std::filesystem;

// A file of the logs: `trades_BTC_20240808.csv` is of "trades" and of 20240808.
struct Found {
    std::string date;
    std::string kind;
    fs::path path;
    friend auto operator<=>(const Found&, const Found&) = default;
};

std::vector<Found> find(const fs::path& directory) {
    std::vector<Found> found;
    std::error_code failed;
    for (const auto& entry : fs::directory_iterator(directory, failed)) {
        const std::string name = entry.path().filename().string();
        const auto kind_end = name.find('_');
        // A file put aside has a number before its ending: trades_20240808.1.csv.
        const auto date_end = name.find('.');
        if (kind_end == std::string::npos || date_end == std::string::npos || date_end < 9)
            continue;
        const std::string kind = name.substr(0, kind_end);
        const std::string date = name.substr(date_end - 8, 8);
        const std::string ending = entry.path().extension().string();
        const bool dated = name[date_end - 9] == '_' &&
                           std::ranges::all_of(date, [](char c) { return c >= '0' && c <= '9'; });
        const bool ours =
            ((kind == "trades" || kind == "bbo" || kind == "snapshots") && ending == ".csv") ||
            (kind == "summary" && ending == ".json");
        if (dated && ours) found.push_back({date, kind, entry.path()});
    }
    std::ranges::sort(found);
    return found;
}

// The date so many days before `date`.
std::string days_before(const std::string& date, int days) {
    // Counted through noons, whatever the calendar does.
    Time noon{(std::int64_t{std::stoi(date.substr(0, 4)) - 1970} * 365 * 86'400) * 1'000'000'000};
    while (Zone::utc().date(noon) < date)
        noon = noon + seconds(86'400);
    return Zone::utc().date(noon - seconds(std::int64_t{86'400} * days));
}

std::vector<std::string_view> fields_of(std::string_view row) {
    std::vector<std::string_view> fields;
    for (;;) {
        const auto comma = row.find(',');
        fields.push_back(row.substr(0, comma));
        if (comma == std::string_view::npos) return fields;
        row.remove_prefix(comma + 1);
    }
}

class Exporter {
public:
    explicit Exporter(std::ostream& out) : out_(out) {}

    void list(const char* key, const char* kind, const std::vector<Found>& found,
              std::string_view from) {
        out_ << fmt::format("\"{}\":[", key);
        first_ = true;
        for (const Found& file : found) {
            if (file.kind != kind || file.date < from) continue;
            ++counts.files;
            file.kind == "summary" ? summary(file.path) : rows(file.path);
        }
        out_ << ']';
    }

    ExportCounts counts;

private:
    void item(const std::string& json) {
        if (!first_) out_ << ',';
        first_ = false;
        out_ << json;
        ++counts.rows;
    }

    void summary(const fs::path& path) {
        std::ifstream in(path, std::ios::binary);
        std::string json(std::istreambuf_iterator<char>(in), {});
        while (!json.empty() && (json.back() == '\n' || json.back() == '\r'))
            json.pop_back();
        // It is ours, and written whole or not at all.
        if (json.starts_with('{') && json.ends_with('}'))
            item(json);
        else
            ++counts.skipped;
    }

    void rows(const fs::path& path) {
        std::ifstream in(path, std::ios::binary);
        std::string header;
        std::getline(in, header);
        const auto names = fields_of(header);
        for (std::string row; std::getline(in, row);) {
            const auto fields = fields_of(row);
            // The last row may just be being written.
            if (fields.size() != names.size() || in.eof()) {
                ++counts.skipped;
                continue;
            }
            JsonWriter json;
            json.object().field("file", std::string_view(path.filename().string()));
            for (std::size_t i = 0; i < names.size(); ++i)
                json.field(names[i], fields[i]);
            item(json.end_object().text());
        }
    }

    std::ostream& out_;
    bool first_{true};
};

}  // namespace

Result<ExportCounts> export_for_analysis(const fs::path& directory, int days, bool with_bbo,
                                         std::ostream& out) {
    if (days < 1 || days > 100'000)
        return fail(Errc::out_of_range, fmt::format("days: {} is not from 1 to 100000", days));
    std::error_code failed;
    if (!fs::is_directory(directory, failed))
        return fail(Errc::missing, fmt::format("{} is no directory; name the one with the logs",
                                               directory.string()));
    const auto found = find(directory);
    if (found.empty())
        return fail(Errc::missing,
                    fmt::format("{} has no trades, bbo, snapshots or summary file of any day",
                                directory.string()));
    const std::string to = found.back().date;
    const std::string from = days_before(to, days - 1);

    out << fmt::format(R"({{"days":{},"from":"{}","to":"{}",)", days, from, to);
    Exporter exporter(out);
    exporter.list("summaries", "summary", found, from);
    out << ',';
    exporter.list("trades", "trades", found, from);
    out << ',';
    exporter.list("snapshots", "snapshots", found, from);
    out << ',';
    exporter.list("bbo", with_bbo ? "bbo" : "", found, from);
    out << fmt::format(R"(,"counts":{{"files":{},"rows":{},"skipped":{}}}}})",
                       exporter.counts.files, exporter.counts.rows, exporter.counts.skipped)
        << '\n';
    if (!out) return fail(Errc::io, "the export could not be written; is the disk full?");
    return exporter.counts;
}

}  // namespace twinleg::store
