#pragma once
// The word somebody probably meant.

#include <span>
#include <string>
#include <string_view>

namespace twinleg::config {

// How many letters must be added, dropped, changed or swapped with their neighbour to turn `a`
// into `b`.
std::size_t edit_distance(std::string_view a, std::string_view b);

// The nearest of `known`, or empty where none is near: within a third of the word's letters.
std::string_view nearest(std::string_view word, std::span<const std::string> known);

// `; did you mean …?`, or empty.
std::string did_you_mean(std::string_view word, std::span<const std::string> known);

}  // namespace twinleg::config
