#pragma once
// Markets to measure with: recordings of real ones where they are beside the program, else made up.

#include <filesystem>
#include <string>

#include "core/result.h"

namespace twinleg::app {

// Two recordings in our compact form, and one as raw frames; in a directory of their own that goes
// with the object.
class BenchMarkets {
public:
    // Errors: io.
    static Result<BenchMarkets> make();
    ~BenchMarkets();
    BenchMarkets(BenchMarkets&& other) noexcept;
    BenchMarkets(const BenchMarkets&) = delete;
    BenchMarkets& operator=(const BenchMarkets&) = delete;

    const std::string& first() const { return first_; }
    const std::string& second() const { return second_; }
    const std::string& raw() const { return raw_; }
    // "real BTC frames" or "generated".
    const std::string& what() const { return what_; }

private:
    BenchMarkets() = default;

    std::filesystem::path folder_;
    std::string first_;
    std::string second_;
    std::string raw_;
    std::string what_;
};

}  // namespace twinleg::app
