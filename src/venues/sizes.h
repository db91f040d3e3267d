#pragma once
// How much a venue may say in one piece. What is larger is no venue's word: it is refused unread,
// and the connection that brought it ends.

#include <cstddef>

namespace twinleg::venues {

inline constexpr std::size_t kLargestFrame = std::size_t{4} << 20;  // whole books are below 1 MB
inline constexpr std::size_t kLargestAnswer = std::size_t{8}
                                              << 20;  // metadata of 500 markets: 2 MB

}  // namespace twinleg::venues
