#pragma once
// A book as JSON, so that another program can look at it.

#include <string>

#include "book/order_book.h"

namespace twinleg::replay {

// {"sequence":N,"bids":[["price","quantity"],…],"asks":[…]}, best first, at most `levels` a side.
std::string to_json(const book::OrderBook& book, std::size_t levels = SIZE_MAX);

}  // namespace twinleg::replay
