/**
 * What flyctl asks of {@code api.fly.io/graphql}: a small schema over the simulated world. An
 * unknown field is an error of GraphQL, with HTTP status 200. The engine is loaded with the first
 * request, so that flysnap starts without it. Must not know sockets, faults or rate limits.
 */
@NullMarked
package dev.flysnap.sim.http.graphql;

import org.jspecify.annotations.NullMarked;
