#pragma once
// The page's files, built into the program.

#include <span>
#include <string>
#include <string_view>

#include "net/server.h"

namespace twinleg::panel {

struct PageFile {
    std::string_view name;  // "index.html"
    std::string_view content;
    std::string_view type;
    std::string tag;     // ETag, with its quotes
    std::string packed;  // gzip; empty where that is no shorter
};

// What embedded.cpp.in becomes in the build directory.
struct Embedded {
    const char* name;
    const char* begin;
    const char* end;
};
std::span<const Embedded> embedded_files();

// The OpenAPI document.
std::string_view openapi_text();

// All files, packed once. Threads: any, after the first call.
std::span<const PageFile> page_files();

// The file of that path; null if there is none. "/" is index.html.
const PageFile* page_file(std::string_view path);

// 200 or 304, as the client has it and takes it.
net::ServerResponse page_answer(const PageFile& file, const net::ServerRequest& request);

}  // namespace twinleg::panel
