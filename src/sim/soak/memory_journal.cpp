#include "sim/soak/memory_journal.h"

#include <algorithm>

namespace twinleg::sim {

Result<void> MemoryJournal::take_room() {
    refused_ = room_ == 0;
    if (refused_) return fail(Errc::io, "the disk is full");
    if (room_ != UINT32_MAX) --room_;
    return {};
}

Result<void> MemoryJournal::append(const Event& event) {
    if (auto room = take_room(); !room) return room;
    const std::size_t offset = bytes_.size();
    store::encode(event, bytes_);
    now_ = event.time;
    records_.push_back({offset, static_cast<std::uint32_t>(bytes_.size() - offset), true, now_});
    return {};
}

Result<void> MemoryJournal::append(const Command& command) {
    if (auto room = take_room(); !room) return room;
    const std::size_t offset = bytes_.size();
    store::encode(command, bytes_);
    records_.push_back({offset, static_cast<std::uint32_t>(bytes_.size() - offset), false, now_});
    return {};
}

void MemoryJournal::cut(std::size_t from) {
    from = std::max(from, synced_);
    if (from >= records_.size()) return;
    bytes_.resize(records_[from].offset);
    records_.resize(from);
}

std::uint64_t MemoryJournal::fingerprint() const {
    std::uint64_t hash = 14695981039346656037u;
    for (const std::byte byte : bytes_)
        hash = (hash ^ static_cast<std::uint64_t>(byte)) * 1099511628211u;
    return hash;
}

}  // namespace twinleg::sim
