package dev.flysnap.restore.model;

import dev.flysnap.model.RunId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.tags.TagKeys;

/** The name of the new volume: a deploy mounts what has the app's own. */
public final class VolumeNames {
    /** Longest name of a volume. Source: Fly docs, Volumes. */
    private static final int MAX_LENGTH = 30;

    public static VolumeName of(Goal goal, VolumeName source, RunId run) {
        return switch (goal) {
            case VOLUME -> volumeOnly(source, run);
            case TRIAL -> ofTrial(run);
            case VERIFIED, CUTOVER, CUTOVER_UNFENCED -> source;
        };
    }

    /** Whatever becomes of the run, the clean-up knows it by its name. */
    public static VolumeName ofTrial(RunId run) {
        return new VolumeName(TagKeys.flysnapName(id(run)));
    }

    /**
     * Such as {@code data_k3v9x2m7qa}: it stays, so it has no name of flysnap's, by which the
     * clean-up would delete it.
     */
    private static VolumeName volumeOnly(VolumeName source, RunId run) {
        String end = "_" + id(run);
        String begin = source.value();
        int room = MAX_LENGTH - end.length();
        return new VolumeName(begin.substring(0, Math.min(begin.length(), room)) + end);
    }

    private static String id(RunId run) {
        return run.value().replaceFirst("^run_", "");
    }

    private VolumeNames() {}
}
