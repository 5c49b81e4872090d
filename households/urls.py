"""URLs of households."""

app_name = "households"

urlpatterns: list[object] = []
