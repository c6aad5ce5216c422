"""The offsets law: whatever the text, code points, UTF-16 positions, pixels and Qt's own view of it agree."""

from __future__ import annotations

import os
import unicodedata

import pytest

pytest.importorskip("PySide6")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QTextBoundaryFinder
from PySide6.QtGui import QTextDocument, QTextLayout

from ui.text.blocks import TextBlocks
from ui.text.offsets import Utf16Map, displayed, has_bidi
from ui.text.view import TextView

NASTY = [
    *(
        "a",
        "b",
        " ",
        "  ",
        "word ",
        "é",
        "e\u0301",
        "n\u0303\u0323",
        "ﬁ",
        "\t",
        "\u00a0",
        "\u200b",
        "\u200d",
        "\u2060",
    ),
    *("📈", "👩‍👩‍👧", "🇳🇴", "👍🏽", "𝔘", "𐀀", "漢字", "かな", "각", "\u1112\u1161\u11ab", "क्षि", "ที่"),
    *("\r\n", "\r", "\n", "\n\r", "\u2028", "\u2029", "\x0b", "\x0c", "\x85"),
    *(
        "\ufeff",
        "\ufffe",
        "\uffff",
        "\ufdd0",
        "\ufdd1",
        "\ufffc",
        "\ufffd",
        "\x00",
        "\x01",
        "\x1b",
        "\x7f",
        "\x9f",
    ),
    *("שלום", "سلام", "١٢", "123", "\u200e", "\u200f", "\u202e", "\u202c", "\u2067", "\u2069", "(", ")"),
]
texts = st.lists(st.sampled_from(NASTY), max_size=30).map("".join) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=60
)
law = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def view(qapp):
    """Return one view on the screen for all examples."""
    shown = TextView()
    shown.resize(700, 500)
    shown.show()
    yield shown
    shown.close()
    shown.deleteLater()
    qapp.processEvents()


def places(text: TextBlocks) -> list[int]:
    """Return every offset where a caret may stand."""
    found = [0]
    while found[-1] < len(text.text):
        found.append(text.next_place(found[-1]))
    return found


@law
@given(texts)
@example("\ufffeab")
@example("\ufeff𝔘\x00")
def test_code_points_and_utf16_are_each_others_inverse(text):
    offsets = Utf16Map(text)
    encoded = [len(text[:index].encode("utf-16-le")) // 2 for index in range(len(text) + 1)]
    assert [offsets.to_utf16(index) for index in range(len(text) + 1)] == encoded
    assert [offsets.to_code_point(unit) for unit in encoded] == list(range(len(text) + 1))
    assert offsets.units == encoded[-1]
    for index, char in enumerate(text):
        if char > "\uffff":
            assert offsets.to_code_point(encoded[index] + 1) == index


@law
@given(texts)
@example("\ufffeab")
@example("\ufeffab")
@example("a\ufffcb")
def test_what_qt_is_given_is_as_long_and_kept_as_it_is(text):
    blocks = TextBlocks(text)
    for index in range(len(blocks.blocks)):
        original = blocks.text_of(index)
        shown = displayed(original)
        assert len(shown) == len(original)
        layout, document = QTextLayout(shown), QTextDocument()
        document.setPlainText(shown)
        assert layout.text() == shown
        assert document.blockCount() == 1
        assert document.characterCount() - 1 == Utf16Map(original).units


@law
@given(texts)
def test_every_character_is_in_one_block_and_breaks_are_between_them(text):
    blocks = TextBlocks(text)
    position = 0
    for block in blocks.blocks:
        assert block.start == position
        position = block.follow
    assert position == len(text)
    assert blocks.blocks[-1].end == len(text)


@law
@given(texts)
def test_the_caret_stops_at_graphemes_forwards_and_backwards_alike(text):
    blocks = TextBlocks(text)
    forwards = places(blocks)
    assert forwards[-1] == len(text)
    backwards = [len(text)]
    while backwards[-1] > 0:
        backwards.append(blocks.previous_place(backwards[-1]))
    assert backwards[::-1] == forwards
    for block in blocks.blocks:
        if block.start == block.end:
            continue
        shown = displayed(text[block.start : block.end])
        finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Grapheme, shown)
        offsets = Utf16Map(shown)
        for offset in range(block.start, block.end + 1):
            finder.setPosition(offsets.to_utf16(offset - block.start))
            assert (offset in forwards) is finder.isAtBoundary()
            assert blocks.snapped(offset) == max(place for place in forwards if place <= offset)


def is_within_one_direction(text: str, offset: int, block) -> bool:
    """Tell whether letters of the same direction are on both sides; at a seam one place has two offsets."""
    if not block.start < offset < block.end or set(text) & set(
        "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2069"
    ):
        return False
    sides = {unicodedata.bidirectional(char) for char in text[offset - 1 : offset + 1]}
    return sides <= {"R", "AL"} or sides == {"L"}


@law
@given(texts)
@example("aa\u200da")
@example("\u1e47\u0303a\u200b")
@example("سلام")
@example("\ufeff📈ที่")
@example("plain words\nand more")
@example("שלום abc עולם")
@example("e\u0301👩‍👩‍👧漢字\r\n\u2028x")
def test_offset_to_pixel_to_offset_is_the_identity(view, text):
    view.set_document(text)
    marks = {}
    for offset in places(view.page.text):
        rect = view.rect_of(offset, offset)
        block = view.page.blocks[view.page.text.index_at(offset)]
        key = (block.start, rect.top(), rect.left())
        marks.setdefault(key, []).append((offset, rect, block))
    for (_, top, left), found in marks.items():
        # Invisible characters and the seams of two directions have several offsets in one place.
        near = [key for key in marks if key[1] == top and abs(key[2] - left) <= 2]
        if len(found) > 1 or len(near) > 1:
            continue
        offset, rect, block = found[0]
        hit = view.offset_at(QPoint(rect.left(), rect.center().y()))
        if not has_bidi(text[block.start : block.end]) or is_within_one_direction(text, offset, block):
            assert hit == offset


@law
@given(texts, st.data())
def test_a_selection_is_exactly_its_characters(view, text, data):
    view.set_document(text)
    stops = places(view.page.text)
    start, end = data.draw(st.sampled_from(stops)), data.draw(st.sampled_from(stops))
    view.select(start, end)
    low, high = view.selection()
    assert (low, high) == (min(start, end), max(start, end))
    assert view.selected_text() == text[low:high]
    for block in view.page.blocks:
        offsets = Utf16Map(text[block.start : block.end])
        first = offsets.to_utf16(max(low, block.start) - block.start) if low <= block.end else None
        last = offsets.to_utf16(min(high, block.end) - block.start) if high >= block.start else None
        if first is not None and last is not None and first < last:
            layout = QTextLayout(displayed(text[block.start : block.end]))
            kept = layout.text().encode("utf-16-le")[2 * first : 2 * last].decode("utf-16-le")
            assert kept == displayed(text[max(low, block.start) : min(high, block.end)])
