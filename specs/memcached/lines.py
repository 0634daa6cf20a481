"""The text protocol (protocol.txt): client commands and server responses."""

from __future__ import annotations

from framekit import Frame, array, const, custom, data, switch, this
from framekit.specs.memcached.words import (
    ARGUMENT,
    LONGEST_NAME,
    NOREPLY,
    NUMBER,
    NUMBER_OR_ZERO,
    REST,
    UNIQUE,
    Answer,
    Command,
    read_answer,
    read_command,
    write_name,
)


class Words(Frame):
    """The arguments of a command, or the words of an answer."""

    words: list[str] = array(ARGUMENT, until=b"\r\n", default_factory=list)


class Keys(Frame):
    """The arguments of GET and GETS (retrieval commands)."""

    keys: list[str] = array(ARGUMENT, until=b"\r\n")


class TouchAndKeys(Frame):
    """The arguments of GAT and GATS (get and touch)."""

    exptime: int = NUMBER
    keys: list[str] = array(ARGUMENT, until=b"\r\n")


class Storage(Frame):
    """The arguments of SET, ADD, REPLACE, APPEND and PREPEND, and the data (storage commands)."""

    key: str = ARGUMENT
    flags: int = NUMBER_OR_ZERO
    exptime: int = NUMBER_OR_ZERO
    length: int = NUMBER
    noreply: bool = NOREPLY
    data: bytes = data(this.length)
    _end: bytes = const(b"\r\n")


class CompareAndStore(Frame):
    """The arguments of CAS, and the data (storage commands)."""

    key: str = ARGUMENT
    flags: int = NUMBER_OR_ZERO
    exptime: int = NUMBER_OR_ZERO
    length: int = NUMBER
    unique: int = NUMBER
    noreply: bool = NOREPLY
    data: bytes = data(this.length)
    _end: bytes = const(b"\r\n")


class Deletion(Frame):
    """The arguments of DELETE (deletion)."""

    key: str = ARGUMENT
    noreply: bool = NOREPLY


class Step(Frame):
    """The arguments of INCR, DECR and TOUCH: the number to add or subtract, or the time when the item expires."""

    key: str = ARGUMENT
    value: int = NUMBER
    noreply: bool = NOREPLY


class MetaStorage(Frame):
    """The arguments of META_SET, and the data (meta set)."""

    key: str = ARGUMENT
    length: int = NUMBER
    flags: list[str] = array(ARGUMENT, until=b"\r\n", default_factory=list)
    data: bytes = data(this.length)
    _end: bytes = const(b"\r\n")


class Meta(Frame):
    """The arguments of the other meta commands that have a key."""

    key: str = ARGUMENT
    flags: list[str] = array(ARGUMENT, until=b"\r\n", default_factory=list)


class TextCommand(Frame):
    """A line from a client, and the data after it."""

    command: Command = custom(read_command, write_name, name="command", minimum=1, maximum=LONGEST_NAME, values=list(Command))
    arguments: Words | Keys | TouchAndKeys | Storage | CompareAndStore | Deletion | Step | MetaStorage | Meta = switch(
        this.command,
        {
            (Command.SET, Command.ADD, Command.REPLACE, Command.APPEND, Command.PREPEND): Storage,
            Command.CAS: CompareAndStore,
            (Command.GET, Command.GETS): Keys,
            (Command.GAT, Command.GATS): TouchAndKeys,
            Command.DELETE: Deletion,
            (Command.INCR, Command.DECR, Command.TOUCH): Step,
            Command.META_SET: MetaStorage,
            (Command.META_GET, Command.META_DELETE, Command.META_ARITHMETIC, Command.META_DEBUG): Meta,
        },
        otherwise=Words,
    )


class Item(Frame):
    """An item, with its unique number if GETS or GATS asked for it (retrieval commands)."""

    key: str = ARGUMENT
    flags: int = NUMBER_OR_ZERO
    length: int = NUMBER
    unique: int | None = UNIQUE
    data: bytes = data(this.length)
    _end: bytes = const(b"\r\n")


class OtherItem(Frame):
    """An item after the first one."""

    _answer: bytes = const(b"VALUE")
    item: Item


class Items(Frame):
    """The part after VALUE, up to END: all items that were found (retrieval commands)."""

    first: Item
    others: list[OtherItem] = array(OtherItem, until=b"END\r\n", default_factory=list)

    @property
    def items(self) -> list[Item]:
        """All items."""
        return [self.first, *(each.item for each in self.others)]


class Statistic(Frame):
    """A statistic (statistics)."""

    name: str = ARGUMENT
    value: str | None = REST


class OtherStatistic(Frame):
    """A statistic after the first one."""

    _answer: bytes = const(b"STAT")
    statistic: Statistic


class Statistics(Frame):
    """The part after STAT, up to END (statistics)."""

    first: Statistic
    others: list[OtherStatistic] = array(OtherStatistic, until=b"END\r\n", default_factory=list)

    @property
    def statistics(self) -> dict[str, str | None]:
        """All statistics, by name."""
        return {each.name: each.value for each in (self.first, *(other.statistic for other in self.others))}


class MetaItem(Frame):
    """The part after VA: the requested flags, and the data (meta get)."""

    length: int = NUMBER
    flags: list[str] = array(ARGUMENT, until=b"\r\n", default_factory=list)
    data: bytes = data(this.length)
    _end: bytes = const(b"\r\n")


class MetaFlags(Frame):
    """The part after HD, EN and similar words: the requested flags (meta commands)."""

    flags: list[str] = array(ARGUMENT, until=b"\r\n", default_factory=list)


class TextAnswer(Frame):
    """The answer to a command: a line, and the data or the lines that its first word announces."""

    answer: Answer = custom(read_answer, write_name, name="answer", minimum=1, maximum=LONGEST_NAME, values=list(Answer))
    content: Items | Statistics | MetaItem | MetaFlags | str | None = switch(
        this.answer,
        {
            Answer.VALUE: Items,
            Answer.STAT: Statistics,
            Answer.META_VALUE: MetaItem,
            (
                Answer.META_HEADER,
                Answer.META_MISS,
                Answer.META_NOT_FOUND,
                Answer.META_NOT_STORED,
                Answer.META_EXISTS,
                Answer.META_NOOP,
            ): MetaFlags,
        },
        otherwise=REST,
    )

    @property
    def word(self) -> str:
        """The first word as text: digits if it answers INCR or DECR."""
        return write_name(self.answer).decode("latin-1")
