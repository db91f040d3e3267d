#pragma once
// The parameters of a strategy, from text, each read by name and type.

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/money.h"
#include "core/result.h"
#include "core/time.h"

namespace twinleg::strategy {

// Reads leave the first error standing; whoever has read everything asks for it once.
class Parameters {
public:
    explicit Parameters(const std::map<std::string, std::string>& values) : values_(values) {}

    bool has(const std::string& name) const { return values_.contains(name); }
    Price price(const std::string& name, Price otherwise);
    Quantity quantity(const std::string& name, std::optional<Quantity> otherwise);
    Ratio ratio(const std::string& name, Ratio otherwise);
    std::string text(const std::string& name, std::string otherwise);
    std::int64_t whole(const std::string& name, std::int64_t otherwise);
    Duration milliseconds_of(const std::string& name, Duration otherwise);
    // Seconds, with decimals if need be; not negative.
    Duration seconds_of(const std::string& name, Duration otherwise);
    Notional notional(const std::string& name, Notional otherwise);  // not negative
    // For statistics: up to 10 decimals, not negative.
    double number(const std::string& name, double otherwise);
    // One of a few words; its place among them.
    std::size_t word(const std::string& name, std::initializer_list<std::string_view> words,
                     std::size_t otherwise);
    // `evaluate`: how often to tell what is seen, milliseconds or `every-event` (zero). Without
    // it once a second, which is what files and panels want.
    Duration evaluate();

    // Errors: missing, malformed, out_of_range, naming the parameter.
    const std::optional<Error>& error() const { return error_; }

private:
    const std::string* find(const std::string& name);
    void note(Error error) {
        if (!error_) error_ = std::move(error);
    }

    const std::map<std::string, std::string>& values_;
    std::optional<Error> error_;
};

}  // namespace twinleg::strategy
