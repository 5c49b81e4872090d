"""The kernel alone: what it may import, and that its code lists are the registry's."""

import subprocess
import sys

import pytest

from eligibility.engine import codes
from eligibility.engine.programme import discover, find
from households import enums

# An award is no fact of the registry.
LISTS = [kernel for kernel in codes.Code.__subclasses__() if kernel is not codes.Award]


def test_a_fresh_process_finds_no_django_in_the_kernel() -> None:
    program = """
import sys
begun = set(sys.modules)  # whatever this interpreter's site brings
from eligibility.engine import casefile, records
from eligibility.engine.programme import discover, seeds
discover(), seeds()
outside = {name.partition(".")[0] for name in sys.modules.keys() - begun} - sys.stdlib_module_names
print(*sorted(name for name in outside if not name.startswith("_")))
"""
    done = subprocess.run(  # noqa: S603 - our own interpreter, our own program
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert set(done.stdout.split()) <= {"eligibility", "numpy", "cython_runtime"}


@pytest.mark.parametrize("kernel", LISTS, ids=lambda kernel: kernel.__name__)
def test_a_code_list_is_the_registrys(kernel: type[codes.Code]) -> None:
    stated = {member.code: member.label for member in kernel if member.code}

    registry = {str(code): label for code, label in getattr(enums, kernel.__name__).choices}
    registry.pop("", None)

    assert stated == registry


def test_programmes_are_found_those_that_others_need_first() -> None:
    found = list(discover())

    assert {"dibao", "tekun", "bangfu", "jiuye", "linshi"} <= {*found}
    for code, programme in discover().items():
        assert {*programme.needs} <= {*found[: found.index(code)]}


def test_a_fingerprint_is_stable_and_its_programmes_own() -> None:
    dibao, bangfu = find("dibao"), find("bangfu")

    assert dibao.fingerprint == dibao.fingerprint
    assert dibao.fingerprint != bangfu.fingerprint
    assert len(dibao.fingerprint) == 64
