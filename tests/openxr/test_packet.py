"""The remote driver's packet, byte for byte where the protocol says."""

from __future__ import annotations

import struct

from support.monado import Controller, Patient


def floats(packet: bytes, offset: int, count: int) -> tuple[float, ...]:
    return struct.unpack_from(f"<{count}f", packet, offset)


def test_every_field_lies_where_the_driver_reads_it() -> None:
    left = Controller(
        position_m=(1.0, 2.0, 3.0),
        orientation=(0.5, -0.5, 0.5, -0.5),
        velocity_m_s=(4.0, 5.0, 6.0),
        curl=(0.125, 0.25, 0.375, 0.5, 0.625),
        trigger=0.75,
        squeeze=0.25,
        thumbstick=(-1.0, 0.5),
        fingers=True,
        a=True,
    )
    right = Controller(active=False, b=True, trigger_click=True)
    packet = Patient((7.0, 8.0, 9.0), (0.0, 1.0, 0.0, 0.0), left, right).packet()
    assert len(packet) == 376
    assert packet[:8] == b"mndrmt3\0"
    assert floats(packet, 8 + 16, 7) == (0, 0, 0, 1, 0, 0, 0)
    assert floats(packet, 104, 7) == (0.0, 1.0, 0.0, 0.0, 7.0, 8.0, 9.0)
    hand = 136
    assert floats(packet, hand, 7) == (0.5, -0.5, 0.5, -0.5, 1.0, 2.0, 3.0)
    assert floats(packet, hand + 28, 3) == (4.0, 5.0, 6.0)
    assert floats(packet, hand + 52, 5) == (0.125, 0.25, 0.375, 0.5, 0.625)
    assert floats(packet, hand + 72, 5) == (0.75, 0.25, 0.25, -1.0, 0.5)
    assert packet[hand + 104 : hand + 120] == bytes([1, 1, 0, 0, 1] + [0] * 11)
    assert packet[376 - 16 :] == bytes([0, 0, 0, 0, 0, 0, 1, 0, 1] + [0] * 7)
