#include "app/data_files.h"

#include <fstream>
#include <string>
#include <system_error>

#include <fmt/format.h>

#include "app/command.h"

namespace twinleg::app {

void write_whole(const std::filesystem::path& path, std::string_view text) {
    std::error_code failed;
    std::filesystem::create_directories(path.parent_path(), failed);
    auto beside = path;
    beside += ".new";
    std::ofstream file(beside, std::ios::trunc);
    file << text;
    file.close();
    if (file) std::filesystem::rename(beside, path, failed);
    if (!file || failed)
        throw CannotStart(kBadUsage, fmt::format("cannot write {}", path.string()),
                          "Name another directory with --data.");
}

std::uint32_t next_epoch(const std::filesystem::path& folder) {
    const auto path = folder / "epoch";
    std::uint32_t epoch = 0;
    std::ifstream file(path);
    if (std::filesystem::exists(path) && !(file >> epoch))
        throw CannotStart(kBadUsage, fmt::format("{} holds no count of starts", path.string()),
                          "Write into it a number larger than every earlier count: a start that "
                          "counts from the beginning could give an order an id that is taken.");
    write_whole(path, std::to_string(++epoch) + '\n');
    return epoch;
}

}  // namespace twinleg::app
