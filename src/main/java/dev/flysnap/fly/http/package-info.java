/**
 * Sends requests to Fly and interprets the answers: authorisation, pacing ({@link
 * dev.flysnap.fly.http.RateLimitPacer}), retries ({@link dev.flysnap.fly.http.RetryPolicy}), the
 * circuit breaker, time limits. {@link dev.flysnap.fly.http.FailureClassifier} turns a failure into
 * a problem; what a refusal means, "no capacity" for one, is decided by {@link
 * dev.flysnap.fly.http.RefusalTable}. A change is sent once; {@link
 * dev.flysnap.fly.http.FlyException.Outcome} says whether it may have happened. Must not know which
 * resources there are.
 */
@NullMarked
package dev.flysnap.fly.http;

import org.jspecify.annotations.NullMarked;
