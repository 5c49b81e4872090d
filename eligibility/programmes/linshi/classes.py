"""Classes A to D: whom an emergency befell (渝民发〔2017〕60号)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from eligibility.engine.candidates import Candidates, judged
from eligibility.engine.codes import COUNTY, TOWNSHIP, OrphanKind
from eligibility.engine.columns import Flags
from eligibility.engine.criteria import Criterion, Missing, yuan
from eligibility.engine.dates import years_before
from eligibility.engine.verdicts import FAIL, PASS, PENDING, Verdicts
from eligibility.programmes.dibao.assessment import Assessment
from eligibility.programmes.dibao.people import ADULT
from eligibility.programmes.dibao.recipients import Recipients
from eligibility.programmes.linshi.policy import CLASSES, MUNICIPAL, A, C, LinshiPolicy

ORPHAN = OrphanKind.having(OrphanKind.ORPHAN)
LABELS = ("特困人员、孤儿", "低保对象", "低收入家庭", "其他家庭")


class Classes:
    """The class of each emergency.

    An emergency that befell one person takes that person's class; one that befell the family is
    of class A where everybody is, of class B where anybody is.

    of: index into CLASSES, int64 by emergency: the most generous class that is not ruled out,
    so that what is not due even then is not due. settled: nothing more generous is open.
    """

    def __init__(self, a: Assessment, policy: LinshiPolicy, recipients: Recipients) -> None:
        self.a, self.policy, self.recipients = a, policy, recipients
        members, counted = a.facts.members, a.people.counted
        # Whoever has grown up is no longer 孤儿, whatever the register still says.
        is_minor = members.born_on > years_before(a.on, ADULT)
        self.orphans: Flags = ORPHAN[members.orphan_kind] & is_minor & counted
        orphan = judged(self.orphans, members.orphan_verified | ~self.orphans)
        first = np.maximum(recipients.tekun, orphan)
        everybody = members.spans.reduce(
            np.minimum, np.where(counted, first, np.int8(PASS)), np.int8
        )
        everybody = np.where(a.people.count > 0, everybody, np.int8(FAIL))
        anybody = members.spans.reduce(np.maximum, recipients.dibao, np.int8)
        found = np.stack(
            [
                self._by_person(first, everybody),
                self._by_person(recipients.dibao, anybody),
                self._low_income()[a.facts.emergencies.household],
                np.full(len(a.facts.emergencies), PASS, dtype=np.int8),
            ]
        )
        self.of = (found != FAIL).argmax(axis=0)
        self.settled: Flags = np.take_along_axis(found, self.of[np.newaxis], 0)[0] == PASS
        self.by_income: Flags = self.of >= C

    def _by_person(self, members: Verdicts, families: Verdicts) -> Verdicts:
        rows = self.a.facts.emergencies
        family = families[rows.household]
        return np.where(rows.member >= 0, members[rows.member], family) if members.size else family

    def _low_income(self) -> Verdicts:
        """Income a head of at most so many times the standard; by household."""
        income, need, multiple = self.a.monthly_income, self.a.need, self.policy.low_income_multiple
        limit = need.values * (self.a.income.parts * multiple.value.numerator)
        holds = income.values * multiple.value.denominator <= limit
        return np.where(holds, judged(holds, income.known & need.known), np.int8(FAIL))

    def criterion(self, candidates: Candidates) -> Criterion:
        """The class is settled; nobody fails here, for D takes everybody else."""
        income, need, rows = self.a.monthly_income, self.a.need, self.a.facts.emergencies
        figures = [
            (use.parameter, self.by_income & (True if mask is None else mask[rows.household]))
            for use in (*income.uses, *need.uses)
            for mask in [use.mask()]
        ]
        return candidates.require(
            "class",
            "对象类别",
            MUNICIPAL,
            judged(self.settled, self.settled),
            say=(self._words, self._limit),
            uses=((self.policy.low_income_multiple, self.by_income), *figures),
            lacks=self._missing,
        )

    def _words(self, i: int) -> str:
        if not self.settled[i]:
            return "待核实"
        words = f"{CLASSES[self.of[i]]} 类，{LABELS[self.of[i]]}"
        row = int(self.a.facts.emergencies.household[i])
        if self.by_income[i] and (count := int(self.a.people.count[row])):
            income, parts = int(self.a.monthly_income.values[row]), self.a.income.parts
            words += f"，月人均收入 {yuan(income, parts * count)} 元"
        return words

    def _limit(self, row: int) -> str:
        return (
            f"A 特困、孤儿；B 低保；C 人均收入不超过低保标准"
            f"（{yuan(self.a.standard.values[row])} 元）的"
            f" {self.policy.low_income_multiple.worded} 倍；D 其他"
        )

    def _missing(self, i: int) -> Iterator[Missing]:
        rows, members = self.a.facts.emergencies, self.a.facts.members
        row, person = int(rows.household[i]), int(rows.member[i])
        if self.by_income[i]:
            for lack in (*self.a.monthly_income.lacks, *self.a.need.lacks):
                yield from lack(row)
            return
        unproven = self.orphans & ~members.orphan_verified
        for m in members.rows_in(row):
            if person not in (-1, m):
                continue
            if self.of[i] == A and unproven[m]:
                yield Missing(f"{self.a.name_of(m)}的孤儿身份未核实", COUNTY)
            elif self.recipients.either[m] == PENDING:
                yield Missing(f"{self.a.name_of(m)}的低保、特困资格待核实，见其测算结果", TOWNSHIP)
