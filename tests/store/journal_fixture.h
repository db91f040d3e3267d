#pragma once
// Verbs for tests of the journal: write some records, read what is there, hurt the file.

#include <memory>
#include <string>
#include <vector>

#include "store/journal_reader.h"
#include "store/journal_writer.h"
#include "tests/store/random_values.h"
#include "tests/support/temp_dir.h"

namespace twinleg::store {

// What a journal says when it is read: each record as one text, and how it ends.
struct Reading {
    std::vector<std::string> records;
    JournalEnd end;
};

inline Reading read_journal(const std::filesystem::path& path) {
    Reading reading;
    auto reader = JournalReader::open(path);
    EXPECT_TRUE(reader) << (reader ? "" : reader.error().message);
    if (!reader) return reading;
    for (;;) {
        const auto record = reader->next();
        EXPECT_TRUE(record);
        if (!record || !*record) break;
        EXPECT_EQ((*record)->sequence, reading.records.size() + 1);
        const auto payload = (*record)->payload;
        reading.records.push_back(
            std::to_string(static_cast<int>((*record)->type)) + ":" +
            std::string(reinterpret_cast<const char*>(payload.data()), payload.size()));
    }
    reading.end = reader->end();
    return reading;
}

// Appends `count` events and commands drawn from `number`; false where one was refused.
inline bool append_random(JournalWriter& writer, std::uint64_t number, int count) {
    RandomValues random(number);
    for (int i = 0; i < count; ++i) {
        const auto appended =
            random.below(3) == 0 ? writer.append(random.command()) : writer.append(random.event());
        if (!appended) return false;
    }
    return true;
}

// For tests of what survives a process: they need not wait for the disk.
inline int without_disk(int) {
    return 0;
}

inline std::unique_ptr<JournalWriter> open_journal(const std::filesystem::path& data,
                                                   std::size_t segment_bytes = 1 << 16,
                                                   Allocate allocate = allocate_space) {
    auto lock = DirectoryLock::take(data);
    EXPECT_TRUE(lock) << (lock ? "" : lock.error().message);
    JournalEnd end;
    if (JournalReader::open(data)) end = read_journal(data).end;
    auto writer = JournalWriter::resume(std::move(*lock), end,
                                        {segment_bytes, std::move(allocate), without_disk});
    EXPECT_TRUE(writer) << (writer ? "" : writer.error().message);
    return writer ? std::move(*writer) : nullptr;
}

}  // namespace twinleg::store
