/**
 * How one request reaches Fly and what its answer means: the token's header, pacing, retries, the
 * circuit breaker, time limits, and the problem that a failure becomes. A change is sent once;
 * whether it has happened is told by {@link dev.flysnap.fly.http.FlyException.Outcome}. Must not
 * know which resources there are.
 */
@NullMarked
package dev.flysnap.fly.http;

import org.jspecify.annotations.NullMarked;
