package dev.flysnap.fly.http;

import dev.flysnap.model.AppName;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import java.util.List;
import java.util.Optional;

/** What a call is about: named in messages, counted by the pacer. */
public sealed interface ApiTarget {
    record OfPlatform() implements ApiTarget {}

    record OfToken() implements ApiTarget {}

    record OfOrganization(String slug) implements ApiTarget {}

    record OfApp(AppName app) implements ApiTarget {}

    record OfVolume(AppName app, VolumeId volume) implements ApiTarget {}

    /** A volume that is to be made from a snapshot. */
    record OfSnapshot(AppName app, SnapshotId snapshot) implements ApiTarget {}

    record OfMachine(AppName app, MachineId machine) implements ApiTarget {}

    /** Where its calls are, below {@code /v1}. */
    default List<String> path() {
        return switch (this) {
            case OfPlatform() -> List.of("platform");
            case OfToken() -> List.of("tokens");
            case OfOrganization(var _) -> List.of("apps");
            case OfApp(var app) -> List.of("apps", app.value());
            case OfVolume(var app, var volume) ->
                    List.of("apps", app.value(), "volumes", volume.value());
            case OfSnapshot(var app, var _) -> List.of("apps", app.value());
            case OfMachine(var app, var machine) ->
                    List.of("apps", app.value(), "machines", machine.value());
        };
    }

    /** The app that it is in. */
    default Optional<AppName> owningApp() {
        return switch (this) {
            case OfPlatform() -> Optional.empty();
            case OfToken() -> Optional.empty();
            case OfOrganization(var _) -> Optional.empty();
            case OfApp(var app) -> Optional.of(app);
            case OfVolume(var app, var _) -> Optional.of(app);
            case OfSnapshot(var app, var _) -> Optional.of(app);
            case OfMachine(var app, var _) -> Optional.of(app);
        };
    }

    /** Its name in messages. */
    default String description() {
        return switch (this) {
            case OfPlatform() -> "the platform";
            case OfToken() -> "the token";
            case OfOrganization(var slug) -> "organisation " + slug;
            case OfApp(var app) -> "app " + app;
            case OfVolume(var app, var volume) -> "volume " + volume + " of app " + app;
            case OfSnapshot(var app, var snapshot) -> "snapshot " + snapshot + " for app " + app;
            case OfMachine(var app, var machine) -> "machine " + machine + " of app " + app;
        };
    }

    /** The platform counts calls by machine, or by app where no machine is meant. */
    default String rateLimitKey() {
        return switch (this) {
            case OfPlatform() -> "platform";
            case OfToken() -> "token";
            case OfOrganization(var slug) -> "organization " + slug;
            case OfApp(var app) -> app.value();
            case OfVolume(var app, var _) -> app.value();
            case OfSnapshot(var app, var _) -> app.value();
            case OfMachine(var _, var machine) -> machine.value();
        };
    }
}
