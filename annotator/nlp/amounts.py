"""Amounts, shares and numbers: what has a grammar is found by it, where the trained component saw a part of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_SCALE = r"(?:\s?(?:hundred|thousand|million|billion|trillion|mln|mn|bn|tn|[mbk](?!\w)))"
_SIGNS = r"(?:(?:US|S|A|HK|NT|C|NZ|R|AU|SG|MYR|CA)?\s?\$|[€£¥₹₩฿₱₫₽])"
_CODES = r"(?:RMB|CNY|RM|MYR|SGD|USD|EUR|GBP|JPY|KRW|HKD|TWD|INR|IDR|THB|PHP|VND|AUD|CAD|NZD|CHF|Rs\.?|Rp\.?|Rupiah)"
_UNITS = (
    r"(?:(?:US|U\.S\.|Singapore|Australian|Hong Kong|Canadian|Taiwan) dollars?|dollars?|euros?|pounds?(?: sterling)?|yuan|"
    r"renminbi|yen|won|rupees?|rupiah|ringgit|baht|pesos?|dong|rubles?|roubles?|francs?|dirhams?|riyals?|reais|lira|"
    r"cents?|pence)"
)
_RANGE = rf"(?:\s?(?:-|–|to)\s?(?:{_SIGNS}\s?)?{_NUMBER}{_SCALE}?)?"
MONEY = re.compile(
    rf"(?<![\w$])(?:{_SIGNS}|{_CODES})\s?{_NUMBER}{_SCALE}*(?:\s{_UNITS}(?!\w))?"
    rf"|(?<![\w.,$]){_NUMBER}{_SCALE}*\s{_UNITS}(?!\w)"
)
PERCENT = re.compile(
    rf"(?<![\w.,])[-+−]?{_NUMBER}\s?(?:%|per\s?cent(?!\w)|percentage points?(?!\w)|pc(?!\w))", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A stretch in code points that has the grammar of a label."""

    start: int
    end: int
    label: str


def amounts(text: str) -> Iterator[Amount]:
    """Yield amounts of money and shares in a text."""
    for label, pattern in (("MONEY", MONEY), ("PERCENT", PERCENT)):
        for match in pattern.finditer(text):
            yield Amount(match.start(), match.end(), label)
