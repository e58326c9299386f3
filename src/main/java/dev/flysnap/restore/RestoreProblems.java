package dev.flysnap.restore;

import dev.flysnap.fly.Regions;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.Region;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** The ways in which bringing a snapshot back fails. */
final class RestoreProblems {
    static Problem noSuchRegion(Region region, Regions regions) {
        return new Problem(
                "no-such-region",
                ExitCode.FAILED,
                "Fly has no region " + region + ".",
                "It has "
                        + regions.all().stream()
                                .map(it -> it.code().value())
                                .collect(Collectors.joining(", "))
                        + ".",
                "Name one of them with --to-region");
    }

    static Problem configMissing(AppName app, Machine machine) {
        return new Problem(
                "machine-config-missing",
                ExitCode.NEEDS_OPERATOR,
                "Fly does not tell the config of machine " + machine.id() + " of " + app + ".",
                "Its host does not answer (host status " + machine.hostStatus() + ").",
                "Try again when the host is back: fly machine status "
                        + machine.id()
                        + " --app "
                        + app);
    }

    static Problem metadataStays(AppName app, MachineId machine, List<String> keys) {
        return new Problem(
                "metadata-stays",
                ExitCode.FAILED,
                "Fly accepted to remove metadata of machine "
                        + machine
                        + ", but it is still there: "
                        + keys
                        + ".",
                "With it the next deploy of " + app + " would start the machine again.",
                "See what it bears, then run it again: fly machine status "
                        + machine
                        + " --display-config --app "
                        + app);
    }

    static Problem tooLarge(int needed, int largest, SnapshotId snapshot) {
        return new Problem(
                "volume-too-large",
                ExitCode.USAGE,
                "A volume of %d GB for %s cannot be made.".formatted(needed, snapshot),
                "Fly's largest has " + largest + " GB.",
                "Ask for less: --size-gb");
    }

    static Problem volumeAnswerLost(RestorePlan plan, List<Volume> candidates) {
        return new Problem(
                "volume-answer-lost",
                candidates.isEmpty() ? ExitCode.FAILED : ExitCode.NEEDS_OPERATOR,
                "The answer to the request for a new volume of " + plan.app() + " was lost.",
                candidates.isEmpty()
                        ? "No new volume appeared, so the request probably never reached Fly; it was not sent again."
                        : "Several new volumes could be this run's: "
                                + candidates.stream().map(it -> it.id().value()).toList()
                                + ".",
                candidates.isEmpty()
                        ? "See that there is none, then run it again: fly volumes list --app "
                                + plan.app()
                        : "Do not deploy before this is done: " + settling(plan, candidates));
    }

    /** An unattached one that is left would be taken for this run's. */
    static String settling(RestorePlan plan, List<Volume> candidates) {
        return "give those that somebody else needs a machine first, and delete the others: "
                + candidates.stream()
                        .map(it -> "fly volumes destroy " + it.id() + " --yes --app " + plan.app())
                        .collect(Collectors.joining("; "));
    }

    static Problem volumeDied(RestorePlan plan, Volume volume) {
        return new Problem(
                "volume-died",
                ExitCode.FAILED,
                "The new volume "
                        + volume.id()
                        + " of "
                        + plan.app()
                        + " is \""
                        + volume.state()
                        + "\".",
                "Fly gave up on it, or somebody deleted it.",
                "Run it again, perhaps in another region: --to-region");
    }

    static Problem volumeTooSlow(RestorePlan plan, VolumeId volume) {
        return new Problem(
                "volume-too-slow",
                ExitCode.FAILED,
                "The new volume "
                        + volume
                        + " was not ready within "
                        + plan.timeout().toSeconds()
                        + " s.",
                "Fly still copies " + plan.dataWords() + ", or is stuck.",
                "Give it longer: --timeout");
    }

    static Problem noMachine(RestorePlan plan) {
        return new Problem(
                "volume-only",
                ExitCode.USAGE,
                "The run " + plan.run() + " made a volume and no machine.",
                "It was asked for the data only, so there is nothing that could become the app.",
                "Restore with a machine: flysnap restore "
                        + plan.snapshot().map(SnapshotId::value).orElse("latest")
                        + " --app "
                        + plan.grounds().sourceApp()
                        + " --cutover");
    }

    /** On the user's word nothing is removed. */
    static Problem kept(RestorePlan plan, RestoreState state, Problem cause) {
        String kept =
                state.volume()
                        .map(it ->
                                "Kept as asked: volume "
                                        + it
                                        + state.machine().map(on -> " on machine " + on).orElse("")
                                        + ".")
                        .orElse("Nothing had been made yet.");
        boolean loose =
                state.volume().isPresent() && state.machine().isEmpty() && !plan.volumeOnly();
        return new Problem(
                cause.code(),
                cause.exit(),
                cause.what(),
                cause.why()
                        + " "
                        + kept
                        + (loose
                                ? " Do not deploy before it is removed: it has no machine and the app's own"
                                        + " volume name, so a deploy could mount it."
                                : ""),
                (state.isBeingUndone()
                                ? "The old machine works again, so this run cannot go on. Look at what is kept, then remove it"
                                : "Look at it, then try on: flysnap continue "
                                        + plan.run()
                                        + "; or remove it")
                        + ": flysnap undo "
                        + plan.run()
                        + " --yes. "
                        + cause.next());
    }

    static Problem otherVersion(RunId run, String why) {
        return new Problem(
                "run-unreadable",
                ExitCode.NEEDS_OPERATOR,
                "The run " + run + " cannot be read.",
                "Another version of flysnap wrote it: " + why + ".",
                "Bring it to its end with that version: flysnap continue "
                        + run
                        + ", or flysnap undo "
                        + run);
    }

    static Problem volumeTaken(RestorePlan plan, Volume volume, MachineId thief) {
        return new Problem(
                "volume-taken",
                ExitCode.NEEDS_OPERATOR,
                "The new volume "
                        + volume.id()
                        + " was attached to machine "
                        + thief
                        + ", which this run did not make.",
                "A deploy or scale picked it up by its name, "
                        + volume.name()
                        + ", and may have written to it.",
                "fly machine destroy --force "
                        + thief
                        + " --app "
                        + plan.app()
                        + ", then: flysnap undo "
                        + plan.run());
    }

    private RestoreProblems() {}
}
