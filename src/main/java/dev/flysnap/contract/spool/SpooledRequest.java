package dev.flysnap.contract.spool;

import dev.flysnap.json.Json;
import java.util.Optional;

/**
 * A request of the contract as one document. The script that carries it adds the token.
 *
 * @param path with its query, if there is one
 * @param range the header of that name
 * @param body what is sent as JSON
 * @param base64 what is sent as bytes, instead
 */
public record SpooledRequest(
        String method,
        String path,
        Optional<String> range,
        Optional<Json> body,
        Optional<String> base64) {

    public static SpooledRequest get(String path) {
        return of("GET", path, Optional.empty());
    }

    public static SpooledRequest of(String method, String path, Optional<Json> body) {
        return new SpooledRequest(method, path, Optional.empty(), body, Optional.empty());
    }
}
