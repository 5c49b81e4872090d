"""The API's own description, as a schema and as a page to read."""

from csp.decorators import csp_update
from django.utils.decorators import method_decorator
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from .access import SIGNED_IN
from .permissions import PolicyPermission


class Schema(SpectacularAPIView):
    """OpenAPI 3, generated from the endpoints."""

    access = SIGNED_IN
    permission_classes = (PolicyPermission,)


# Swagger UI styles its elements inline; no other page may.
@method_decorator(csp_update({"style-src": ["'self'", "'unsafe-inline'"]}), name="dispatch")
class Documentation(SpectacularSwaggerSplitView):
    """The schema as a page where calls can be tried."""

    access = SIGNED_IN
    permission_classes = (PolicyPermission,)
    url_name = "api:schema"
