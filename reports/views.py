"""Pages of reports: ledgers, public notices as Excel, the overview, spot checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.functional import cached_property

from assistance.enums import LineState
from assistance.models import BackPay, Case, Notice, PaymentBatch
from assistance.payment_forms import OrderForm
from eligibility import whatif
from eligibility.models import ParameterRevision
from yunyang_relief.core import audit, clock, files
from yunyang_relief.core.access import Access, Resource, Verb
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.models import Job
from yunyang_relief.core.pages import FormPage, ObjectFormPage, ObjectMixin, ObjectPage, Page
from yunyang_relief.core.views.operations import file_response

from . import actions, banking, queries
from .forms import DownloadForm, ExtractForm
from .ledgers import LEDGERS, AnyLedger, Extract, ledgers_of, may_download, payroll
from .notices import notice_workbook
from .revisions import back_pay_workbook, trial_workbook
from .tables import sheets, text_table

if TYPE_CHECKING:
    from yunyang_relief.core.models import User

SEES_LEDGERS = Access(Resource.LEDGER)
TAKES_LEDGERS = Access(Resource.LEDGER, Verb.DOWNLOAD)
SPOT_CHECKS = Access(Resource.AUDIT)
PREVIEWED_HOUSEHOLDS = 20
PRINTED_HOUSEHOLDS = 500
NOTICES_SHOWN = 20


class Index(Page):
    """The ledgers a user may take, and the public notices of the region."""

    access = SEES_LEDGERS
    template_name = "reports/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        notices = Notice.objects.visible_to(self.user).select_related("region")
        return super().get_context_data(
            ledgers=ledgers_of(self.user), notices=notices[:NOTICES_SHOWN], **kwargs
        )


def ledger_of(user: User, code: str) -> AnyLedger:
    """Return a ledger of the user's field; of another field there is none."""
    ledger = LEDGERS.get(code)
    if ledger is None or not may_download(user, ledger.programme):
        raise Http404
    return ledger


def extract_of(user: User, params: QueryDict) -> Extract:
    """Read month and region from an address; a region out of sight is none."""
    asked = {"month": f"{clock.today():%Y-%m}", "region": user.region_id} | params.dict()
    form = ExtractForm(asked, user=user)
    if not form.is_valid():
        raise Http404
    return form.extract()


class LedgerPage(FormPage):
    """A look at a ledger's first rows, masked, and the form to download the whole."""

    access = SEES_LEDGERS
    write_access = TAKES_LEDGERS
    template_name = "reports/ledger.html"
    form_class = DownloadForm

    @cached_property
    def ledger(self) -> AnyLedger:
        return ledger_of(self.user, self.kwargs["code"])

    @cached_property
    def shown(self) -> Extract:
        return extract_of(self.user, self.request.GET)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.user}

    def get_initial(self) -> dict[str, Any]:
        return {"month": self.shown.month, "region": self.shown.region}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        households = self.ledger.households(self.shown)
        first = Extract(self.shown.month, self.shown.region, self.user, limit=PREVIEWED_HOUSEHOLDS)
        return super().get_context_data(
            ledger=self.ledger,
            shown=self.shown,
            chooser=ExtractForm(initial=self.get_initial(), user=self.user, auto_id="shown_%s"),
            count=len(households),
            previewed=min(len(households), PREVIEWED_HOUSEHOLDS),
            printable=len(households) <= PRINTED_HOUSEHOLDS,
            at_once=actions.AT_ONCE,
            table=text_table(self.ledger.columns, self.ledger.rows(first)),
            **kwargs,
        )

    def form_valid(self, form: Any) -> HttpResponse:
        """Answer with the file, or lead to the job that makes it."""
        reason = form.cleaned_data.get("reason", "")
        try:
            handout = actions.hand_out(self.ledger, form.extract(), reason=reason)
        except Refused as refusal:
            form.add_error(None, refusal.message)
            form.was_refused = True
            return self.form_invalid(form)
        if handout.job:
            return HttpResponseRedirect(reverse("core:job", args=[handout.job.pk]))
        return file_response(handout.content, handout.name, files.XLSX)


class LedgerPaper(Page):
    """The whole ledger on paper, masked."""

    access = TAKES_LEDGERS
    template_name = "reports/ledger_paper.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ledger = ledger_of(self.user, self.kwargs["code"])
        extract = extract_of(self.user, self.request.GET)
        if len(ledger.households(extract)) > PRINTED_HOUSEHOLDS:
            raise Refused(
                "ledger-too-long",
                f"超过 {PRINTED_HOUSEHOLDS} 户，网页打印太长。请分社区打印，或下载 Excel 后打印",
            )
        rows = list(ledger.rows(extract))
        parts = sheets(ledger.columns, ledger.keys)
        return super().get_context_data(
            ledger=ledger,
            layout=ledger.layout(extract),
            extract=extract,
            tables=[text_table(columns, rows) for columns in parts],
            **kwargs,
        )


class Roster(ObjectPage):
    """A batch on paper, masked: its summary and the roster to sign."""

    access = Access(Resource.PAYMENT)
    template_name = "reports/roster.html"
    model = PaymentBatch
    select_related = ("region", "made_by", "reviewed_by", "approved_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batch: PaymentBatch = kwargs["object"]
        extract = Extract(batch.month, batch.region, self.user)
        lines = batch.lines.exclude(state=LineState.HELD)
        rows = list(
            payroll.roster_lines(lines.order_by("position", "household__number", "pk"), extract)
        )
        parts = sheets(payroll.COLUMNS, ("姓名",))
        return super().get_context_data(
            layout=banking.layout_of(batch),
            ledger=banking.layout_of(batch),
            summary=text_table(payroll.SUMMARY_COLUMNS, [payroll.summary_of(batch)]),
            tables=[text_table(columns, rows) for columns in parts],
            **kwargs,
        )


class BankFile(ObjectFormPage):
    """Hand out the file a bank pays by: whole account numbers, for a stated purpose."""

    access = Access(Resource.PAYMENT, Verb.DOWNLOAD)
    template_name = "reports/bank_file.html"
    model = PaymentBatch
    select_related = ("region", "made_by", "reviewed_by", "approved_by")
    form_class = OrderForm

    def form_valid(self, form: Any) -> HttpResponse:
        """Answer with the file."""
        data = form.cleaned_data
        try:
            name, kind, content = banking.export(
                self.object, data["format"], reason=data["reason"], actor=self.user
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
            form.was_refused = True
            return self.form_invalid(form)
        return file_response(content, name, kind)


class NoticeExcel(ObjectMixin):
    """A 公示表 as Excel: nothing but what is public anyway."""

    access = Access(Resource.NOTICE, Verb.DOWNLOAD)
    model = Notice
    select_related = ("region",)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        notice = self.get_object()
        audit.record("download_notice", notice, actor=self.user)
        return file_response(notice_workbook(notice), f"公示表 {notice}.xlsx", files.XLSX)


class TrialExcel(ObjectMixin):
    """The households that a draft of a parameter would change, as Excel."""

    access = Access(Resource.PARAMETER, Verb.DOWNLOAD)
    model = ParameterRevision

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        revision = self.get_object()
        job = whatif.latest_what_if(revision)
        if job is None or job.state != Job.State.DONE:
            raise Http404
        audit.record("download_trial", revision, actor=self.user, after={"job": job.pk})
        return file_response(trial_workbook(job, self.user), f"{job}明细.xlsx", files.XLSX)


class BackPayExcel(ObjectMixin):
    """A proposal of back-payments by household and month, as Excel."""

    access = Access(Resource.AWARD, Verb.DOWNLOAD)
    model = ParameterRevision

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        revision = self.get_object()
        rows = BackPay.objects.visible_to(self.user).filter(revision=revision)
        if not rows.exists():
            raise Http404
        audit.record("download_back_pay", revision, actor=self.user, after={"rows": rows.count()})
        content = back_pay_workbook(revision, rows, self.user)
        return file_response(content, f"补发明细 {revision.since} 起.xlsx", files.XLSX)


class Overview(Page):
    """Counts by township, or by community for a township."""

    access = SEES_LEDGERS
    template_name = "reports/overview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = clock.today()
        region = self.user.region
        areas = queries.overview(region, today) if ledgers_of(self.user) else []
        total = sum(areas, queries.AreaCounts(region))
        return super().get_context_data(
            areas=areas,
            total=total,
            region=region,
            sees_cases=self.user.may(Resource.CASE),
            sees_pairs=self.user.may(Resource.PAIRING),
            **kwargs,
        )


class SpotChecks(Page):
    """Cases an auditor looks into, each told whether somebody has."""

    access = SPOT_CHECKS
    template_name = "reports/spot_checks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cases = queries.spot_check_cases(self.user, clock.today()).select_related(
            "household__head", "region", "decision"
        )
        return super().get_context_data(cases=cases.order_by("is_looked_at", "-pk"), **kwargs)


class SpotCheck(ObjectMixin):
    """Record that an auditor looks into a case, and open it."""

    access = SPOT_CHECKS
    http_method_names = ["post"]
    model = Case
    select_related = ("household__head",)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        case = self.get_object()
        audit.record(queries.SPOT_CHECKED, case, actor=self.user)
        return HttpResponseRedirect(reverse("assistance:case", args=[case.pk]))
