#!/usr/bin/env python3
"""Reads a journal file without the program: one line a record (sequence, type, size).

usage: journal_reader.py FILE…        segments in their order
"""

import struct
import sys


def crc32c(data, crc=0):
    crc = ~crc & 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return ~crc & 0xFFFFFFFF


def records(data):
    """Yields (sequence, type, payload) until something does not match."""
    magic, version, _number, _first, _zero, crc = struct.unpack_from("<8sIIQII", data)
    if magic != b"TWINJRNL" or version != 1 or crc != crc32c(data[:28]):
        raise ValueError("not a journal of format 1")
    at = 32
    while at + 16 <= len(data):
        length, crc, tag = struct.unpack_from("<IIQ", data, at)
        body = data[at + 8 : at + 16 + length]
        if tag & 0xFF not in (1, 2, 3) or crc != crc32c(body, crc32c(data[at : at + 4])):
            return
        yield tag >> 8, tag & 0xFF, body[8:]
        at += 16 + length + 7 & ~7


if __name__ == "__main__":
    for path in sys.argv[1:]:
        with open(path, "rb") as file:
            for sequence, kind, payload in records(file.read()):
                print(sequence, ("", "header", "event", "command")[kind], len(payload))
