"""Names, identity numbers, telephones and bank accounts of people who do not exist."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from households.enums import Sex
from yunyang_relief.core.idcards import check_character

from .chance import Chance

SURNAMES = "向谭冉陈刘李张王杨彭熊付黄周邓吴何罗谢蒲陶牟汪程朱余任胡曾唐徐万姚秦邱钟龙田郑廖"
# For those born up to a year: how given names begin and end; an empty beginning makes one
# character of it.
GIVEN_NAMES: tuple[tuple[int, dict[str, tuple[str, str]]], ...] = (
    (
        1959,
        {
            Sex.MALE: ("国兴光明永世德天正朝大文", "发才富贵礼清全友林华安平元祥顺"),
            Sex.FEMALE: ("秀桂玉素春翠光国大兴永", "英兰珍芳碧华容琼香菊莲凤"),
        },
    ),
    (
        1984,
        {
            Sex.MALE: ("建国志永晓小文光世成云明", "军平明华强勇林辉国伟斌江"),
            Sex.FEMALE: ("晓小春丽文秀玉永海红云", "琴梅芳琼萍燕红英兰华蓉玲"),
        },
    ),
    (
        2004,
        {
            Sex.MALE: ("俊浩文志宇家明小晓　", "杰鹏涛豪伟超峰洋磊林勇"),
            Sex.FEMALE: ("雪雨晓佳思梦丽春小　", "婷琳梅倩玲丹静燕妮娟"),
        },
    ),
    (
        9999,
        {
            Sex.MALE: ("子俊梓浩宇皓煜明思嘉", "涵轩豪杰航睿霖阳宸泽"),
            Sex.FEMALE: ("欣雨梓诗思佳可语若芷", "怡涵萱彤琪妍瑶玥馨"),
        },
    ),
)
# The county's own code by the year of birth (numbers were given from 1984 on, to everybody).
OWN_CODES = ((1991, "512225"), (1996, "511224"), (9999, "500235"))
# Married in, or born where their parents worked: 开县、梁平、奉节, and since 1997 万州.
OTHER_CODES = {False: ("512222", "512224", "512226"), True: ("500101", "500228")}
BANKS = ("重庆农村商业银行云阳支行", "中国邮政储蓄银行云阳县支行", "中国农业银行云阳支行")


def surname(chance: Chance) -> str:
    """One of the county's frequent surnames, the more frequent ones more often."""
    return SURNAMES[min(int(chance.expovariate(1 / 12)), len(SURNAMES) - 1)]


def given_name(chance: Chance, sex: str, born_on: date) -> str:
    """A given name of the holder's generation."""
    era = next(names for last, names in GIVEN_NAMES if born_on.year <= last)
    first, second = era[sex]
    return f"{chance.choice(first)}{chance.choice(second)}".strip("　")


class IdNumbers:
    """Gives out identity numbers with valid check characters, each once."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._taken: set[str] = set()

    def issue(self, born_on: date, sex: str) -> str:
        """Return a number for somebody of this birth date and sex."""
        while True:
            order = self._chance.randrange(500) * 2 + (sex == Sex.MALE)
            first17 = f"{self._area_code(born_on)}{born_on:%Y%m%d}{order:03}"
            if first17 not in self._taken:
                self._taken.add(first17)
                return first17 + check_character(first17)

    def _area_code(self, born_on: date) -> str:
        if self._chance.happens(0.04):
            return self._chance.choice(OTHER_CODES[born_on.year >= 1997])
        return next(code for last, code in OWN_CODES if born_on.year <= last)


def phone(chance: Chance) -> str:
    """A number of mobile form from a range that is not given to people."""
    return f"1400{chance.randrange(10**7):07}"


def bank_account(chance: Chance) -> str:
    """A card number of 19 digits with a valid last one (Luhn), in a block of zeros."""
    first18 = f"6217000000{chance.randrange(10**8):08}"
    doubled = sum(sum(divmod(int(digit) * 2, 10)) for digit in first18[-1::-2])
    plain = sum(int(digit) for digit in first18[-2::-2])
    return f"{first18}{-(doubled + plain) % 10}"


def fen(amount: Decimal) -> Decimal:
    """An amount with its two decimals, as the registry keeps it."""
    return amount.quantize(Decimal("0.01"))
