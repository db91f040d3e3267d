#include "config/presets.h"

#include <array>

namespace twinleg::config {

namespace {

constexpr std::array<PresetValue, 4> kLowFrequency{
    {{"margin", "50"}, {"hold-time", "600"}, {"take-profit", "30"}, {"stop-loss", "30"}}};
constexpr std::array<PresetValue, 4> kHighFrequency{
    {{"margin", "100"}, {"hold-time", "180"}, {"take-profit", "50"}, {"stop-loss", "50"}}};

constexpr Preset kPresets[] = {
    {"hedge-cycle", "low-frequency", "small and held for ten minutes", kLowFrequency},
    {"hedge-cycle", "high-frequency", "larger and held for three minutes", kHighFrequency},
};

}  // namespace

std::span<const Preset> presets() {
    return kPresets;
}

}  // namespace twinleg::config
