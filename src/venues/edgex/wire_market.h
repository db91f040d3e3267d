#pragma once
// The objects of public channels other than the book's, read into updates. For the .cpp files of
// this folder only.

#include <string_view>

#include "venues/edgex/json_read.h"
#include "venues/update.h"

namespace twinleg::venues::edgex {

// The names of a contract in a market frame, and the one an update goes by.
struct ContractNames {
    std::string_view id;
    std::string_view name;
    std::string_view market() const { return name.empty() ? id : name; }

    // Whether `key` was one of them.
    bool takes(std::string_view key) const { return key == "contractId" || key == "contractName"; }
    Result<void> read(std::string_view key, json::od::value& v);
    // Errors: malformed, where neither was there.
    Result<std::string_view> checked() const;
};

Result<void> read_trade(json::od::object object, UpdateSink& sink);
Result<void> read_ticker(json::od::object object, UpdateSink& sink);
Result<void> read_book_ticker(json::od::object object, UpdateSink& sink);
Result<void> read_funding(json::od::object object, UpdateSink& sink);
Result<void> read_metadata(json::od::object object, UpdateSink& sink);

}  // namespace twinleg::venues::edgex
