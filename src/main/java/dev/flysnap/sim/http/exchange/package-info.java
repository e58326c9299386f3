/**
 * Requests, responses and routes as values, so that operations and the server share them without
 * knowing each other. Must not know any operation.
 */
@NullMarked
package dev.flysnap.sim.http.exchange;

import org.jspecify.annotations.NullMarked;
