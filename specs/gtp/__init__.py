"""GTP, the tunnels of mobile networks: version 1 for user packets and for control, and version 2 for control.

Source: 3GPP TS 29.281 (GTP-U), TS 29.060 (GTPv1-C) and TS 29.274 V17 (GTPv2-C), whose sections the modules name; TS 24.008 for
packet filters, protocol configuration options and digits.

Each version has its own messages, elements and codes: `version1` and `codes1`, `version2` and `codes2`; structured values are in
`elements`. Elements without a frame there stay bytes: contexts of mobility management and of MBMS, containers for other
protocols, and rare elements. The contents of extension headers and user packets also stay bytes. GTP' (TS 32.295), which has a
different header, and version 0 are not included.
"""

from __future__ import annotations

from framekit import Frame, Protocol, array, peek, switch, this, u8
from framekit.specs.gtp.version1 import Version1
from framekit.specs.gtp.version2 import Version2

__all__ = ["PROTOCOL", "Datagram", "Version1", "Version2"]


class Datagram(Frame):
    """A message of version 1, or one of version 2 and another that is piggybacked on it."""

    first_byte: int = peek(u8)
    content: Version1 | list[Version2] = switch(this.first_byte >> 5, {1: Version1, 2: array(Version2)})


PROTOCOL = Protocol(
    "gtp",
    title="GTP versions 1 and 2",
    source="3GPP TS 29.281, TS 29.060, TS 29.274",
    ports={"udp": [2123, 2152]},
    client=Datagram,
)
