"""What the tags of every page write, and what a screen reader gets of it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.template import engines
from django.test import RequestFactory

from yunyang_relief.core import clock
from yunyang_relief.core.access import Role
from yunyang_relief.core.forms import PlainForm
from yunyang_relief.core.models import User
from yunyang_relief.core.pagination import KeysetPage

TODAY = date(2019, 11, 15)


def show(source: str, **context: Any) -> str:
    """Render template source; runs of blank space count as one, as in a browser."""
    request = RequestFactory().get(context.pop("path", "/"))
    request.user = AnonymousUser()
    return " ".join(engines["django"].from_string(source).render(context, request).split())


class MemberForm(PlainForm):
    name = forms.CharField(label="姓名", help_text="与身份证一致")
    school = forms.CharField(label="就读学校", required=False)
    health = forms.ChoiceField(
        label="健康状况", choices=[("1", "健康"), ("2", "重病")], widget=forms.RadioSelect
    )
    is_insured = forms.BooleanField(label="已参保", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


class HouseholdFilterForm(forms.Form):
    q = forms.CharField(label="查找", required=False, help_text="姓名、户编号")
    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "-"), ("b", "B 类")])
    due = forms.DateField(label="复核到期", required=False)
    closed = forms.NullBooleanField(label="已消除", required=False)


class FilterSetOf:
    """As much of a FilterSet as the filter bar reads."""

    def __init__(self, query: str) -> None:
        self.form = HouseholdFilterForm(QueryDict(query))


def page(**options: Any) -> KeysetPage[User]:
    defaults = {"rows": [], "size": 20, "count": 28, "next_query": "", "previous_query": ""}
    return KeysetPage(**(defaults | options))


class TestStates:
    @pytest.mark.parametrize(
        ("value", "word", "shape"),
        [
            ("PASS", "符合", "circle-check-filled"),
            ("fail", "不符合", "square-x-filled"),
            ("PENDING", "待核实", "help-octagon"),
            (None, "不适用", "minus"),
        ],
    )
    def test_a_verdict_is_a_word_and_a_shape(
        self, value: str | None, word: str, shape: str
    ) -> None:
        html = show("{% verdict value %}", value=value)
        assert html.endswith(f"{word}</span>")
        assert f"#{shape}" in html

    def test_a_verdict_may_be_an_enumeration_with_another_word(self) -> None:
        class Verdict(Enum):
            PASS = "PASS"

        html = show('{% verdict finding.verdict label="计入" %}', finding={"verdict": Verdict.PASS})
        assert "yy-v pass" in html
        assert html.endswith("计入</span>")

    def test_a_tag_brings_the_icon_of_its_kind_unless_told_otherwise(self) -> None:
        assert "#check" in show('{% tag "pass" "齐全" %}')
        assert "#speakerphone" in show('{% tag "note" "公示中" "speakerphone" %}')
        assert "<svg" not in show('{% tag "pass" "齐全" "" %}')

    def test_texts_are_escaped(self) -> None:
        html = show(
            '{% tag "" x %}{% clause x %}{% note "" x %}{{ x }}{% endnote %}', x="<b>甲</b>"
        )
        assert "<b>甲" not in html

    def test_only_an_icon_without_words_has_a_voice(self) -> None:
        assert 'aria-hidden="true"' in show('{% icon "eye" %}')
        assert 'role="img" aria-label="查看"' in show('{% icon "eye" label="查看" %}')


class TestDue:
    @pytest.mark.parametrize(
        ("day", "kind", "words"),
        [
            (date(2019, 11, 13), "late", "超 2 天"),
            (TODAY, "soon", "今天"),
            (date(2019, 11, 21), "ok", "剩 6 天"),
        ],
    )
    def test_words_come_first_and_red_only_after_the_day(
        self, day: date, kind: str, words: str
    ) -> None:
        html = show("{% due day today %}", day=day, today=TODAY)
        assert f'class="yy-due {kind}"' in html
        assert f"<b>{words}</b>" in html
        assert f'<time datetime="{day:%Y-%m-%d}">{day:%m-%d}</time>' in html

    def test_today_is_the_business_date(self) -> None:
        with clock.on(TODAY):
            assert "今天" in show("{% due day %}", day=TODAY)

    def test_another_year_is_written_out(self) -> None:
        html = show("{% due day today %}", day=date(2020, 1, 2), today=TODAY)
        assert ">2020-01-02</time>" in html

    def test_working_days_say_so(self) -> None:
        html = show("{% due day today working=4 %}", day=date(2019, 11, 21), today=TODAY)
        assert "剩 4 个工作日" in html

    def test_a_day_missed_over_a_weekend_is_late_without_a_count(self) -> None:
        html = show(
            "{% due day today working=0 %}", day=date(2019, 11, 16), today=date(2019, 11, 17)
        )
        assert "yy-due late" in html
        assert "<b>超期</b>" in html

    def test_done_and_undated(self) -> None:
        assert "已办" in show("{% due day today done=True %}", day=date(2019, 1, 1), today=TODAY)
        assert "无固定期限" in show("{% due None %}")


class TestFilters:
    @pytest.mark.parametrize(
        ("amount", "text"),
        [
            (Decimal("1092"), "1,092.00"),
            (Decimal("-12.5"), "−12.50"),
            (0, "0.00"),
            ("1970.00", "1,970.00"),
            (None, "待定"),
        ],
    )
    def test_yuan(self, amount: Decimal | int | str | None, text: str) -> None:
        assert show("{{ amount|yuan }}", amount=amount) == text

    def test_capitals(self) -> None:
        assert show("{{ amount|daxie }}", amount=Decimal("1970.00")) == "壹仟玖佰柒拾元整"
        assert show("{{ amount|daxie }}", amount=None) == ""

    def test_days(self) -> None:
        source = "{{ d|day }} {{ d|md }} {{ d|month }} {{ d|cn_day }}"
        assert show(source, d=date(2019, 3, 5)) == "2019-03-05 03-05 2019-03 2019年3月5日"
        assert show(source, d=None) == ""

    def test_a_moment_is_shown_in_county_time(self) -> None:
        assert show("{{ at|day }}", at=datetime(2019, 11, 14, 18, tzinfo=UTC)) == "2019-11-15"

    def test_unknown_is_neither_yes_nor_no(self) -> None:
        assert show("{{ a|yes_no }}{{ b|yes_no }}{{ c|yes_no }}", a=True, b=False) == "是否未知"

    def test_may_reads_the_access_table(self) -> None:
        source = '{{ who|may:"CASE.EDIT" }} {{ who|may:"USER" }}'
        assert show(source, who=User(role=Role.CASEWORKER)) == "True False"
        assert show(source, who=AnonymousUser()) == "False False"


class TestField:
    def test_label_hint_and_error_belong_to_the_input(self) -> None:
        html = show("{% field form.name %}", form=MemberForm({}))
        assert '<label for="id_name">姓名</label>' in html
        assert 'aria-describedby="id_name_helptext id_name_error"' in html
        assert 'aria-invalid="true"' in html
        assert 'id="id_name_helptext">与身份证一致<' in html
        assert "请填写姓名" in html.partition('id="id_name_error"')[2]

    def test_optional_fields_say_so_unless_silenced(self) -> None:
        assert "选填" in show("{% field form.school %}", form=MemberForm())
        assert "选填" not in show('{% field form.school note="" %}', form=MemberForm())

    def test_a_derived_value_is_read_only_and_says_so(self) -> None:
        html = show("{% field form.school auto=True %}", form=MemberForm())
        assert "<small>自动</small>" in html
        assert "readonly" in html

    def test_choices_are_a_group_with_a_question(self) -> None:
        html = show("{% field form.health %}", form=MemberForm({}))
        assert '<fieldset class="yy-field bad" aria-describedby="id_health_error">' in html
        assert '<legend class="yy-lab">健康状况</legend>' in html
        assert 'for="id_health_1"' in html

    def test_a_box_stands_before_its_label(self) -> None:
        html = show("{% field form.is_insured %}", form=MemberForm())
        assert html.index("<input") < html.index("已参保")

    def test_a_hidden_field_is_only_its_input(self) -> None:
        assert show("{% field form.token %}", form=MemberForm()).startswith('<input type="hidden"')

    def test_what_was_typed_stays(self) -> None:
        assert 'value="冉启明"' in show(
            "{% field form.name %}", form=MemberForm({"name": "冉启明"})
        )


class TestFormErrors:
    def test_nothing_wrong_shows_nothing(self) -> None:
        form = MemberForm({"name": "冉启明", "health": "1"})
        assert show("{% form_errors form nothing %}", form=form, nothing=None) == ""

    def test_every_line_links_to_its_field(self) -> None:
        html = show("{% form_errors form %}", form=MemberForm({}))
        assert "本页有 2 处要改" in html
        assert '<a href="#id_name">请填写姓名</a>' in html
        assert '<a href="#id_health_0">请选择健康状况</a>' in html

    def test_a_message_without_the_label_gets_it(self) -> None:
        form = MemberForm({"name": "冉启明", "health": "1"})
        form.add_error("school", "学校名称太长")
        assert "就读学校：学校名称太长" in show("{% form_errors form %}", form=form)

    def test_a_refusal_is_not_a_mistake_to_mend_on_the_page(self) -> None:
        form = MemberForm({"name": "冉启明", "health": "1"})
        form.add_error(None, "该案件已办结，请刷新后查看")
        html = show("{% form_errors form %}", form=form)
        assert "没有办成" in html
        assert "该案件已办结，请刷新后查看" in html

    def test_rows_of_a_formset_are_numbered(self) -> None:
        data = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "form-0-name": "冉启明"}
        formset = forms.formset_factory(MemberForm, extra=0)(data)
        html = show("{% form_errors formset %}{% formset_rows formset %}", formset=formset)
        assert '<a href="#id_form-1-name">第 2 行 请填写姓名</a>' in html
        assert 'name="form-TOTAL_FORMS"' in html
        assert 'id="id_form-1-name"' in html


class TestFilterBar:
    SOURCE = '{% filter_bar filterset page "户" %}'

    def bar(self, query: str) -> str:
        return show(self.SOURCE, filterset=FilterSetOf(query), page=page(), path=f"/?{query}")

    def test_counts_and_offers_every_condition(self) -> None:
        html = self.bar("")
        assert "28 户" in html
        assert 'placeholder="姓名、户编号"' in html
        assert 'type="date"' in html
        assert "已选条件" not in html

    def test_an_active_condition_can_be_taken_away_alone(self) -> None:
        html = self.bar("q=冉&kind=b&after=xyz&size=50")
        assert "类别：B 类" in html
        assert 'href="?q=%E5%86%89&amp;size=50" aria-label="移除 类别：B 类"' in html

    def test_days_and_flags_read_as_people_write_them(self) -> None:
        html = self.bar("due=2019-12-01&closed=true")
        assert "复核到期：2019-12-01" in html
        assert "已消除：是" in html

    def test_a_condition_that_makes_no_sense_is_named_at_its_field(self) -> None:
        html = self.bar("due=2019-13-01")
        assert "yy-err" in html
        assert "已选条件" not in html


class TestPager:
    def test_keeps_the_conditions_when_the_size_changes(self) -> None:
        html = show("{% pager page %}", page=page(next_query="after=x"), path="/?kind=b&after=w")
        assert 'href="?kind=b&amp;size=50"' in html

    def test_offers_only_the_ways_there_are(self) -> None:
        html = show("{% pager page %}", page=page(next_query="after=x"))
        assert 'href="?after=x" rel="next"' in html
        assert 'rel="prev"' not in html

    def test_a_list_that_fits_needs_none(self) -> None:
        assert show("{% pager page %}", page=page(count=3)) == ""


class TestFlow:
    def test_the_current_step_is_marked_for_everybody(self) -> None:
        steps = [
            {"label": "受理", "state": "done", "who": "周小敏"},
            {"label": "公示", "state": "now", "due": TODAY},
            {"label": "确认", "state": "todo"},
        ]
        with clock.on(TODAY):
            html = show("{% stepper steps %}", steps=steps)
        assert '<li class="now" aria-current="step"> <span class="mk">2</span>' in html
        assert 'aria-label="已完成"' in html
        assert "今天" in html

    def test_the_timeline_says_who_what_when(self) -> None:
        entry = {
            "happened_on": TODAY,
            "icon": "gavel",
            "text": "审核同意",
            "actor": "向建国",
            "detail": "材料齐全",
            "is_decision": True,
        }
        html = show("{% timeline entries narrow=True %}", entries=[entry])
        assert 'class="yy-time narrow"' in html
        assert 'class="mk key"' in html
        assert "向建国 · 材料齐全" in html

    def test_an_empty_state_holds_the_next_step(self) -> None:
        source = '{% empty_state "还没有走访" "本月一次" %}<a href="#">登记</a>{% endempty_state %}'
        assert '<div class="yy-acts"><a href="#">登记</a></div>' in show(source)
        assert "yy-acts" not in show('{% empty_state "没有预警" %}{% endempty_state %}')

    def test_a_meter_has_a_name(self) -> None:
        html = show('{% meter 3 7 "公示已过 3 天，共 7 天" %}')
        assert 'max="7" value="3" aria-label="公示已过 3 天，共 7 天"' in html


def test_a_title_is_written_once_and_shown_twice() -> None:
    source = (
        '{% extends "core/print.html" %}{% block title %}审批表 {{ n }}{% endblock %}'
        "{% block paper %}{% endblock %}"
    )
    html = show(source, n=7)
    assert "<title>审批表 7 - 云阳救助</title>" in html
    assert "<b>审批表 7</b>" in html


@pytest.mark.parametrize(("code", "words"), [("A", "A 类"), ("待定", "类别待定")])
def test_classes_are_named_as_people_name_them(code: str, words: str) -> None:
    assert show("{{ code|klass }}", code=code) == words
