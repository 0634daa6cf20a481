"""`framekit streams`: list the conversations of a capture."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from framekit.capture import CaptureError, open_capture
from framekit.capture.found import as_time
from framekit.cli.output import Output, fault_text
from framekit.view.text import count


@click.command()
@click.argument("capture", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
def streams(capture: Path) -> None:
    """List the conversations of CAPTURE in the order in which they begin.

    CAPTURE is a pcap or pcapng file, optionally compressed; - is standard input. `framekit decode --stream N` takes the numbers.
    """
    output = Output()
    try:
        with open_capture(sys.stdin.buffer if str(capture) == "-" else capture) as opened:
            found = opened.connections()
    except CaptureError as fault:
        raise click.ClickException(fault_text(fault)) from fault
    for each in found:
        begins = as_time(each.first)
        time = "" if begins is None else f"{begins:%Y-%m-%d %H:%M:%S.%f}"
        seconds = "" if each.first is None or each.last is None else f", {(each.last - each.first) / 1e9:.3f} s"
        sent = f"{each.bytes[0]:,} bytes from the client, {each.bytes[1]:,} from the server"
        head = f"{each.number:>5} {each.transport:<8} {each}  "
        output.line([(head, {"bold": True})], f"{time}{seconds}, {sent}, {count(each.packets, 'packet')}")
    if not found:
        output.line([], "no conversations")
    output.flush()
