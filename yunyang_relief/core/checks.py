"""System checks: what must hold before the product starts."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import Error, Tags, register

from yunyang_relief.embedded import is_embedded

from .fields import SealedField


@register()
def sealed_models_have_uid(**_: Any) -> list[Error]:
    """A sealed value is bound to its row by `uid`."""
    return [
        Error(f"{model._meta.label} has a SealedField but no uid", id="core.E001", obj=model)
        for model in apps.get_models()
        if any(isinstance(field, SealedField) for field in model._meta.concrete_fields)
        and not any(field.name == "uid" for field in model._meta.concrete_fields)
    ]


@register(Tags.security, deploy=True)
def production_has_its_own_secrets(**_: Any) -> list[Error]:
    """Development keys and the embedded database never reach production."""
    errors = []
    if any(key.startswith("dev:") for key in settings.FIELD_KEYS):
        errors.append(Error("set YUNYANG_FIELD_KEYS (id:base64 of 32 bytes)", id="core.E002"))
    if settings.INDEX_KEY.startswith("development"):
        errors.append(Error("set YUNYANG_INDEX_KEY", id="core.E003"))
    if settings.SECRET_KEY == settings.INSECURE_KEY:
        errors.append(Error("set SECRET_KEY", id="core.E004"))
    if is_embedded(settings):
        errors.append(Error("set DATABASE_URL: the embedded server is for demos", id="core.E005"))
    if settings.DEMO:
        errors.append(Error("YUNYANG_DEMO must not be set in production", id="core.E006"))
    return errors
