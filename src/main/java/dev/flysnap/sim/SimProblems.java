package dev.flysnap.sim;

import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.nio.file.Path;
import java.util.Locale;

/** The ways in which a simulator cannot start. */
final class SimProblems {
    static Problem portTaken(int port) {
        return new Problem(
                "sim-port-taken",
                ExitCode.FAILED,
                "The simulator cannot listen on 127.0.0.1:" + port + ".",
                "Another program uses the port, or it is not allowed to this user.",
                "Leave --port out, and any free port is taken: flysnap sim");
    }

    static Problem directoryInUse(Path directory) {
        return new Problem(
                "sim-directory-in-use",
                ExitCode.LOCKED,
                "Another simulator lives in " + directory + ".",
                "A world has one simulator at a time.",
                "Stop that one, or give this one a directory of its own: flysnap sim --dir OTHER");
    }

    static Problem directoryNotUsable(String directory, Exception why) {
        return new Problem(
                "sim-directory-not-usable",
                ExitCode.FAILED,
                "The simulator cannot live in " + directory + ".",
                why.toString(),
                "Name a directory that this user can write to: flysnap sim --dir DIRECTORY");
    }

    static Problem worldNotReadable(Path file, Exception why) {
        return new Problem(
                "sim-world-not-readable",
                ExitCode.FAILED,
                "The simulated world in " + file + " cannot be read.",
                why.toString(),
                "Move it away to start with an empty world: mv %s %s.broken".formatted(file, file));
    }

    static Problem otherVolumes(Path directory, VolumeKind there) {
        String kind = there.name().toLowerCase(Locale.ROOT);
        return new Problem(
                "sim-volumes-of-another-kind",
                ExitCode.USAGE,
                "The volumes in %s are %s.".formatted(directory, kind),
                "A world keeps the kind of volumes that it began with.",
                "Go on with those (flysnap sim --dir %s --volumes %s), or name another directory"
                        .formatted(directory, kind));
    }

    private SimProblems() {}
}
