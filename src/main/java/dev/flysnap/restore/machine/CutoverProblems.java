package dev.flysnap.restore.machine;

import dev.flysnap.json.Json;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.model.Milestone;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.model.RestoreState;
import java.util.List;
import java.util.stream.Collectors;

/** The ways in which a cutover fails, or is refused. */
public final class CutoverProblems {
    public static Problem severalToReplace(AppName app, List<Machine> machines) {
        return new Problem(
                "several-machines",
                ExitCode.FAILED,
                "Several machines of %s could be the one to replace: %s."
                        .formatted(app, listed(machines)),
                "Never two machines of one app may write, and nothing says which data is the app's.",
                "Restore without --cutover, or remove those that are not in use");
    }

    public static Problem otherProcessGroup(AppName app, List<Machine> machines) {
        return new Problem(
                "other-process-group",
                ExitCode.FAILED,
                "Whether the data is that of another process group of %s is not known: %s."
                        .formatted(app, listed(machines)),
                "When the data was in service its group had another name. This can be that one's new name, or another program with data of its own on a volume of the same name, which a cutover would end.",
                "If it is the same program, save its entry of fly machine list --app %s --json in a file, remove the machine (its volume stays), and restore with --cutover --machine-config FILE: a deploy knows the new machine by that config's group; if it is another, restore without --cutover and put the new machine to work by hand"
                        .formatted(app));
    }

    private static String listed(List<Machine> machines) {
        return machines.stream()
                .map(it -> "%s (%s, %s)".formatted(it.id(), it.region(), it.state()))
                .collect(Collectors.joining(", "));
    }

    public static Problem cannotBeFenced(AppName app, Machine old) {
        return new Problem(
                "cannot-be-fenced",
                ExitCode.NEEDS_OPERATOR,
                "The old machine %s of %s cannot be stopped: its host does not answer."
                        .formatted(old.id(), app),
                """
                It may be dead, or only out of reach and still writing; two machines of one app must \
                never both write.\
                """,
                "If you accept that risk, add --accept-unfenced: the app starts, and flysnap continue tries again to stop the old one");
    }

    public static Problem fencePending(RunId run, Machine old, Problem cause) {
        return new Problem(
                "fence-pending",
                ExitCode.NEEDS_OPERATOR,
                "The app runs on the new machine, but the old one, %s, is not stopped yet."
                        .formatted(old.id()),
                cause.what() + " " + cause.why(),
                "When its host is back, stop it for good: flysnap continue " + run);
    }

    /** After the commit nothing is undone, so a person has to decide. */
    public static Problem stoppedAfterCommit(RunId run, RestoreState state, Problem cause) {
        String machine = state.machine().map(MachineId::value).orElse("the new machine");
        return new Problem(
                cause.code(),
                ExitCode.NEEDS_OPERATOR,
                cause.what(),
                "%s The cutover had begun: %s, and %s may have written, so nothing was undone."
                        .formatted(cause.why(), oldMachineStatus(state), machine),
                "Fix the cause, then go on: flysnap continue %s; or put the old machine back: flysnap undo %s"
                        .formatted(run, run));
    }

    private static Problem deployedMeanwhile(
            RestorePlan plan, Json.Obj planned, Machine now, String next) {
        String before = planned.text("image").orElse("unknown");
        String image = now.config().flatMap(it -> it.text("image")).orElse("unknown");
        return new Problem(
                "deployed-meanwhile",
                ExitCode.FAILED,
                "The machine %s of %s was changed while its successor was being prepared%s"
                        .formatted(
                                now.id(),
                                plan.app(),
                                before.equals(image)
                                        ? "."
                                        : ": from %s to %s.".formatted(before, image)),
                "Probably somebody deployed; going on would have taken that back.",
                next);
    }

    /** Detected at the cutover itself: what this run made is deleted, unless --keep-failed. */
    static Problem deployedMeanwhile(RestorePlan plan, Json.Obj planned, Machine now) {
        return deployedMeanwhile(
                plan,
                planned,
                now,
                "When the deploy is done, run it again: " + plan.rerunCommand(plan.cutover()));
    }

    /** Detected before the cutover: the run stays as it is, but its plan is outdated for good. */
    public static Problem deployedSince(RestorePlan plan, Json.Obj planned, Machine now) {
        return deployedMeanwhile(plan, planned, now, rerunAdvice(plan));
    }

    public static Problem replacedMeanwhile(RestorePlan plan, Machine now) {
        return new Problem(
                "deployed-meanwhile",
                ExitCode.FAILED,
                "The machine %s runs %s now; when %s was planned, %s"
                        .formatted(
                                now.id(),
                                plan.app(),
                                plan.run(),
                                plan.replaced()
                                        .map(it -> "it was " + it.id() + ".")
                                        .orElse("there was none.")),
                "Somebody deployed, or another run put it to work; going on would have taken that back.",
                rerunAdvice(plan));
    }

    private static String rerunAdvice(RestorePlan plan) {
        return "Restore again: %s, and remove what this run made: flysnap undo %s"
                .formatted(plan.rerunCommand(true), plan.run());
    }

    private static String oldMachineStatus(RestoreState state) {
        if (state.old().isEmpty()) {
            return "there was no old machine";
        }
        String old = "the old machine " + state.old().get().id();
        if (state.has(Milestone.OLD_STOPPED)) {
            return old + " is stopped and cordoned";
        }
        return state.has(Milestone.OLD_CORDONED)
                ? old + " is cordoned, and may still run"
                : old + " was not stopped";
    }

    private CutoverProblems() {}
}
