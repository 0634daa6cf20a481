"""TLS: the record layer and the handshake messages.

Source: RFC 8446, sections 4 (handshake), 4.2 (extensions), 5.1 and 5.2 (records), appendix B; RFC 5246, sections 6.2 and 7.4 (TLS
1.2, whose hellos may have no extensions), and RFC 4346, section 7.4 (TLS 1.1); RFC 5077 (tickets); RFC 6066, section 3
(server_name); RFC 7301, section 3.1 (application_layer_protocol_negotiation).

The form of some messages depends on the version. The version is the one that the hellos have agreed on, which is given from
outside: `Handshake.unpack(data, version=ProtocolVersion.TLS_1_2)`.

A message may be spread over several records and a record may contain several messages, so a record keeps its fragment as bytes.
Extensions without a type here, and key exchanges, stay bytes too.
"""

from __future__ import annotations

from enum import IntEnum

from framekit import (
    Expr,
    Frame,
    Protocol,
    Unknown,
    array,
    bool8,
    data,
    derived,
    field,
    given,
    optional,
    switch,
    text,
    this,
    u8,
    u16,
    u24,
    u32,
    unknown,
)

LARGEST = 2**14 + 2048
"""The maximum number of bytes of a fragment: protected ones of TLS 1.2 (RFC 5246, section 6.2.3); TLS 1.3 allows 2^14 + 256."""


class ContentType(IntEnum):
    """The content of a record."""

    CHANGE_CIPHER_SPEC = 20
    ALERT = 21
    HANDSHAKE = 22
    APPLICATION_DATA = 23


class ProtocolVersion(IntEnum):
    """The versions. In a hello of TLS 1.3, only supported_versions indicates it; the older fields contain 1.2."""

    SSL_3_0 = 0x0300
    TLS_1_0 = 0x0301
    TLS_1_1 = 0x0302
    TLS_1_2 = 0x0303
    TLS_1_3 = 0x0304


class HandshakeType(IntEnum):
    """The messages of a handshake."""

    HELLO_REQUEST = 0
    CLIENT_HELLO = 1
    SERVER_HELLO = 2
    NEW_SESSION_TICKET = 4
    END_OF_EARLY_DATA = 5
    ENCRYPTED_EXTENSIONS = 8
    CERTIFICATE = 11
    SERVER_KEY_EXCHANGE = 12
    CERTIFICATE_REQUEST = 13
    SERVER_HELLO_DONE = 14
    CERTIFICATE_VERIFY = 15
    CLIENT_KEY_EXCHANGE = 16
    FINISHED = 20
    KEY_UPDATE = 24
    MESSAGE_HASH = 254


class CipherSuite(IntEnum):
    """The suites of TLS 1.3 (appendix B.4), and the one that signals safe renegotiation (RFC 5746), among hundreds."""

    EMPTY_RENEGOTIATION_INFO_SCSV = 0x00FF
    AES_128_GCM_SHA256 = 0x1301
    AES_256_GCM_SHA384 = 0x1302
    CHACHA20_POLY1305_SHA256 = 0x1303
    AES_128_CCM_SHA256 = 0x1304
    AES_128_CCM_8_SHA256 = 0x1305


class NamedGroup(IntEnum):
    """The groups of key exchanges (section 4.2.7)."""

    SECP256R1 = 0x0017
    SECP384R1 = 0x0018
    SECP521R1 = 0x0019
    X25519 = 0x001D
    X448 = 0x001E
    FFDHE2048 = 0x0100
    FFDHE3072 = 0x0101
    FFDHE4096 = 0x0102
    FFDHE6144 = 0x0103
    FFDHE8192 = 0x0104


class SignatureScheme(IntEnum):
    """The signature schemes of TLS 1.3 (section 4.2.3)."""

    RSA_PKCS1_SHA1 = 0x0201
    ECDSA_SHA1 = 0x0203
    RSA_PKCS1_SHA256 = 0x0401
    ECDSA_SECP256R1_SHA256 = 0x0403
    RSA_PKCS1_SHA384 = 0x0501
    ECDSA_SECP384R1_SHA384 = 0x0503
    RSA_PKCS1_SHA512 = 0x0601
    ECDSA_SECP521R1_SHA512 = 0x0603
    RSA_PSS_RSAE_SHA256 = 0x0804
    RSA_PSS_RSAE_SHA384 = 0x0805
    RSA_PSS_RSAE_SHA512 = 0x0806
    ED25519 = 0x0807
    ED448 = 0x0808
    RSA_PSS_PSS_SHA256 = 0x0809
    RSA_PSS_PSS_SHA384 = 0x080A
    RSA_PSS_PSS_SHA512 = 0x080B


class ExtensionType(IntEnum):
    """The extensions of RFC 8446, section 4.2, and some older ones."""

    SERVER_NAME = 0
    MAX_FRAGMENT_LENGTH = 1
    STATUS_REQUEST = 5
    SUPPORTED_GROUPS = 10
    EC_POINT_FORMATS = 11
    SIGNATURE_ALGORITHMS = 13
    APPLICATION_LAYER_PROTOCOL_NEGOTIATION = 16
    SIGNED_CERTIFICATE_TIMESTAMP = 18
    PADDING = 21
    ENCRYPT_THEN_MAC = 22
    EXTENDED_MASTER_SECRET = 23
    RECORD_SIZE_LIMIT = 28
    SESSION_TICKET = 35
    PRE_SHARED_KEY = 41
    EARLY_DATA = 42
    SUPPORTED_VERSIONS = 43
    COOKIE = 44
    PSK_KEY_EXCHANGE_MODES = 45
    CERTIFICATE_AUTHORITIES = 47
    POST_HANDSHAKE_AUTH = 49
    SIGNATURE_ALGORITHMS_CERT = 50
    KEY_SHARE = 51
    RENEGOTIATION_INFO = 0xFF01


class NameType(IntEnum):
    """The kinds of names in server_name."""

    HOST_NAME = 0


class ServerName(Frame):
    """One name of the server that a client requests."""

    type: NameType = field(u8, strict=True, default=NameType.HOST_NAME)
    name: str = text(prefix=u16, encoding="ascii")


class ServerNameList(Frame):
    """server_name of a client."""

    names: list[ServerName] = array(ServerName, size_prefix=u16)


class ServerNameTaken(Frame):
    """server_name of a server: empty, which indicates that the name was used."""


class SupportedGroups(Frame):
    """supported_groups, the preferred first."""

    groups: list[NamedGroup] = array(u16, size_prefix=u16)


class SignatureAlgorithms(Frame):
    """signature_algorithms, the preferred first."""

    schemes: list[SignatureScheme] = array(u16, size_prefix=u16)


class Protocols(Frame):
    """application_layer_protocol_negotiation: a client's protocols, or the one that the server chose."""

    names: list[bytes] = array(data(prefix=u8), size_prefix=u16)


class SupportedVersions(Frame):
    """supported_versions of a client, the preferred first."""

    versions: list[ProtocolVersion] = array(u16, size_prefix=u8)


class SelectedVersion(Frame):
    """supported_versions of a server."""

    version: ProtocolVersion = field(u16)


class KeyShare(Frame):
    """A public key in a group."""

    group: NamedGroup = field(u16)
    key_exchange: bytes = data(prefix=u16)


class ClientKeyShares(Frame):
    """key_share of a client."""

    shares: list[KeyShare] = array(KeyShare, size_prefix=u16)


class ServerKeyShare(Frame):
    """key_share of a server; in a HelloRetryRequest, only the requested group."""

    group: NamedGroup = field(u16)
    key_exchange: bytes | None = optional(data(prefix=u16), default=None)


class ClientExtension(Frame):
    """An extension of a ClientHello."""

    type: ExtensionType = derived(u16)
    body: ServerNameList | SupportedGroups | SignatureAlgorithms | Protocols | SupportedVersions | ClientKeyShares | Unknown = (
        switch(
            this.type,
            {
                ExtensionType.SERVER_NAME: ServerNameList,
                ExtensionType.SUPPORTED_GROUPS: SupportedGroups,
                ExtensionType.SIGNATURE_ALGORITHMS: SignatureAlgorithms,
                ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION: Protocols,
                ExtensionType.SUPPORTED_VERSIONS: SupportedVersions,
                ExtensionType.KEY_SHARE: ClientKeyShares,
            },
            otherwise=unknown(),
            size_prefix=u16,
        )
    )


class ServerExtension(Frame):
    """An extension of a ServerHello."""

    type: ExtensionType = derived(u16)
    body: ServerNameTaken | Protocols | SelectedVersion | ServerKeyShare | Unknown = switch(
        this.type,
        {
            ExtensionType.SERVER_NAME: ServerNameTaken,
            ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION: Protocols,
            ExtensionType.SUPPORTED_VERSIONS: SelectedVersion,
            ExtensionType.KEY_SHARE: ServerKeyShare,
        },
        otherwise=unknown(),
        size_prefix=u16,
    )


class ClientHello(Frame):
    """The offer of a client. Without extensions, as TLS 1.2 allows, their length is missing too."""

    version: ProtocolVersion = field(u16, default=ProtocolVersion.TLS_1_2)
    random: bytes = data(32)
    session_id: bytes = data(prefix=u8, limit=32, default=b"")
    cipher_suites: list[CipherSuite] = array(u16, size_prefix=u16)
    compression_methods: bytes = data(prefix=u8, default=b"\0")
    extensions: list[ClientExtension] | None = optional(array(ClientExtension, size_prefix=u16), default=None)


class ServerHello(Frame):
    """The choice of a server."""

    version: ProtocolVersion = field(u16, default=ProtocolVersion.TLS_1_2)
    random: bytes = data(32)
    session_id: bytes = data(prefix=u8, limit=32, default=b"")
    cipher_suite: CipherSuite = field(u16)
    compression_method: u8 = 0
    extensions: list[ServerExtension] | None = optional(array(ServerExtension, size_prefix=u16), default=None)


class CertificateEntry(Frame):
    """A certificate of TLS 1.3, and information about it (RFC 8446, section 4.4.2)."""

    certificate: bytes = data(prefix=u24)
    extensions: list[ServerExtension] = array(ServerExtension, size_prefix=u16, default_factory=list)


class Certificate(Frame):
    """Certificates, that of the sender first (RFC 8446, section 4.4.2)."""

    request_context: bytes = data(prefix=u8, default=b"")
    entries: list[CertificateEntry] = array(CertificateEntry, size_prefix=u24)


class CertificateBefore13(Frame):
    """Certificates, that of the sender first (RFC 5246, section 7.4.2)."""

    certificates: list[bytes] = array(data(prefix=u24), size_prefix=u24)


class CertificateRequest(Frame):
    """A server asks for a certificate (RFC 8446, section 4.3.2)."""

    request_context: bytes = data(prefix=u8, default=b"")
    extensions: list[ClientExtension] = array(ClientExtension, size_prefix=u16)


class CertificateRequest12(Frame):
    """A server asks for a certificate, and names the authorities that it knows (RFC 5246, section 7.4.4)."""

    types: bytes = data(prefix=u8)
    schemes: list[SignatureScheme] = array(u16, size_prefix=u16)
    authorities: list[bytes] = array(data(prefix=u16), size_prefix=u16)


class CertificateRequestBefore12(Frame):
    """A server asks for a certificate (RFC 4346, section 7.4.4)."""

    types: bytes = data(prefix=u8)
    authorities: list[bytes] = array(data(prefix=u16), size_prefix=u16)


class CertificateVerify(Frame):
    """A signature over the handshake (RFC 8446, section 4.4.3; RFC 5246, section 7.4.8)."""

    scheme: SignatureScheme = field(u16)
    signature: bytes = data(prefix=u16)


class CertificateVerifyBefore12(Frame):
    """A signature over the handshake, whose kind depends on the certificate (RFC 4346, section 7.4.8)."""

    signature: bytes = data(prefix=u16)


class NewSessionTicket(Frame):
    """A ticket for the resumption of a session (RFC 8446, section 4.6.1)."""

    lifetime: u32 = field(doc="seconds")
    age_add: u32
    nonce: bytes = data(prefix=u8)
    ticket: bytes = data(prefix=u16)
    extensions: list[ServerExtension] = array(ServerExtension, size_prefix=u16, default_factory=list)


class NewSessionTicketBefore13(Frame):
    """A ticket for the resumption of a session (RFC 5077, section 3.3)."""

    lifetime: u32 = field(doc="seconds")
    ticket: bytes = data(prefix=u16)


class EncryptedExtensions(Frame):
    """Answers to the client extensions that are not needed for key exchange (RFC 8446, section 4.3.1)."""

    extensions: list[ServerExtension] = array(ServerExtension, size_prefix=u16)


class KeyUpdate(Frame):
    """The sender switches to a new key, and may ask the other side to do so (RFC 8446, section 4.6.3)."""

    requested: bool8 = False


class Finished(Frame):
    """The proof that both sides have seen the same handshake; its size depends on the cipher suite."""

    verify_data: bytes = data()


class ServerKeyExchange(Frame):
    """Parameters of the key exchange before TLS 1.3, whose form depends on the cipher suite (RFC 5246, section 7.4.3)."""

    parameters: bytes = data()


class ClientKeyExchange(Frame):
    """The client's part of the key exchange before TLS 1.3, whose form depends on the cipher suite (RFC 5246, section 7.4.7)."""

    parameters: bytes = data()


class Empty(Frame):
    """A message without content: HelloRequest, ServerHelloDone and EndOfEarlyData."""


IS_13: Expr = this.version >= ProtocolVersion.TLS_1_3
IS_12: Expr = this.version >= ProtocolVersion.TLS_1_2


class Handshake(Frame):
    """A message of a handshake: its type, its length, and the message, whose form may depend on the negotiated version."""

    version: ProtocolVersion = given(default=ProtocolVersion.TLS_1_3)
    type: HandshakeType = field(u8)
    body: (
        ClientHello
        | ServerHello
        | NewSessionTicket
        | NewSessionTicketBefore13
        | EncryptedExtensions
        | Certificate
        | CertificateBefore13
        | CertificateRequest
        | CertificateRequest12
        | CertificateRequestBefore12
        | CertificateVerify
        | CertificateVerifyBefore12
        | ServerKeyExchange
        | ClientKeyExchange
        | Finished
        | KeyUpdate
        | Empty
        | Unknown
    ) = switch(
        this.type,
        {
            HandshakeType.CLIENT_HELLO: ClientHello,
            HandshakeType.SERVER_HELLO: ServerHello,
            HandshakeType.NEW_SESSION_TICKET: switch(IS_13, {1: NewSessionTicket, 0: NewSessionTicketBefore13}),
            HandshakeType.ENCRYPTED_EXTENSIONS: EncryptedExtensions,
            HandshakeType.CERTIFICATE: switch(IS_13, {1: Certificate, 0: CertificateBefore13}),
            HandshakeType.CERTIFICATE_REQUEST: switch(
                IS_13, {1: CertificateRequest, 0: switch(IS_12, {1: CertificateRequest12, 0: CertificateRequestBefore12})}
            ),
            HandshakeType.CERTIFICATE_VERIFY: switch(IS_12, {1: CertificateVerify, 0: CertificateVerifyBefore12}),
            HandshakeType.SERVER_KEY_EXCHANGE: ServerKeyExchange,
            HandshakeType.CLIENT_KEY_EXCHANGE: ClientKeyExchange,
            HandshakeType.FINISHED: Finished,
            HandshakeType.KEY_UPDATE: KeyUpdate,
            (HandshakeType.HELLO_REQUEST, HandshakeType.END_OF_EARLY_DATA, HandshakeType.SERVER_HELLO_DONE): Empty,
        },
        otherwise=unknown(),
        size_prefix=u24,
    )


class Record(Frame):
    """A record, whose fragment may be encrypted."""

    type: ContentType = field(u8)
    version: ProtocolVersion = field(u16, default=ProtocolVersion.TLS_1_2)
    fragment: bytes = data(prefix=u16, limit=LARGEST)


PROTOCOL = Protocol("tls", title="TLS records", source="RFC 8446, section 5.1", ports={"tcp": [443]}, client=Record)
