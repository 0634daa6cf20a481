"""A sender and a receiver of UDP datagrams."""

from framekit import DatagramEndpoint, Frame, f32, text, u8, u16


class Measurement(Frame):
    """A measurement of a sensor, sent as one datagram."""

    sensor: u16
    value: f32
    unit: str = text(prefix=u8)


def main() -> None:
    """Send three measurements, and print those that are received."""
    with (
        DatagramEndpoint.bind("udp://127.0.0.1:0", Measurement, on_error="drop") as receiver,
        DatagramEndpoint.connect(receiver.url, Measurement) as sender,
    ):
        for number, value in enumerate((20.5, 21.0, 21.25), 1):
            sender.send(Measurement(sensor=number, value=value, unit="°C"))
        for _ in range(3):
            datagram = receiver.recv(timeout=5)
            print(f"sensor {datagram.frame.sensor}: {datagram.frame.value} {datagram.frame.unit}")
        print("sent by the sender's address:", datagram.address == sender.address)


if __name__ == "__main__":
    main()
