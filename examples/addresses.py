"""Convert addresses to and from bytes and integers with the fields `ipv4` and `ipv6`, instead of inet_aton and inet_ntoa."""

from ipaddress import IPv4Address, IPv6Address

from framekit import Frame, ipv4, ipv6, u16


class Endpoint(Frame):
    """An IPv4 address and a port."""

    address: ipv4
    port: u16


class Endpoint6(Frame):
    """An IPv6 address and a port."""

    address: ipv6
    port: u16


def main() -> None:
    """Convert addresses between text, bytes and integers."""
    wire = Endpoint(address=IPv4Address("192.0.2.7"), port=80).pack()
    print(wire.hex(" "))
    read = Endpoint.unpack(bytes.fromhex("7f 00 00 01 1f 90"))
    print(read.address, read.port)
    print(int(read.address), IPv4Address(2130706433))
    print(read.address.is_loopback)
    wire = Endpoint6(address=IPv6Address("2001:db8::7"), port=80).pack()
    print(wire.hex())


if __name__ == "__main__":
    main()
