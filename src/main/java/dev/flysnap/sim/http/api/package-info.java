/**
 * One class for each group of API operations: reads a request, applies a rule, and describes the
 * result in the JSON that Fly answers with. Must not know sockets, tokens' validity, faults or rate
 * limits.
 */
@NullMarked
package dev.flysnap.sim.http.api;

import org.jspecify.annotations.NullMarked;
