# flysnap with a java of its own in /opt/flysnap, a folder that can be copied into any image with glibc:
#     COPY --from=flysnap /opt/flysnap /opt/flysnap
# As an image of its own it runs flysnap as the user flysnap, who can write to /state and /tmp and nothing else: it also
# works with a read-only root file system (docker run --read-only --tmpfs /tmp -v state:/state).
# The project's tests run bin/bundle; this file itself is not built by them.
FROM eclipse-temurin:25-jdk AS build
RUN apt-get update \
    && apt-get install --yes --no-install-recommends maven \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY pom.xml ./
COPY bin bin
COPY src/build src/build
COPY src/main src/main
RUN bin/bundle /opt/flysnap

FROM ubuntu:24.04
# The certificates are java's own; nothing else is installed.
RUN useradd --system --uid 10001 --home-dir /state --shell /usr/sbin/nologin flysnap \
    && install --directory --owner=flysnap --mode=0700 /state
COPY --from=build /opt/flysnap /opt/flysnap
COPY bin/as-flysnap /usr/local/bin/as-flysnap
RUN ln -s /opt/flysnap/bin/flysnap /usr/local/bin/flysnap
WORKDIR /state
ENTRYPOINT ["/usr/local/bin/as-flysnap"]
