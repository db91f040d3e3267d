# How every target of the house is built: one language level, one set of warnings, one instruction
# set, and the two functions that CMakeLists.txt is written in.

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

find_program(TWINLEG_CCACHE ccache)
if(TWINLEG_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER
        ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
        CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${TWINLEG_CCACHE})
endif()

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(GTest REQUIRED)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(secp256k1 REQUIRED IMPORTED_TARGET libsecp256k1)
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(zlib REQUIRED IMPORTED_TARGET zlib)
pkg_check_modules(simdjson REQUIRED IMPORTED_TARGET simdjson)
pkg_check_modules(fmt REQUIRED IMPORTED_TARGET fmt)
pkg_check_modules(yaml REQUIRED IMPORTED_TARGET yaml-cpp)
pkg_check_modules(sqlite REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(postgres REQUIRED IMPORTED_TARGET libpq)

# Same bytes on every machine and build type: the instruction set is pinned, and no
# multiplication is ever fused with an addition behind our back. Without carry-less multiplication
# simdjson's on-demand front end would be its slow fallback.
add_library(twinleg_flags INTERFACE)
target_include_directories(twinleg_flags INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_options(twinleg_flags INTERFACE
    -march=x86-64-v3 -mpclmul -ffp-contract=off -fno-omit-frame-pointer
    -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wnon-virtual-dtor
    -Wold-style-cast -Wcast-align -Woverloaded-virtual -Wnull-dereference -Wdouble-promotion
    -Wimplicit-fallthrough -Wswitch-enum -Wno-missing-field-initializers -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # g++ 12 reports these inside its own headers, in code that is right.
    target_compile_options(twinleg_flags INTERFACE
        -Wno-error=null-dereference -Wno-null-dereference -Wno-restrict
        -Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-array-bounds -Wno-stringop-overread)
endif()

set(TWINLEG_SANITIZE "" CACHE STRING "a list for -fsanitize=")
if(TWINLEG_SANITIZE)
    target_compile_options(twinleg_flags INTERFACE
        -fsanitize=${TWINLEG_SANITIZE} -fno-sanitize-recover=all)
    target_link_options(twinleg_flags INTERFACE -fsanitize=${TWINLEG_SANITIZE})
endif()

set_property(GLOBAL PROPERTY twinleg_rules "")

# The tests share one precompiled header; without it GoogleTest is most of what they compile.
add_library(twinleg_test_pch OBJECT ${CMAKE_SOURCE_DIR}/cmake/empty.cpp)
target_link_libraries(twinleg_test_pch PUBLIC twinleg_flags GTest::gtest GTest::gmock)
target_precompile_headers(twinleg_test_pch PRIVATE <gtest/gtest.h> <gmock/gmock.h> <string> <vector>)

# twinleg_library(FOLDER [RECURSE] [EXCEPT folder…] [DEPENDS folder…] [LIBS target…] [TEST_LIBS target…])
#
# FOLDER is below src/. With RECURSE its sub-folders are part of it, but for those of EXCEPT (named
# from src/); without, each is its own line.
function(twinleg_library folder)
    cmake_parse_arguments(ARG "RECURSE" "" "EXCEPT;DEPENDS;LIBS;TEST_LIBS" ${ARGN})
    string(REPLACE "/" "_" name ${folder})
    set(target twinleg_${name})

    if(ARG_RECURSE)
        set(glob GLOB_RECURSE)
    else()
        set(glob GLOB)
    endif()
    file(${glob} sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${folder}/*.cpp)
    list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
    foreach(other ${ARG_EXCEPT})
        list(FILTER sources EXCLUDE REGEX "/src/${other}/")
    endforeach()
    if(NOT sources)
        set(sources ${CMAKE_SOURCE_DIR}/cmake/empty.cpp)
    endif()
    add_library(${target} STATIC ${sources})
    target_link_libraries(${target} PUBLIC twinleg_flags ${ARG_LIBS})
    foreach(needed ${ARG_DEPENDS})
        string(REPLACE "/" "_" needed_name ${needed})
        target_link_libraries(${target} PUBLIC twinleg_${needed_name})
    endforeach()

    file(${glob} tests CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/${folder}/*_test.cpp)
    foreach(other ${ARG_EXCEPT})
        list(FILTER tests EXCLUDE REGEX "/tests/${other}/")
    endforeach()
    if(tests)
        add_executable(${name}_tests ${tests})
        target_include_directories(${name}_tests PRIVATE ${CMAKE_SOURCE_DIR})
        target_compile_definitions(${name}_tests PRIVATE
            TWINLEG_SOURCE_DIR="${CMAKE_SOURCE_DIR}" TWINLEG_BINARY_DIR="${CMAKE_BINARY_DIR}")
        target_link_libraries(${name}_tests PRIVATE ${target} ${ARG_TEST_LIBS} GTest::gtest GTest::gmock GTest::gtest_main)
        target_precompile_headers(${name}_tests REUSE_FROM twinleg_test_pch)
        add_test(NAME ${name} COMMAND ${name}_tests --gtest_brief=1 WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
        set_tests_properties(${name} PROPERTIES TIMEOUT 900)
    endif()

    list(JOIN ARG_DEPENDS " " allowed)
    set_property(GLOBAL APPEND PROPERTY twinleg_rules "${folder}: ${allowed}")
endfunction()

# twinleg_embed(panel PATTERN…): the files, byte for byte, in the program: src/panel/embedded.cpp.in
# says what becomes of them. No file of the page is made here: they are in the tree.
function(twinleg_embed folder)
    file(GLOB files CONFIGURE_DEPENDS ${ARGN})
    set(number 0)
    set(PANEL_ASSEMBLY "")
    set(PANEL_SYMBOLS "")
    set(PANEL_ROWS "")
    foreach(file ${files})
        get_filename_component(name ${file} NAME)
        if(name MATCHES "^\\.")
            continue()
        endif()
        set(symbol "twinleg_embedded_${number}")
        string(APPEND PANEL_ASSEMBLY "__asm__(\".section .rodata\\n.balign 16\\n.global ${symbol}\\n"
            "${symbol}:\\n.incbin \\\"${file}\\\"\\n.global ${symbol}_end\\n${symbol}_end:\\n.byte 0\\n.previous\\n\");\n")
        string(APPEND PANEL_SYMBOLS "extern const char ${symbol}[];\nextern const char ${symbol}_end[];\n")
        string(APPEND PANEL_ROWS "        {\"${name}\", ${symbol}, ${symbol}_end},\n")
        math(EXPR number "${number} + 1")
    endforeach()
    set(made ${CMAKE_BINARY_DIR}/${folder}_embedded.cpp)
    configure_file(${CMAKE_SOURCE_DIR}/src/${folder}/embedded.cpp.in ${made} @ONLY)
    set_source_files_properties(${made} PROPERTIES OBJECT_DEPENDS "${files}")
    target_sources(twinleg_${folder} PRIVATE ${made})
endfunction()

# twinleg_fuzz(NAME DEPENDS folder…): fuzz/NAME.cpp, in the fuzz preset only. Its saved corpus is
# fuzz/corpus/NAME, which a test of the folder replays in every build.
function(twinleg_fuzz name)
    cmake_parse_arguments(ARG "" "" "DEPENDS" ${ARGN})
    if(NOT TWINLEG_SANITIZE MATCHES "fuzzer")
        return()
    endif()
    add_executable(fuzz_${name} ${CMAKE_SOURCE_DIR}/fuzz/${name}.cpp)
    target_include_directories(fuzz_${name} PRIVATE ${CMAKE_SOURCE_DIR})
    foreach(needed ${ARG_DEPENDS})
        string(REPLACE "/" "_" needed_name ${needed})
        target_link_libraries(fuzz_${name} PRIVATE twinleg_${needed_name})
    endforeach()
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
endfunction()

# Writes the include rules where the tidy test reads them, and adds the tests of the tree itself.
function(twinleg_finish)
    get_property(rules GLOBAL PROPERTY twinleg_rules)
    list(JOIN rules "\n" text)
    file(WRITE ${CMAKE_BINARY_DIR}/include_rules.txt "${text}\n")
    find_program(TWINLEG_PYTHON python3)
    if(TWINLEG_PYTHON)
        add_test(NAME tidy COMMAND ${TWINLEG_PYTHON} -B ${CMAKE_SOURCE_DIR}/tests/tidy/tidy.py
            ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/include_rules.txt)
        add_test(NAME tidy_test COMMAND ${TWINLEG_PYTHON} -B
            ${CMAKE_SOURCE_DIR}/tests/tidy/tidy_test.py ${CMAKE_BINARY_DIR}/tidy_test)
        add_test(NAME requirements COMMAND ${TWINLEG_PYTHON} -B
            ${CMAKE_SOURCE_DIR}/tests/requirements/requirements.py)
        add_test(NAME panel_page COMMAND ${TWINLEG_PYTHON} -B ${CMAKE_SOURCE_DIR}/tests/panel/stamp.py)
        add_test(NAME monitoring COMMAND ${TWINLEG_PYTHON} -B
            ${CMAKE_SOURCE_DIR}/tests/monitoring/monitoring.py)
        # Waits more than it works.
        add_test(NAME documents COMMAND ${TWINLEG_PYTHON} -B
            ${CMAKE_SOURCE_DIR}/tests/sockets/documents.py $<TARGET_FILE:twinleg> --seconds 15 --at-once 4)
        set_tests_properties(documents PROPERTIES TIMEOUT 900)
    endif()
endfunction()

# twinleg_bench(NAME folder…): bench/NAME.cpp, on Google Benchmark. Only with -DTWINLEG_BENCH=ON.
option(TWINLEG_BENCH "build the benchmarks of bench/" OFF)
function(twinleg_bench name)
    if(NOT TWINLEG_BENCH)
        return()
    endif()
    find_package(benchmark REQUIRED)
    add_executable(${name} ${CMAKE_SOURCE_DIR}/bench/${name}.cpp)
    target_link_libraries(${name} PRIVATE benchmark::benchmark)
    foreach(needed ${ARGN})
        string(REPLACE "/" "_" needed_name ${needed})
        target_link_libraries(${name} PRIVATE twinleg_${needed_name})
    endforeach()
endfunction()
