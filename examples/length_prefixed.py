"""A string behind its length, which comes in pieces as TCP likes: the decoder alone, without a socket."""

from framekit import NEED_DATA, Frame, FrameDecoder, FrameTooLarge, text, u32


class Message(Frame):
    """A text behind a length of four bytes."""

    text: str = text(prefix=u32)


def main() -> None:
    """Feed two messages in pieces of five bytes, then a length that is too large."""
    wire = Message(text="Hello").pack() + Message(text="wörld").pack()
    decoder = FrameDecoder(Message, max_frame_size=1000)
    for at in range(0, len(wire), 5):
        decoder.receive_data(wire[at : at + 5])
        while (message := decoder.next_frame()) is not NEED_DATA:
            print(message)
        print("needs at least", decoder.bytes_needed, "more")
    try:
        decoder.feed(b"\xff\xff\xff\xff")
    except FrameTooLarge as error:
        print(error.declared, "bytes are over the limit of", error.limit)


if __name__ == "__main__":
    main()
