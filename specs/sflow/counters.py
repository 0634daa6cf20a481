"""Counter records of sFlow: counters of interfaces, hosts and virtual machines.

Source: sFlow Version 5 (sflow.org, July 2004), section 5.3; sFlow 802.11 Structures; sFlow LAG Counters Structure; sFlow OpenFlow
Structures; sFlow Host Structures; all of sflow.org.
"""

from __future__ import annotations

from enum import IntEnum, IntFlag

from framekit import (
    Frame,
    Unknown,
    align,
    array,
    derived,
    f32,
    field,
    mac,
    optional,
    pad,
    switch,
    text,
    this,
    u8,
    u32,
    u64,
    unknown,
    uuid,
)
from framekit.specs.sflow.values import SourceType


class CounterFormat(IntEnum):
    """Formats of counter records; those of an enterprise have its number times 4096 added. Others stay integers."""

    GENERIC_INTERFACE = 1
    ETHERNET = 2
    TOKEN_RING = 3
    VG_100BASE = 4
    VLAN = 5
    IEEE80211 = 6
    LAG_PORT = 7
    PROCESSOR = 1001
    RADIO = 1002
    OPENFLOW_PORT = 1004
    PORT_NAME = 1005
    HOST_DESCRIPTION = 2000
    HOST_ADAPTERS = 2001
    HOST_PARENT = 2002
    HOST_CPU = 2003
    HOST_MEMORY = 2004
    HOST_DISK_IO = 2005
    HOST_NET_IO = 2006
    VIRT_NODE = 2100
    VIRT_CPU = 2101
    VIRT_MEMORY = 2102
    VIRT_DISK_IO = 2103
    VIRT_NET_IO = 2104


class Direction(IntEnum):
    """Duplex modes of an interface."""

    UNKNOWN = 0
    FULL_DUPLEX = 1
    HALF_DUPLEX = 2
    IN = 3
    OUT = 4


class Status(IntFlag):
    """The administrative and operational status of an interface."""

    ADMIN_UP = 1
    OPER_UP = 2


class MachineType(IntEnum):
    """The processor of a host. Others stay integers."""

    UNKNOWN = 0
    OTHER = 1
    X86 = 2
    X86_64 = 3
    IA64 = 4
    SPARC = 5
    ALPHA = 6
    POWERPC = 7
    M68K = 8
    MIPS = 9
    ARM = 10
    HPPA = 11
    S390 = 12


class OsName(IntEnum):
    """The operating system of a host. Others stay integers."""

    UNKNOWN = 0
    OTHER = 1
    LINUX = 2
    WINDOWS = 3
    DARWIN = 4
    HPUX = 5
    AIX = 6
    DRAGONFLY = 7
    FREEBSD = 8
    NETBSD = 9
    OPENBSD = 10
    OSF = 11
    SOLARIS = 12


class DomainState(IntEnum):
    """The state of a virtual machine, as in libvirt. Others stay integers."""

    NO_STATE = 0
    RUNNING = 1
    BLOCKED = 2
    PAUSED = 3
    SHUTDOWN = 4
    SHUTOFF = 5
    CRASHED = 6


class GenericInterface(Frame):
    """Counters of any interface (RFC 2233)."""

    if_index: u32
    if_type: u32
    if_speed: u64 = field(doc="bits per second")
    if_direction: Direction = field(u32)
    if_status: Status = field(u32)
    if_in_octets: u64
    if_in_ucast_pkts: u32
    if_in_multicast_pkts: u32
    if_in_broadcast_pkts: u32
    if_in_discards: u32
    if_in_errors: u32
    if_in_unknown_protos: u32
    if_out_octets: u64
    if_out_ucast_pkts: u32
    if_out_multicast_pkts: u32
    if_out_broadcast_pkts: u32
    if_out_discards: u32
    if_out_errors: u32
    if_promiscuous_mode: u32


class Ethernet(Frame):
    """Counters of Ethernet (RFC 2358)."""

    alignment_errors: u32
    fcs_errors: u32
    single_collision_frames: u32
    multiple_collision_frames: u32
    sqe_test_errors: u32
    deferred_transmissions: u32
    late_collisions: u32
    excessive_collisions: u32
    internal_mac_transmit_errors: u32
    carrier_sense_errors: u32
    frame_too_longs: u32
    internal_mac_receive_errors: u32
    symbol_errors: u32


class TokenRing(Frame):
    """Counters of Token Ring (RFC 1748)."""

    line_errors: u32
    burst_errors: u32
    ac_errors: u32
    abort_trans_errors: u32
    internal_errors: u32
    lost_frame_errors: u32
    receive_congestions: u32
    frame_copied_errors: u32
    token_errors: u32
    soft_errors: u32
    hard_errors: u32
    signal_loss: u32
    transmit_beacons: u32
    recoverys: u32
    lobe_wires: u32
    removes: u32
    singles: u32
    freq_errors: u32


class Vg100Base(Frame):
    """Counters of 100BaseVG (RFC 2020)."""

    in_high_priority_frames: u32
    in_high_priority_octets: u64
    in_norm_priority_frames: u32
    in_norm_priority_octets: u64
    in_ipm_errors: u32
    in_oversize_frame_errors: u32
    in_data_errors: u32
    in_null_addressed_frames: u32
    out_high_priority_frames: u32
    out_high_priority_octets: u64
    transition_into_trainings: u32
    hc_in_high_priority_octets: u64
    hc_in_norm_priority_octets: u64
    hc_out_high_priority_octets: u64


class Vlan(Frame):
    """Counters of a VLAN."""

    vlan_id: u32
    octets: u64
    ucast_pkts: u32
    multicast_pkts: u32
    broadcast_pkts: u32
    discards: u32


class Ieee80211(Frame):
    """Counters of IEEE 802.11."""

    transmitted_fragment_count: u32
    multicast_transmitted_frame_count: u32
    failed_count: u32
    retry_count: u32
    multiple_retry_count: u32
    frame_duplicate_count: u32
    rts_success_count: u32
    rts_failure_count: u32
    ack_failure_count: u32
    received_fragment_count: u32
    multicast_received_frame_count: u32
    fcs_error_count: u32
    transmitted_frame_count: u32
    wep_undecryptable_count: u32
    qos_discarded_fragment_count: u32
    associated_station_count: u32
    qos_cf_polls_received_count: u32
    qos_cf_polls_unused_count: u32
    qos_cf_polls_unusable_count: u32
    qos_cf_polls_lost_count: u32


class LagPort(Frame):
    """Counters of a port of an aggregation (IEEE 802.1AX)."""

    actor_system_id: mac
    _: None = pad(2)
    partner_oper_system_id: mac
    _padding: None = pad(2)
    attached_agg_id: u32
    actor_admin_port_state: u8 = field(base=16)
    actor_oper_port_state: u8 = field(base=16)
    partner_admin_port_state: u8 = field(base=16)
    partner_oper_port_state: u8 = field(base=16)
    lacpdus_rx: u32
    marker_pdus_rx: u32
    marker_response_pdus_rx: u32
    unknown_rx: u32
    illegal_rx: u32
    lacpdus_tx: u32
    marker_pdus_tx: u32
    marker_response_pdus_tx: u32


class Processor(Frame):
    """The load of a switch; percentages are in units of 0.01."""

    five_second_cpu: u32 = field(doc="0.01 percent")
    one_minute_cpu: u32 = field(doc="0.01 percent")
    five_minute_cpu: u32 = field(doc="0.01 percent")
    total_memory: u64 = field(doc="octets")
    free_memory: u64 = field(doc="octets")


class Radio(Frame):
    """The load of a radio channel."""

    elapsed_time: u32 = field(doc="milliseconds")
    on_channel_time: u32 = field(doc="milliseconds")
    on_channel_busy_time: u32 = field(doc="milliseconds")


class OpenFlowPort(Frame):
    """The port of an OpenFlow switch."""

    datapath_id: u64 = field(base=16)
    port_number: u32


class PortName(Frame):
    """The name of an interface."""

    name: str = text(prefix=u32, errors="surrogateescape")
    _: None = align(4)


class HostDescription(Frame):
    """A description of a host."""

    hostname: str = text(prefix=u32, errors="surrogateescape")
    _: None = align(4)
    uuid: uuid
    machine_type: MachineType = field(u32)
    os_name: OsName = field(u32)
    os_release: str = text(prefix=u32, errors="surrogateescape")
    _padding: None = align(4)


class PaddedMac(Frame):
    """A MAC address, and two octets of padding."""

    address: mac
    _: None = pad(2)


class HostAdapter(Frame):
    """A network adapter."""

    if_index: u32
    mac_addresses: list[PaddedMac] = array(PaddedMac, prefix=u32)


class HostAdapters(Frame):
    """The network adapters of a host or a virtual machine."""

    adapters: list[HostAdapter] = array(HostAdapter, prefix=u32)


class HostParent(Frame):
    """The data source that contains a virtual machine."""

    container_type: SourceType = field(u32)
    container_index: u32


class HostCpu(Frame):
    """Counters of processors; agents of older versions do not have the last three."""

    load_one: f32
    load_five: f32
    load_fifteen: f32
    proc_run: u32
    proc_total: u32
    cpu_num: u32
    cpu_speed: u32 = field(doc="MHz")
    uptime: u32 = field(doc="seconds")
    cpu_user: u32 = field(doc="milliseconds")
    cpu_nice: u32 = field(doc="milliseconds")
    cpu_system: u32 = field(doc="milliseconds")
    cpu_idle: u32 = field(doc="milliseconds")
    cpu_wio: u32 = field(doc="milliseconds")
    cpu_intr: u32 = field(doc="milliseconds")
    cpu_sintr: u32 = field(doc="milliseconds")
    interrupts: u32
    contexts: u32
    cpu_steal: int | None = optional(u32, default=None)
    cpu_guest: int | None = optional(u32, default=None)
    cpu_guest_nice: int | None = optional(u32, default=None)


class HostMemory(Frame):
    """Memory of a host, in octets."""

    mem_total: u64
    mem_free: u64
    mem_shared: u64
    mem_buffers: u64
    mem_cached: u64
    swap_total: u64
    swap_free: u64
    page_in: u32
    page_out: u32
    swap_in: u32
    swap_out: u32


class HostDiskIo(Frame):
    """Disks of a host."""

    disk_total: u64 = field(doc="octets")
    disk_free: u64 = field(doc="octets")
    part_max_used: u32 = field(doc="0.01 percent")
    reads: u32
    bytes_read: u64
    read_time: u32 = field(doc="milliseconds")
    writes: u32
    bytes_written: u64
    write_time: u32 = field(doc="milliseconds")


class HostNetIo(Frame):
    """Network counters of a host."""

    bytes_in: u64
    pkts_in: u32
    errs_in: u32
    drops_in: u32
    bytes_out: u64
    packets_out: u32
    errs_out: u32
    drops_out: u32


class VirtNode(Frame):
    """A hypervisor."""

    mhz: u32
    cpus: u32
    memory: u64 = field(doc="octets")
    memory_free: u64 = field(doc="octets")
    num_domains: u32


class VirtCpu(Frame):
    """Processors of a virtual machine."""

    state: DomainState = field(u32)
    cpu_time: u32 = field(doc="milliseconds")
    number_of_virtual_cpus: u32


class VirtMemory(Frame):
    """Memory of a virtual machine, in octets."""

    memory: u64
    max_memory: u64


class VirtDiskIo(Frame):
    """Disks of a virtual machine."""

    capacity: u64 = field(doc="octets")
    allocation: u64 = field(doc="octets")
    available: u64 = field(doc="octets")
    rd_req: u32
    rd_bytes: u64
    wr_req: u32
    wr_bytes: u64
    errs: u32


class VirtNetIo(Frame):
    """Network counters of a virtual machine."""

    rx_bytes: u64
    rx_packets: u32
    rx_errs: u32
    rx_drop: u32
    tx_bytes: u64
    tx_packets: u32
    tx_errs: u32
    tx_drop: u32


class CounterRecord(Frame):
    """A record; the format is derived from the class of the data."""

    counter_format: CounterFormat = derived(u32)
    counter_data_length: int = derived(u32)
    counter_data: (
        GenericInterface
        | Ethernet
        | TokenRing
        | Vg100Base
        | Vlan
        | Ieee80211
        | LagPort
        | Processor
        | Radio
        | OpenFlowPort
        | PortName
        | HostDescription
        | HostAdapters
        | HostParent
        | HostCpu
        | HostMemory
        | HostDiskIo
        | HostNetIo
        | VirtNode
        | VirtCpu
        | VirtMemory
        | VirtDiskIo
        | VirtNetIo
        | Unknown
    ) = switch(
        this.counter_format,
        {
            CounterFormat.GENERIC_INTERFACE: GenericInterface,
            CounterFormat.ETHERNET: Ethernet,
            CounterFormat.TOKEN_RING: TokenRing,
            CounterFormat.VG_100BASE: Vg100Base,
            CounterFormat.VLAN: Vlan,
            CounterFormat.IEEE80211: Ieee80211,
            CounterFormat.LAG_PORT: LagPort,
            CounterFormat.PROCESSOR: Processor,
            CounterFormat.RADIO: Radio,
            CounterFormat.OPENFLOW_PORT: OpenFlowPort,
            CounterFormat.PORT_NAME: PortName,
            CounterFormat.HOST_DESCRIPTION: HostDescription,
            CounterFormat.HOST_ADAPTERS: HostAdapters,
            CounterFormat.HOST_PARENT: HostParent,
            CounterFormat.HOST_CPU: HostCpu,
            CounterFormat.HOST_MEMORY: HostMemory,
            CounterFormat.HOST_DISK_IO: HostDiskIo,
            CounterFormat.HOST_NET_IO: HostNetIo,
            CounterFormat.VIRT_NODE: VirtNode,
            CounterFormat.VIRT_CPU: VirtCpu,
            CounterFormat.VIRT_MEMORY: VirtMemory,
            CounterFormat.VIRT_DISK_IO: VirtDiskIo,
            CounterFormat.VIRT_NET_IO: VirtNetIo,
        },
        otherwise=unknown(),
        size=this.counter_data_length,
    )
