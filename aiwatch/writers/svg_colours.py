"""The colours of drawings, in light and in dark.

Six series are told apart by readers of every kind of colour vision, and stand out from the ground
with a contrast of 3 to 1 or more; neighbours differ in lightness.
"""

SERIES = 6
"""How many series have a colour of their own."""

LIGHT = {
    "s0": "#12506b",
    "s1": "#c96a1c",
    "s2": "#469898",
    "s3": "#4f1b14",
    "s4": "#7e53bc",
    "s5": "#893a0e",
    "ink": "#1e2326",
    "quiet": "#5a636b",
    "grid": "#e0dcd3",
    "axis": "#5a636b",
    "back": "#ffffff",
    "before": "#8a949c",
    "d0": "#a9a59c",
    "d1": "#6b9fb8",
    "d2": "#3f81a0",
    "d3": "#1d6180",
    "d4": "#083a52",
}
"""The colours of each class in light."""

DARK = {
    "s0": "#5fb0d3",
    "s1": "#e59a57",
    "s2": "#9df3f1",
    "s3": "#9d580c",
    "s4": "#5a6fc0",
    "s5": "#f3e672",
    "ink": "#e3e1dc",
    "quiet": "#a4adb5",
    "grid": "#39424a",
    "axis": "#a4adb5",
    "back": "#171c21",
    "before": "#7c868e",
    "d0": "#5c656d",
    "d1": "#3f7f9c",
    "d2": "#5fa5c3",
    "d3": "#94cbe2",
    "d4": "#d9f1fb",
}
"""The colours of each class in dark."""

_STROKED = {"grid", "axis", "d0", "d1", "d2", "d3", "d4"}


def css() -> str:
    """Return the style sheet of a page with drawings in it: their size and colours, in light and
    in dark. Drawings need no style of their own then."""
    return (
        ".chart{display:block;width:100%;max-width:30rem;height:auto}\n"
        ".chart text{font-variant-numeric:tabular-nums}\n"
        f"{_rules(LIGHT, '.chart ')}\n"
        f"@media screen and (prefers-color-scheme:dark){{\n{_rules(DARK, '.chart ')}\n}}\n"
        "@media print{.chart{break-inside:avoid;print-color-adjust:exact}}\n"
    )


def dark_only(drawing: str) -> str:
    """Return the style sheet in a file of its own: dark colours of the classes in `drawing`."""
    there = {name: colour for name, colour in DARK.items() if f'class="{name}"' in drawing}
    return f"@media screen and (prefers-color-scheme:dark){{{_rules(there, '', '')}}}"


def _rules(colours: dict[str, str], before: str, between: str = "\n") -> str:
    return between.join(
        f"{before}.{name}{{{'stroke' if name in _STROKED else 'fill'}:{colour}}}"
        for name, colour in colours.items()
    )
