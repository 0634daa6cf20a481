"""Search filters (RFC 4511, section 4.5.1.7)."""

from __future__ import annotations

from framekit import Frame, Unknown, array, ber_length, const, derived, field, switch, text, this, u8, unknown
from framekit.specs.ldap.codes import FilterTag, MatchingRuleTag, SubstringTag, Tag
from framekit.specs.ldap.values import BOOLEAN, OCTETS, STRING, AttributeValueAssertion


class And(Frame):
    """All filters match (section 4.5.1.7)."""

    filters: list[Filter] = array()


class Or(Frame):
    """At least one filter matches (section 4.5.1.7)."""

    filters: list[Filter] = array()


class Not(Frame):
    """The filter does not match (section 4.5.1.7)."""

    filter: Filter


class EqualityMatch(AttributeValueAssertion):
    """A value is equal (section 4.5.1.7.1)."""


class GreaterOrEqual(AttributeValueAssertion):
    """A value is greater or equal (section 4.5.1.7.3)."""


class LessOrEqual(AttributeValueAssertion):
    """A value is less or equal (section 4.5.1.7.4)."""


class ApproximateMatch(AttributeValueAssertion):
    """A value is approximately equal (section 4.5.1.7.6)."""


class Substring(Frame):
    """A part of a value."""

    tag: SubstringTag = field(u8)
    value: bytes = OCTETS


class Substrings(Frame):
    """A value has these parts in this order (section 4.5.1.7.2)."""

    _type_tag: int = const(Tag.OCTET_STRING, u8)
    type: str = STRING
    _substrings_tag: int = const(Tag.SEQUENCE, u8)
    substrings: list[Substring] = array(Substring, size_prefix=ber_length)


class Present(Frame):
    """The attribute is present (section 4.5.1.7.5)."""

    description: str = text(errors="surrogateescape")


class MatchingRuleElement(Frame):
    """A part of an extensible match."""

    tag: MatchingRuleTag = field(u8)
    value: str | bytes | bool = switch(
        this.tag,
        {(MatchingRuleTag.MATCHING_RULE, MatchingRuleTag.TYPE): STRING, MatchingRuleTag.DN_ATTRIBUTES: BOOLEAN},
        otherwise=OCTETS,
    )


class ExtensibleMatch(Frame):
    """A rule matches (section 4.5.1.7.7)."""

    elements: list[MatchingRuleElement] = array(MatchingRuleElement)


class Filter(Frame):
    """Which entries a search finds; the tag is derived from the body (section 4.5.1.7)."""

    tag: FilterTag = derived(u8)
    body: (
        And
        | Or
        | Not
        | EqualityMatch
        | Substrings
        | GreaterOrEqual
        | LessOrEqual
        | Present
        | ApproximateMatch
        | ExtensibleMatch
        | Unknown
    ) = switch(
        this.tag,
        {
            FilterTag.AND: And,
            FilterTag.OR: Or,
            FilterTag.NOT: Not,
            FilterTag.EQUALITY_MATCH: EqualityMatch,
            FilterTag.SUBSTRINGS: Substrings,
            FilterTag.GREATER_OR_EQUAL: GreaterOrEqual,
            FilterTag.LESS_OR_EQUAL: LessOrEqual,
            FilterTag.PRESENT: Present,
            FilterTag.APPROXIMATE_MATCH: ApproximateMatch,
            FilterTag.EXTENSIBLE_MATCH: ExtensibleMatch,
        },
        otherwise=unknown(),
        size_prefix=ber_length,
    )
