#include <algorithm>
#include <atomic>
#include <iostream>
#include <mutex>
#include <sstream>
#include <thread>

#include <fmt/format.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/options.h"
#include "app/replay_arguments.h"
#include "app/sweep_file.h"
#include "core/json_writer.h"

namespace twinleg::app {

namespace {

constexpr std::string_view kExamples =
    "  twinleg sweep --strategy market-spread --size 0.01 --first a.tlr --second b.tlr \\\n"
    "      --grid \"long-threshold=1:10:1 short-threshold=1:10:1\" --out sweep.csv\n"
    "  twinleg sweep --strategy zscore --first a.tlr --second b.tlr \\\n"
    "      --grid \"enter-z-high=1.5,2,2.5 lookback-secs=300,900,3600\" --out z.csv --jobs 4\n"
    "A sweep that was stopped goes on where it was, with the same command. `twinleg convert` first "
    "makes it several times as fast.\n";

struct SweepSettings {
    std::string grid;
    std::filesystem::path out{"sweep.csv"};
    std::uint64_t jobs{std::max(1U, std::thread::hardware_concurrency())};
};

// All arguments of one point: those of every point, and its own.
Arguments arguments_of(Arguments base, const std::vector<Axis>& axes,
                       const std::vector<std::string>& point) {
    for (std::size_t i = 0; i < axes.size(); ++i) {
        base.push_back("--" + axes[i].flag);
        base.push_back(point[i]);
    }
    return base;
}

std::optional<ReplaySettings> read(const Arguments& arguments, SweepSettings& sweep,
                                   std::ostream& out) {
    return replay_settings(
        arguments, "sweep",
        "The same recordings with every combination of some parameters: one CSV row a point.",
        kExamples, out, [&](Options& options) {
            options.add("--grid", &sweep.grid,
                        "FLAG=VALUES …, with a list (1,2,5) or from:to:step for each flag");
            options.add("--out", &sweep.out, "the CSV file; one that is there is gone on with");
            options.add("--jobs", &sweep.jobs, "points at the same time");
        });
}

void check(const ReplaySettings& settings, const SweepSettings& sweep) {
    if (sweep.grid.empty())
        throw CannotStart(kBadUsage, "--grid is missing: which parameters, and which values?",
                          "`twinleg sweep --help` has examples.");
    if (settings.strategy.strategy.empty())
        throw CannotStart(kBadUsage, "--strategy is missing: what shall trade?",
                          "e.g. --strategy market-spread --size 0.01");
    if (settings.first.empty() || settings.second.empty())
        throw CannotStart(kBadUsage, "--first and --second are both needed",
                          "A strategy trades two sides.");
    if (settings.report || settings.journal || settings.spreads || settings.books)
        throw CannotStart(kBadUsage, "--report, --journal, --spreads and --books are of one replay",
                          "Run `twinleg replay` with the point you want to look at.");
}

// Of every point: a value that cannot be is told before anything is run or written.
std::vector<ReplaySettings> settings_of(const Arguments& base, const std::vector<Axis>& axes,
                                        const std::vector<std::vector<std::string>>& points) {
    std::vector<ReplaySettings> out;
    for (const auto& point : points) {
        SweepSettings ignored;
        std::ostringstream nowhere;
        out.push_back(*read(arguments_of(base, axes, point), ignored, nowhere));
        out.back().log_level = "error";
    }
    return out;
}

class Sweep {
public:
    Sweep(std::vector<std::vector<std::string>> points, std::vector<ReplaySettings> settings,
          SweepFile file, std::ostream& err)
        : points_(std::move(points)),
          settings_(std::move(settings)),
          file_(std::move(file)),
          err_(err),
          on_terminal_(&err == &std::cerr && ::isatty(STDERR_FILENO) != 0),
          began_(std::chrono::steady_clock::now()) {
        for (std::size_t i = 0; i < points_.size(); ++i)
            if (!file_.done().contains(i)) todo_.push_back(i);
    }

    std::size_t points() const { return points_.size(); }
    std::size_t computed() const { return computed_; }
    const std::string& failure() const { return failure_; }

    void run(std::uint64_t jobs, const StopSignals& signals) {
        std::vector<std::jthread> workers;
        for (std::uint64_t i = 0; i < std::min<std::uint64_t>(jobs, todo_.size()); ++i)
            workers.emplace_back([&] { work(signals); });
        workers.clear();
        if (on_terminal_) err_ << "\r\x1b[K" << std::flush;
    }

private:
    void work(const StopSignals& signals) {
        while (!signals.asked() && !failed_) {
            const std::size_t turn = next_++;
            if (turn >= todo_.size()) return;
            std::ostringstream told;
            try {
                const auto end = replay_recordings(settings_[todo_[turn]], signals, told);
                if (signals.asked()) return;  // it was cut short
                end.report ? take(todo_[turn], end) : fail_with(told.str());
            } catch (const std::exception& problem) {
                fail_with(problem.what());
            }
        }
    }

    void take(std::size_t point, const ReplayEnd& end) {
        const std::scoped_lock lock(mutex_);
        if (const auto added = file_.add(point, points_[point], end); !added) {
            failure_ = added.error().message;
            failed_ = true;
            return;
        }
        ++computed_;
        tell_progress();
    }

    void fail_with(std::string why) {
        const std::scoped_lock lock(mutex_);
        if (failure_.empty()) failure_ = std::move(why);
        failed_ = true;
    }

    void tell_progress() {
        const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - began_;
        const double left = passed.count() / static_cast<double>(computed_) *
                            static_cast<double>(todo_.size() - computed_);
        const auto text = fmt::format("{} of {} points, about {} left", computed_, todo_.size(),
                                      to_text(seconds(static_cast<std::int64_t>(left + 0.5))));
        if (on_terminal_) {
            err_ << "\r\x1b[K" << text << std::flush;
        } else if (computed_ * 10 / todo_.size() != (computed_ - 1) * 10 / todo_.size()) {
            err_ << text << std::endl;
        }
    }

    const std::vector<std::vector<std::string>> points_;
    const std::vector<ReplaySettings> settings_;  // of each point
    std::vector<std::size_t> todo_;
    SweepFile file_;
    std::ostream& err_;
    const bool on_terminal_;
    const std::chrono::steady_clock::time_point began_;
    std::atomic<std::size_t> next_{0};
    std::atomic<bool> failed_{false};
    std::mutex mutex_;  // what is below, the file, and err_
    std::size_t computed_{0};
    std::string failure_;
};

}  // namespace

int run_sweep(const Arguments& arguments, std::ostream& out, std::ostream& err) {
    SweepSettings sweep;
    const auto settings = read(arguments, sweep, out);
    if (!settings) return kDone;
    check(*settings, sweep);
    auto axes = parse_grid(sweep.grid);
    if (!axes) throw CannotStart(kBadUsage, axes.error().message, "`twinleg sweep --help`");
    auto points = points_of(*axes);
    auto each = settings_of(arguments, *axes, points);
    auto file = SweepFile::open(sweep.out, *axes, fmt::format("{}", fmt::join(arguments, " ")));
    if (!file) throw CannotStart(kBadUsage, file.error().message);
    const auto known = file->done().size();

    const StopSignals signals;
    Sweep all(std::move(points), std::move(each), std::move(*file), err);
    all.run(std::clamp<std::uint64_t>(sweep.jobs, 1, 256), signals);
    if (!all.failure().empty()) throw CannotStart(kUnreadable, all.failure());
    const auto done = known + all.computed();
    if (settings->json)
        out << fmt::format(R"({{"points":{},"done":{},"computed":{},"out":{}}})", all.points(),
                           done, all.computed(), json_quoted(sweep.out.string()))
            << '\n';
    else
        err << fmt::format("{} of {} points are in {}{}\n", done, all.points(), sweep.out.string(),
                           done < all.points() ? "; the same command goes on" : "");
    return done == all.points() ? kDone : kHalted;
}

}  // namespace twinleg::app
