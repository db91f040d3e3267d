#include "panel/page.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <zlib.h>

#include "core/check.h"

namespace twinleg::panel {

namespace {

constexpr std::string_view kOpenApi = "openapi.json";

std::string_view type_of(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kTypes{
        {{".html", "text/html; charset=utf-8"},
         {".js", "text/javascript; charset=utf-8"},
         {".css", "text/css; charset=utf-8"},
         {".svg", "image/svg+xml"},
         {".png", "image/png"},
         {".ico", "image/x-icon"},
         {".json", "application/json"}}};
    for (const auto& [ending, type] : kTypes)
        if (name.ends_with(ending)) return type;
    return "text/plain; charset=utf-8";
}

// FNV-1a: tells one build's file from another's.
std::string tag_of(std::string_view content) {
    std::uint64_t hash = 14695981039346656037ULL;
    for (const char c : content)
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    return fmt::format("\"{:016x}\"", hash);
}

std::string packed(std::string_view content) {
    z_stream stream{};
    constexpr int kGzip = 15 + 16;
    CHECK(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kGzip, 8, Z_DEFAULT_STRATEGY) ==
          Z_OK);
    std::vector<Bytef> in(content.begin(), content.end());
    std::string out(deflateBound(&stream, in.size()), '\0');
    stream.next_in = in.data();
    stream.avail_in = static_cast<uInt>(in.size());
    std::vector<Bytef> bytes(out.size());
    stream.next_out = bytes.data();
    stream.avail_out = static_cast<uInt>(bytes.size());
    const bool whole = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    out.assign(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(stream.total_out));
    deflateEnd(&stream);
    return whole && out.size() < content.size() ? out : std::string{};
}

std::vector<PageFile> all_files() {
    std::vector<PageFile> files;
    for (const auto& each : embedded_files()) {
        const std::string_view content(each.begin, static_cast<std::size_t>(each.end - each.begin));
        if (each.name == kOpenApi) continue;
        files.push_back({.name = each.name,
                         .content = content,
                         .type = type_of(each.name),
                         .tag = tag_of(content),
                         .packed = packed(content)});
    }
    return files;
}

}  // namespace

std::string_view openapi_text() {
    for (const auto& each : embedded_files())
        if (each.name == kOpenApi)
            return {each.begin, static_cast<std::size_t>(each.end - each.begin)};
    return "{}";
}

std::span<const PageFile> page_files() {
    static const auto kFiles = all_files();
    return kFiles;
}

const PageFile* page_file(std::string_view path) {
    if (!path.starts_with('/')) return nullptr;
    const auto name = path == "/" ? std::string_view{"index.html"} : path.substr(1);
    const auto files = page_files();
    const auto found = std::ranges::find(files, name, &PageFile::name);
    return found == files.end() ? nullptr : &*found;
}

net::ServerResponse page_answer(const PageFile& file, const net::ServerRequest& request) {
    net::ServerResponse answer{
        .content_type = std::string{file.type},
        .headers = {
            {"ETag", file.tag}, {"Cache-Control", "no-cache"}, {"Vary", "Accept-Encoding"}}};
    if (request.header("If-None-Match") == file.tag) {
        answer.status = 304;
        return answer;
    }
    if (!file.packed.empty() && net::has_token(request.header("Accept-Encoding"), "gzip")) {
        answer.headers.push_back({"Content-Encoding", "gzip"});
        answer.body = file.packed;
    } else {
        answer.body = file.content;
    }
    return answer;
}

}  // namespace twinleg::panel
