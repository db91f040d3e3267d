#pragma once
// How net uses Boost: the same for each of its .cpp files, header only, compiled once in asio.cpp.
// Include it before any Boost header.

#define BOOST_ASIO_SEPARATE_COMPILATION
#define BOOST_BEAST_SEPARATE_COMPILATION
#define BOOST_ASIO_NO_DEPRECATED
#define BOOST_ASIO_DISABLE_BOOST_COROUTINE
