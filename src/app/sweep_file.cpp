#include "app/sweep_file.h"

#include <charconv>
#include <sstream>

#include <fmt/format.h>

#include "app/replay_session.h"

namespace twinleg::app {

namespace {

constexpr std::string_view kFigures =
    "exit_code,completed,rolled_back,failed,fills,volume_quote,pnl,trading,fees,funding,"
    "exposure_base,unhedged_ms_p99,halts,invariants";

std::string header_of(const std::vector<Axis>& axes) {
    std::string out = "point";
    for (const auto& axis : axes)
        out += "," + axis.flag;
    return out.append(",").append(kFigures);
}

std::string whole(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
}

Error cannot_write(const std::filesystem::path& path) {
    return {Errc::io, path.string() + " cannot be written"};
}

}  // namespace

Result<SweepFile> SweepFile::open(const std::filesystem::path& path, const std::vector<Axis>& axes,
                                  const std::string& arguments) {
    SweepFile out;
    out.path_ = path;
    auto beside = path;
    beside += ".arguments";
    std::error_code ignored;
    const bool there = std::filesystem::exists(path, ignored);
    if (there && whole(beside) != arguments + "\n")
        return fail(Errc::conflict, path.string() +
                                        " was made with other arguments; the same ones "
                                        "go on with it, another --out begins anew");
    const auto header = header_of(axes);
    if (there) {
        if (const auto read = out.read(header); !read) return std::unexpected{read.error()};
    } else if (std::ofstream file(beside); !(file << arguments << std::endl)) {
        return std::unexpected{cannot_write(beside)};
    }
    out.file_.open(path, std::ios::binary | std::ios::app);
    if (!there) out.file_ << header << std::endl;
    if (!out.file_) return std::unexpected{cannot_write(path)};
    return out;
}

Result<void> SweepFile::read(const std::string& header) {
    const auto text = whole(path_);
    const auto end = text.rfind('\n') == std::string::npos ? 0 : text.rfind('\n') + 1;
    std::istringstream lines(text.substr(0, end));
    std::string line;
    if (!std::getline(lines, line) || line != header)
        return fail(Errc::malformed, path_.string() + ": its first line is not that of this sweep");
    while (std::getline(lines, line)) {
        std::size_t point = 0;
        const auto [at, bad] = std::from_chars(line.data(), line.data() + line.size(), point);
        if (bad != std::errc{} || at == line.data() + line.size() || *at != ',')
            return fail(Errc::malformed,
                        fmt::format("{}: \"{}\" is no row of a sweep", path_.string(), line));
        done_.insert(point);
    }
    std::error_code failed;
    std::filesystem::resize_file(path_, end, failed);
    if (failed) return std::unexpected{cannot_write(path_)};
    return {};
}

Result<void> SweepFile::add(std::size_t point, const std::vector<std::string>& values,
                            const ReplayEnd& end) {
    const Report& r = *end.report;
    file_ << fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}", point,
                         fmt::join(values, ","), end.code, r.counters.pair_trades.completed,
                         r.counters.pair_trades.rolled_back, r.counters.pair_trades.failed,
                         r.counters.fills.count, to_text(r.counters.fills.volume_quote),
                         to_text(r.pnl.total()), to_text(r.pnl.trading), to_text(r.pnl.fees),
                         to_text(r.pnl.funding), to_text(r.exposure),
                         percentiles(r.counters.unhedged_ms).p99, r.counters.halts, r.invariants);
    file_ << std::endl;
    if (!file_) return std::unexpected{cannot_write(path_)};
    done_.insert(point);
    return {};
}

}  // namespace twinleg::app
