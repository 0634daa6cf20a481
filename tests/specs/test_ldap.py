"""LDAP: messages of other implementations, all operations, and the beginning of TLS."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import ConstMismatch, Frame, InvalidValue, TrailingData, TruncatedFrame, Unknown, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

ldap: Any = load("ldap")
Message, Filter, String, OctetString = ldap.Message, ldap.Filter, ldap.String, ldap.OctetString
FRAMES: list[type[Frame]] = [Message, Filter, ldap.Control, ldap.SearchRequest, ldap.BindResponse]

BIND = bytes.fromhex("3039 020101 6034 020103 0424") + b"uid=jdoe,ou=People,dc=example,dc=com\x80\x09secret123"
SEARCH = bytes.fromhex(
    "3081c6020102638198041164633d6578616d706c652c64633d636f6d0a01020a0103020203e802011e010100a06aa315040b6f626a656374436c617373"
    "0406706572736f6ea151a4100402636e300a80024a6f81016882016ea209a5070402736e040141a608040375696404013587046d61696ca8070402636e"
    "040178a919810a322e342e362e382e31308202636e8304426162738401ff30070402636e04012aa02630240416312e322e3834302e3131333535362e"
    "312e342e3331390101ff040730050201640400"
)
"""Pages of 100 entries with (&(objectClass=person)(|(cn=Jo*h*n)(!(sn>=A))(uid<=5)(mail=*)(cn~=x)(cn:dn:2.4.6.8.10:=Babs)))."""
START_TLS = bytes.fromhex("301d 020108 7718 8016") + b"1.3.6.1.4.1.1466.20037"
ACCEPTED = bytes.fromhex("300c 020108 7807 0a0100 0400 0400")
REFUSED = bytes.fromhex("300c 020108 7807 0a0102 0400 0400")
UNBIND = bytes.fromhex("3005 020109 4200")


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_a_bind() -> None:
    content = Message.unpack(BIND).content
    request = content.operation.body
    assert (content.message_id, content.operation.tag) == (1, ldap.OperationTag.BIND_REQUEST)
    assert (request.version, request.name) == (3, "uid=jdoe,ou=People,dc=example,dc=com")
    assert (request.authentication, request.credentials) == (ldap.AuthenticationTag.SIMPLE, b"secret123")
    made = ldap.BindRequest(name="uid=jdoe,ou=People,dc=example,dc=com", credentials=b"secret123")
    assert ldap.message(1, made).pack() == BIND


def test_a_search_with_every_filter() -> None:
    message = Message.unpack(SEARCH)
    request = message.content.operation.body
    assert (request.base_object, request.scope) == ("dc=example,dc=com", ldap.Scope.WHOLE_SUBTREE)
    assert (request.deref_aliases, request.size_limit, request.time_limit) == (ldap.DerefAliases.ALWAYS, 1000, 30)
    assert [each.value for each in request.attributes] == ["cn", "*"]
    person, either = request.filter.body.filters
    assert person.body == ldap.EqualityMatch(description="objectClass", assertion_value=b"person")
    substrings, negated, lower, present, similar, extensible = (each.body for each in either.body.filters)
    assert [(each.tag.name, each.value) for each in substrings.substrings] == [
        ("INITIAL", b"Jo"),
        ("ANY", b"h"),
        ("FINAL", b"n"),
    ]
    assert negated.filter.body == ldap.GreaterOrEqual(description="sn", assertion_value=b"A")
    assert (lower.assertion_value, present.description, similar.assertion_value) == (b"5", "mail", b"x")
    assert [each.value for each in extensible.elements] == ["2.4.6.8.10", "cn", b"Babs", True]
    paged = ldap.control("1.2.840.113556.1.4.319", bytes.fromhex("30050201640400"), is_critical=True)
    assert [each.content for each in message.content.controls.controls] == [paged]
    assert message.pack() == SEARCH
    assert ldap.message(2, request, paged) == message


def attribute(name: str, *values: bytes) -> Any:
    made = ldap.PartialAttribute(type=name, values=[OctetString(value=value) for value in values])
    return ldap.Sequence[ldap.PartialAttribute](content=made)


def modification(operation: Any, attribute: Any) -> Any:
    made = ldap.Modification(operation=operation, modification=attribute)
    return ldap.Sequence[ldap.Modification](content=made)


@pytest.mark.parametrize(
    ("wire", "body"),
    [
        (
            "30310202012c662b0404636e3d61302330120a0100300d04046d61696c31050403784079300d0a0103300804016e3103040131",
            ldap.ModifyRequest(
                object="cn=a",
                changes=[
                    modification(ldap.Change.ADD, attribute("mail", b"x@y")),
                    modification(ldap.Change.INCREMENT, attribute("n", b"1")),
                ],
            ),
        ),
        (
            "30180202012c68120404636e3d61300a30080402636e31020400",
            ldap.AddRequest(entry="cn=a", attributes=[attribute("cn", b"")]),
        ),
        ("300a0202012c4a04636e3d61", ldap.DeleteRequest(entry="cn=a")),
        (
            "301a0202012c6c140404636e3d610404636e3d620101ff80036f3d63",
            ldap.ModifyDnRequest(entry="cn=a", new_rdn="cn=b", delete_old_rdn=True, new_superior=ldap.NewSuperior(value="o=c")),
        ),
        ("30080202012c50020080", ldap.AbandonRequest(message_id=128)),
        ("30060202012c4200", ldap.UnbindRequest()),
        (
            "30150202012c6e0f0404636e3d6130070402636e040162",
            ldap.CompareRequest(
                entry="cn=a",
                assertion=ldap.Sequence[ldap.AttributeValueAssertion](
                    content=ldap.AttributeValueAssertion(description="cn", assertion_value=b"b")
                ),
            ),
        ),
        ("30060202012c7a00", Unknown(tag=0x7A, data=b"")),
    ],
)
def test_operations(wire: str, body: object) -> None:
    message = Message.unpack(bytes.fromhex(wire))
    assert message.content.operation.body == body
    assert ldap.message(300, body).pack() == bytes.fromhex(wire)


def test_results_have_elements() -> None:
    wire = bytes.fromhex("301f020109651a0a010a04036f3d610400a30e040c") + b"ldap://h/o=a"
    result = Message.unpack(wire).content.operation.body
    assert (result.code, result.matched_dn, result.diagnostic_message) == (ldap.ResultCode.REFERRAL, "o=a", "")
    assert result.elements == [ldap.ResultElement(tag=ldap.ResultTag.REFERRAL, value=[String(value="ldap://h/o=a")])]
    assert ldap.message(9, result).pack() == wire


def test_lengths_may_be_long() -> None:
    wire = bytes.fromhex("3084 00000010 020101 6184 00000007 0a0100 0400 0400")
    message = Message.unpack(wire)
    assert message.content.operation.body == ldap.BindResponse()
    assert message.pack().hex() == "300c02010161070a010004000400"


def test_no_more_is_decoded_after_an_accepted_start_of_tls() -> None:
    client, server = ldap.PROTOCOL.decoders()
    assert len(server.feed(ACCEPTED + b"\x16\x03\x03")) == 1
    assert len(client.feed(START_TLS + b"\x16\x03\x01")) == 1
    (from_server,), (from_client,) = server.feed(b""), client.feed(b"")
    assert (from_server.data, from_client.data) == (b"\x16\x03\x03", b"\x16\x03\x01")


def test_a_refused_start_of_tls_changes_nothing() -> None:
    client, server = ldap.PROTOCOL.decoders()
    assert len(client.feed(START_TLS + UNBIND)) == 1
    assert len(server.feed(REFUSED)) == 1
    assert len(client.feed(b"")) == 1


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        ("3105 020109 4200", ConstMismatch, "_tag"),
        ("3006 020109 4200", TruncatedFrame, "content"),
        ("3004 0200 4200", InvalidValue, "content.message_id"),
        ("3006 020109 420100", TrailingData, "content.operation.body"),
        ("3008 020101 6c03 0101ff", ConstMismatch, "content.operation.body._entry_tag"),
    ],
)
def test_what_is_wrong_is_refused(wire: str, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        Message.unpack(bytes.fromhex(wire))
    assert caught.value.path == path


def test_filters_may_stand_in_each_other() -> None:
    inner = Filter(body=ldap.Present(description="cn"))
    for _ in range(40):
        inner = Filter(body=ldap.Not(filter=inner))
    request = ldap.SearchRequest(base_object="", scope=ldap.Scope.BASE_OBJECT, types_only=False, filter=inner)
    assert Message.unpack(ldap.message(1, request).pack()).content.operation.body == request
