"""Bytes and hex: decode a dump that somebody sent by mail, and say what is wrong with another."""

from framekit import Frame, UnpackError, checksum, data, trace, u8, u16le


class Reply(Frame):
    """A reply of a Modbus device over a serial line."""

    unit: u8
    function: u8
    values: bytes = data(prefix=u8)
    crc: int = checksum(u16le, "crc-16/modbus")


def main() -> None:
    """Read a reply, show which bytes stood for what, and refuse a damaged one."""
    good = Reply(unit=17, function=3, values=bytes.fromhex("ae41 5652 4340")).pack()
    print(good.hex(" "))
    for span in trace(Reply, good).spans:
        print(f"{span.wire.hex(' '):20} {span.path}")
    damaged = bytearray(good)
    damaged[4] ^= 1
    try:
        Reply.unpack(damaged)
    except UnpackError as error:
        print(error)


if __name__ == "__main__":
    main()
