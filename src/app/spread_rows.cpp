#include "app/spread_rows.h"

#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "app/command.h"
#include "database/words.h"

namespace twinleg::app {

SpreadRows::SpreadRows(const std::filesystem::path& path) : path_(path), file_(path) {
    if (!file_)
        throw CannotStart(kBadUsage,
                          fmt::format("cannot write {}: {}", path.string(), std::strerror(errno)),
                          "Name another file with --spreads.");
    file_ << "time_ns,price_a,price_b,spread,mean,stddev,z,samples,signal\n";
}

std::string SpreadRows::row(Time time, const Evaluated& seen) {
    const std::string stddev = seen.samples >= 2 ? fmt::format("{}", seen.stddev) : "";
    const std::string z = seen.samples >= 2 && seen.stddev > 0 ? fmt::format("{}", seen.z) : "";
    return fmt::format("{},{},{},{},{},{},{},{},{}\n", time.ns, to_text(seen.price_a),
                       to_text(seen.price_b), to_text(seen.spread), seen.mean, stddev, z,
                       seen.samples, database::word(seen.signal));
}

void SpreadRows::on_step(const Event& event, std::span<const Command> commands,
                         const engine::Engine&) {
    for (const Command& command : commands) {
        if (const auto* seen = std::get_if<Evaluated>(&command)) file_ << row(event.time, *seen);
    }
}

void SpreadRows::finish() {
    file_.flush();
    if (!file_)
        throw CannotStart(kBadUsage, fmt::format("cannot write {}: no room", path_.string()),
                          "The spreads in it end where the disk was full.");
}

}  // namespace twinleg::app
