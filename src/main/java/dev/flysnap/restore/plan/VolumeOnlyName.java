package dev.flysnap.restore.plan;

import dev.flysnap.model.RunId;
import dev.flysnap.model.VolumeName;

/**
 * The name of a volume that stays without a machine. With the app's own name the next deploy would
 * mount it; with a name of flysnap's the clean-up would delete it.
 */
final class VolumeOnlyName {
    /** Longest name of a volume. Source: Fly docs, Volumes. */
    private static final int MAX_LENGTH = 30;

    /** Such as {@code data_k3v9x2m7qa}. */
    static VolumeName name(VolumeName source, RunId run) {
        String end = "_" + run.value().replaceFirst("^run_", "");
        String begin = source.value();
        int room = MAX_LENGTH - end.length();
        return new VolumeName(begin.substring(0, Math.min(begin.length(), room)) + end);
    }

    private VolumeOnlyName() {}
}
