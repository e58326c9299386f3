package dev.flysnap.fly.http;

import dev.flysnap.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One call of the API, as data.
 *
 * @param action what the pacer counts, such as {@code machine.get}
 * @param description what a message says after "could not", such as {@code get machine … of app …}
 * @param path below {@code /v1}
 * @param extraTime what the call may take on top of the usual limit
 */
public record ApiCall(
        Kind kind,
        String method,
        String action,
        String description,
        ApiTarget target,
        List<String> path,
        List<Map.Entry<String, String>> query,
        Optional<Json.Obj> body,
        Optional<String> leaseNonce,
        Duration extraTime) {

    /** When it may be sent again, and whether the circuit breaker may refuse it. */
    public enum Kind {
        /** Changes nothing: sent again when no answer came. */
        READ,
        /** Changes nothing; its 408 is an answer: the state was not reached in time. */
        WAIT,
        /** Sent once. */
        CHANGE,
        /**
         * Sent once, also while the API is known to be down: it may give back what a run took (a
         * lease, traffic, metadata, retention) or delete what it made.
         */
        CHANGE_DURING_OUTAGE
    }

    public ApiCall {
        path = List.copyOf(path);
        query = List.copyOf(query);
    }

    /**
     * @param description with {@code %s} for the target
     * @param subpath below the target's own path
     */
    public static ApiCall of(
            Kind kind,
            String method,
            String action,
            String description,
            ApiTarget target,
            String... subpath) {
        return new ApiCall(
                kind,
                method,
                action,
                description.formatted(target.description()),
                target,
                Stream.concat(target.path().stream(), Stream.of(subpath)).toList(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Duration.ZERO);
    }

    public static ApiCall read(
            String action, String description, ApiTarget target, String... subpath) {
        return of(Kind.READ, "GET", action, description, target, subpath);
    }

    boolean isChange() {
        return kind == Kind.CHANGE || kind == Kind.CHANGE_DURING_OUTAGE;
    }

    public ApiCall withQuery(String name, String value) {
        return new ApiCall(
                kind,
                method,
                action,
                description,
                target,
                path,
                Stream.concat(query.stream(), Stream.of(Map.entry(name, value))).toList(),
                body,
                leaseNonce,
                extraTime);
    }

    public ApiCall withBody(Json.Obj json) {
        return new ApiCall(
                kind,
                method,
                action,
                description,
                target,
                path,
                query,
                Optional.of(json),
                leaseNonce,
                extraTime);
    }

    public ApiCall withLeaseNonce(Optional<String> nonce) {
        return new ApiCall(
                kind, method, action, description, target, path, query, body, nonce, extraTime);
    }

    public ApiCall withExtraTime(Duration extra) {
        return new ApiCall(
                kind, method, action, description, target, path, query, body, leaseNonce, extra);
    }
}
