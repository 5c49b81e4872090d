"""Signing in and out, and the accounts an administrator keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from .. import actions, audit, request_context
from ..access import PUBLIC, SIGNED_IN, Access, Resource, Verb
from ..demo_accounts import DEMO_ACCOUNTS
from ..filters import UserFilter
from ..forms import FactForm, PasswordChangeForm, PlainForm, require_strong
from ..models import Region, User
from ..pages import FormMixin, FormPage, ListPage, PolicyMixin

if TYPE_CHECKING:
    from django.db.models import QuerySet

KEEPS_USERS = Access(Resource.USER, Verb.EDIT)


class LoginForm(AuthenticationForm):
    """Username and password, with words that help without telling who has an account."""

    username = UsernameField(
        label="用户名", max_length=40, widget=forms.TextInput(attrs={"autofocus": True})
    )

    error_messages = {
        "invalid_login": "用户名或密码不对，请重新输入；连续 5 次不对将锁定 15 分钟",
        "inactive": "该用户已停用，请联系系统管理员",
    }


class Login(PolicyMixin, LoginView):
    """The way in."""

    access = PUBLIC
    template_name = "core/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        accounts = DEMO_ACCOUNTS if settings.DEMO else ()
        return super().get_context_data(demo_accounts=accounts, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Sign in; from here on the request acts as this user."""
        user, now = form.get_user(), request_context.current()
        with request_context.acting(user.pk, request_id=now.request_id, address=now.address):
            response = super().form_valid(form)
            audit.record("sign_in", user, actor=user)
        return response


class Logout(PolicyMixin):
    """The way out (POST only)."""

    access = PUBLIC
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, User):
            audit.record("sign_out", request.user, actor=request.user)
        logout(request)
        return HttpResponseRedirect(reverse("core:login"))


class ChangePassword(FormPage):
    """Change one's own password; other sessions of the account end."""

    access = SIGNED_IN
    template_name = "core/password_change.html"
    form_class = PasswordChangeForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.user}

    def carry_out(self, form: Any) -> str:
        actions.change_password(self.user, form.cleaned_data["new"])
        update_session_auth_hash(self.request, self.user)
        messages.success(self.request, "密码已修改，请记住新密码。")
        return reverse("core:home")


class UserList(ListPage):
    """Accounts of the county."""

    access = Access(Resource.USER)
    template_name = "core/users.html"
    model = User
    filterset_class = UserFilter
    order = ("username",)

    def get_queryset(self) -> QuerySet[User]:
        return User.objects.select_related("region").filter(
            region__code__startswith=self.user.region_id
        )


class AccountForm(FactForm):
    """Who somebody is in the procedure."""

    region = forms.CharField(
        label="区划代码", help_text="县 6 位、乡镇 9 位、社区 12 位，例如 500235001"
    )

    class Meta:
        model = User
        fields = ("name", "role", "department", "region", "is_active")

    def __init__(self, *args: Any, keeper: User, **kwargs: Any) -> None:
        self.keeper = keeper
        super().__init__(*args, **kwargs)

    def clean_region(self) -> Region:
        code = self.cleaned_data["region"]
        region = Region.objects.filter(code=code, code__startswith=self.keeper.region_id).first()
        if region is None:
            raise forms.ValidationError("没有这个区划代码，请对照区划表填写 6、9 或 12 位代码")
        return region


class FirstPasswordField(forms.CharField):
    """A password that somebody else sets, under the rules of one's own."""

    def __init__(self) -> None:
        super().__init__(
            label="初始密码",
            strip=False,
            help_text="不少于 12 位，不用常见密码，不全是数字；本人首次登录时必须修改",
        )

    def validate(self, value: str) -> None:
        super().validate(value)
        require_strong(value, None)


class PasswordForm(PlainForm):
    """A first password."""

    password = FirstPasswordField()


class NewAccountForm(AccountForm):
    """A new account with its first password."""

    password = FirstPasswordField()

    class Meta(AccountForm.Meta):
        fields = ("username", "name", "role", "department", "region")


class OpenAccount(FormPage):
    """Make an account."""

    access = KEEPS_USERS
    template_name = "core/user_form.html"
    form_class = NewAccountForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"keeper": self.user}

    def carry_out(self, form: Any) -> str:
        actions.open_account(**form.cleaned_data, actor=self.user)
        messages.success(self.request, "已建立账户，请把初始密码当面交给本人。")
        return reverse("core:users")


class _AccountMixin(FormMixin):
    """A page about one account of the administrator's county."""

    def get_account(self) -> User:
        """Return the account, or raise Http404 for one of another county."""
        from django.shortcuts import get_object_or_404

        return get_object_or_404(
            User, pk=self.kwargs["pk"], region__code__startswith=self.user.region_id
        )


class EditAccount(_AccountMixin, FormPage):
    """Change role, region or state of an account."""

    access = KEEPS_USERS
    template_name = "core/user_form.html"
    form_class = AccountForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"keeper": self.user, "instance": self.get_account()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(account=self.get_account(), **kwargs)

    def carry_out(self, form: Any) -> str:
        actions.update_account(self.get_account(), **form.cleaned_data, actor=self.user)
        messages.success(self.request, "已保存，对方下一次操作起生效。")
        return reverse("core:users")


class ResetPassword(_AccountMixin, FormPage):
    """Give a new first password."""

    access = KEEPS_USERS
    template_name = "core/user_form.html"
    form_class = PasswordForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(account=self.get_account(), **kwargs)

    def carry_out(self, form: Any) -> str:
        actions.reset_password(self.get_account(), form.cleaned_data["password"], actor=self.user)
        messages.success(self.request, "已重置，请把新的初始密码当面交给本人。")
        return reverse("core:users")
