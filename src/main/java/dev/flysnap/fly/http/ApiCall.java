package dev.flysnap.fly.http;

import dev.flysnap.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One call of the API, as data.
 *
 * @param action what the pacer counts, such as {@code machine.get}
 * @param doing what a message says after "could not", such as {@code get machine … of app …}
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

    /** When it may be sent again, and whether the circuit breaker is asked. */
    public enum Kind {
        /** Changes nothing: asked again when no answer came. */
        READ,
        /** Changes nothing; its 408 is an answer: the state was not reached in time. */
        WAIT,
        /** Sent once. */
        CHANGE,
        /**
         * Sent once, also while the API is known to be down: it may give back what a run took (a
         * lease, traffic, metadata, retention) or delete what it made.
         */
        GIVE_BACK
    }

    public ApiCall {
        path = List.copyOf(path);
        query = List.copyOf(query);
    }

    public static ApiCall read(String action, String doing, ApiTarget target, List<String> path) {
        return plain(Kind.READ, "GET", action, doing, target, path);
    }

    public static ApiCall change(
            String method, String action, String doing, ApiTarget target, List<String> path) {
        return plain(Kind.CHANGE, method, action, doing, target, path);
    }

    private static ApiCall plain(
            Kind kind,
            String method,
            String action,
            String doing,
            ApiTarget target,
            List<String> path) {
        return new ApiCall(
                kind,
                method,
                action,
                doing,
                target,
                path,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Duration.ZERO);
    }

    boolean isChange() {
        return kind == Kind.CHANGE || kind == Kind.GIVE_BACK;
    }

    public ApiCall with(String name, String value) {
        List<Map.Entry<String, String>> more = new ArrayList<>(query);
        more.add(Map.entry(name, value));
        return new ApiCall(
                kind, method, action, description, target, path, more, body, leaseNonce, extraTime);
    }

    public ApiCall with(Json.Obj newBody) {
        return new ApiCall(
                kind,
                method,
                action,
                description,
                target,
                path,
                query,
                Optional.of(newBody),
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

    public ApiCall ofKind(Kind other) {
        return new ApiCall(
                other,
                method,
                action,
                description,
                target,
                path,
                query,
                body,
                leaseNonce,
                extraTime);
    }

    public ApiCall withMethod(String otherMethod) {
        return new ApiCall(
                kind,
                otherMethod,
                action,
                description,
                target,
                path,
                query,
                body,
                leaseNonce,
                extraTime);
    }
}
