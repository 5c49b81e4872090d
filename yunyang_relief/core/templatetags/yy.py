"""Tags and filters of every page: icons, states, deadlines, money, forms, lists.

They are builtins of the template engine. How a state looks stands here once: shape, word and
colour together.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import template
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from .. import clock, money
from ..access import Resource, Verb
from ..components.filter_bar import active_conditions, prepare
from ..components.form_parts import FormLike, errors_of, field_context
from ..pagination import PAGE_SIZES

if TYPE_CHECKING:
    from collections.abc import Iterable

    import django_filters
    from django.contrib.auth.models import AnonymousUser
    from django.forms import BaseFormSet, BoundField

    from ..models import User
    from ..pagination import KeysetPage

register = template.Library()

SPRITE = "vendor/tabler-icons/sprite.svg"
# kind (CSS class), icon, word
VERDICTS = {
    "PASS": ("pass", "circle-check-filled", "符合"),
    "FAIL": ("fail", "square-x-filled", "不符合"),
    "PENDING": ("wait", "help-octagon", "待核实"),
}
NOT_APPLICABLE = ("mute", "minus", "不适用")
TAG_ICONS = {"pass": "check", "wait": "clock", "fail": "alert-triangle-filled"}
NOTE_ICONS = {
    "": "info-circle",
    "pass": "circle-check",
    "wait": "alert-circle",
    "fail": "alert-triangle-filled",
}


# --- states -------------------------------------------------------------------------------------


@register.simple_tag(name="icon")
def draw_icon(name: str, size: str = "", *, label: str = "") -> SafeString:
    """Draw an icon of the sprite; give a label only to one that stands without words."""
    filled = " f" if name.endswith("-filled") else ""
    css = f"yy-i{filled}{' ' + size if size else ''}"
    voice = format_html('role="img" aria-label="{}"', label) if label else 'aria-hidden="true"'
    return format_html(
        '<svg class="{}" {}><use href="{}#{}"/></svg>',
        css,
        mark_safe(voice),  # noqa: S308  # a constant, or escaped above
        static(SPRITE),
        name,
    )


@register.simple_tag
def verdict(value: object, *, large: bool = False, label: str = "") -> SafeString:
    """Say 符合, 不符合 or 待核实 for PASS, FAIL or PENDING; anything else does not apply."""
    code = str(getattr(value, "value", value)).upper()
    kind, mark, word = VERDICTS.get(code, NOT_APPLICABLE)
    box = " box" if large else ""
    return format_html(
        '<span class="yy-v {}{}">{}{}</span>', kind, box, draw_icon(mark), label or word
    )


@register.simple_tag
def tag(kind: str, label: str, mark: str | None = None, *, dashed: bool = False) -> SafeString:
    """Name the state of a thing; `dashed` when it is not known yet."""
    mark = TAG_ICONS.get(kind, "") if mark is None else mark
    css = f"yy-tag {kind}{' dash' if dashed else ''}".strip()
    return format_html('<span class="{}">{}{}</span>', css, draw_icon(mark) if mark else "", label)


@register.simple_tag
def due(
    day: date | None,
    today: date | None = None,
    *,
    working: int | None = None,
    done: bool = False,
) -> SafeString:
    """Say how long there is until a day: amber on the day itself, red only after it.

    Counts calendar days, unless the caller has counted the working days left (`working`).
    """
    if day is None:
        return format_html('<span class="yy-due">{}</span>', "无固定期限")
    today = today or clock.today()
    kind, mark, words = _deadline(day, today, working, done=done)
    shown = f"{day:%m-%d}" if day.year == today.year else f"{day:%Y-%m-%d}"
    return format_html(
        '<span class="yy-due {}">{}<b>{}</b><time datetime="{}">{}</time></span>',
        kind,
        draw_icon(mark),
        words,
        f"{day:%Y-%m-%d}",
        shown,
    )


def _deadline(day: date, today: date, working: int | None, *, done: bool) -> tuple[str, str, str]:
    if done:
        return "done", "check", "已办"
    if day == today:
        return "soon", "clock", "今天"
    number = abs((day - today).days if working is None else working)
    count = f" {number} {'天' if working is None else '个工作日'}" if number else "期"
    if day < today:
        return "late", "alert-triangle-filled", f"超{count}"
    return "ok", "calendar-event", f"剩{count}" if number else "未到期"


@register.simple_tag
def clause(text: str) -> SafeString:
    """Cite an article quietly."""
    return format_html('<span class="yy-clause">{}</span>', text)


@register.simple_tag
def meter(done: int, total: int, label: str, kind: str = "") -> SafeString:
    """Draw a thin bar of progress; the words beside it carry the fact."""
    return format_html(
        '<progress class="yy-p {}" max="{}" value="{}" aria-label="{}"></progress>',
        kind,
        total,
        done,
        label,
    )


@register.simple_block_tag
def note(content: str, kind: str = "", title: str = "", *, icon: str = "") -> SafeString:
    """Tell a fact (""), a caution ("wait"), a block ("fail") or a success ("pass")."""
    return format_html(
        '<div class="yy-note {}">{}<div><b>{}</b>{}</div></div>',
        kind,
        draw_icon(icon or NOTE_ICONS[kind]),
        title,
        mark_safe(content),  # noqa: S308  # rendered by the template, escaped there
    )


@register.simple_block_tag
def empty_state(content: str, title: str, text: str = "", *, icon: str = "inbox") -> SafeString:
    """Say what is missing and what to do next; the content holds the buttons."""
    actions = format_html(
        '<div class="yy-acts">{}</div>',
        mark_safe(content),  # noqa: S308  # rendered by the template, escaped there
    )
    return format_html(
        '<div class="yy-empty">{}<h3>{}</h3><p>{}</p>{}</div>',
        draw_icon(icon),
        title,
        text,
        actions if content.strip() else "",
    )


@register.filter
def parts(text: str) -> list[str]:
    """Take a statement apart that words several people or events: each gets its own line."""
    return str(text).split("；")


# --- money and dates ----------------------------------------------------------------------------


@register.filter
def yuan(amount: Decimal | int | str | None) -> str:
    """Write an amount in yuan, e.g. 1,092.00 or −12.50; an unknown one is 待定, never zero."""
    return "待定" if amount in (None, "") else money.yuan_text(Decimal(amount))


@register.filter
def daxie(amount: Decimal | int | str | None) -> str:
    """Write an amount in capitals, e.g. 壹仟玖佰柒拾元整; nothing for an unknown one."""
    return "" if amount in (None, "") else money.capitals(Decimal(amount))


def _date(value: date | datetime | None, pattern: str) -> str:
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return value.strftime(pattern) if value else ""


@register.filter
def day(value: date | datetime | None) -> str:
    """Write a day as 2019-11-15."""
    return _date(value, "%Y-%m-%d")


@register.filter
def md(value: date | datetime | None) -> str:
    """Write a day as 11-15, where the year is plain from the page."""
    return _date(value, "%m-%d")


@register.filter
def month(value: date | datetime | None) -> str:
    """Write a month as 2019-11."""
    return _date(value, "%Y-%m")


@register.filter
def cn_day(value: date | datetime | None) -> str:
    """Write a day as 2019年11月15日, as printed forms do."""
    return f"{value.year}年{value.month}月{value.day}日" if value else ""


@register.filter
def klass(code: str) -> str:
    """An award's class, which sets how often it is reviewed: A 类, or 类别待定."""
    if not code:
        return ""
    return f"{code} 类" if code.isascii() else f"类别{code}"


@register.filter
def yes_no(flag: bool | None) -> str:
    """Write 是, 否, or 未知 for what nobody has said."""
    return {True: "是", False: "否"}.get(flag, "未知")  # type: ignore[arg-type]  # None has no entry


@register.filter
def may(user: User | AnonymousUser, grant: str) -> bool:
    """Tell whether a user holds a grant, written "CASE.EDIT" or "CASE" for viewing."""
    resource, _, verb = grant.partition(".")
    return user.is_authenticated and user.may(Resource[resource], Verb[verb or "VIEW"])


# --- forms --------------------------------------------------------------------------------------


@register.inclusion_tag("core/components/field.html")
def field(
    bound: BoundField,
    cols: str = "",
    *,
    auto: bool = False,
    label: str = "",
    hint: str = "",
    note: str | None = None,
    large: bool = False,
) -> dict[str, Any]:
    """Show one field with label, hint and errors.

    `auto` marks a derived value nobody types, `note` is the small word after the label (None
    says 选填 for optional fields), `large` makes choices big enough for thumbs.
    """
    return field_context(
        bound, cols=cols, auto=auto, label=label, hint=hint, note=note, large=large
    )


@register.inclusion_tag("core/components/form_errors.html")
def form_errors(*forms: FormLike | None, where: str = "本页") -> dict[str, Any]:
    """Sum up what is wrong, with links to the fields; nothing when nothing is."""
    errors = errors_of(forms)
    return {
        "errors": errors,
        "where": where,
        "is_about_fields": any(error.href for error in errors),
    }


@register.inclusion_tag("core/components/formset.html")
def formset_rows(formset: BaseFormSet[Any]) -> dict[str, Any]:
    """Show every row of a formset as a block of fields."""
    return {"formset": formset}


# --- lists --------------------------------------------------------------------------------------


@register.inclusion_tag("core/components/filter.html", takes_context=True)
def filter_bar(
    context: Context,
    filterset: django_filters.FilterSet,
    page: KeysetPage[Any],
    unit: str = "条",
    summary: str = "",
) -> dict[str, Any]:
    """Show the filters of a list, what they are set to, and how much they leave."""
    form = prepare(filterset.form)
    return {
        "form": form,
        "tokens": active_conditions(form, context["request"].GET),
        "count_text": f"{page.count_text} {unit}",
        "summary": summary,
    }


@register.inclusion_tag("core/components/pager.html", takes_context=True)
def pager(context: Context, page: KeysetPage[Any]) -> dict[str, Any]:
    """Show the way to the neighbouring pages and the choice of a page's size."""
    return {"page": page, "sizes": PAGE_SIZES, "request": context["request"]}


# --- flow ---------------------------------------------------------------------------------------


@register.inclusion_tag("core/components/stepper.html")
def stepper(steps: Iterable[Any]) -> dict[str, Any]:
    """Show the steps of a procedure: label, state (done, now, todo), date, who, due."""
    return {"steps": steps}


@register.inclusion_tag("core/components/timeline.html")
def timeline(entries: Iterable[Any], *, narrow: bool = False) -> dict[str, Any]:
    """Show what happened, the newest as the caller sorted it."""
    return {"entries": entries, "narrow": narrow}


@register.simple_tag(takes_context=True)
def repeat_block(context: Context, name: str) -> SafeString:
    """Show a template block once more, so that a page's title is written once."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(name)
    return block.nodelist.render(context)  # type: ignore[no-any-return]  # a SafeString
