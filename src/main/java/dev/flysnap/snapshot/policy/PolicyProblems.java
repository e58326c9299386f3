package dev.flysnap.snapshot.policy;

import dev.flysnap.model.AppName;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.util.List;

/** The ways in which setting and reading what Fly keeps fails. */
final class PolicyProblems {
    static Problem retentionUnknown(VolumeId volume) {
        return new Problem(
                "retention-unknown",
                ExitCode.FAILED,
                "Fly does not say how long the snapshots of %s are kept.".formatted(volume),
                "A setting that is not known could not be restored after --retain.",
                "Set it for the volume: flysnap policy set --volume %s --retention 30"
                        .formatted(volume));
    }

    static Problem policyNotSet(AppName app, List<Problem> failed, int all) {
        if (all == 1) {
            return failed.getFirst();
        }
        List<ExitCode> exits = failed.stream().map(Problem::exit).distinct().toList();
        boolean partly = failed.size() < all;
        return new Problem(
                partly ? "policy-partly-set" : "policy-not-set",
                partly
                        ? ExitCode.PARTLY_DONE
                        : exits.size() == 1 ? exits.getFirst() : ExitCode.FAILED,
                "The policy of %d of %d volumes of %s was not set."
                        .formatted(failed.size(), all, app),
                failed.getFirst().what() + " " + failed.getFirst().why(),
                "Run it again: what is set already stays as it is. See flysnap policy show " + app);
    }

    private PolicyProblems() {}
}
