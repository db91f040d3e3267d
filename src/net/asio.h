#pragma once
// How net uses Boost: the same for each of its .cpp files, header only, compiled once in asio.cpp.
// Include it before any Boost header.

#define BOOST_ASIO_SEPARATE_COMPILATION
#define BOOST_BEAST_SEPARATE_COMPILATION
#define BOOST_ASIO_NO_DEPRECATED
#define BOOST_ASIO_DISABLE_BOOST_COROUTINE

// Beast asserts what depends on the peer: an empty chunked body that comes byte by byte (1.81,
// parse_chunk_header: n >= 5) would end the process, though the code behind it is right.
#define BOOST_DISABLE_ASSERTS
