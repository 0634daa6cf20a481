"""EDNS: the OPT record's own values, and its options (RFC 6891, section 6.1)."""

from __future__ import annotations

from framekit import (
    Frame,
    Unknown,
    array,
    bool1,
    data,
    derived,
    field,
    optional,
    switch,
    text,
    this,
    u8,
    u15,
    u16,
    u32,
    u64,
    unknown,
)
from framekit.specs.dns.codes import (
    AddressFamily,
    Algorithm,
    DigestType,
    ExtendedErrorCode,
    HashAlgorithm,
    OptionCode,
)
from framekit.specs.dns.names import domain_name


class ExtendedFlags(Frame):
    """The content of an OPT record in place of a time to live (RFC 6891, section 6.1.3)."""

    extended_response_code: u8 = field(default=0, doc="the upper 8 of 12 bits; the lower 4 are in the header of the message")
    version: u8 = 0
    dnssec_ok: bool1 = False
    reserved: u15 = 0


class LongLivedQuery(Frame):
    """LLQ: questions whose answers the server keeps sending (RFC 8764, section 3.2)."""

    version: u16 = 1
    opcode: u16 = 1
    error: u16 = 0
    id: u64 = 0
    lease_life: u32 = field(doc="s")


class UpdateLease(Frame):
    """The requested lifetimes of the records of an update and of host keys (RFC 9664, section 4)."""

    lease: u32 = field(doc="s")
    key_lease: int | None = optional(u32, default=None)


class Nsid(Frame):
    """The identifier of the answering server; empty in a request (RFC 5001, section 2.3)."""

    identifier: bytes = data(default=b"")


class Dau(Frame):
    """Algorithms of signatures that the client understands (RFC 6975, section 3)."""

    algorithms: list[Algorithm] = array(field(u8))


class Dhu(Frame):
    """Digests of DS records that the client understands (RFC 6975, section 3)."""

    digest_types: list[DigestType] = array(field(u8))


class N3u(Frame):
    """Hashes of NSEC3 records that the client understands (RFC 6975, section 3)."""

    hash_algorithms: list[HashAlgorithm] = array(field(u8))


class ClientSubnet(Frame):
    """The network that a query comes from; the address ends with the last byte that the length needs (RFC 7871, section 6)."""

    family: AddressFamily = field(u16)
    source_prefix_length: u8 = field(doc="bits")
    scope_prefix_length: u8 = field(default=0, doc="bits")
    address: bytes = data(length=(this.source_prefix_length + 7) // 8)


class Expire(Frame):
    """How long a secondary server may still use a zone; None in a request (RFC 7314, section 3)."""

    expire: int | None = optional(u32, default=None)


class Cookie(Frame):
    """The cookie of the client, and that of the server, of 8 to 32 bytes (RFC 7873, section 4)."""

    client: bytes = data(8)
    server: bytes = data(limit=32, default=b"")


class TcpKeepalive(Frame):
    """How long a connection may be idle; None in a request (RFC 7828, section 3.1)."""

    timeout: int | None = optional(field(u16, doc="100 ms"), default=None)


class Padding(Frame):
    """Bytes that hide the length of a message (RFC 7830, section 3)."""

    padding: bytes = data(default=b"")


class Chain(Frame):
    """The closest name whose records the client has validated (RFC 7901, section 4)."""

    closest_trust_point: str = domain_name()


class KeyTags(Frame):
    """Which keys the client trusts (RFC 8145, section 4.1)."""

    key_tags: list[int] = array(u16)


class ExtendedError(Frame):
    """The reason why a response is an error, or unusual (RFC 8914, section 2)."""

    info_code: ExtendedErrorCode = field(u16)
    extra_text: str = text(errors="surrogateescape", default="")


class ReportChannel(Frame):
    """The domain to which resolvers report errors (RFC 9567, section 5)."""

    agent_domain: str = domain_name()


class Version(Frame):
    """The version of a zone, which is its serial number if the type is 0 (RFC 9660, section 2)."""

    label_count: u8
    type: u8
    version: bytes = data()


class ZoneVersion(Frame):
    """The version of the zone that the answer is from; None in a request (RFC 9660, section 2)."""

    version: Version | None = optional(Version, default=None)


class OptOption(Frame):
    """An option of EDNS; the code is derived from the value (RFC 6891, section 6.1.2)."""

    code: OptionCode = derived(u16)
    value: (
        LongLivedQuery
        | UpdateLease
        | Nsid
        | Dau
        | Dhu
        | N3u
        | ClientSubnet
        | Expire
        | Cookie
        | TcpKeepalive
        | Padding
        | Chain
        | KeyTags
        | ExtendedError
        | ReportChannel
        | ZoneVersion
        | Unknown
    ) = switch(
        this.code,
        {
            OptionCode.LLQ: LongLivedQuery,
            OptionCode.UPDATE_LEASE: UpdateLease,
            OptionCode.NSID: Nsid,
            OptionCode.DAU: Dau,
            OptionCode.DHU: Dhu,
            OptionCode.N3U: N3u,
            OptionCode.CLIENT_SUBNET: ClientSubnet,
            OptionCode.EXPIRE: Expire,
            OptionCode.COOKIE: Cookie,
            OptionCode.TCP_KEEPALIVE: TcpKeepalive,
            OptionCode.PADDING: Padding,
            OptionCode.CHAIN: Chain,
            OptionCode.KEY_TAG: KeyTags,
            OptionCode.EXTENDED_ERROR: ExtendedError,
            OptionCode.REPORT_CHANNEL: ReportChannel,
            OptionCode.ZONE_VERSION: ZoneVersion,
        },
        otherwise=unknown(),
        size_prefix=u16,
    )


class Opt(Frame):
    """The options of EDNS; its other values are in the class of the record, and in its `extended_flags`."""

    options: list[OptOption] = array(OptOption, default_factory=list)
