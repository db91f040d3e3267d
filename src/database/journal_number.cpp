#include "database/journal_number.h"

#include <span>

#include "store/codec.h"
#include "store/journal_tail.h"

namespace twinleg::database {
namespace {

// FNV-1a, and its bits mixed at the end.
class Digest {
public:
    void add(std::span<const std::byte> bytes) {
        for (const std::byte byte : bytes)
            state_ = (state_ ^ static_cast<std::uint64_t>(byte)) * 0x100000001b3;
    }
    std::uint64_t number() const {
        std::uint64_t mixed = state_;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        mixed = (mixed ^ (mixed >> 31)) & kMostJournalNumber;
        return mixed == 0 ? 1 : mixed;
    }

private:
    std::uint64_t state_{0xcbf29ce484222325};
};

}  // namespace

Result<std::optional<std::uint64_t>> journal_number(const std::filesystem::path& journal,
                                                    std::uint64_t through) {
    auto tail = store::JournalTail::open(journal);
    if (!tail) return std::unexpected(tail.error());
    Digest digest;
    store::Scratch scratch;
    while (true) {
        const auto record = tail->next(through);
        if (!record) return std::unexpected(record.error());
        if (!*record) return std::optional<std::uint64_t>{};
        digest.add((*record)->payload);
        if ((*record)->type != store::RecordType::event) continue;
        const auto event = store::decode_event((*record)->payload, scratch);
        if (event && std::holds_alternative<Started>(event->what)) return digest.number();
    }
}

}  // namespace twinleg::database
