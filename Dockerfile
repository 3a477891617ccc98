# A small image that serves a store: no compiler, no shell tools beyond the base's, a user without rights.
# It runs on a read-only root file system; only /data is written to, and /tmp, which may be in memory.
FROM python:3.11.13-slim-bookworm AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/osgraph
WORKDIR /src
COPY requirements-image.lock ./
RUN /opt/osgraph/bin/pip install --no-deps --require-hashes -r requirements-image.lock
COPY pyproject.toml README.md LICENSE ./
COPY osgraph osgraph
COPY ontology ontology
COPY seeds seeds
RUN /opt/osgraph/bin/pip install --no-deps --no-build-isolation . \
 && /opt/osgraph/bin/pip uninstall --yes hatchling pathspec pluggy trove-classifiers pip

FROM python:3.11.13-slim-bookworm

LABEL org.opencontainers.image.title="osgraph" \
      org.opencontainers.image.description="Documents to claims: a knowledge graph that shows its evidence" \
      org.opencontainers.image.licenses="MIT"
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin osgraph \
 && install --directory --owner=10001 --group=10001 /data
COPY --from=build /opt/osgraph /opt/osgraph
ENV PATH=/opt/osgraph/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/openapi.json', timeout=4)"]
ENTRYPOINT ["osgraph"]
CMD ["serve", "--host", "0.0.0.0", "--store", "/data/osgraph-kg"]
