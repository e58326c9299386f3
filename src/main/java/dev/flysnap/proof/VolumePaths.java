package dev.flysnap.proof;

import dev.flysnap.model.Machine;
import dev.flysnap.model.VolumeId;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a machine's volume is mounted according to its config: files elsewhere are in no snapshot.
 *
 * @param mounts the paths that it is mounted at; none where Fly does not tell
 * @param volumes the volumes that are mounted there
 */
public record VolumePaths(List<Path> mounts, List<VolumeId> volumes) {

    /** Whether a file is on the volume. */
    public enum Location {
        ON,
        OFF,
        /** The path is not absolute: only the hook knows its base. */
        NOT_ABSOLUTE,
        /** Fly names no mount. */
        NO_MOUNT
    }

    public static VolumePaths of(Machine machine) {
        return new VolumePaths(
                Stream.concat(
                                machine.config().stream()
                                        .flatMap(config -> config.objects("mounts").stream())
                                        .flatMap(mount -> mount.text("path").stream()),
                                // A container may mount the machine's volume elsewhere.
                                machine.containers().stream()
                                        .flatMap(it -> it.mountPaths().stream()))
                        .map(VolumePaths::normalized)
                        .filter(Path::isAbsolute)
                        .toList(),
                machine.mountedVolumes());
    }

    /**
     * @param path of a file, as something in the machine sees it, symbolic links resolved
     */
    public Location of(String path) {
        Path file = normalized(path);
        if (!file.isAbsolute()) {
            return Location.NOT_ABSOLUTE;
        }
        if (mounts.isEmpty()) {
            return Location.NO_MOUNT;
        }
        return mounts.stream().anyMatch(file::startsWith) || isInTheSimulator(file)
                ? Location.ON
                : Location.OFF;
    }

    /**
     * For a process of {@code flysnap sim} a mount is a folder with the volume's id as its name.
     */
    private boolean isInTheSimulator(Path file) {
        for (Path folder : file) {
            if (volumes.stream().anyMatch(it -> it.value().equals(folder.toString()))) {
                return true;
            }
        }
        return false;
    }

    /** A relative path if {@code path} is not valid. */
    private static Path normalized(String path) {
        try {
            return Path.of(path).normalize();
        } catch (InvalidPathException e) {
            return Path.of("");
        }
    }
}
