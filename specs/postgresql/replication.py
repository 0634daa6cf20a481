"""Streaming replication of PostgreSQL: the content of CopyData, and the messages of both sides that carry it.

Source: PostgreSQL 17 manual, section 53.4.
"""

from __future__ import annotations

from enum import IntEnum

from framekit import Frame, Unknown, data, derived, field, i64, switch, this, u8, u32, u64, unknown
from framekit.specs.postgresql.backend import BACKEND_BODIES, BackendBody
from framekit.specs.postgresql.codes import BackendType, FrontendType
from framekit.specs.postgresql.frontend import FRONTEND_BODIES, FrontendBody


class WalData(Frame):
    """A piece of the write-ahead log."""

    start: u64
    end: u64
    clock: i64 = field(doc="microseconds since 2000-01-01")
    data: bytes = data()


class PrimaryKeepalive(Frame):
    """The primary is alive."""

    end: u64
    clock: i64 = field(doc="microseconds since 2000-01-01")
    reply_now: u8


class StandbyStatus(Frame):
    """The progress of a standby."""

    written: u64
    flushed: u64
    applied: u64
    clock: i64 = field(doc="microseconds since 2000-01-01")
    reply_now: u8


class HotStandbyFeedback(Frame):
    """The oldest transactions that a standby still needs."""

    clock: i64 = field(doc="microseconds since 2000-01-01")
    xmin: u32
    xmin_epoch: u32
    catalog_xmin: u32
    catalog_xmin_epoch: u32


class ReplicationType(IntEnum):
    """Kinds of replication data in a CopyData."""

    WAL_DATA = ord("w")
    PRIMARY_KEEPALIVE = ord("k")
    STANDBY_STATUS = ord("r")
    HOT_STANDBY_FEEDBACK = ord("h")


class ReplicationData(Frame):
    """The content of a CopyData in streaming replication."""

    kind: ReplicationType = derived(u8)
    body: WalData | PrimaryKeepalive | StandbyStatus | HotStandbyFeedback | Unknown = switch(
        this.kind,
        {
            ReplicationType.WAL_DATA: WalData,
            ReplicationType.PRIMARY_KEEPALIVE: PrimaryKeepalive,
            ReplicationType.STANDBY_STATUS: StandbyStatus,
            ReplicationType.HOT_STANDBY_FEEDBACK: HotStandbyFeedback,
        },
        otherwise=unknown(),
    )


class ReplicationBackendMessage(Frame, size=this.length + 1):
    """One message of a server that streams its log."""

    type: BackendType = derived(u8)
    length: int = derived(u32)
    body: BackendBody | ReplicationData = switch(
        this.type, {**BACKEND_BODIES, BackendType.COPY_DATA: ReplicationData}, otherwise=unknown()
    )


class ReplicationFrontendMessage(Frame, size=this.length + 1):
    """One message of a client to which the log is streamed."""

    type: FrontendType = derived(u8)
    length: int = derived(u32)
    body: FrontendBody | ReplicationData = switch(
        this.type, {**FRONTEND_BODIES, FrontendType.COPY_DATA: ReplicationData}, otherwise=unknown()
    )
