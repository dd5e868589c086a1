"""Markdown as plain text."""

import time

import pytest

from server.domain import markdown


@pytest.mark.parametrize(
    "text, plain",
    [
        ("", ""),
        ("just text", "just text"),
        ("# Head\n\n*some* text", "Head some text"),
        ("a\nb\n\n\nc", "a b c"),
        ("[link](http://x.org) ![alt *b*](i.png)", "link alt b"),
        ("`code` and\n\n```py\nmore()\n```", "code and more()"),
        ("- one\n- two\n  1. three", "one two three"),
        ("|a|b|\n|-|-|\n|1|2|", "a b 1 2"),
        ("~~gone~~ **bold** _it_", "gone bold it"),
        ("<b>x</b> y", "x y"),
        ("<div>\nhi\n</div>", "hi"),
        ("a &amp; b \\* c", "a & b * c"),
        ("> quote", "quote"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("ünï\u2003code", "ünï code"),
    ],
)
def test_marks_go_and_words_stay(text, plain):
    assert markdown.plain(text) == plain


@pytest.mark.parametrize("piece", ["[", "*", "_", "`", "<", ">", "![", "[](", "**a", "> ", "- ", "<!--", "[a]: b\n", "|", "&", "\\"])
def test_a_text_made_to_be_slow_is_not(piece):
    start = time.perf_counter()
    markdown.plain((piece * 50_000)[:50_000])
    markdown.plain((piece * 50_000)[:900] + "a" * 49_000)
    assert time.perf_counter() - start < 2
