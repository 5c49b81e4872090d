"""The rules over the API: what a household is entitled to and why, in the form of `assess`."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from eligibility.engine.programme import discover
from households.models import Household
from yunyang_relief.core.access import Access, Resource

from . import actions
from .enums import Basis, Verdict
from .forms import SheetForm


def _text(description: str, **more: Any) -> dict[str, Any]:
    return {"type": "string", "description": description, **more}


def _list(description: str, **properties: Any) -> dict[str, Any]:
    rows = {"type": "object", "properties": properties}
    return {"type": "array", "description": description, "items": rows}


VERDICT = _text("结论：PASS 符合、FAIL 不符合、PENDING 待核实", enum=Verdict.values)
FINDING = {
    "type": "object",
    "description": "一个项目的核算结果；低保另有 category、class、review_months 等",
    "properties": {
        "programme": _text("项目代码"),
        "basis": _text("依据", enum=Basis.values),
        "as_of": _text("测算日期", format="date"),
        "verdict": VERDICT,
        "provisional": {"type": "boolean", "description": "用到待确认的参数"},
        "period": _text("合计对应的期间：月、学期、次；没有现金待遇的为空"),
        "concerned": {"type": "boolean", "description": "本户是否涉及该项目"},
        "total": _text("元，每 period 一次；尚不能算的为空", nullable=True),
        "start_month": _text("在测算日期批准时的起发月", nullable=True),
        "criteria": _list(
            "逐项条件",
            code=_text("代码"),
            label=_text("条件"),
            clause=_text("依据"),
            verdict=VERDICT,
            actual=_text("本户事实"),
            limit=_text("要求"),
            missing=_list("还缺什么，谁来补", what=_text("还缺"), who=_text("由谁")),
        ),
        "amounts": _list(
            "逐行金额，相加即 total",
            label=_text("项目"),
            clause=_text("依据"),
            arithmetic=_text("算式"),
            yuan=_text("元；规定为幅度的是下限"),
            most_yuan=_text("规定为幅度的，上限", nullable=True),
            kind=_text("逐人一行的，种类"),
            person=_text("逐人一行的，姓名"),
        ),
    },
}


class Assessment(APIView):
    """按登记事实测算一户：核实过的事实（verified）、或申报的事实（declared）。"""

    access = Access(Resource.ASSESSMENT)

    @extend_schema(
        summary="住户的核算结果",
        parameters=[
            OpenApiParameter("basis", description="依据，不写为 verified", enum=Basis.values),
            OpenApiParameter("on", OpenApiTypes.DATE, description="测算日期，不写为今天"),
            OpenApiParameter("unit", OpenApiTypes.INT, description="核算单元，不写为 0（家庭）"),
        ],
        responses={200: {"type": "object", "additionalProperties": FINDING}},
    )
    def get(self, request: Request, pk: int) -> Response:
        """Answer every programme that existed on the day, by code."""
        household = get_object_or_404(Household.objects.visible_to(request.user), pk=pk)
        form = SheetForm.about(request.query_params)
        if not form.is_valid():
            raise exceptions.ValidationError(form.errors.get_json_data())
        asked = form.asked()
        return Response(
            {
                code: actions.assess(household, programme=code, **asked).as_json()
                for code, programme in discover().items()
                if programme.since <= asked["on"]
            }
        )
