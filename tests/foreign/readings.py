"""Other libraries' readings of protocols of specs/, as mappings with the fields of ours.

Each is what a user of that library would write; what it does not know is left out.
"""

from __future__ import annotations

import logging
import warnings
from ipaddress import IPv4Address
from typing import Any

import construct
import pytest

dpkt = pytest.importorskip("dpkt", reason="dpkt is not installed; its readings cannot be compared")
logging.getLogger("scapy").setLevel(logging.CRITICAL)
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of ciphers that scapy imports and that are on their way out
    pytest.importorskip("scapy.layers.inet", reason="scapy is not installed; its readings cannot be compared")
    from scapy.layers import inet, radius, tftp


def stamp(data: bytes) -> dict[str, int]:
    return {"seconds": int.from_bytes(data[:4], "big"), "fraction": int.from_bytes(data[4:], "big")}


# NTP


def ntp_by_dpkt(data: bytes) -> dict[str, Any]:
    packet = dpkt.ntp.NTP(data)
    rest = bytes(packet.data)
    return {
        "leap_indicator": packet.li,
        "version": packet.v,
        "mode": packet.mode,
        "stratum": packet.stratum,
        "poll": packet.interval,
        "precision": packet.precision,
        "root_delay": packet.delay / 65536,
        "root_dispersion": packet.dispersion / 65536,
        "reference_identifier": packet.id,
        "reference_timestamp": stamp(packet.update_time),
        "origin_timestamp": stamp(packet.originate_time),
        "receive_timestamp": stamp(packet.receive_time),
        "transmit_timestamp": stamp(packet.transmit_time),
        "authentication": {"key_identifier": int.from_bytes(rest[:4], "big"), "digest": rest[4:]} if rest else None,
    }


TWO_BITS, THREE_BITS = construct.BitsInteger(2), construct.BitsInteger(3)
KEY_AND_DIGEST = construct.Struct("key_identifier" / construct.Int32ub, "digest" / construct.GreedyBytes)
STAMP = construct.Struct("seconds" / construct.Int32ub, "fraction" / construct.Int32ub)
NTP = construct.Struct(
    "bits"
    / construct.BitStruct(
        "leap" / construct.BitsInteger(2), "version" / construct.BitsInteger(3), "mode" / construct.BitsInteger(3)
    ),
    "stratum" / construct.Int8ub,
    "poll" / construct.Int8sb,
    "precision" / construct.Int8sb,
    "root_delay" / construct.Int32ub,
    "root_dispersion" / construct.Int32ub,
    "reference_identifier" / construct.Bytes(4),
    "reference_timestamp" / STAMP,
    "origin_timestamp" / STAMP,
    "receive_timestamp" / STAMP,
    "transmit_timestamp" / STAMP,
    "authentication" / construct.Optional(KEY_AND_DIGEST),
)


def ntp_by_construct(data: bytes) -> dict[str, Any]:
    found = dict(NTP.parse(data))
    bits = found["bits"]
    scaled = {name: found[name] / 65536 for name in ("root_delay", "root_dispersion")}
    return {**found, **scaled, "leap_indicator": bits.leap, "version": bits.version, "mode": bits.mode}


# TFTP


def tftp_by_dpkt(data: bytes) -> dict[str, Any]:
    packet = dpkt.tftp.TFTP(data)
    match packet.opcode:
        case 1 | 2:
            body = {"filename": packet.filename.decode("ascii"), "mode": packet.mode.decode("ascii")}
        case 3:
            body = {"block": packet.block, "content": bytes(packet.data)}
        case 4:
            body = {"block": packet.block}
        case 5:
            body = {"code": packet.errcode, "message": packet.errmsg.decode("ascii")}
        case other:
            raise ValueError(f"dpkt knows no operation {other}")
    return {"operation": packet.opcode, "body": body}


TFTP = construct.Struct(
    "operation" / construct.Int16ub,
    "body"
    / construct.Switch(
        construct.this.operation,
        {
            1: construct.Struct("filename" / construct.CString("ascii"), "mode" / construct.CString("ascii")),
            2: construct.Struct("filename" / construct.CString("ascii"), "mode" / construct.CString("ascii")),
            3: construct.Struct("block" / construct.Int16ub, "content" / construct.GreedyBytes),
            4: construct.Struct("block" / construct.Int16ub),
            5: construct.Struct("code" / construct.Int16ub, "message" / construct.CString("ascii")),
        },
        default=construct.Error,
    ),
    construct.Terminated,
)


def tftp_by_construct(data: bytes) -> Any:
    return TFTP.parse(data)


def tftp_by_scapy(data: bytes) -> dict[str, Any]:
    packet = tftp.TFTP(data)
    inner = packet.payload
    match packet.op:
        case 1 | 2:
            body = {"filename": inner.filename.decode("ascii"), "mode": inner.mode.decode("ascii")}
        case 3:
            body = {"block": inner.block, "content": bytes(inner.payload)}
        case 4:
            body = {"block": inner.block}
        case 5:
            body = {"code": inner.errorcode, "message": inner.errormsg.decode("ascii")}
        case other:
            raise ValueError(f"scapy knows no operation {other}")
    return {"operation": packet.op, "body": body}


# RADIUS


def radius_by_dpkt(data: bytes) -> dict[str, Any]:
    packet = dpkt.radius.RADIUS(data)
    return {
        "code": packet.code,
        "identifier": packet.id,
        "length": packet.len,
        "authenticator": packet.auth,
        "attributes": [{"type": kind, "value": value} for kind, value in packet.attrs],
    }


def radius_by_scapy(data: bytes) -> dict[str, Any]:
    packet = radius.Radius(data)
    return {
        "code": packet.code,
        "identifier": packet.id,
        "length": packet.len,
        "authenticator": packet.authenticator,
        "attributes": [{"type": each.type, "length": each.len} for each in packet.attributes],
    }


# IPv4


def ipv4_by_dpkt(data: bytes) -> dict[str, Any]:
    packet = dpkt.ip.IP(data)
    return {
        "version": packet.v,
        "header_words": packet.hl,
        "dscp": packet.tos >> 2,
        "ecn": packet.tos & 3,
        "total_length": packet.len,
        "identification": packet.id,
        "dont_fragment": packet.df,
        "more_fragments": packet.mf,
        "fragment_offset": packet.offset,
        "time_to_live": packet.ttl,
        "protocol": packet.p,
        "header_checksum": packet.sum,
        "source": IPv4Address(packet.src),
        "destination": IPv4Address(packet.dst),
    }


def ipv4_by_scapy(data: bytes) -> dict[str, Any]:
    packet = inet.IP(data)
    return {
        "version": packet.version,
        "header_words": packet.ihl,
        "dscp": packet.tos >> 2,
        "ecn": packet.tos & 3,
        "total_length": packet.len,
        "identification": packet.id,
        "dont_fragment": packet.flags.DF,
        "more_fragments": packet.flags.MF,
        "fragment_offset": packet.frag,
        "time_to_live": packet.ttl,
        "protocol": packet.proto,
        "header_checksum": packet.chksum,
        "source": IPv4Address(packet.src),
        "destination": IPv4Address(packet.dst),
    }
