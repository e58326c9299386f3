package dev.flysnap.journal;

import dev.flysnap.json.Json;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import java.time.Instant;
import java.util.Optional;

/**
 * A run as it was started.
 *
 * @param organization the app's when the run was started, where Fly said it
 * @param plan all that is needed to continue it after a crash; may hold secrets of a machine's
 *     config, so it is never shown unless asked for
 * @param parent the run that this one is a part of, where several volumes were meant
 */
public record RunRecord(
        RunId id,
        RunKind kind,
        AppName app,
        Optional<OrganizationSlug> organization,
        Instant startedAt,
        Json.Obj plan,
        Optional<RunId> parent) {}
