package dev.flysnap.tags;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.RunId;
import dev.flysnap.model.VolumeId;
import java.util.Optional;

/**
 * The keys that flysnap writes into the metadata of machines, and what other packages read from
 * them and from the journal.
 */
public final class TagKeys {
    /** Names the run that made the machine. */
    public static final String RUN_KEY = "flysnap_run";

    /** On a machine that is not the app. */
    public static final String ROLE_KEY = "flysnap_role";

    /**
     * Holds a {@link RestoreTag}; its field {@code old.machine} is the one that the cutover
     * replaces.
     */
    public static final String RESTORE_KEY = "flysnap_restore";

    private static final String PLATFORM = "fly_";

    private static final String OWN = "flysnap_";

    public static boolean isVerifier(Machine machine) {
        return machine.metadata().containsKey(ROLE_KEY);
    }

    public static boolean isMadeByRun(Machine machine) {
        return machine.metadata().containsKey(RUN_KEY);
    }

    /** As its config tells it. */
    public static boolean isMadeByRun(Json.Obj config) {
        return config.object("metadata").flatMap(it -> it.get(RUN_KEY)).isPresent();
    }

    /** The run that made the machine; empty where there is none, or its value is invalid. */
    public static Optional<RunId> runOf(Machine machine) {
        try {
            return Optional.ofNullable(machine.metadata().get(RUN_KEY)).map(RunId::new);
        } catch (IllegalArgumentException e) {
            // Somebody else's value under flysnap's key.
            return Optional.empty();
        }
    }

    /** Whether a key of metadata is one of the platform's own. Source: flyctl. */
    public static boolean isPlatformKey(String key) {
        return key.startsWith(PLATFORM);
    }

    /** The name of a temporary volume or machine of flysnap. */
    public static String flysnapName(String end) {
        return OWN + end;
    }

    /** Whether the name is that of a temporary volume or machine of flysnap. */
    public static boolean isFlysnapName(String name) {
        return name.startsWith(OWN);
    }

    /** Whether {@code fly deploy} takes it for one of the app's. Source: flyctl. */
    public static boolean hasPlatformMetadata(Machine machine) {
        return machine.metadata().keySet().stream().anyMatch(TagKeys::isPlatformKey);
    }

    /** Whether a run was to make only a volume; false for runs of other versions. */
    public static boolean isVolumeOnly(Json.Obj plan) {
        return plan.text("goal").equals(Optional.of("volume"));
    }

    /** The volume that an effect of a run says it created. */
    public static Optional<VolumeId> createdVolume(Json effect) {
        return effect instanceof Json.Obj it
                        && it.text("kind").equals(Optional.of("volume-created"))
                ? it.text("volume").map(VolumeId::new)
                : Optional.empty();
    }

    /** The machine that this one was made to replace, according to its tag. */
    public static Optional<MachineId> machineToReplace(Machine machine) {
        try {
            return Optional.ofNullable(machine.metadata().get(RESTORE_KEY))
                    .flatMap(it -> JsonText.parseObject(it).object("old"))
                    .flatMap(it -> it.text("machine"))
                    .map(MachineId::new);
        } catch (MalformedJson | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private TagKeys() {}
}
