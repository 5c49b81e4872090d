"""PostgreSQL killed while people write: it recovers, and all that was acknowledged is there."""

from __future__ import annotations

import re

from tests.durability.conftest import OpenSite

# Corrects the calendar day after day, and says so when the action has returned.
WRITER = """
from datetime import date, timedelta
from yunyang_relief.core import actions
from yunyang_relief.core.models import Region, User
county, _ = Region.objects.get_or_create(code="500235", defaults={"name": "云阳县", "level": 6})
officer, _ = User.objects.get_or_create(
    username="minzheng", defaults={"name": "谭志远", "role": "county_officer", "region": county}
)
first = date.fromisoformat(sys.argv[1])
for number in range(int(sys.argv[2])):
    day = first + timedelta(days=number)
    actions.correct_calendar(day, is_working=True, note="演练", actor=officer)
    say(day)
"""
DAY = re.compile(r"\d{4}-\d\d-\d\d")
DAYS = "SELECT day::text FROM core_calendarday"
# One transaction writes the row, its history and its audit event.
AUDITED = "SELECT subject_id FROM core_auditevent WHERE action = 'correct_calendar'"
HISTORY = "SELECT day::text FROM core_calendardayevent"


def test_nothing_acknowledged_is_lost_and_nothing_is_half_written(open_site: OpenSite) -> None:
    site = open_site()
    writers = [site.run(WRITER, f"{year}-01-01", "100000") for year in ("2030", "2400")]
    acknowledged: set[str] = set()
    for writer in writers:
        assert writer.stdout is not None
        acknowledged |= {writer.stdout.readline().strip() for _ in range(40)}
    site.kill_database()
    for writer in writers:
        assert writer.stdout is not None
        rest = writer.stdout.read().splitlines()  # the last line may be cut off, or an error
        acknowledged |= {line for line in rest if DAY.fullmatch(line)}
        assert writer.wait(timeout=60) != 0

    again = site.run(WRITER, "2800-01-01", "1")
    said, _ = again.communicate(timeout=60)
    assert (again.returncode, said.split()) == (0, ["2800-01-01"])

    days = {day for (day,) in site.ask(DAYS)}
    assert acknowledged <= days
    assert {day for (day,) in site.ask(AUDITED)} == days
    assert {day for (day,) in site.ask(HISTORY)} == days
    # At most the one that each writer was at when it ended had no time to say so.
    assert len(days - acknowledged) <= 1 + len(writers)
