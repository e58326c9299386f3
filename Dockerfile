# flysnap with a java of its own in /opt/flysnap, a folder that can be copied into any image with glibc:
#     COPY --from=flysnap /opt/flysnap /opt/flysnap
# The project's tests run bin/bundle; this file itself is not built by them.
FROM eclipse-temurin:25-jdk AS build
RUN apt-get update \
    && apt-get install --yes --no-install-recommends maven \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY pom.xml ./
COPY bin bin
COPY src/main src/main
RUN bin/bundle /opt/flysnap

FROM ubuntu:24.04
COPY --from=build /opt/flysnap /opt/flysnap
RUN ln -s /opt/flysnap/bin/flysnap /usr/local/bin/flysnap
ENTRYPOINT ["/usr/local/bin/flysnap"]
