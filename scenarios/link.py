"""A whole scenario as one short text that is safe in a URL.

A link reads `<version>.<body>`: the body is URL-safe base64 without padding of a checksum (4 bytes) and the compressed
document. Damage is told from foreign texts, and nothing is unpacked beyond a fixed size.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from dataclasses import replace
from typing import Any

from scenarios.errors import ScenarioError
from scenarios.scenario import Scenario
from scenarios.texts import shown
from simulation.vocabulary.specification import InputError

LINK_VERSION = 1
MAX_LINK = 8_000  # characters; longer addresses are cut by some browsers, proxies and chat programs
MAX_UNPACKED = 262_144  # bytes

_SHAPE = re.compile(r"([1-9][0-9]{0,3})\.([0-9A-Za-z_-]+)")
_PLANNED = {"changes": ("week", "name", "value"), "shocks": ("week", "kind", "size")}

# Frequent words, the most frequent last, that need not be written out. They are part of link version 1: changing a
# single letter here makes every link in circulation unreadable, so new words need a new link version.
_WORDS = (
    b"exploring interest practice github hybrid rented chat marketing sales support ceo private public mass_badges tailored "
    b"subsidised_impact spotlight access cash four_times_weekly twice_weekly biweekly monthly none enterprise influx_low_intent "
    b"algorithm migration influx discount_rate market_size ticket_cost cac monthly_churn gross_margin arpa starting_customers "
    b"expert_sessions events_budget community_model pmf_stage market astroturf_share selling_pressure roi_review_month "
    b"public_content operations developer_advocates mentorship recognition incentive_targeting application_filter seed_threads "
    b"empowerment shareability personal_onboarding reporting_line platform incentive paid_spend ritual_cadence founders "
    b'community_managers true false "differences":{"batch_interval":"batch_size":"shocks":[["changes":[["author":"story":"reference'
    b'":"title":"{"schema":1,"model_version":"1.0.0","seed":7,"weeks":156'
)


class LinkError(ScenarioError):
    """Say why a text is not a link to a scenario, or why a scenario does not fit into a link."""


def to_link(scenario: Scenario, *, texts: bool = True) -> str:
    """Return the link text of a scenario; `texts=False` leaves out author, story and reference, for a short one.

    Raises:
        LinkError: the link would be longer than `MAX_LINK` characters.
    """
    if not texts:
        scenario = replace(scenario, author="", story="", reference="")
    document: dict[str, Any] = {key: value for key, value in scenario.to_document().items() if value not in ("", {}, [])}
    for key in _PLANNED.keys() & document.keys():
        document[key] = [list(entry.values()) for entry in document[key]]
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    packer = zlib.compressobj(9, wbits=-15, zdict=_WORDS)
    packed = packer.compress(text.encode()) + packer.flush()
    link = f"{LINK_VERSION}.{_encoded(zlib.crc32(packed).to_bytes(4, 'big') + packed)}"
    if len(link) > MAX_LINK:
        raise LinkError(
            [f"the scenario is too long for a link ({len(link):,} of at most {MAX_LINK:,} characters); shorten its story or send it as a file"]
        )
    return link


def from_link(text: str) -> Scenario:
    """Return the scenario of a link text.

    Raises:
        LinkError: the text is no link, is damaged, was made by a newer version, or holds what is not allowed.
    """
    where = "link"
    if not isinstance(text, str) or len(text) > MAX_LINK:
        raise LinkError([f"it is too long; a link has at most {MAX_LINK:,} characters"], where)
    match = _SHAPE.fullmatch(text)
    if not match:
        raise LinkError([f"{shown(text)!r} is not a link to a scenario"], where)
    if int(match[1]) > LINK_VERSION:
        raise LinkError([f"it was made by a newer version of the simulator (link version {match[1]}, this one reads {LINK_VERSION})"], where)
    document = _document(_unpacked(match[2], where), where)
    try:
        return Scenario.from_document(document, where)
    except InputError as error:
        raise LinkError(error.problems) from None


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _unpacked(body: str, where: str) -> bytes:
    damaged = LinkError(["it is damaged: a part is missing or was changed; copy it again"], where)
    try:
        data = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
    except (binascii.Error, ValueError):
        raise damaged from None
    checksum, packed = data[:4], data[4:]
    # The last character may carry unused bits: only the one way of writing them counts.
    if zlib.crc32(packed).to_bytes(4, "big") != checksum or _encoded(data) != body:
        raise damaged
    unpacker = zlib.decompressobj(wbits=-15, zdict=_WORDS)
    try:
        content = unpacker.decompress(packed, MAX_UNPACKED)
    except zlib.error:
        raise LinkError(["it does not hold a scenario"], where) from None
    if unpacker.unconsumed_tail or unpacker.unused_data or not unpacker.eof:
        raise LinkError([f"it does not hold a scenario, or more than {MAX_UNPACKED:,} bytes"], where)
    return content


def _document(content: bytes, where: str) -> Any:
    try:
        document = json.loads(content.decode("utf-8"), object_pairs_hook=_without_repeats, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise LinkError(["it does not hold a scenario"], where) from None
    if isinstance(document, dict):
        for key, parts in _PLANNED.items():
            entries = document.get(key)
            if isinstance(entries, list):
                # A wrong number of parts stays as it is, and is named by the check of the scenario.
                document[key] = [
                    dict(zip(parts, entry, strict=True)) if isinstance(entry, list) and len(entry) == len(parts) else entry for entry in entries
                ]
    return document


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise ValueError("a key is written twice")
    return document


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not a number")
