#include "config/secret.h"

#include <cstring>
#include <new>
#include <utility>

#include <sodium.h>

#include "core/check.h"

namespace twinleg::config {

Secret::Secret(std::string_view text) : size_(text.size()) {
    CHECK(sodium_init() >= 0);  // again is nothing
    if (text.empty()) return;
    bytes_ = static_cast<char*>(sodium_malloc(text.size()));
    if (bytes_ == nullptr) throw std::bad_alloc{};
    std::memcpy(bytes_, text.data(), text.size());
}

Secret Secret::taken(std::string& text) {
    Secret out{text};
    wipe(text);
    return out;
}

Secret::Secret(Secret&& other) noexcept
    : bytes_(std::exchange(other.bytes_, nullptr)), size_(std::exchange(other.size_, 0)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
    if (this == &other) return *this;
    sodium_free(bytes_);
    bytes_ = std::exchange(other.bytes_, nullptr);
    size_ = std::exchange(other.size_, 0);
    return *this;
}

Secret::~Secret() {
    sodium_free(bytes_);  // wipes it first
}

void wipe(std::string& text) {
    // What a shorter assignment left behind the end counts too.
    text.resize(text.capacity());
    sodium_memzero(text.data(), text.size());
    text.clear();
}

}  // namespace twinleg::config
