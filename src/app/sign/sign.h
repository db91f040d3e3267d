#pragma once
// `twinleg sign`: requests as JSON lines in, hashes and signatures as JSON lines out.

#include <iosfwd>
#include <string>
#include <string_view>

namespace twinleg::app::sign {

// The answer to one line, without its end: an object, or {"error":"…"}. Never throws; never shows a
// key. `ok` is set to whether it could be signed.
std::string answer(std::string_view line, bool& ok);

// Every line of `in` to one of `out`, in order, each written out at once so that another program
// can wait for it. Returns the exit code: 0, or 2 if a line could not be signed.
int run_sign(std::istream& in, std::ostream& out);

}  // namespace twinleg::app::sign
