package dev.flysnap.sim;

import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.nio.file.Path;
import java.util.Locale;

/** Why a simulator cannot start. */
final class SimProblems {
    static Problem portTaken(int port) {
        return failed(
                "sim-port-taken",
                "The simulator cannot listen on 127.0.0.1:%s.".formatted(port),
                "Another program uses the port, or this user may not use it.",
                "Omit --port to use any free port: flysnap sim");
    }

    static Problem directoryInUse(Path directory) {
        return new Problem(
                "sim-directory-in-use",
                ExitCode.LOCKED,
                "Another simulator uses %s.".formatted(directory),
                "Only one simulator at a time can use a directory.",
                "Stop the other simulator, or use another directory: flysnap sim --dir OTHER");
    }

    static Problem directoryNotUsable(String directory, Exception why) {
        return failed(
                "sim-directory-not-usable",
                "The simulator cannot use the directory %s.".formatted(directory),
                why.toString(),
                "Name a directory that this user can write to: flysnap sim --dir DIRECTORY");
    }

    static Problem worldNotReadable(Path file, Exception why) {
        return failed(
                "sim-world-not-readable",
                "The simulated world in %s cannot be read.".formatted(file),
                why.toString(),
                "Move it away to start with an empty world: mv %s %s.broken".formatted(file, file));
    }

    static Problem otherVolumes(Path directory, VolumeBackend there) {
        String kind = there.name().toLowerCase(Locale.ROOT);
        return new Problem(
                "sim-volumes-of-another-kind",
                ExitCode.USAGE,
                "The volumes in %s are %s.".formatted(directory, kind),
                "A world keeps the kind of volumes that it was created with.",
                "Continue with those (flysnap sim --dir %s --volumes %s), or name another directory"
                        .formatted(directory, kind));
    }

    private static Problem failed(String code, String what, String why, String next) {
        return new Problem(code, ExitCode.FAILED, what, why, next);
    }

    private SimProblems() {}
}
