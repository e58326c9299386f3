# flysnap with a java of its own in /opt/flysnap, a folder that can be copied into any image with glibc:
#     COPY --from=flysnap /opt/flysnap /opt/flysnap
# As an image of its own it runs flysnap as the user flysnap, who can write to /state and /tmp and nothing else: it also
# works with a read-only root file system (docker run --read-only --tmpfs /tmp -v state:/state).
# Each platform of --platform linux/amd64,linux/arm64 builds itself, as java learns by running: under emulation that is slow.
# The project's tests run bin/image and bin/bundle; this file itself is not built by them.
FROM eclipse-temurin:25-jdk AS build
RUN apt-get update \
    && apt-get install --yes --no-install-recommends busybox-static maven \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY pom.xml ./
COPY bin bin
COPY src/build src/build
COPY src/main src/main
RUN bin/image /image

# The certificates are java's own; sh is BusyBox's; there is no distribution in it.
FROM scratch
COPY --from=build /image /
ENV PATH=/usr/local/bin:/usr/bin:/bin
WORKDIR /state
ENTRYPOINT ["/usr/local/bin/as-flysnap"]
