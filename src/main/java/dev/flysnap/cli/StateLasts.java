package dev.flysnap.cli;

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
 * Whether the journal will be there tomorrow. A directory that somebody named is taken to last; the
 * default one does not in a job of continuous integration, in a Fly machine (its root file system
 * starts anew with each boot) or in a container without a volume.
 */
final class StateLasts {
    private static final List<String> OF_A_JOB =
            List.of("CI", "JENKINS_URL", "TEAMCITY_VERSION", "TF_BUILD", "CODEBUILD_BUILD_ID");
    private static final List<String> FLEETING = List.of("overlay", "tmpfs", "ramfs", "aufs");

    /**
     * @param named the directory that a flag names
     * @param directory where the journal lies
     * @return why it may be gone tomorrow; empty when it lasts
     */
    static Optional<String> doubt(
            Optional<Path> named, Path directory, Map<String, String> environment) {
        if (named.isPresent() || isSet(environment, "FLYSNAP_STATE_DIR")) {
            return Optional.empty();
        }
        Optional<String> job = OF_A_JOB.stream().filter(it -> isSet(environment, it)).findFirst();
        if (job.isPresent()) {
            return job.map(it -> it + " is set, so this is a job of continuous integration");
        }
        if (isSet(environment, "FLY_MACHINE_ID")) {
            return Optional.of("this is a Fly machine, whose own disk starts anew with each boot");
        }
        return fileSystem(directory)
                .filter(FLEETING::contains)
                .map(it -> "it lies on " + it + ", which goes with the container or the next boot");
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

    /** What an interrupted run then means, in one line. */
    static String warning(Path directory, String doubt) {
        return ("note: the journal %s may not last: %s. A run that is interrupted here can be continued"
                        + " only while it is there; from elsewhere flysnap runs adopt rebuilds what it can."
                        + " A directory that lasts: --state-dir DIR")
                .formatted(directory, doubt);
    }

    static Problem neededToRetain(AppName app, Path directory, String doubt) {
        return new Problem(
                "state-does-not-last",
                ExitCode.USAGE,
                "--retain needs a journal that lasts, and "
                        + directory
                        + " may not: "
                        + doubt
                        + ".",
                "It changes the volume's retention for a moment; were this run interrupted, only the journal would know what to put back.",
                "Name a directory that outlives this job: --state-dir DIR (or FLYSNAP_STATE_DIR). Or set it for all snapshots: flysnap policy set "
                        + app
                        + " --retention 30d");
    }

    private StateLasts() {}
}
