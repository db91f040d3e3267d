#pragma once
// A text file of rows that goes on in a new file every day.

#include <filesystem>
#include <string>
#include <string_view>

#include "core/result.h"
#include "store/civil.h"
#include "store/file.h"

namespace twinleg::store {

// How a full disk is met in a test.
using WriteSome = std::function<ssize_t(int descriptor, const char* bytes, std::size_t size)>;

// Rows are kept in memory until flush(), or until there are many. A file that is there is appended
// to; a row that a dead process left unfinished at its end is cut. If the file begins with another
// header, it is kept as `name.1.csv` and a new one begun.
//
// If the disk refuses, rows wait in memory for the next flush (at most 16 MiB, then the newest are
// dropped and counted), and nothing that is in the file is touched.
//
// Threads: one.
class LogFile {
public:
    // `pattern` with `{date}` where the date stands ("trades_{date}.csv"); without, one file for
    // ever. `header` empty: none.
    LogFile(std::filesystem::path directory, std::string pattern, std::string header, Zone zone);
    ~LogFile();
    LogFile(const LogFile&) = delete;
    LogFile& operator=(const LogFile&) = delete;

    // Adds a row, without its line break. A time of another day than the last one's changes the
    // file; rows of a day that is over go into its file again.
    // Errors: io, of a flush that became due; the row itself is kept.
    Result<void> write(Time time, std::string_view row);

    // Errors: io.
    Result<void> flush();

    std::uint64_t dropped() const { return dropped_; }
    std::filesystem::path path_of(Time time) const;
    const std::filesystem::path& directory() const { return directory_; }
    const Zone& zone() const { return zone_; }

    void write_with(WriteSome write_some) { write_some_ = std::move(write_some); }

private:
    Result<void> open(Time time);
    Result<void> set_aside_other_header(const std::filesystem::path& path);

    std::filesystem::path directory_;
    std::string pattern_;
    std::string header_;
    Zone zone_;
    WriteSome write_some_;
    File file_;
    Time from_;  // of the day of file_
    Time until_;
    std::string waiting_;
    std::uint64_t dropped_{0};
};

}  // namespace twinleg::store
