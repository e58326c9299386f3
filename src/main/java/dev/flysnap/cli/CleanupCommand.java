package dev.flysnap.cli;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.MachineId;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.Cleanup;
import dev.flysnap.restore.Restore;
import dev.flysnap.restore.UndoPreview;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code flysnap cleanup}. */
@Command(
        name = "cleanup",
        description = {
            "Removes what failed or interrupted runs left behind.",
            "Undoes failed and interrupted runs of this journal, and removes machines and volumes whose name starts with flysnap_ and that are older than 24 hours, unattached, and (machines) stopped and not leased. Shows what it would do and asks; --yes does it."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  flysnap cleanup shop --dry-run",
            "  flysnap cleanup shop --yes"
        })
final class CleanupCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Parameters(index = "0", arity = "0..1", paramLabel = "APP", description = "The Fly app.")
    private Optional<String> appArgument;

    @Mixin private TargetOptions target;

    @Option(
            names = "--dry-run",
            description = "Print what would be removed and stop; nothing is changed.")
    private boolean dryRun;

    @Option(names = "--yes", description = "Do it.")
    private boolean yes;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        try (Session session =
                Session.open(
                        target.flags(appArgument, Optional.empty(), Optional.empty()),
                        spec.commandLine().getErr())) {
            Cleanup cleanup = new Cleanup(session.bench());
            Cleanup.Plan plan = cleanup.plan(session.app());
            if (!target.json) {
                out.println(words(plan));
            }
            if (dryRun || plan.items().isEmpty()) {
                if (target.json) {
                    out.println(
                            JsonText.printPretty(
                                    json("would_remove", plan.items(), plan.leftAlone())));
                }
                return;
            }
            PrintWriter err = spec.commandLine().getErr();
            OwnWord.demand(
                    yes,
                    Terminal.person(err),
                    OwnWord.FOR_GOOD,
                    RunProblems.cleanupNeedsWord(session.app()));
            FenceWarnings.print(new Restore(session.bench()), session.app(), err);
            Cleanup.Outcome outcome = cleanup.run(plan);
            if (target.json) {
                out.println(
                        JsonText.printPretty(
                                json("removed", outcome.removed(), outcome.problems())));
            }
            if (!outcome.problems().isEmpty()) {
                throw RunProblems.partlyCleaned(session.app(), outcome.problems()).exception();
            }
            if (!target.json) {
                out.println("Done.");
            }
        }
    }

    static String words(Cleanup.Plan plan) {
        StringBuilder words = new StringBuilder("Cleanup of " + plan.app() + ":");
        plan.items().forEach(it -> words.append("\n  ").append(words(it)));
        if (plan.items().isEmpty()) {
            words.append("\n  nothing was left behind that can go");
        }
        plan.leftAlone()
                .forEach(it ->
                        words.append("\n  leave   ")
                                .append(it.what())
                                .append(" ")
                                .append(it.why())
                                .append("\n          next: ")
                                .append(it.next()));
        return words.toString();
    }

    private static String words(Cleanup.Item item) {
        return switch (item) {
            case Cleanup.Item.OfRun(var run, var undo) ->
                    "undo    %s %s: removes machine %s and volume %s%s"
                            .formatted(
                                    run.kind(),
                                    run.id(),
                                    undo.newMachine().map(it -> it.value()).orElse("none"),
                                    undo.newVolume().map(it -> it.value()).orElse("none"),
                                    undo.old().map(it -> words(undo, it)).orElse(""));
            case Cleanup.Item.NamedMachine(var machine) ->
                    "remove  machine %s (%s, %s)"
                            .formatted(machine.id(), machine.name(), machine.state());
            case Cleanup.Item.NamedVolume(var volume) ->
                    "remove  volume %s (%s, %d GB, unattached)"
                            .formatted(volume.id(), volume.name(), volume.sizeGb());
        };
    }

    private static String words(UndoPreview undo, MachineId old) {
        return undo.oldStays()
                ? "; leaves old machine " + old + " as it is"
                : "; starts machine " + old + " again, with its metadata";
    }

    private static Json.Obj json(String field, List<Cleanup.Item> items, List<Problem> problems) {
        return Json.Obj.empty()
                .with(field, new Json.Arr(items.stream().<Json>map(CleanupCommand::json).toList()))
                .with(
                        "problems",
                        new Json.Arr(
                                problems.stream()
                                        .<Json>map(it ->
                                                Json.Obj.empty()
                                                        .with("code", it.code())
                                                        .with("what", it.what())
                                                        .with("next", it.next()))
                                        .toList()));
    }

    static Json.Obj json(Cleanup.Item item) {
        return switch (item) {
            case Cleanup.Item.OfRun(var run, var undo) ->
                    Json.Obj.empty()
                            .with("run", run.id().value())
                            .withText("machine", undo.newMachine().map(it -> it.value()))
                            .withText("volume", undo.newVolume().map(it -> it.value()))
                            .withText(
                                    "starts_machine",
                                    undo.old().filter(_ -> !undo.oldStays()).map(it -> it.value()));
            case Cleanup.Item.NamedMachine(var machine) ->
                    Json.Obj.empty().with("machine", machine.id().value());
            case Cleanup.Item.NamedVolume(var volume) ->
                    Json.Obj.empty().with("volume", volume.id().value());
        };
    }
}
