#include "core/check.h"

#include <cstdio>
#include <cstdlib>

namespace twinleg {

void check_failed(const char* expression, const char* file, int line) {
    std::fprintf(stderr, "twinleg: invariant broken: %s (%s:%d)\n", expression, file, line);
    std::abort();
}

}  // namespace twinleg
