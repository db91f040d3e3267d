// The process: words in, exit code out. Everything else is a command.

#include <iostream>

#include "app/commands.h"

int main(int count, char** words) {
    return twinleg::app::dispatch({words + 1, words + count}, std::cout, std::cerr);
}
