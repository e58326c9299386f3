package dev.flysnap.cli.run;

import dev.flysnap.cli.view.Table;
import dev.flysnap.cli.view.View;
import dev.flysnap.journal.Journal;
import dev.flysnap.journal.RunEvent;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.snapshot.fleet.Fleet;
import dev.flysnap.snapshot.fleet.FleetPlan;
import dev.flysnap.time.TimeText;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One run, step by step. Steps and effects are only named: they can hold a machine's config, and
 * that can hold secrets.
 */
record RunView(RunRecord run, Journal journal) implements View {
    private record Document(RunsCommand.RunJson run, List<Event> events) {}

    /**
     * @param step the name of a step, or of what it changed
     * @param code of the problem that the run failed with
     */
    private record Event(
            Instant at,
            String event,
            Optional<String> step,
            Optional<String> code,
            Optional<String> what,
            Optional<String> next) {
        static Event of(Journal.TimedEvent timed) {
            Instant at = timed.at();
            return switch (timed.event()) {
                case RunEvent.TakenUp(int attempt) ->
                        new Event(
                                at,
                                "taken-up",
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of("process " + attempt),
                                Optional.empty());
                case RunEvent.Intended(Json step) -> named(at, "intended", step);
                case RunEvent.Applied(Json effect) -> named(at, "applied", effect);
                case RunEvent.Failed(String code, String what, String _, String next) ->
                        new Event(
                                at,
                                "failed",
                                Optional.empty(),
                                Optional.of(code),
                                Optional.of(what),
                                Optional.of(next));
                case RunEvent.Interrupted() ->
                        new Event(
                                at,
                                "interrupted",
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty());
                case RunEvent.Ended(var how) ->
                        new Event(
                                at,
                                "ended",
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(RunsCommand.statusText(how)),
                                Optional.empty());
            };
        }

        private static Event named(Instant at, String event, Json json) {
            return new Event(
                    at,
                    event,
                    Optional.of(nameOf(json)),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }

        private static String nameOf(Json json) {
            return json instanceof Json.Obj object
                    ? object.text("kind").orElse("?")
                            + object.text("milestone")
                                    .map(it -> " " + it.replace('_', '-'))
                                    .orElse("")
                    : "?";
        }

        String line() {
            return switch (event) {
                case "taken-up" -> "taken up by " + what.orElse("");
                case "intended" -> "about to: " + step.orElse("");
                case "applied" -> "done: " + step.orElse("");
                case "failed" ->
                        "failed: %s: %s Next: %s"
                                .formatted(code.orElse(""), what.orElse(""), next.orElse(""));
                case "interrupted" -> "interrupted: the process was asked to stop";
                default -> "ended: " + what.orElse("");
            };
        }
    }

    private List<Event> events() {
        return journal.timedEvents(run.id()).stream().map(Event::of).toList();
    }

    @Override
    public String text() {
        StringBuilder text =
                new StringBuilder(
                        "%s  %s of %s, %s"
                                .formatted(
                                        run.id(),
                                        run.kind(),
                                        run.app(),
                                        RunsCommand.statusText(journal, run)));
        run.parent()
                .ifPresent(it -> text.append("\n  part of " + it + ": flysnap runs show " + it));
        Table table = new Table();
        events().forEach(event -> table.row("  " + TimeText.of(event.at()), event.line()));
        text.append("\n").append(table.text());
        if (run.kind() == RunKind.FLEET) {
            text.append("\n").append(parts().text());
        }
        return text.toString();
    }

    private Table parts() {
        Table table = new Table();
        for (FleetPlan.Part part : Fleet.planOf(run).parts()) {
            table.row(
                    "  part " + part.run(),
                    part.request().app(),
                    part.volume().id(),
                    journal.run(part.run())
                            .map(it -> RunsCommand.statusText(journal, it))
                            .orElse("not begun"));
        }
        return table;
    }

    @Override
    public Json json() {
        return Records.write(
                Document.class, new Document(RunsCommand.RunJson.of(run, journal), events()));
    }
}
