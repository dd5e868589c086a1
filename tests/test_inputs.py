"""What comes from outside as typed values: every fault named, nothing that PostgreSQL or JSON cannot hold."""

from types import SimpleNamespace

import pytest
from aiohttp.test_utils import make_mocked_request
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict
from pydantic import BaseModel, Field
from yarl import URL

from server.errors import BadRequest, Invalid, NotFound
from server.http import inputs, paging


class Wanted(BaseModel):
    skip: int = Field(0, ge=0)
    tags: list[str] = []
    kind: str | None = None


class Given(BaseModel):
    name: str = Field(min_length=1, max_length=5)
    count: int
    inner: Wanted = Wanted()


def asked(query="", **match):
    request = make_mocked_request("GET", "/").clone(rel_url=URL("/?" + query, encoded=True))
    request._match_info = match
    return request


# Path


@pytest.mark.parametrize("text, value", [("0", 0), ("5", 5), ("007", 7), ("9" * 18, 10**18 - 1)])
def test_numbers_of_the_path(text, value):
    assert inputs.path_int(asked(id=text), "id") == value


@pytest.mark.parametrize("text", ["9" * 19, "9" * 18 + "0"])
def test_a_number_that_no_row_can_have_is_not_found(text):
    with pytest.raises(NotFound):
        inputs.path_int(asked(id=text), "id")


@pytest.mark.parametrize("text", ["x", "3f2b8c1e", "3f2b8c1e-5c1e-4b1a-9a63-0d2f5f1f8a7"])
def test_what_is_no_uuid_is_not_found(text):
    with pytest.raises(NotFound):
        inputs.path_uuid(asked(id=text), "id")


@pytest.mark.parametrize("text", ["a\0b", "\udc80"])
def test_a_name_that_no_row_can_have_is_not_found(text):
    with pytest.raises(NotFound):
        inputs.path_text(asked(name=text), "name")


# Query


def test_a_query_is_typed():
    found = inputs.query(asked("skip=5&tags=a&tags=b&kind=x&kind=y&other=1"), Wanted)
    assert found == Wanted(skip=5, tags=["a", "b"], kind="y")


def test_one_value_of_a_list_is_a_list():
    assert inputs.query(asked("tags=a"), Wanted).tags == ["a"]


def test_every_fault_of_a_query_is_named():
    with pytest.raises(Invalid) as failure:
        inputs.query(asked("skip=-1&kind=%00"), Wanted)
    assert failure.value.place == "query"
    with pytest.raises(Invalid) as failure:
        inputs.query(asked("skip=x"), Wanted)
    assert [(fault.path, fault.code) for fault in failure.value.faults] == [(("skip",), "int_parsing")]


@pytest.mark.parametrize("query", ["kind=a%00b", "%00=a", "kind=%ED%B2%80"])
def test_a_query_with_text_that_cannot_be_stored(query):
    try:
        found = inputs.query(asked(query), Wanted)
    except Invalid as failure:
        assert failure.faults[0].code == "not_text"
    else:  # yarl leaves what is no UTF-8 as it was written
        assert inputs.is_clean(found.kind or "")


# Body


def test_every_fault_of_a_body_is_named():
    with pytest.raises(Invalid) as failure:
        inputs.validated(Given, {"name": "", "count": "x", "inner": {"skip": -1}}, "body")
    assert {fault.path: fault.code for fault in failure.value.faults} == {
        ("name",): "string_too_short",
        ("count",): "int_parsing",
        ("inner", "skip"): "greater_than_equal",
    }
    assert failure.value.faults[0].params["min_length"] == 1


@pytest.mark.parametrize("value", [None, [], "x", 5, True])
def test_a_body_that_is_no_object_is_one_fault(value):
    with pytest.raises(Invalid) as failure:
        inputs.validated(Given, value, "body")
    assert [fault.path for fault in failure.value.faults] == [()]


@pytest.mark.parametrize(
    "raw, code",
    [
        (b"", "not_json"),
        (b"{", "not_json"),
        (b"nul", "not_json"),
        (b"\xff\xfe", "not_json"),
        (b'{"a": "\\ud800"}', "not_json"),
        (b'{"\\udc80": 1}', "not_json"),
        (b'{"a": NaN}', "not_json"),
        (b'{"a": Infinity}', "not_json"),
        (b"1e400", "not_json"),
        (b'"\x00"', "not_json"),
        (b'{"a": "\\u0000"}', "not_text"),
        (b'{"\\u0000": 1}', "not_text"),
        (b'[[{"a": ["x\\u0000"]}]]', "not_text"),
        (b"[" * 10_000 + b"]" * 10_000, "too_deep"),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "too_deep"),
        (b"[" * 100_000 + b"]" * 100_000, "too_deep"),
        (b"[" * (inputs.DEPTH + 1) + b"]" * (inputs.DEPTH + 1), "too_deep"),
    ],
    ids=lambda value: value[:12] if isinstance(value, bytes) else value,
)
def test_json_that_is_refused(raw, code):
    with pytest.raises(BadRequest) as failure:
        inputs.loads(raw)
    assert failure.value.code in (code, "not_json" if code == "too_deep" else code)


@pytest.mark.parametrize(
    "raw", [b'"\\\\u0000"', b"[" * inputs.DEPTH + b"]" * inputs.DEPTH, '"ä€🎈"'.encode(), b"123456789012345678901234567890"]
)
def test_json_that_is_taken(raw):
    inputs.loads(raw)


@given(st.text())
def test_is_clean_is_what_postgresql_stores(text):
    storable = "\0" not in text
    try:
        text.encode()
    except UnicodeEncodeError:
        storable = False
    assert inputs.is_clean(text) is storable


# Headers


@pytest.mark.parametrize(
    "raw, text",
    [(b"plain", "plain"), ("Zoë €".encode(), "Zoë €"), (b"Zo\xeb", "Zoë"), (b"\xff\xfe", "ÿþ"), (b"", "")],
)
def test_a_header_is_utf_8_else_latin_1(raw, text):
    request = SimpleNamespace(headers=CIMultiDict({"X-Name": raw.decode("utf-8", "surrogateescape")}))
    assert inputs.header(request, "X-Name") == text


def test_an_absent_header_is_none():
    assert inputs.header(SimpleNamespace(headers=CIMultiDict()), "X-Name") is None


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_a_header_that_cannot_be_stored_is_refused(text):
    with pytest.raises(Invalid) as failure:
        inputs.header(SimpleNamespace(headers=CIMultiDict({"X-Name": text})), "X-Name")
    assert (failure.value.place, failure.value.faults[0].path) == ("header", ("X-Name",))


# Pages, four ways


@pytest.mark.parametrize(
    "page, per_page, found",
    [
        (None, None, (1, 10)),
        ("3", "20", (3, 20)),
        ("0", "0", (1, 1)),
        ("-5", "-5", (1, 1)),
        ("x", "x", (1, 10)),
        ("", "", (1, 10)),
        ("2.5", "1e3", (1, 10)),
        ("1" * 500, "1" * 500, (paging.LAST_PAGE, 100)),
        ("-" + "1" * 500, "1" * 5000, (1, 10)),
        ("999999999999", "101", (paging.LAST_PAGE, 100)),
        (" 2 ", "+5", (2, 5)),
    ],
)
def test_kadis_pages_fall_back(page, per_page, found):
    asked = paging.LenientPage.of(page, per_page)
    assert (asked.number, asked.size) == found


def test_kadis_searches_end_at_page_100():
    assert paging.LenientPage.of("101", "100", last=100).window == paging.Window(9900, 100)


@pytest.mark.parametrize(
    "number, size, total, pages, neighbours",
    [
        (1, 10, 0, 1, {"self": 1}),
        (1, 10, 10, 1, {"self": 1}),
        (1, 10, 11, 2, {"self": 1, "next": 2}),
        (2, 10, 11, 2, {"self": 2, "prev": 1}),
        (2, 2, 111, 56, {"self": 2, "prev": 1, "next": 3}),
        (9, 10, 5, 1, {"self": 9, "prev": 8}),
    ],
)
def test_kadis_links_to_neighbours(number, size, total, pages, neighbours):
    page = paging.LenientPage(number, size)
    assert page.numbers(total) == {"page": number, "per_page": size, "total_items": total, "total_pages": pages}
    assert page.neighbours(total) == neighbours


@pytest.mark.parametrize("given, window", [({}, (0, 100)), ({"skip": "5", "limit": "1000"}, (5, 1000)), ({"limit": "1"}, (0, 1))])
def test_kmss_skip_and_limit(given, window):
    asked = inputs.validated(paging.Skipping, given, "query")
    assert asked.window == paging.Window(*window)
    assert asked.numbers(7) == {"total": 7, "skip": window[0], "limit": window[1]}


@pytest.mark.parametrize("given", [{"skip": "-1"}, {"skip": "x"}, {"limit": "0"}, {"limit": "1001"}, {"limit": ""}, {"skip": "9" * 30}])
def test_kms_refuses_wrong_pages(given):
    with pytest.raises(Invalid):
        inputs.validated(paging.Skipping, given, "query")


@pytest.mark.parametrize(
    "page, limit, total, numbers",
    [
        (1, 20, 0, {"page": 1, "limit": 20, "total": 0, "pages": 0, "hasNext": False, "hasPrev": False}),
        (2, 20, 45, {"page": 2, "limit": 20, "total": 45, "pages": 3, "hasNext": True, "hasPrev": True}),
        (3, 20, 45, {"page": 3, "limit": 20, "total": 45, "pages": 3, "hasNext": False, "hasPrev": True}),
        (9, 20, 45, {"page": 9, "limit": 20, "total": 45, "pages": 3, "hasNext": False, "hasPrev": True}),
    ],
)
def test_lmss_pagination(page, limit, total, numbers):
    asked = inputs.validated(paging.Sorted, {"page": str(page), "limit": str(limit)}, "query")
    assert asked.window == paging.Window((page - 1) * limit, limit)
    assert asked.pagination(total) == numbers
    assert (asked.sort, asked.order) == ("createdAt", "desc")


@pytest.mark.parametrize("given", [{"page": "0"}, {"page": "x"}, {"limit": "0"}, {"limit": "101"}, {"order": "up"}, {"page": "9" * 30}])
def test_lms_refuses_wrong_pages(given):
    with pytest.raises(Invalid):
        inputs.validated(paging.Sorted, given, "query")


@pytest.mark.parametrize(
    "headers, window",
    [
        ({}, (0, 20)),
        ({"StartPage": "0", "PageSize": "5"}, (0, 5)),
        ({"StartPage": "3", "PageSize": "5"}, (15, 5)),
        ({"startpage": "1"}, (20, 20)),
        ({"StartPage": "-1", "PageSize": "5"}, (0, None)),
        ({"StartPage": "-2"}, (0, 20)),
        ({"PageSize": "0"}, (0, 0)),
        ({"StartPage": "x", "PageSize": "x"}, (0, 20)),
        ({"StartPage": "", "PageSize": "-5"}, (0, 20)),
        ({"StartPage": "9" * 18, "PageSize": "9" * 18}, (10**18, 10**9)),
        ({"StartPage": "9" * 400}, (20 * 10**9, 20)),
        ({"StartPage": "-" + "9" * 400}, (0, 20)),
    ],
)
def test_itrs_headers(headers, window):
    assert paging.from_headers(CIMultiDict(headers)) == paging.Window(*window)


def test_the_apps_pages():
    asked = inputs.validated(paging.Pages, {"page": "2", "per_page": "30"}, "query")
    assert asked.window == paging.Window(30, 30)
    assert asked.numbers(61) == {"page": 2, "per_page": 30, "total": 61, "pages": 3}


@pytest.mark.parametrize(
    "window, found, total",
    [((0, 10), 0, 0), ((0, 10), 9, 9), ((0, 10), 10, None), ((20, 10), 3, 23), ((20, 10), 0, None), ((0, None), 5, 5), ((0, 0), 0, None)],
)
def test_a_short_window_tells_the_total(window, found, total):
    assert paging.Window(*window).total(found) == total


@given(st.integers(0, 10**6), st.one_of(st.none(), st.integers(0, 100)), st.integers(0, 1000))
def test_the_total_is_right_where_it_is_told(offset, limit, rows):
    found = max(0, min(rows - offset, rows if limit is None else limit))
    offset = 0 if limit is None else offset
    found = rows if limit is None else found
    told = paging.Window(offset, limit).total(found)
    assert told in (None, rows)
