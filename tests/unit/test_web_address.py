"""Addresses on the web: whatever is written, it is read or refused in a sentence."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from storysite.core import web_address

PIECES = st.sampled_from(
    [
        "http://",
        "https://",
        "HTTP://",
        "[",
        "]",
        "::1",
        "@",
        ":",
        "/",
        "?",
        "#",
        "%",
        "%20",
        "99999",
        "user",
        "..",
        ".",
        "-",
        "xn--",
        "xn--80ak6aa92e",
        "example.org",
        "127.0.0.1",
        "0x7f",
        "2130706433",
        "раypal",
        "日本電気",
        "ａ",
        "ß",
        "\u202e",
        "\u00ad",
        " ",
        "\t",
        "\n",
        "\0",
        "{",
        ";",
        "\\",
        "\ud800",
        "😀",
        "١",
    ]
)


@given(st.lists(PIECES | st.text(max_size=3), max_size=9).map("".join))
@example("https://[::1")
@example("https://\ud800.org/")
@example("https://a.org:１/")
@example("https://xn--0.org/")
def test_every_text_is_read_or_refused_in_a_sentence(text: str) -> None:
    try:
        address = web_address.read(text)
    except web_address.AddressProblem as problem:
        assert problem.message and problem.hint
        return
    parts = urlsplit(address.asked)
    assert address.asked.isascii() and parts.username is parts.password is None and not parts.fragment
    http.client.HTTPConnection(parts.hostname or "", parts.port)  # raises where a host or a port could not be asked
    assert web_address.read(address.asked).host.isascii()


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org",
        "http://example.org:8080/a/b?c=d&e=%20#f",
        "https://ja.wikipedia.org/wiki/日本電気",
        "https://日本電気.jp/",
        "https://bücher.example/",
        "https://яндекс.рф/",
        "https://xn--bcher-kva.example/",
        "https://example.org/a;b=c,d/(e)!$*+",
        "https://93.184.216.34/",
        "https://example.org./",
    ],
)
def test_these_are_addresses(text: str) -> None:
    assert web_address.is_web_address(text)


@pytest.mark.parametrize("text", ["http://127.0.0.1:8000/", "http://localhost/", "http://[::1]/", "http://intranet/"])
def test_a_site_that_is_tried_at_home_may_stand_there(text: str) -> None:
    assert not web_address.is_web_address(text) and web_address.read(text, at_home=True).text == text
