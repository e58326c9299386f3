package dev.flysnap.cli.run;

import dev.flysnap.cli.view.View;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.snapshot.create.RecoveredRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Runs that were rebuilt from what they left on Fly.
 *
 * @param withoutReceipt the number of snapshots of unknown origin
 * @param nextCommand the command that finishes a run
 */
record RecoveryView(
        AppName app,
        List<RecoveredRun> found,
        long withoutReceipt,
        Function<RunId, String> nextCommand)
        implements View {
    private record Document(AppName app, List<Found> found, long snapshotsOfNoKnownOrigin) {}

    private record Found(
            String state,
            Optional<RunId> run,
            Optional<String> kind,
            Optional<String> found,
            Optional<String> status,
            Optional<String> what,
            Optional<String> why,
            Optional<String> next) {
        static Found of(RecoveredRun recovered) {
            return switch (recovered) {
                case RecoveredRun.Recovered(var run, var kind, String what, String next) ->
                        new Found(
                                "adopted",
                                Optional.of(run),
                                Optional.of(kind.toString()),
                                Optional.of(what),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(next));
                case RecoveredRun.Known(var run, var kind, RunStatus status) ->
                        new Found(
                                "known",
                                Optional.of(run),
                                Optional.of(kind.toString()),
                                Optional.empty(),
                                Optional.of(RunsCommand.statusText(status)),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty());
                case RecoveredRun.NotRecovered(String what, String why, String next) ->
                        new Found(
                                "left",
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(what),
                                Optional.of(why),
                                Optional.of(next));
            };
        }
    }

    @Override
    public String text() {
        List<String> lines = new ArrayList<>();
        for (RecoveredRun recovered : found) {
            switch (recovered) {
                case RecoveredRun.Recovered(var run, var kind, String what, String next) -> {
                    lines.add("adopted %s, a %s: %s.".formatted(run, kind, what));
                    lines.add("  next      " + next);
                }
                case RecoveredRun.Known(var run, var kind, RunStatus status) -> {
                    lines.add(
                            "known   %s, a %s: %s."
                                    .formatted(run, kind, RunsCommand.statusText(status)));
                    if (status == RunStatus.OPEN || status == RunStatus.FAILED) {
                        lines.add("  next      " + nextCommand.apply(run));
                    }
                }
                case RecoveredRun.NotRecovered(String what, String why, String next) -> {
                    lines.add("left    " + what);
                    lines.add("  why       " + why);
                    lines.add("  next      " + next);
                }
            }
        }
        if (found.isEmpty()) {
            lines.add("Nothing of an interrupted run was found on Fly at " + app + ".");
        }
        if (withoutReceipt > 0) {
            lines.add(
                    """
                    %d snapshot%s of unknown origin: what was proven of them, if anything, is lost; \
                    each can be restored by its id.\
                    """
                            .formatted(withoutReceipt, withoutReceipt == 1 ? " is" : "s are"));
            lines.add("  next      flysnap list " + app);
        }
        return String.join("\n", lines);
    }

    @Override
    public Json json() {
        return Records.write(
                Document.class,
                new Document(app, found.stream().map(Found::of).toList(), withoutReceipt));
    }
}
