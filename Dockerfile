# The image: built from a clean checkout by the same set-up and build as everywhere, then only what runs. See docs/deploy.md.
#   docker build -t image2model .
# Debian 12 in both stages: what is linked against in the first is what is loaded in the second.
FROM debian:bookworm-slim AS build
# For networks with a package registry or a certificate authority of their own; empty where there is none.
ARG NPM_CONFIG_REGISTRY
ARG NPM_CONFIG_CAFILE
ARG NODE_EXTRA_CA_CERTS
ARG JOBS
WORKDIR /src
# First what the set-up reads, so that a change of the code does not install everything anew.
COPY tools/setup tools/setup_sources.py tools/
COPY cmake/dependencies.lock.json cmake/
COPY package.json package-lock.json .npmrc ./
RUN tools/setup run && apt-get clean
COPY . .
RUN make install PREFIX=/usr/local DESTDIR=/out ${JOBS:+JOBS=$JOBS}
# The packages that hold the libraries which the program loads: asked of the program, so that no list can be wrong.
RUN ldd /out/usr/local/bin/image2model | sed -nE 's/.* => (\/[^ ]+) .*/\1/p' | while read -r library; do \
      dpkg -S "$(readlink -f "$library")" || dpkg -S "$library"; done | sed 's/:.*//' | sort -u >/out/usr/local/share/image2model/packages \
    && test -s /out/usr/local/share/image2model/packages

FROM debian:bookworm-slim
ARG VERSION=dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="image2model" \
      org.opencontainers.image.description="Turns 2D images into 3D models: one server program, one page" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.base.name="debian:bookworm-slim"
COPY --from=build /out/usr/local/ /usr/local/
# ca-certificates: calls to the provider are over TLS. The user exists so that the folder below has an owner with a name.
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive xargs apt-get install -y --no-install-recommends ca-certificates </usr/local/share/image2model/packages \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/* /var/log/* \
    && useradd --uid 10001 --user-group --no-create-home --home-dir /data --shell /usr/sbin/nologin image2model \
    && install -d -o 10001 -g 10001 -m 0750 /data
ENV I2M_HOST=0.0.0.0 I2M_PORT=8000 I2M_DATA_DIR=/data
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
# As process 1 the program takes SIGTERM by itself, and it never starts another, so there is nothing to reap: no init is needed.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 CMD ["image2model", "healthcheck"]
ENTRYPOINT ["image2model"]
