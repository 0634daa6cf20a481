"""Record data: addresses, names, services and keys."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

from framekit import Frame, Unknown, array, bool1, data, derived, field, ipv4, ipv6, switch, text, this, u7, u8, u16, u32, unknown
from framekit.specs.dns.codes import CertificateUsage, FingerprintType, KeyAlgorithm, MatchingType, Selector, ServiceKey
from framekit.specs.dns.names import domain_name


def character_string() -> str:
    """A field that is a text of up to 255 bytes; what is not UTF-8 is kept as surrogate escapes."""
    return text(prefix=u8, errors="surrogateescape")


class A(Frame):
    """An IPv4 address of a host (RFC 1035, section 3.4.1)."""

    address: ipv4


class Aaaa(Frame):
    """An IPv6 address of a host (RFC 3596, section 2.2)."""

    address: ipv6


class Ns(Frame):
    """A server that knows a zone (RFC 1035, section 3.3.11)."""

    server: str = domain_name()


class Cname(Frame):
    """The name that an alias stands for (RFC 1035, section 3.3.1)."""

    canonical: str = domain_name()


class Dname(Frame):
    """The name that replaces this one in all names below it (RFC 6672, section 2.1)."""

    target: str = domain_name()


class Ptr(Frame):
    """A name elsewhere, such as that of an address (RFC 1035, section 3.3.12)."""

    target: str = domain_name()


class Mx(Frame):
    """A host that takes a domain's mail; lower preferences come first (RFC 1035, section 3.3.9)."""

    preference: u16
    exchange: str = domain_name()


class Soa(Frame):
    """The start of a zone; times in seconds (RFC 1035, section 3.3.13)."""

    primary: str = domain_name()
    mailbox: str = domain_name()
    serial: u32
    refresh: u32
    retry: u32
    expire: u32
    minimum: u32


class Txt(Frame):
    """Strings (RFC 1035, section 3.3.14)."""

    strings: list[bytes] = array(data(prefix=u8))


class Hinfo(Frame):
    """The processor and operating system of a host (RFC 1035, section 3.3.2), or an answer to ANY (RFC 8482, section 4.2)."""

    cpu: str = character_string()
    operating_system: str = character_string()


class Srv(Frame):
    """The host and the port of a service (RFC 2782)."""

    priority: u16
    weight: u16
    port: u16
    target: str = domain_name()


class Naptr(Frame):
    """A rule that rewrites a string into a name (RFC 3403, section 4.1)."""

    order: u16
    preference: u16
    flags: str = character_string()
    services: str = character_string()
    regular_expression: str = character_string()
    replacement: str = domain_name()


class Uri(Frame):
    """The address of a service (RFC 7553, section 4.5)."""

    priority: u16
    weight: u16
    target: str = text(errors="surrogateescape")


class Caa(Frame):
    """The authorities that may issue certificates for a domain (RFC 8659, section 4.1)."""

    critical: bool1 = False
    reserved: u7 = 0
    tag: str = text(prefix=u8, encoding="ascii")
    value: bytes = data()


class Sshfp(Frame):
    """The fingerprint of a key of an SSH server (RFC 4255, section 3.1)."""

    algorithm: KeyAlgorithm = field(u8)
    fingerprint_type: FingerprintType = field(u8)
    fingerprint: bytes = data()


class Tlsa(Frame):
    """The certificate of a TLS server, or the data to match it with (RFC 6698, section 2.1)."""

    certificate_usage: CertificateUsage = field(u8)
    selector: Selector = field(u8)
    matching_type: MatchingType = field(u8)
    association_data: bytes = data()


class Smimea(Tlsa):
    """The certificate of a mail address (RFC 8162, section 2)."""


class Mandatory(Frame):
    """Parameters that a client must understand (RFC 9460, section 8)."""

    keys: list[ServiceKey] = array(field(u16))


class Alpn(Frame):
    """Protocols that a service speaks over TLS (RFC 9460, section 7.1)."""

    protocols: list[bytes] = array(data(prefix=u8))


class NoDefaultAlpn(Frame):
    """The service does not speak the protocol of the scheme (RFC 9460, section 7.1)."""


class Port(Frame):
    """The port of a service (RFC 9460, section 7.2)."""

    port: u16


class Ipv4Hint(Frame):
    """Addresses to try without looking them up (RFC 9460, section 7.3)."""

    addresses: list[IPv4Address] = array(ipv4)


class Ech(Frame):
    """An ECHConfigList, with the keys of Encrypted ClientHello (RFC 9848)."""

    configurations: bytes = data()


class Ipv6Hint(Frame):
    """Addresses to try without looking them up (RFC 9460, section 7.3)."""

    addresses: list[IPv6Address] = array(ipv6)


class DohPath(Frame):
    """The template of the address of DNS over HTTPS (RFC 9461, section 5)."""

    template: str = text()


class Ohttp(Frame):
    """The service speaks Oblivious HTTP (RFC 9540, section 4)."""


class TlsSupportedGroups(Frame):
    """Groups of TLS that a service can use, by preference (draft-ietf-tls-key-share-prediction)."""

    groups: list[int] = array(u16)


class DocPath(Frame):
    """The path of DNS over CoAP (draft-ietf-core-dns-over-coap)."""

    segments: list[bytes] = array(data(prefix=u8))


class ServiceParameter(Frame):
    """A parameter of a service binding; the key is derived from the value (RFC 9460, section 2.2)."""

    key: ServiceKey = derived(u16)
    value: (
        Mandatory
        | Alpn
        | NoDefaultAlpn
        | Port
        | Ipv4Hint
        | Ech
        | Ipv6Hint
        | DohPath
        | Ohttp
        | TlsSupportedGroups
        | DocPath
        | Unknown
    ) = switch(
        this.key,
        {
            ServiceKey.MANDATORY: Mandatory,
            ServiceKey.ALPN: Alpn,
            ServiceKey.NO_DEFAULT_ALPN: NoDefaultAlpn,
            ServiceKey.PORT: Port,
            ServiceKey.IPV4HINT: Ipv4Hint,
            ServiceKey.ECH: Ech,
            ServiceKey.IPV6HINT: Ipv6Hint,
            ServiceKey.DOHPATH: DohPath,
            ServiceKey.OHTTP: Ohttp,
            ServiceKey.TLS_SUPPORTED_GROUPS: TlsSupportedGroups,
            ServiceKey.DOCPATH: DocPath,
        },
        otherwise=unknown(),
        size_prefix=u16,
    )


class Svcb(Frame):
    """Where a service is, and how to speak with it; an alias if the priority is 0 (RFC 9460, section 2.2)."""

    priority: u16
    target: str = domain_name()
    parameters: list[ServiceParameter] = array(ServiceParameter, default_factory=list)


class Https(Svcb):
    """The service binding of HTTP (RFC 9460, section 9)."""
