#pragma once
// The list of commands, and what `main` does with a command line.

#include <iosfwd>
#include <span>

#include "app/command.h"

namespace twinleg::app {

// In the order of `twinleg --help`.
std::span<const Entry> commands();

// Runs the command that the first word names. Answers --help and --version itself. Catches
// everything that is thrown, prints it once with the way to mend it, and returns the exit code.
int dispatch(const Arguments& words, std::ostream& out, std::ostream& err);

// One function a command; each lives in command_<name>.cpp.
int run_demo(const Arguments& arguments, std::ostream& out, std::ostream& err);
int run_run(const Arguments& arguments, std::ostream& out, std::ostream& err);
int run_check(const Arguments& arguments, std::ostream& out, std::ostream& err);
int run_config(const Arguments& arguments, std::ostream& out, std::ostream& err);
int run_decode(const Arguments& arguments, std::ostream& out, std::ostream& err);
int run_export(const Arguments& arguments, std::ostream& out, std::ostream& err);
int run_flatten(const Arguments& arguments, std::ostream& out, std::ostream& err);
int run_journal(const Arguments& arguments, std::ostream& out, std::ostream& err);
int run_health(const Arguments& arguments, std::ostream& out, std::ostream& err);
int run_keys(const Arguments& arguments, std::ostream& out, std::ostream& err);
int run_keystore(const Arguments& arguments, std::ostream& out, std::ostream& err);  // of keys
int run_bench(const Arguments& arguments, std::ostream& out, std::ostream& err);
int run_convert(const Arguments& arguments, std::ostream& out, std::ostream& err);
int run_panel(const Arguments& arguments, std::ostream& out, std::ostream& err);
int run_record(const Arguments& arguments, std::ostream& out, std::ostream& err);
int run_replay(const Arguments& arguments, std::ostream& out, std::ostream& err);
int run_sign(const Arguments& arguments, std::ostream& out, std::ostream& err);
int run_sim(const Arguments& arguments, std::ostream& out, std::ostream& err);
int run_sweep(const Arguments& arguments, std::ostream& out, std::ostream& err);
int run_soak(const Arguments& arguments, std::ostream& out, std::ostream& err);
int run_venues(const Arguments& arguments, std::ostream& out, std::ostream& err);

}  // namespace twinleg::app
