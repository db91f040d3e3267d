#include "crypto/nonce_pool.h"

#include <sys/mman.h>

namespace twinleg::crypto {

ForkWipedMemory::ForkWipedMemory(std::size_t size) {
    void* memory =
        ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc{};
    if (::madvise(memory, size, MADV_WIPEONFORK) != 0) {
        ::munmap(memory, size);
        return;
    }
    // Neither is needed for correctness: a refusal (RLIMIT_MEMLOCK) leaves a working pool.
    (void)::madvise(memory, size, MADV_DONTDUMP);
    (void)::mlock(memory, size);
    data_ = memory;
    size_ = size;
}

ForkWipedMemory::~ForkWipedMemory() {
    if (data_ == nullptr) return;
    sodium_memzero(data_, size_);
    ::munmap(data_, size_);
}

}  // namespace twinleg::crypto
