"""Plots as SVG, made of nothing but strings."""

import math
from collections.abc import Mapping, Sequence
from html import escape

# Okabe and Ito's colours, which most colour-blind people can tell apart.
COLOURS = ("#0072b2", "#56b4e9", "#e69f00", "#d55e00", "#cc79a7", "#009e73", "#999999", "#000000")
STYLE = "font:13px sans-serif"


def _page(width: int, height: int, title: str, parts: Sequence[str]) -> str:
    space = "http://www.w3.org/2000/svg"
    head = f'<svg xmlns="{space}" viewBox="0 0 {width} {height}" width="{width}" height="{height}" style="{STYLE}">'
    caption = f'<title>{escape(title)}</title><rect width="100%" height="100%" fill="#fff"/>'
    return "\n".join([head, caption, _text(12, 22, title, weight="bold"), *parts, "</svg>", ""])


def _text(x: float, y: float, text: str, anchor: str = "start", weight: str = "normal") -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" font-weight="{weight}">{escape(text)}</text>'


def bars(title: str, groups: Mapping[str, Mapping[str, float]]) -> str:
    """Horizontal bars, those of a group together, as long as their values are great.

    >>> bars("M/s", {"English": {"ours": 20.0, "theirs": 10.0}}).count("<rect")
    3
    """
    labels = list(dict.fromkeys(label for group in groups.values() for label in group))
    greatest = max(value for group in groups.values() for value in group.values())
    parts, y = [], 40
    for group, values in groups.items():
        y += 18
        parts.append(_text(12, y, group, weight="bold"))
        y += 8
        for label, value in values.items():
            length, colour = 480 * value / greatest, COLOURS[labels.index(label) % len(COLOURS)]
            parts.append(f'<rect x="150" y="{y}" width="{max(length, 1):.1f}" height="14" fill="{colour}"/>')
            parts += [_text(142, y + 12, label, "end"), _text(156 + length, y + 12, f"{value:.3g}")]
            y += 18
    return _page(700, y + 14, title, parts)


def lines(title: str, x_label: str, series: Mapping[str, Mapping[float, float]]) -> str:
    """Lines through points on two logarithmic axes.

    >>> lines("M/s", "names", {"ours": {50: 90.0, 1000: 80.0}}).count("<circle")
    2
    """
    xs = sorted({x for points in series.values() for x in points})
    ys = [y for points in series.values() for y in points.values()]
    low, high = math.floor(math.log10(min(ys))), math.ceil(math.log10(max(ys)))
    high += low == high

    def place(x: float, y: float) -> tuple[float, float]:
        across = (math.log10(x) - math.log10(xs[0])) / (math.log10(xs[-1]) - math.log10(xs[0]) or 1)
        return 60 + 420 * across, 340 - 290 * (math.log10(y) - low) / (high - low)

    parts = [_text(270, 385, x_label, "middle")]
    for power in range(low, high + 1):
        y = place(xs[0], 10**power)[1]
        parts += [f'<path d="M60 {y:.0f}H480" stroke="#ddd"/>', _text(52, y + 5, f"{10**power:g}", "end")]
    parts += [_text(place(x, 1)[0], 362, f"{x:,}", "middle") for x in xs]
    for index, (label, points) in enumerate(series.items()):
        colour = COLOURS[index % len(COLOURS)]
        placed = [place(x, y) for x, y in sorted(points.items())]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in placed)
        parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in placed]
        y = 60 + 20 * index
        parts += [f'<path d="M500 {y}h20" stroke="{colour}" stroke-width="4"/>', _text(526, y + 5, label)]
    return _page(680, 400, title, parts)
