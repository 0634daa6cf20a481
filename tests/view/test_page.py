"""The HTML page in a real browser: clicks, keys, search, deep links, both ways between fields and bytes, and hostile bytes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from framekit import Frame, Protocol, array, data, derived, given, open_capture, switch, text, this, u3, u5, u8, u16, u24
from framekit.cli.output import Output
from framekit.cli.printers import Page
from framekit.view import pages
from tests.capture.making import CLIENT, SERVER, ethernet, ipv4, pcap, udp
from tests.view.browser import DRIVER, Browser

UP, DOWN, LEFT, RIGHT, ESCAPE, END = "\ue013", "\ue015", "\ue012", "\ue014", "\ue00c", "\ue010"
"""Keys by their numbers in the protocol (WebDriver, section 17.4.2)."""


class Item(Frame):
    name: str = text(prefix=u8)


class Message(Frame):
    kind: u3
    flags: u5
    number: u16
    length: int = derived(u8)
    body: bytes = data(this.length)
    items: list[Item] = array(Item, prefix=u8)


PROTOCOL = Protocol("messages", client=Message, ports={"udp": [7000]})
PAYLOADS = [
    "</script><script>document.title='hacked'</script>",
    "<img src=x onerror=\"document.title='hacked'\">",
    "]]><!--<script>",
    "\u2028\u2029\x00\x1b[31m\u202e",
    "{{ 7 * 7 }}@@SCRIPT@@",
    "javascript:alert(1)",
]


def message(number: int, name: str = "item") -> Message:
    return Message(kind=5, flags=9, number=number, body=b"body", items=[Item(name=name), Item(name="b")])


def page_of(payloads: list[bytes]) -> str:
    packets = [ethernet(ipv4(udp(each, 40000, 7000), 17, CLIENT[0], SERVER[0])) for each in payloads]
    file = io.StringIO()
    with open_capture(io.BytesIO(pcap(packets))) as capture:
        Page(Output(), file, "messages <b>&amp; more").run(capture.frames(PROTOCOL, keep_bytes=True))
    return file.getvalue()


def test_nothing_of_the_bytes_becomes_markup() -> None:
    page = page_of([message(index, name).pack() for index, name in enumerate(PAYLOADS)] + [b"<script>wrong</script>"])
    assert page.count("<script") == 3
    assert "onerror=" not in page.replace("onerror=\\", "")
    assert "<img" not in page
    assert "<b>" not in page
    assert "http" not in page.replace("http-equiv", "")
    assert "\u2028" not in page


def test_a_large_frame_is_cut_and_offers_no_source_of_itself() -> None:
    class Large(Frame):
        body: bytes = data(prefix=u24)

    packets = [ethernet(ipv4(udp(Large(body=bytes(60_000)).pack(), 40000, 7000), 17, CLIENT[0], SERVER[0]))]
    file = io.StringIO()
    with open_capture(io.BytesIO(pcap(packets))) as capture, pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages, "LONGEST_DATA", 1000)
        Page(Output(), file, "large").run(capture.frames(Large, keep_bytes=True))
    assert '"cut":true' in file.getvalue()
    assert len(file.getvalue()) < 40_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if DRIVER is None:
        pytest.skip("there is no chromedriver")
    with Browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "page.html"
    wires = [message(index, f"item {index}").pack() for index in range(600)]
    wires[3] = b"\xff\xff\xff\xff\xff wrong"
    path.write_text(page_of(wires), "utf-8")
    return path


def test_frames_are_listed_and_the_first_one_is_shown(browser: Browser, page: Path) -> None:
    browser.open(page)
    assert browser.text("#count") == "600 frames"
    assert browser.text("#name") == "#0 Message"
    assert "packet 1" in browser.text("#about")
    assert browser.texts("#tree .path")[:4] == ["kind", "flags", "number", "length"]
    assert len(browser.texts(".row")) < 100
    assert not browser.log()


def test_a_click_shows_a_frame_and_bytes_that_are_none_with_the_reason(browser: Browser, page: Path) -> None:
    browser.open(page)
    browser.click('.row[data-index="3"]')
    assert browser.text("#name") == "#3 skipped"
    assert "expected 255 bytes" in browser.text("#reason")
    assert browser.text(".row.bad").startswith("#3")


def test_keys_move_through_frames_and_fields(browser: Browser, page: Path) -> None:
    browser.open(page)
    browser.keys(DOWN + DOWN + UP + "j")
    assert browser.text("#name") == "#2 Message"
    browser.keys(RIGHT * 3)
    assert browser.text("#tree .pinned .path") == "number"
    assert browser.run("return location.hash") == "#frame=2&field=number"
    browser.keys(ESCAPE + END)
    assert browser.text("#name") == "#599 Message"
    assert browser.texts("#tree .pinned") == []


def test_a_deep_link_opens_a_frame_and_a_field(browser: Browser, page: Path) -> None:
    browser.open(page, "#frame=300&field=items[1].name")
    assert browser.text("#name") == "#300 Message"
    assert browser.text("#tree .pinned .path").strip() == "items[1].name"
    assert browser.texts(".row.picked > span")[0] == "#300"


def test_pointing_at_a_field_lights_its_bytes_and_at_a_byte_its_fields(browser: Browser, page: Path) -> None:
    browser.open(page)
    lit = "return [...document.querySelectorAll('#hex .lit')].map(each => Number(each.dataset.place))"
    browser.point('#tree [data-number="2"]')
    assert sorted(set(browser.run(lit))) == [1, 2]
    assert browser.text("#place") == "number: bytes 1–2 (2 bytes)"
    browser.point('#hex [data-place="0"]')
    assert browser.texts("#tree .lit .path") == ["kind", "flags"]
    browser.point('#tree [data-number="1"]')
    assert browser.text("#bits") == "···01001 "
    assert browser.text("#place") == "flags: 5 bits of byte 0"
    browser.point('#tree [data-number="0"]')
    assert browser.text("#bits") == "101····· "


def test_a_search_is_written_over_cleared_and_left_with_its_first_hit(browser: Browser, page: Path) -> None:
    browser.open(page)
    browser.keys("/number=598\ue007")
    assert browser.text("#name") == "#598 Message"
    browser.keys("/number=597\ue007")  # what was there is selected
    assert (browser.text("#name"), browser.text("#count")) == ("#597 Message", "1 of 600")
    browser.keys("/" + ESCAPE)
    assert browser.text("#count") == "600 frames"
    browser.keys(ESCAPE + DOWN)
    assert browser.text("#name") == "#598 Message"
    browser.keys("/skipped\ue007" + ESCAPE)
    assert (browser.text("#name"), browser.text("#count")) == ("#3 skipped", "600 frames")


def test_times_have_a_date_and_columns_say_what_they_are(browser: Browser, page: Path) -> None:
    browser.open(page)
    assert browser.texts("#heads > span") == ["#", "time (UTC)", "from", "connection", "type", "values"]
    row, about = browser.texts(".row:first-child > span"), browser.text("#about")
    assert row[2] == "client"
    assert f"from the client · 1970-01-01 {row[1]} UTC · packet 1 · at byte 0" in about
    assert browser.run("return document.querySelector('.row > span:nth-child(4)').title") == row[3]


def test_search_by_text_by_field_and_by_type(browser: Browser, page: Path) -> None:
    browser.open(page)
    browser.keys("/skipped\ue007")
    assert browser.text("#count") == "1 of 600"
    browser.open(page)
    browser.keys("/number=599\ue007")
    assert browser.text("#count") == "1 of 600"
    assert browser.texts(".row > span")[0] == "#599"
    browser.open(page)
    browser.run("const type = document.getElementById('type'); type.value = 'skipped'; type.dispatchEvent(new Event('change'))")
    assert browser.texts(".row > span")[0] == "#3"


def test_what_is_copied(browser: Browser, page: Path) -> None:
    browser.open(page, "#frame=1")
    wire = message(1, "item 1").pack().hex()
    copied = {}
    for kind in ("hex", "json", "python", "pytest"):
        browser.click(f'[data-copy="{kind}"]')
        read = f"return document.querySelector('[data-copy={kind}]').dataset.copied || ''"
        copied[kind] = next(text for _ in range(50) if (text := browser.run(read)))
    assert copied["hex"] == wire
    assert '"number": 1' in copied["json"]
    assert copied["python"] == f'Message.unpack(bytes.fromhex("{wire}"))'
    assert "from tests.view.test_page import Message\n" in copied["pytest"]
    compile(copied["pytest"], "copied", "exec")


def test_scrolling_makes_the_rows_that_are_seen(browser: Browser, page: Path) -> None:
    browser.open(page)
    browser.run("document.getElementById('list').scrollTop = 300 * 24; draw()")
    assert "#300" in browser.texts(".row > span:first-child")
    assert len(browser.texts(".row")) < 100


def test_light_and_dark(browser: Browser, page: Path) -> None:
    browser.open(page)
    colour = "return getComputedStyle(document.body).backgroundColor"
    before = browser.run(colour)
    browser.click("#theme")
    assert browser.run(colour) != before


def test_hostile_bytes_are_shown_as_text(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "hostile.html"
    path.write_text(page_of([message(index, name).pack() for index, name in enumerate(PAYLOADS)]), "utf-8")
    for index, payload in enumerate(PAYLOADS):
        browser.open(path, f"#frame={index}")
        assert browser.run("return document.title") == "messages <b>&amp; more"
        shown = browser.texts("#tree .field span:last-child")
        if payload.isprintable():
            assert any(payload.replace("'", "\\'") in each or payload in each for each in shown), payload
        assert browser.run("return document.querySelectorAll('img, iframe, script').length") == 3
    assert not [each for each in browser.log() if each["level"] == "SEVERE"]


class Sample(Frame):
    wide: bool = given()
    value: int = switch(this.wide, {True: u24, False: u16})


def test_what_is_copied_reads_a_frame_with_what_it_was_given() -> None:
    file = io.StringIO()
    packet = ethernet(ipv4(udp(b"\0\0\7", 40000, 7000), 17, CLIENT[0], SERVER[0]))
    protocol = Protocol("samples", client=Sample.given(wide=True), ports={"udp": [7000]})
    with open_capture(io.BytesIO(pcap([packet]))) as capture:
        Page(Output(), file, "samples").run(capture.frames(protocol, keep_bytes=True))
    assert '"reader":"Sample.given(wide=True)"' in file.getvalue().replace('": "', '":"')
    assert Sample.given(wide=True).unpack(b"\0\0\7") == Sample(wide=True, value=7)
    assert '"value"' in file.getvalue()
