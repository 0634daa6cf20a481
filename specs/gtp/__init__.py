"""GTP, the tunnels of mobile networks: version 1 of users' packets and of control, and version 2 of control.

Source: 3GPP TS 29.281 (GTP-U), TS 29.060 (GTPv1-C) and TS 29.274 V17 (GTPv2-C), of which the modules name the sections; TS
24.008 for packet filters, protocol configuration options and digits.

Each version has messages, elements and codes of its own: `version1` and `codes1`, `version2` and `codes2`; values that have parts
are in `elements`. Elements that have no frame there stay bytes: contexts of mobility management and of MBMS, containers for other
protocols, and what is rare; so do the contents of extension headers and the packets of users. GTP' (TS 32.295), with its own
header, and version 0 are beyond this package.
"""

from __future__ import annotations

from framekit import Frame, Protocol, array, peek, switch, this, u8
from framekit.specs.gtp.version1 import Version1
from framekit.specs.gtp.version2 import Version2

__all__ = ["PROTOCOL", "Datagram", "Version1", "Version2"]


class Datagram(Frame):
    """A message of version 1, or one of version 2 and another that it carries piggyback."""

    first_byte: int = peek(u8)
    content: Version1 | list[Version2] = switch(this.first_byte >> 5, {1: Version1, 2: array(Version2)})


PROTOCOL = Protocol(
    "gtp",
    title="GTP versions 1 and 2",
    source="3GPP TS 29.281, TS 29.060, TS 29.274",
    ports={"udp": [2123, 2152]},
    client=Datagram,
)
