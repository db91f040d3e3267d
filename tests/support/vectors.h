#pragma once
// Vector files of the official SDKs, as they lie in tests/.../data.

#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

namespace twinleg::test {

using Json = nlohmann::json;

// `path` from the root of the repository.
inline Json read_vectors(const std::string& path) {
    std::ifstream file{std::string{TWINLEG_SOURCE_DIR} + "/" + path};
    if (!file) throw std::runtime_error("no vectors at " + path);
    return Json::parse(file);
}

// Says how many of a file were held against us: a file that was read in part is a test not run.
inline void print_count(const std::string& path, std::size_t count) {
    std::printf("[ VECTORS  ] %4zu  %s\n", count, path.c_str());
}

}  // namespace twinleg::test
