"""Scalars as TensorBoard reads them, without TensorBoard: records of a length, a checksum and a
protocol buffer `Event {double wall_time = 1; int64 step = 2; string file_version = 3; Summary
summary = 5}`."""

import struct
import time
from pathlib import Path

POLYNOMIAL = 0x82F63B78  # CRC-32C, reflected
MASK_DELTA = 0xA282EAD8


def _table() -> list[int]:
    table = []
    for byte in range(256):
        value = byte
        for _ in range(8):
            value = value >> 1 ^ (POLYNOMIAL if value & 1 else 0)
        table.append(value)
    return table


TABLE = _table()


def masked_crc(content: bytes) -> int:
    """The checksum of TFRecord files."""
    crc = 0xFFFFFFFF
    for byte in content:
        crc = TABLE[(crc ^ byte) & 0xFF] ^ crc >> 8
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + MASK_DELTA) & 0xFFFFFFFF


def varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def delimited(field: int, content: bytes) -> bytes:
    return varint(field << 3 | 2) + varint(len(content)) + content


def record(content: bytes) -> bytes:
    length = struct.pack("<Q", len(content))
    checksums = (struct.pack("<I", masked_crc(part)) for part in (length, content))
    return length + next(checksums) + content + next(checksums)


class EventWriter:
    """Appends to one file of events in a folder; a run that goes on writes another one."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f"events.out.tfevents.{time.time_ns()}.earmark"
        self._write(delimited(3, b"brain.Event:2"))

    def scalars(self, step: int, values: dict[str, float]) -> None:
        summary = b"".join(
            delimited(1, delimited(1, tag.encode()) + varint(2 << 3 | 5) + struct.pack("<f", value))
            for tag, value in values.items()
        )
        self._write(varint(2 << 3) + varint(step) + delimited(5, summary))

    def _write(self, fields: bytes) -> None:
        content = varint(1 << 3 | 1) + struct.pack("<d", time.time()) + fields
        with self.path.open("ab") as file:
            file.write(record(content))
