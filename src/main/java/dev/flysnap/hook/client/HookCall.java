package dev.flysnap.hook.client;

import dev.flysnap.json.Json;
import java.time.Duration;
import java.util.Optional;

/**
 * One request of the contract, independent of the transport.
 *
 * @param verb {@code quiesce}, {@code resume}, {@code check}, {@code status} or {@code files}
 * @param limit time limit for the whole call
 */
public record HookCall(String verb, Optional<Json.Obj> body, Duration limit) {}
