"""Focus is seen on the pages of assessment too, which only somebody with a company may open."""

import pytest

from tests.web.assessment.conftest import filled, office
from tests.web.assessment.test_pages import paths
from tests.web.assessment_results.test_pages import PAGES
from tests.web.tasks.test_whole import unseen_on

pytestmark = pytest.mark.chromium

__all__ = ["filled", "office", "paths"]
WRITTEN = [f"/app/assessment/{noun}{more}" for noun in ("tests", "batteries", "report-definitions") for more in ("", "/new")]
TABS = [f"/app/assessment/tests/new?tab={tab}" for tab in ("scales", "rules", "norms", "settings", "try")]


async def test_focus_is_seen_on_everything_that_takes_it(visit, filled, paths) -> None:
    office, _, sessions = filled
    visitor = await visit(office.session)
    of_results = [path.format(session=sessions[2].id, login=office.login_id) for path in PAGES]
    assert await unseen_on(visitor, [*paths, *of_results, *WRITTEN, *TABS]) == {}
