"""`framekit follow`: print frames while they are recorded."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO, cast

import click

from framekit.capture import Capture
from framekit.cli.arguments import choose_protocol, protocols_argument
from framekit.cli.capturing import Selection, Wanted, condition_of
from framekit.cli.completion import complete_spec
from framekit.cli.live import Growing, live
from framekit.cli.output import Output
from framekit.cli.printers import live_format_option, live_printer
from framekit.declare.frame import Frame
from framekit.protocol import Protocol


@click.command()
@click.argument("spec", metavar="SPEC|PROTOCOL|FOLDER", callback=protocols_argument, shell_complete=complete_spec)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option(
    "--protocol", "protocol", metavar="NAME", help="For a folder: one protocol, or auto to guess it for each conversation."
)
@click.option("--port", "ports", type=click.IntRange(0, 65535), multiple=True, help="A port of the server.")
@click.option("--from", "sender", type=click.Choice(["client", "server"]), help="Print only what this side sends.")
@click.option("--where", metavar="CONDITION", help="Print only frames that meet a condition, such as 'this.kind == 3'.")
@click.option("--resync", is_flag=True, help="After bytes that are not a frame, search for the next frame.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Stop after N frames.")
@live_format_option
def follow(
    spec: type[Frame] | Protocol | tuple[Protocol, ...],
    file: Path,
    protocol: str | None,
    ports: tuple[int, ...],
    sender: str | None,
    where: str | None,
    resync: bool,
    limit: int | None,
    output: str,
) -> None:
    """Print frames while they are recorded: FILE is a capture that grows, or - as in `tcpdump -w - | framekit follow SPEC -`.

    The command ends when the pipe is closed, when --limit is reached, or when it is interrupted.
    """
    spec = choose_protocol(spec, protocol)
    out = Output()
    printer = live_printer(out, output)
    source = sys.stdin.buffer if str(file) == "-" else cast(BinaryIO, Growing(file))
    wanted = Wanted(where=condition_of(where), limit=limit)
    try:
        capture = Capture(live(source, out.flush), form="auto", limit=1 << 24)
        found = capture.frames(
            spec, port=ports or None, direction=sender, keep_bytes=output == "hex", resync=resync, max_frame_size=1 << 24
        )
        printer.run(Selection(wanted).of(found))
    except KeyboardInterrupt:
        out.flush()
    if printer.failed:
        sys.exit(1)
