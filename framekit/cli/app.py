"""The group of commands."""

from __future__ import annotations

from importlib.metadata import version

import click

from framekit.cli.check import check
from framekit.cli.decode import decode
from framekit.cli.encode import encode
from framekit.cli.follow import follow
from framekit.cli.proxy import proxy
from framekit.cli.show import show
from framekit.cli.specs import specs
from framekit.cli.streams import streams
from framekit.cli.talking import listen, send


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("framekit"), prog_name="framekit")
def framekit() -> None:
    """Decode, encode, show and check binary frames that are declared as Python classes.

    SPEC selects the frames: a protocol that comes with framekit, such as dns or dns:DnsMessage (`framekit specs` lists them),
    path/to/file.py:Name, or package.module:Name. The name after the colon may be omitted if the file defines PROTOCOL, or
    exactly one frame that is not part of another.
    """


framekit.add_command(check)
framekit.add_command(decode)
framekit.add_command(encode)
framekit.add_command(follow)
framekit.add_command(show)
framekit.add_command(specs)
framekit.add_command(streams)
framekit.add_command(proxy)
framekit.add_command(send)
framekit.add_command(listen)
