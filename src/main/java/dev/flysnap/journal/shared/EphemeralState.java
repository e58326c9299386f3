package dev.flysnap.journal.shared;

import dev.flysnap.model.AppName;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells whether the state directory is likely to be lost with this job, machine or container. A
 * directory that the user named counts as persistent. The default one is ephemeral in a CI job, in
 * a Fly machine (each boot starts with a new root file system) and in a container without a volume.
 */
public final class EphemeralState {
    private static final List<String> CI_VARIABLES =
            List.of("CI", "JENKINS_URL", "TEAMCITY_VERSION", "TF_BUILD", "CODEBUILD_BUILD_ID");
    private static final List<String> EPHEMERAL_FILE_SYSTEMS =
            List.of("overlay", "tmpfs", "ramfs", "aufs");

    /**
     * @param named the directory that a flag names
     * @param directory where the journal lies
     * @return why it may be lost; empty when it is persistent
     */
    public static Optional<String> reason(
            Optional<Path> named, Path directory, Map<String, String> environment) {
        if (named.isPresent() || isSet(environment, "FLYSNAP_STATE_DIR")) {
            return Optional.empty();
        }
        Optional<String> job =
                CI_VARIABLES.stream().filter(it -> isSet(environment, it)).findFirst();
        if (job.isPresent()) {
            return job.map(it -> it + " is set, so this is a job of continuous integration");
        }
        if (isSet(environment, "FLY_MACHINE_ID")) {
            return Optional.of(
                    "this is a Fly machine, which starts each boot with a new root disk");
        }
        return fileSystem(directory)
                .filter(EPHEMERAL_FILE_SYSTEMS::contains)
                .map(text ->
                        "it lies on %s, which is lost with the container or at the next boot"
                                .formatted(text));
    }

    private static boolean isSet(Map<String, String> environment, String name) {
        String value = environment.getOrDefault(name, "").strip();
        return !value.isEmpty() && !value.equalsIgnoreCase("false") && !value.equals("0");
    }

    private static Optional<String> fileSystem(Path directory) {
        Path there = directory;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        try {
            return Optional.of(Files.getFileStore(there).type());
        } catch (IOException e) {
            // Whether it can be written is another question, asked by the journal itself.
            return Optional.empty();
        }
    }

    /** What that means for an interrupted run, in one line. */
    public static String warning(Path directory, String reason) {
        return """
        note: the journal %s may not last: %s. A run that is interrupted here can be continued \
        only while it is there; from elsewhere flysnap runs adopt rebuilds what it can. \
        A directory that lasts: --state-dir DIR\
        """
                .formatted(directory, reason);
    }

    public static Problem neededToRetain(AppName app, Path directory, String reason) {
        return new Problem(
                "state-does-not-last",
                ExitCode.USAGE,
                "--retain needs a journal that lasts, and %s may not: %s."
                        .formatted(directory, reason),
                "It changes the volume's retention for a moment; were this run interrupted, only the journal would know what to put back.",
                """
                Name a directory that outlives this job: --state-dir DIR (or FLYSNAP_STATE_DIR). \
                Or set it for all snapshots: flysnap policy set %s --retention 30d\
                """
                        .formatted(app));
    }

    private EphemeralState() {}
}
