"""Bytes and hex: decode a hex dump, and explain what is wrong with a damaged one."""

from framekit import Frame, UnpackError, checksum, data, trace, u8, u16le


class Reply(Frame):
    """A reply of a Modbus device on a serial line."""

    unit: u8
    function: u8
    values: bytes = data(prefix=u8)
    crc: int = checksum(u16le, "crc-16/modbus")


def main() -> None:
    """Show the bytes of each field of a reply, and the error of a damaged reply."""
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
