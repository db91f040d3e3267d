#pragma once
// The CSV file of a sweep: a row a point, and what is needed to go on with it after a stop.

#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "app/sweep_grid.h"
#include "core/result.h"

namespace twinleg::app {

struct ReplayEnd;

// Beside OUT.csv stands OUT.csv.arguments: the command line the rows were made with. Rows are
// appended whole; one that a killed process left torn is cut off.
class SweepFile {
public:
    // Goes on with a file that is there.
    // Errors: conflict (made with other arguments or another grid), io, malformed (not of a sweep).
    static Result<SweepFile> open(const std::filesystem::path& path, const std::vector<Axis>& axes,
                                  const std::string& arguments);

    // By their place in points_of().
    const std::set<std::size_t>& done() const { return done_; }
    // Errors: io.
    Result<void> add(std::size_t point, const std::vector<std::string>& values,
                     const ReplayEnd& end);

private:
    SweepFile() = default;
    Result<void> read(const std::string& header);

    std::filesystem::path path_;
    std::ofstream file_;
    std::set<std::size_t> done_;
};

}  // namespace twinleg::app
