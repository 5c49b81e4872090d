"""Identity numbers: the vectors of GB 11643-1999 and the habits of people who type them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yunyang_relief.core.idcards import InvalidIdCard, age_on, check_character, normalise, parse

BIRTHDAYS = st.dates(date(1900, 1, 1), date(2019, 11, 15))


@pytest.mark.parametrize(
    ("number", "born_on", "is_male", "area_name"),
    [
        ("50023519900101101X", date(1990, 1, 1), True, "云阳县"),
        ("512225194904150027", date(1949, 4, 15), False, "四川省云阳县（1981—1992）"),
        ("511224199507043012", date(1995, 7, 4), True, "万县市云阳县（1992—1997）"),
        ("500235201308200122", date(2013, 8, 20), False, "云阳县"),
        ("50023519850612009X", date(1985, 6, 12), True, "云阳县"),
        ("512225195806061500", date(1958, 6, 6), False, "四川省云阳县（1981—1992）"),
    ],
)
def test_reads_valid_numbers(number: str, born_on: date, is_male: bool, area_name: str) -> None:
    card = parse(number)
    assert (card.born_on, card.is_male, card.area_name) == (born_on, is_male, area_name)


@pytest.mark.parametrize(
    ("number", "complaint"),
    [
        ("500235199001011011", "校验码不对"),
        ("500235197002290015", "不是真实的日期"),
        ("50023519900101", "应为 18 位，现有 14 位"),
        ("5002351990010110AX", "只能是数字"),
        ("99023519900101101X", "不是有效的省级地址码"),
        ("500235", "现有 6 位"),
        ("", "现有 0 位"),
    ],
)
def test_says_what_is_wrong(number: str, complaint: str) -> None:
    with pytest.raises(InvalidIdCard, match=complaint):
        parse(number)


def test_refuses_a_birth_after_the_day() -> None:
    with pytest.raises(InvalidIdCard, match="不在合理范围"):
        parse("500235201308200122", on=date(2013, 8, 19))


@pytest.mark.parametrize(
    "typed",
    [
        "50023519900101101x",
        " 500235 19900101 101X ",
        "５００２３５１９９００１０１１０１Ｘ",
        "'50023519900101101X",
    ],
)
def test_takes_what_people_paste(typed: str) -> None:
    assert parse(typed).number == normalise(typed) == "50023519900101101X"


def test_raises_a_first_generation_number() -> None:
    assert parse("512225490415002").number == "512225194904150027"


@given(BIRTHDAYS, st.integers(0, 999), st.sampled_from(["512225", "511224", "500235"]))
def test_any_valid_number_round_trips_and_any_wrong_digit_is_found(
    born_on: date, serial: int, area: str
) -> None:
    first17 = f"{area}{born_on:%Y%m%d}{serial:03}"
    number = first17 + check_character(first17)
    assert parse(number).born_on == born_on
    wrong = str((int(number[16]) + 1) % 10)
    with pytest.raises(InvalidIdCard):
        parse(number[:16] + wrong + number[17])


@given(BIRTHDAYS, st.integers(0, 40_000))
def test_age_counts_birthdays_passed(born_on: date, days: int) -> None:
    day = born_on + timedelta(days=days)
    today = (day.month, day.day)
    years = range(born_on.year + 1, day.year + 1)
    birthdays = [y for y in years if y < day.year or (born_on.month, born_on.day) <= today]
    assert age_on(born_on, day) == len(birthdays)


def test_leap_day_birthday_counts_from_march() -> None:
    assert age_on(date(2000, 2, 29), date(2019, 2, 28)) == 18
    assert age_on(date(2000, 2, 29), date(2019, 3, 1)) == 19
