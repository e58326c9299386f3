package dev.flysnap.tags;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.VolumeId;
import java.util.Optional;

/**
 * What a restore writes into the metadata of the machine that it makes, and into the journal, as
 * far as others read it.
 */
public final class TagKeys {
    /** Names the run that made the machine. */
    public static final String RUN_KEY = "flysnap_run";

    /** A machine that bears it is no app. */
    public static final String ROLE_KEY = "flysnap_role";

    /** Bears JSON; the field {@code old.machine} is the one that the cutover replaces. */
    public static final String NOTE_KEY = "flysnap_restore";

    private static final String PLATFORM = "fly_";

    private static final String OWN = "flysnap_";

    public static boolean isVerifier(Machine machine) {
        return machine.metadata().containsKey(ROLE_KEY);
    }

    public static boolean isOfARun(Machine machine) {
        return machine.metadata().containsKey(RUN_KEY);
    }

    /** Whether a key of metadata is one of the platform's own. Source: flyctl. */
    public static boolean isPlatformKey(String key) {
        return key.startsWith(PLATFORM);
    }

    /** Whether a volume or machine of that name was made by flysnap, to be thrown away. */
    public static boolean isOwnName(String name) {
        return name.startsWith(OWN);
    }

    /** Whether {@code fly deploy} takes it for one of the app's. Source: flyctl. */
    public static boolean isOfThePlatform(Machine machine) {
        return machine.metadata().keySet().stream().anyMatch(TagKeys::isPlatformKey);
    }

    /** Whether a run was to make a volume, and no machine. Runs of other versions say nothing. */
    public static boolean isVolumeOnly(Json.Obj plan) {
        return plan.text("goal").equals(Optional.of("volume"));
    }

    /** The volume that an effect of a run tells to have made. */
    public static Optional<VolumeId> madeVolume(Json effect) {
        return effect instanceof Json.Obj it
                        && it.text("kind").equals(Optional.of("volume-created"))
                ? it.text("volume").map(VolumeId::new)
                : Optional.empty();
    }

    /** The machine that this one says it was made to replace; a text that is no note says none. */
    public static Optional<MachineId> toReplace(Machine machine) {
        try {
            return Optional.ofNullable(machine.metadata().get(NOTE_KEY))
                    .flatMap(it -> JsonText.parseObject(it).object("old"))
                    .flatMap(it -> it.text("machine"))
                    .map(MachineId::new);
        } catch (MalformedJson | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private TagKeys() {}
}
