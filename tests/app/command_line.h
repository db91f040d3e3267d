#pragma once
// The program as a person starts it, in a directory that is gone afterwards.

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

#include "app/commands.h"

namespace twinleg::app {

struct Said {
    int code;
    std::string out;
    std::string err;
};

inline Said say(const Arguments& words) {
    std::ostringstream out, err;
    const int code = dispatch(words, out, err);
    return {code, out.str(), err.str()};
}

class Scratch {
public:
    Scratch() {
        static int count = 0;
        path_ = std::filesystem::path(::testing::TempDir()) /
                ("twinleg_app_" + std::to_string(::getpid()) + "_" + std::to_string(++count));
        std::filesystem::create_directories(path_);
    }
    ~Scratch() { std::filesystem::remove_all(path_); }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    std::string at(const std::string& name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

inline std::string text_of(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
}

inline void write_text(const std::filesystem::path& path, std::string_view text) {
    std::ofstream(path, std::ios::binary) << text;
}

}  // namespace twinleg::app
