package dev.flysnap.restore.plan;

import dev.flysnap.model.RunId;
import dev.flysnap.model.VolumeName;

/**
 * The name of a volume that stays without a machine: the app's own name would let the next deploy
 * mount it, a name of flysnap's would let clean-up take it for litter.
 */
final class VolumeOnlyName {
    /** Longest name of a volume. Source: Fly docs, Volumes. */
    private static final int MAX_LENGTH = 30;

    /** Such as {@code data_k3v9x2m7qa}. */
    static VolumeName name(VolumeName of, RunId run) {
        String end = "_" + run.value().replaceFirst("^run_", "");
        String begin = of.value();
        int room = MAX_LENGTH - end.length();
        return new VolumeName(begin.substring(0, Math.min(begin.length(), room)) + end);
    }

    private VolumeOnlyName() {}
}
