"""Citizen identity numbers (公民身份号码, GB 11643-1999).

The area code is the one of first registration, often long abolished (云阳: 512225 until 1992,
511224 until 1997, 500235 since), so it is never required to be today's.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
YUNYANG_CODES = {
    "512225": "四川省云阳县（1981—1992）",
    "511224": "万县市云阳县（1992—1997）",
    "500235": "云阳县",
}
# GB/T 2260: every first digit pair ever given to a province-level unit.
_RUNS = ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
PROVINCE_CODES = frozenset(code for first, last in _RUNS for code in range(first, last + 1))


class InvalidIdCard(ValueError):
    """The text is not an identity number; the message says what is wrong and how to mend it."""


@dataclass(frozen=True)
class IdCard:
    """What an identity number says of its holder."""

    number: str
    born_on: date
    is_male: bool

    @property
    def area_code(self) -> str:
        """Six digits: the county of first registration."""
        return self.number[:6]

    @property
    def area_name(self) -> str:
        """The county's name when it is one of Yunyang's three codes, else empty."""
        return YUNYANG_CODES.get(self.area_code, "")


def normalise(text: str) -> str:
    """Return the text without spaces and separators, half-width, with an upper-case X."""
    folded = unicodedata.normalize("NFKC", text).upper()
    return "".join(c for c in folded if c not in " \t\r\n-·'’‘")


def check_character(first17: str) -> str:
    """Return the 18th character for the first 17 digits (ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(first17, WEIGHTS, strict=True))
    return CHECK_CHARACTERS[total % 11]


def parse(text: str, *, on: date | None = None) -> IdCard:
    """Read an identity number, or raise InvalidIdCard.

    A 15-digit number of the first generation is raised to 18 (all such holders were born in
    the 1900s). A birth date after `on` is refused.
    """
    number = normalise(text)
    if len(number) == 15 and number.isascii() and number.isdigit():
        number = f"{number[:6]}19{number[6:]}"
        number += check_character(number)
    if len(number) != 18:
        raise InvalidIdCard(
            f"公民身份号码应为 18 位，现有 {len(number)} 位，请对照身份证或户口簿重填"
        )
    if not (
        number.isascii() and number[:17].isdigit() and (number[17].isdigit() or number[17] == "X")
    ):
        raise InvalidIdCard("公民身份号码只能是数字，末位可为 X，请去掉其他字符")
    if int(number[:2]) not in PROVINCE_CODES:
        raise InvalidIdCard(f"前两位 {number[:2]} 不是有效的省级地址码，请核对")
    try:
        born_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise InvalidIdCard(f"第 7—14 位 {number[6:14]} 不是真实的日期，请核对出生年月日") from None
    if born_on.year < 1890 or (on is not None and born_on > on):
        raise InvalidIdCard(f"出生日期 {born_on.isoformat()} 不在合理范围内，请核对")
    if number[17] != check_character(number[:17]):
        raise InvalidIdCard("末位校验码不对，至少有一位号码填错，请逐位核对")
    return IdCard(number, born_on, int(number[16]) % 2 == 1)


def age_on(born_on: date, day: date) -> int:
    """Full years of age (周岁), counted from the birthday itself (29 Feb: from 1 Mar)."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
