#pragma once
// A directory that is gone afterwards.

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

namespace twinleg::config {

class Scratch {
public:
    Scratch() {
        static int count = 0;
        path_ = std::filesystem::path(::testing::TempDir()) /
                ("twinleg_config_" + std::to_string(::getpid()) + "_" + std::to_string(++count));
        std::filesystem::create_directories(path_);
    }
    ~Scratch() { std::filesystem::remove_all(path_); }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    std::filesystem::path at(const std::string& name) const { return path_ / name; }

    std::filesystem::path write(const std::string& name, std::string_view text,
                                mode_t mode = 0600) const {
        std::ofstream(at(name), std::ios::binary) << text;
        ::chmod(at(name).c_str(), mode);
        return at(name);
    }

private:
    std::filesystem::path path_;
};

inline std::string text_of(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
}

}  // namespace twinleg::config
