#include "replay/csv_name.h"

#include <algorithm>
#include <filesystem>

#include "replay/csv_layout.h"

namespace twinleg::replay {

std::vector<std::string> name_parts(const std::string& path) {
    std::string name = std::filesystem::path{path}.filename().string();
    name = name.substr(0, name.find('.'));
    std::vector<std::string> out(1);
    for (const char c : name) {
        if (c == '_') {
            out.emplace_back();
        } else {
            out.back() += c;
        }
    }
    return out;
}

std::optional<std::int64_t> day_in_name(const std::string& path) {
    for (const std::string& part : name_parts(path)) {
        if (part.size() < 8 || !std::all_of(part.begin(), part.begin() + 8,
                                            [](char c) { return c >= '0' && c <= '9'; })) {
            continue;
        }
        if (const auto day = day_ns(std::stoi(part.substr(0, 4)), std::stoi(part.substr(4, 2)),
                                    std::stoi(part.substr(6, 2)))) {
            return day;
        }
    }
    return std::nullopt;
}

}  // namespace twinleg::replay
