# Twinleg as an image: built in one stage, and only what runs in the other. docs/container.md tells
# how it is started; no key, token or data is ever in it.

ARG DEBIAN=debian:12-slim

FROM ${DEBIAN} AS build
WORKDIR /twinleg
COPY packages.txt .
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        $(awk '/^\[/ { on = $1 == "[build]" } on && /^[a-z]/ { print $1 }' packages.txt) \
    && rm -rf /var/lib/apt/lists/*
COPY . .
# What the compiler made is kept between builds of the image: a changed file compiles alone.
ARG CCACHE_DIR=/ccache
ARG PRESET=release
RUN --mount=type=cache,target=/ccache \
    CCACHE_DIR=${CCACHE_DIR} LANG=C.UTF-8 bash -c '. tools/debian.sh && build "$PWD" "$0" twinleg' ${PRESET} \
    && strip -o /usr/local/bin/twinleg build/${PRESET}/bin/twinleg

FROM ${DEBIAN}
LABEL org.opencontainers.image.title="Twinleg" \
      org.opencontainers.image.description="Trades one coin on two perpetual venues at once" \
      org.opencontainers.image.licenses="MIT"
COPY packages.txt /tmp/
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        $(awk '/^\[/ { on = $1 == "[run]" } on && /^[a-z]/ { print $1 }' /tmp/packages.txt) \
    && rm -rf /tmp/packages.txt /var/lib/apt/lists/* /var/cache/apt /var/cache/debconf/*-old \
        /var/log/apt /var/log/*.log \
    && groupadd --gid 10001 twinleg \
    && useradd --uid 10001 --gid 10001 --home-dir /data --no-create-home \
        --shell /usr/sbin/nologin twinleg \
    && install -d -o twinleg -g twinleg -m 0700 /data
COPY --from=build /usr/local/bin/twinleg /usr/local/bin/twinleg
COPY deploy/container/entry /usr/local/bin/twinleg-entry

# Other machines' requests come in by the container's own address; they need the token that the
# entry script makes, or that TWINLEG_PANEL_TOKEN says.
ENV TWINLEG_DATA=/data TWINLEG_LISTEN=0.0.0.0 TWINLEG_PANEL_PORT=8000
WORKDIR /data
VOLUME /data
EXPOSE 8000
USER 10001:10001
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=6s --start-period=30s --retries=3 CMD ["twinleg", "health"]
ENTRYPOINT ["twinleg-entry"]
CMD ["demo"]
