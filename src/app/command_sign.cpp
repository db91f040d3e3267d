#include <iostream>

#include "app/commands.h"
#include "app/options.h"
#include "app/sign/sign.h"

namespace twinleg::app {

int run_sign(const Arguments& arguments, std::ostream& out, std::ostream&) {
    Options options(
        "sign",
        "Signs requests given as JSON lines on standard input: "
        "{\"venue\":…,\"kind\":…,\"input\":{…}}.",
        "  echo '{\"venue\":\"edgex\",\"kind\":\"nonce\",\"input\":{\"clientOrderId\":\"1\"}}' | "
        "twinleg sign\n");
    if (!options.parse(arguments, out)) return kDone;
    return sign::run_sign(std::cin, out);
}

}  // namespace twinleg::app
