"""Protocols and file formats, declared with framekit: `from framekit.specs import dns`.

One file is one protocol: where it is specified, its frames, and `PROTOCOL` with its ports and both sides, if it is one that two
sides speak. `framekit specs` lists them, and commands take their names: `framekit decode dns capture.pcap`.
"""
