"""The REST side, version 1."""

app_name = "api"

urlpatterns: list[object] = []
