"""SaslHandshake and SaslAuthenticate: authentication of a client."""

from __future__ import annotations

from framekit import Frame, array, computed, data, field, given, i16, i32, i64, text, this
from framekit.specs.kafka.codes import ErrorCode
from framekit.specs.kafka.words import BYTES, NULLABLE_STRING, TaggedField, since, tagged_fields

SASL_HANDSHAKE_VERSIONS = range(2)
SASL_AUTHENTICATE_VERSIONS = range(3)


class SaslHandshakeRequest(Frame):
    """A client chooses a mechanism (SaslHandshakeRequest.json). After version 0, tokens follow without a header."""

    version: i16 = given(check=SASL_HANDSHAKE_VERSIONS)
    mechanism: str = text(prefix=i16)


class SaslHandshakeResponse(Frame):
    """The mechanisms that a broker supports (SaslHandshakeResponse.json)."""

    version: i16 = given(check=SASL_HANDSHAKE_VERSIONS)
    error_code: ErrorCode = field(i16)
    mechanisms: list[str] = array(text(prefix=i16), prefix=i32)


class SaslToken(Frame):
    """A message of the mechanism, after a SaslHandshake of version 0."""

    token: bytes = data(prefix=i32)


class SaslAuthenticatePart(Frame):
    """Base class of the parts of SaslAuthenticate messages."""

    version: i16 = given(check=SASL_AUTHENTICATE_VERSIONS)
    is_flexible: bool = computed(this.version >= 2)


class SaslAuthenticateRequest(SaslAuthenticatePart):
    """A client's message of the mechanism (SaslAuthenticateRequest.json)."""

    auth_bytes: bytes = BYTES
    tagged_fields: list[TaggedField] = tagged_fields()


class SaslAuthenticateResponse(SaslAuthenticatePart):
    """A broker's message of the mechanism (SaslAuthenticateResponse.json)."""

    error_code: ErrorCode = field(i16)
    error_message: str | None = NULLABLE_STRING
    auth_bytes: bytes = BYTES
    session_lifetime_ms: int | None = since(1, i64)
    tagged_fields: list[TaggedField] = tagged_fields()
