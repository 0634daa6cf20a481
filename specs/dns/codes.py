"""Numbers of the registry "Domain Name System (DNS) Parameters" of IANA, and of those for DNSSEC, DANE, SSHFP and SVCB.

Temporary and private-use numbers of the registries are omitted; like all unknown ones, they stay integers.
"""

from __future__ import annotations

from enum import IntEnum, IntFlag


class Opcode(IntEnum):
    """Operations of messages. Others stay integers."""

    QUERY = 0
    INVERSE_QUERY = 1
    STATUS = 2
    NOTIFY = 4
    UPDATE = 5
    STATEFUL_OPERATIONS = 6


class ResponseCode(IntEnum):
    """Result of a request. Codes over 15 use the upper bits of an OPT record, or are in a TSIG record. Others stay integers."""

    NO_ERROR = 0
    FORMAT_ERROR = 1
    SERVER_FAILURE = 2
    NO_SUCH_NAME = 3
    NOT_IMPLEMENTED = 4
    REFUSED = 5
    NAME_EXISTS = 6
    RECORDS_EXIST = 7
    NO_SUCH_RECORDS = 8
    NOT_AUTHORITATIVE = 9
    NOT_IN_ZONE = 10
    STATEFUL_TYPE_NOT_IMPLEMENTED = 11
    BAD_VERSION = 16
    BAD_SIGNATURE = 16
    BAD_KEY = 17
    BAD_TIME = 18
    BAD_MODE = 19
    BAD_NAME = 20
    BAD_ALGORITHM = 21
    BAD_TRUNCATION = 22
    BAD_COOKIE = 23


class RecordType(IntEnum):
    """Types of records, including those for questions only. Others stay integers."""

    A = 1
    NS = 2
    MD = 3
    MF = 4
    CNAME = 5
    SOA = 6
    MB = 7
    MG = 8
    MR = 9
    NULL = 10
    WKS = 11
    PTR = 12
    HINFO = 13
    MINFO = 14
    MX = 15
    TXT = 16
    RP = 17
    AFSDB = 18
    X25 = 19
    ISDN = 20
    RT = 21
    NSAP = 22
    NSAP_PTR = 23
    SIG = 24
    KEY = 25
    PX = 26
    GPOS = 27
    AAAA = 28
    LOC = 29
    NXT = 30
    EID = 31
    NIMLOC = 32
    SRV = 33
    ATMA = 34
    NAPTR = 35
    KX = 36
    CERT = 37
    A6 = 38
    DNAME = 39
    SINK = 40
    OPT = 41
    APL = 42
    DS = 43
    SSHFP = 44
    IPSECKEY = 45
    RRSIG = 46
    NSEC = 47
    DNSKEY = 48
    DHCID = 49
    NSEC3 = 50
    NSEC3PARAM = 51
    TLSA = 52
    SMIMEA = 53
    HIP = 55
    NINFO = 56
    RKEY = 57
    TALINK = 58
    CDS = 59
    CDNSKEY = 60
    OPENPGPKEY = 61
    CSYNC = 62
    ZONEMD = 63
    SVCB = 64
    HTTPS = 65
    DSYNC = 66
    HHIT = 67
    BRID = 68
    SPF = 99
    UINFO = 100
    UID = 101
    GID = 102
    UNSPEC = 103
    NID = 104
    L32 = 105
    L64 = 106
    LP = 107
    EUI48 = 108
    EUI64 = 109
    NXNAME = 128
    TKEY = 249
    TSIG = 250
    IXFR = 251
    AXFR = 252
    MAILB = 253
    MAILA = 254
    ANY = 255
    URI = 256
    CAA = 257
    AVC = 258
    DOA = 259
    AMTRELAY = 260
    RESINFO = 261
    WALLET = 262
    CLA = 263
    IPN = 264
    TA = 32768
    DLV = 32769


class RecordClass(IntEnum):
    """Classes of records. Others stay integers, as in OPT records, whose class is the size of a datagram."""

    INTERNET = 1
    CHAOS = 3
    HESIOD = 4
    NONE = 254
    ANY = 255


class OptionCode(IntEnum):
    """Options of EDNS. Others stay integers."""

    LLQ = 1
    UPDATE_LEASE = 2
    NSID = 3
    DAU = 5
    DHU = 6
    N3U = 7
    CLIENT_SUBNET = 8
    EXPIRE = 9
    COOKIE = 10
    TCP_KEEPALIVE = 11
    PADDING = 12
    CHAIN = 13
    KEY_TAG = 14
    EXTENDED_ERROR = 15
    CLIENT_TAG = 16
    SERVER_TAG = 17
    REPORT_CHANNEL = 18
    ZONE_VERSION = 19
    UMBRELLA_IDENT = 20292
    DEVICE_ID = 26946


class ExtendedErrorCode(IntEnum):
    """The reason why a response is an error, or unusual (RFC 8914, section 5.2). Others stay integers."""

    OTHER = 0
    UNSUPPORTED_DNSKEY_ALGORITHM = 1
    UNSUPPORTED_DS_DIGEST_TYPE = 2
    STALE_ANSWER = 3
    FORGED_ANSWER = 4
    DNSSEC_INDETERMINATE = 5
    DNSSEC_BOGUS = 6
    SIGNATURE_EXPIRED = 7
    SIGNATURE_NOT_YET_VALID = 8
    DNSKEY_MISSING = 9
    RRSIGS_MISSING = 10
    NO_ZONE_KEY_BIT_SET = 11
    NSEC_MISSING = 12
    CACHED_ERROR = 13
    NOT_READY = 14
    BLOCKED = 15
    CENSORED = 16
    FILTERED = 17
    PROHIBITED = 18
    STALE_NXDOMAIN_ANSWER = 19
    NOT_AUTHORITATIVE = 20
    NOT_SUPPORTED = 21
    NO_REACHABLE_AUTHORITY = 22
    NETWORK_ERROR = 23
    INVALID_DATA = 24
    SIGNATURE_EXPIRED_BEFORE_VALID = 25
    TOO_EARLY = 26
    UNSUPPORTED_NSEC3_ITERATIONS_VALUE = 27
    UNABLE_TO_CONFORM_TO_POLICY = 28
    SYNTHESIZED = 29
    INVALID_QUERY_TYPE = 30


class AddressFamily(IntEnum):
    """Families of addresses of a client's subnet (RFC 7871, section 6). Others stay integers."""

    IPV4 = 1
    IPV6 = 2


class Algorithm(IntEnum):
    """Algorithms of keys and signatures of DNSSEC. Others stay integers."""

    DELETE = 0
    RSAMD5 = 1
    DH = 2
    DSA = 3
    RSASHA1 = 5
    DSA_NSEC3_SHA1 = 6
    RSASHA1_NSEC3_SHA1 = 7
    RSASHA256 = 8
    RSASHA512 = 10
    ECC_GOST = 12
    ECDSAP256SHA256 = 13
    ECDSAP384SHA384 = 14
    ED25519 = 15
    ED448 = 16
    SM2SM3 = 17
    ECC_GOST12 = 23
    INDIRECT = 252
    PRIVATE_DNS = 253
    PRIVATE_OID = 254


class DigestType(IntEnum):
    """How the digest of a DS record is made. Others stay integers."""

    SHA1 = 1
    SHA256 = 2
    GOST_R_34_11_94 = 3
    SHA384 = 4
    GOST_R_34_11_2012 = 5
    SM3 = 6


class HashAlgorithm(IntEnum):
    """How NSEC3 hashes names (RFC 5155, section 11). Others stay integers."""

    SHA1 = 1


class KeyFlags(IntFlag):
    """Flags of a DNSKEY (RFC 4034, section 2.1.1; RFC 5011, section 7)."""

    SECURE_ENTRY_POINT = 0x0001
    REVOKE = 0x0080
    ZONE_KEY = 0x0100


class HashFlags(IntFlag):
    """Flags of an NSEC3 (RFC 5155, section 3.1.2)."""

    OPT_OUT = 1


class SynchronizationFlags(IntFlag):
    """Flags of a CSYNC (RFC 7477, section 2.1.1.2)."""

    IMMEDIATE = 1
    SOA_MINIMUM = 2


class ZoneDigestScheme(IntEnum):
    """How the records of a zone are combined for its digest (RFC 8976, section 5.2). Others stay integers."""

    SIMPLE = 1


class ZoneDigestAlgorithm(IntEnum):
    """How the digest of a zone is made (RFC 8976, section 5.3). Others stay integers."""

    SHA384 = 1
    SHA512 = 2


class ServiceKey(IntEnum):
    """Parameters of a service binding (RFC 9460, section 14.3.2). Others stay integers."""

    MANDATORY = 0
    ALPN = 1
    NO_DEFAULT_ALPN = 2
    PORT = 3
    IPV4HINT = 4
    ECH = 5
    IPV6HINT = 6
    DOHPATH = 7
    OHTTP = 8
    TLS_SUPPORTED_GROUPS = 9
    DOCPATH = 10


class CertificateUsage(IntEnum):
    """The usage of a certificate association (RFC 7218, section 2.1). Others stay integers."""

    PKIX_TA = 0
    PKIX_EE = 1
    DANE_TA = 2
    DANE_EE = 3
    PRIVATE = 255


class Selector(IntEnum):
    """Which part of a certificate is matched (RFC 7218, section 2.2). Others stay integers."""

    CERTIFICATE = 0
    PUBLIC_KEY = 1
    PRIVATE = 255


class MatchingType(IntEnum):
    """How a certificate is matched (RFC 7218, section 2.3). Others stay integers."""

    FULL = 0
    SHA256 = 1
    SHA512 = 2
    PRIVATE = 255


class KeyAlgorithm(IntEnum):
    """Algorithms of keys of SSH (RFC 4255, 6594, 7479 and 8709). Others stay integers."""

    RSA = 1
    DSA = 2
    ECDSA = 3
    ED25519 = 4
    ED448 = 6


class FingerprintType(IntEnum):
    """How the fingerprint of a key of SSH is made (RFC 4255, section 3.1.2; RFC 6594). Others stay integers."""

    SHA1 = 1
    SHA256 = 2
