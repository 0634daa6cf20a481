"""Protocols and file formats, declared with framekit: `from framekit.specs import dns`.

Each module or package describes one protocol: its source document, its frames, and, for a protocol with two sides, `PROTOCOL`
with its ports and both sides. `framekit specs` lists them, and commands accept their names: `framekit decode dns capture.pcap`.
"""
