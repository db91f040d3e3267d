#pragma once
// A journal in memory: what the files would hold, encoded by the same codec, for crashes without a
// disk and for the trace around a violation.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "runtime/loop.h"
#include "store/codec.h"

namespace twinleg::sim {

class MemoryJournal final : public runtime::Recorder {
public:
    struct Record {
        std::size_t offset{0};
        std::uint32_t size{0};
        bool event{false};
        Time time;  // of the event, or of the one that the command came from
    };

    Result<void> append(const Event& event) override;
    Result<void> append(const Command& command) override;
    // What is synced survives a loss of power.
    Result<void> sync() override {
        synced_ = records_.size();
        return {};
    }

    const std::vector<Record>& records() const { return records_; }
    std::span<const std::byte> bytes(const Record& record) const {
        return std::span{bytes_}.subspan(record.offset, record.size);
    }
    // Forgets everything from record `from` on. What was synced stays.
    void cut(std::size_t from);
    std::size_t synced() const { return synced_; }

    // The disk takes so many records more, and then none until there is room again.
    void fills_up_after(std::uint32_t records) { room_ = records; }
    void make_room() { room_ = UINT32_MAX; }
    // It has refused a record.
    bool refused() const { return refused_; }

    // A number over all bytes: equal journals have equal ones.
    std::uint64_t fingerprint() const;

private:
    Result<void> take_room();

    std::vector<std::byte> bytes_;
    std::vector<Record> records_;
    Time now_;
    std::size_t synced_{0};
    std::uint32_t room_{UINT32_MAX};
    bool refused_{false};
};

}  // namespace twinleg::sim
