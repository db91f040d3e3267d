#pragma once
// What accounts had when their journals were new: what the venues say was earned is measured from
// there, over all restarts.

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/money.h"

namespace twinleg::app {

// Kept in the file `equity` of a folder, a line an account.
//
// Threads: one at a time.
class FirstEquity {
public:
    // `known`: journals are older ones, whose first equity is in `data`.
    FirstEquity(std::filesystem::path data, bool known);

    // The account has this now, in quote units, and a journal begins. Counts unless it has begun
    // before. Throws CannotStart if it cannot be kept.
    void begin(const std::string& account, Notional equity);

    // Nothing for an account that never began.
    std::optional<Notional> change(const std::string& account, Notional equity) const;

private:
    void read();
    void keep() const;

    std::filesystem::path path_;
    std::map<std::string, Notional> at_;
};

}  // namespace twinleg::app
