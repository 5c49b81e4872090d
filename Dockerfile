# The production image: one for web, worker and beat; see docker-compose.yml.

FROM python:3.11-slim-bookworm AS build
RUN pip install --no-cache-dir uv==0.13.9
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
WORKDIR /app
COPY pyproject.toml uv.lock ./
RUN --mount=type=cache,target=/root/.cache/uv uv sync --locked --no-dev
COPY . .
# The real secrets come at run time; gathering static files needs none of them.
RUN YUNYANG_PRODUCTION=1 .venv/bin/python manage.py collectstatic --noinput

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /app yunyang \
    && install -d -o yunyang -m 0700 /data
WORKDIR /app
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 YUNYANG_PRODUCTION=1 YUNYANG_DATA=/data
USER yunyang
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "yunyang_relief.wsgi", "--bind=0.0.0.0:8000", "--workers=4", \
     "--worker-class=gthread", "--threads=4", "--no-control-socket", "--access-logfile=-"]
