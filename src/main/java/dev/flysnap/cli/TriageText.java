package dev.flysnap.cli;

import dev.flysnap.doctor.Triage;
import dev.flysnap.json.Json;
import dev.flysnap.model.Machine;
import dev.flysnap.model.Volume;
import dev.flysnap.snapshot.SnapshotRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A triage in words, or as JSON. */
final class TriageText {

    static String of(Triage triage) {
        List<String> lines = new ArrayList<>();
        lines.add(triage.app() + ", " + Moments.words(triage.at()));
        triage.machines().forEach(it -> lines.add("  machine   " + words(it)));
        triage.volumes().forEach(it -> lines.add("  volume    " + words(it)));
        if (triage.machines().isEmpty() && triage.volumes().isEmpty()) {
            lines.add("  nothing   neither machine nor volume is there");
        }
        lines.add(
                "  snapshot  "
                        + triage.newest()
                                .map(it -> words(it, triage.at()))
                                .orElse("none that is finished"));
        lines.add("  copy      none: flysnap makes no copies off Fly yet");
        triage.runs().forEach(it -> lines.add("  run       " + words(it)));
        triage.unread().forEach(it -> lines.add("  unread    " + it.what() + " " + it.why()));
        lines.add("Do this:    " + triage.advice().command());
        lines.add("  why       " + triage.advice().why());
        lines.add(
                "  takes     "
                        + triage.advice()
                                .about()
                                .map(it -> "about " + Durations.words(it) + "; ")
                                .orElse("")
                        + triage.advice().basis());
        return String.join("\n", lines);
    }

    private static String words(Machine machine) {
        return "%s (%s, %s) %s, host %s%s"
                .formatted(
                        machine.id(),
                        machine.name(),
                        machine.region(),
                        machine.state(),
                        words(machine.hostStatus()),
                        machine.cordoned() ? ", cordoned" : "");
    }

    private static String words(Volume volume) {
        return "%s (%s, %d GB, %s) %s, host %s, %s"
                .formatted(
                        volume.id(),
                        volume.name(),
                        volume.sizeGb(),
                        volume.region(),
                        volume.state(),
                        words(volume.hostStatus()),
                        volume.attachedMachine().map(it -> "on " + it).orElse("on no machine"));
    }

    private static String words(SnapshotRow row, Instant now) {
        return "%s of %s, grade %s%s"
                .formatted(
                        row.snapshot().id().map(it -> it.value()).orElse("?"),
                        row.volumeId(),
                        row.grade().orElse("unknown"),
                        row.snapshot()
                                .createdAt()
                                .map(it -> ", " + SnapshotTable.span(it, now) + " old")
                                .orElse(""));
    }

    private static String words(Triage.PendingRun pending) {
        return "%s %s: %s%s; %s"
                .formatted(
                        pending.run().kind(),
                        pending.run().id(),
                        switch (pending.stand()) {
                            case AT_WORK -> "at work right now";
                            case WAITING -> "verified, and not put to work";
                            case HALF_DONE, UNFENCED -> words(pending.status());
                        },
                        pending.unfenced()
                                .map(it -> ", old machine " + it + " is not stopped")
                                .orElse(""),
                        pending.command());
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static Json.Obj json(Triage triage) {
        Json.Obj json =
                Json.Obj.empty()
                        .with("app", triage.app().value())
                        .with("at", triage.at().toString())
                        .with(
                                "machines",
                                array(
                                        triage.machines().stream()
                                                .map(it ->
                                                        Json.Obj.empty()
                                                                .with("id", it.id().value())
                                                                .with("name", it.name())
                                                                .with("region", it.region().value())
                                                                .with("state", it.state().value())
                                                                .with("cordoned", it.cordoned())
                                                                .with(
                                                                        "host",
                                                                        words(it.hostStatus())))
                                                .toList()))
                        .with(
                                "volumes",
                                array(
                                        triage.volumes().stream()
                                                .map(it ->
                                                        Json.Obj.empty()
                                                                .with("id", it.id().value())
                                                                .with("name", it.name().value())
                                                                .with("region", it.region().value())
                                                                .with("state", it.state().value())
                                                                .with(
                                                                        "host",
                                                                        words(it.hostStatus()))
                                                                .withText(
                                                                        "machine",
                                                                        it.attachedMachine()
                                                                                .map(id ->
                                                                                        id
                                                                                                .value())))
                                                .toList()))
                        .with(
                                "runs",
                                array(
                                        triage.runs().stream()
                                                .map(it ->
                                                        Json.Obj.empty()
                                                                .with("id", it.run().id().value())
                                                                .with(
                                                                        "kind",
                                                                        it.run().kind().word())
                                                                .with("status", words(it.status()))
                                                                .with("stand", words(it.stand()))
                                                                .with("command", it.command())
                                                                .withText(
                                                                        "unfenced",
                                                                        it.unfenced()
                                                                                .map(id ->
                                                                                        id
                                                                                                .value())))
                                                .toList()));
        Json.Obj whole =
                json.with(
                        "unread",
                        array(
                                triage.unread().stream()
                                        .map(it ->
                                                Json.Obj.empty()
                                                        .with("code", it.code())
                                                        .with("what", it.what())
                                                        .with("next", it.next()))
                                        .toList()));
        Json.Obj withSnapshot =
                triage.newest()
                        .map(it -> whole.with("newest_snapshot", SnapshotTable.json(it)))
                        .orElse(whole)
                        .with("newest_copy", Json.NULL);
        Json.Obj advice =
                Json.Obj.empty()
                        .with("command", triage.advice().command())
                        .with("why", triage.advice().why())
                        .with("basis", triage.advice().basis());
        return withSnapshot.with(
                "do",
                triage.advice()
                        .about()
                        .map(it -> advice.with("about_seconds", it.toSeconds()))
                        .orElse(advice));
    }

    private static Json.Arr array(List<Json.Obj> items) {
        return new Json.Arr(List.<Json>copyOf(items));
    }

    private TriageText() {}
}
