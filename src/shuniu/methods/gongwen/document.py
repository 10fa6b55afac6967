"""What an official document consists of, and the numbers of its layout."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Heading:
    """Level 1 `一、` in Hei, level 2 `（一）` in Kai; numbered by the writer of the document's file."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Table:
    """A ruled table of names or figures; its head repeats on every page. Columns share the type area by `widths`."""

    head: list[str]
    rows: list[list[str]]
    widths: list[int] = field(default_factory=list)


Block = Heading | Paragraph | Table


@dataclass(frozen=True)
class Document:
    """Issuer mark in red, number, title, addressee, body, signature, and for minutes the attendance after the body."""

    mark: str
    title: str
    blocks: list[Block]
    issuer: str
    date: str
    number: str = ""
    signer: str = ""
    addressee: str = ""
    attendance: list[tuple[str, list[str]]] = field(default_factory=list)
    copies_to: str = ""
    """抄送 in the imprint; empty: no imprint line for it."""
    printed_by: str = ""
    """The imprint's last line: who prints it; empty leaves the imprint out (minutes and drafts carry none)."""
    printed_on: str = ""


@dataclass(frozen=True)
class Profile:
    """GB/T 9704-2012 as measured on rendered pages; an office with rules of its own makes another one.

    Lengths in mm, pitch and spacing in twips (1/20 pt), sizes in pt: 2-hao 22, 3-hao 16, 4-hao 14.
    """

    code: str = "GB/T 9704-2012/1"
    top: float = 37.0
    left: float = 28.0
    width: float = 156.0
    height: float = 225.0
    lines: int = 22
    characters: int = 28
    pitch: int = 579
    run_spacing: int = -5
    mark_below_area: float = 35.0
    rule_below_number: float = 4.0
    number_below_area: float = 7.0
    imprint_outer_rule: float = 0.35
    imprint_inner_rule: float = 0.25
    body: str = "仿宋_GB2312"
    song: str = "方正小标宋简体"
    hei: str = "黑体"
    kai: str = "楷体_GB2312"
    digits: str = "宋体"
