"""SocketCAN: classic CAN frames as Linux passes them to programs, and the content of two J1939 messages.

Source: linux/can.h (struct can_frame and the flags of can_id) and Documentation/networking/can.rst; SAE J1939-71, parameter group
61444 (electronic engine controller 1); SAE J1939-81, section 4.1 (the name of a controller, parameter group 60928).

The kernel writes numbers in the machine's byte order. This file declares them as little-endian, which nearly all machines are.
"""

from __future__ import annotations

from framekit import Frame, align, bool1, data, derived, field, pad, scaled, this, u1, u3, u4, u5, u7, u8, u11, u16, u21, u29

STANDARD_IDENTIFIERS = 0x7FF


class CanFrame(Frame, byteorder="little", bitorder="lsb"):
    """One struct can_frame.

    A standard frame has an identifier of 11 bits, an extended one of 29; that of an error frame has a bit for each class of
    errors. The bytes after the data have no meaning. `raw_length` is the length on the wire if it was more than 8.
    """

    identifier: u29
    error: bool1 = False
    remote: bool1 = False
    extended: bool1 = field(check=(this == 1) | (this.error == 1) | (this.identifier <= STANDARD_IDENTIFIERS), default=False)
    length: int = derived(u8, check=this <= 8)
    _padding: None = pad(2)
    raw_length: u8 = field(check={0, *range(9, 16)}, default=0)
    data: bytes = data(length=this.length, default=b"")
    _rest: None = align(16)


class EngineController(Frame, byteorder="little", bitorder="lsb"):
    """The speed of an engine in revolutions per minute, and its torque in percent of its reference."""

    torque_mode: u4
    actual_torque_fraction: float = scaled(u4, 0.125)
    demanded_torque: float = scaled(u8, 1.0, offset=-125.0)
    actual_torque: float = scaled(u8, 1.0, offset=-125.0)
    speed: float = scaled(u16, 0.125)
    source_address: u8
    starter_mode: u4
    _: None = pad(bits=4, fill=1)
    engine_demand: float = scaled(u8, 1.0, offset=-125.0)


class ControllerName(Frame, byteorder="little", bitorder="lsb"):
    """The controller that claims an address; the lower number, read as a whole, wins."""

    identity: u21
    manufacturer: u11
    controller_instance: u3
    function_instance: u5
    function: u8
    reserved: u1 = 0
    vehicle_system: u7
    vehicle_system_instance: u4
    industry_group: u3
    arbitrary_address: bool1
