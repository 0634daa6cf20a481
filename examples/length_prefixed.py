"""Decode length-prefixed strings that arrive in pieces, as from TCP, with a decoder and without a socket."""

from framekit import NEED_DATA, Frame, FrameDecoder, FrameTooLarge, text, u32


class Message(Frame):
    """A text with a length prefix of 4 bytes."""

    text: str = text(prefix=u32)


def main() -> None:
    """Decode two messages in pieces of 5 bytes, and then a length that exceeds the limit."""
    wire = Message(text="Hello").pack() + Message(text="wörld").pack()
    decoder = FrameDecoder(Message, max_frame_size=1000)
    for at in range(0, len(wire), 5):
        decoder.receive_data(wire[at : at + 5])
        while (message := decoder.next_frame()) is not NEED_DATA:
            print(message)
        print("bytes needed:", decoder.bytes_needed)
    try:
        decoder.feed(b"\xff\xff\xff\xff")
    except FrameTooLarge as error:
        print(error.declared, "bytes exceed the limit of", error.limit)


if __name__ == "__main__":
    main()
