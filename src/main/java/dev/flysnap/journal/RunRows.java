package dev.flysnap.journal;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonName;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.Records;
import dev.flysnap.model.RunId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whole runs of one Fly, as they are kept in a store too: what was not sent yet, and what others
 * have added.
 */
public final class RunRows {
    private final JournalFile file;
    private final ApiIdentity api;
    private final String store;

    /** A run with all that is known of it. */
    @JsonName("run-document")
    public record Document(
            String api,
            String org,
            String run,
            String kind,
            String app,
            String startedAt,
            Json.Obj plan,
            Optional<String> parent,
            List<Event> events,
            List<Json> snapshots,
            List<Json> checks,
            Optional<Copy> copy) {

        /** Of a copy that was taken, which belongs to no Fly and has no events. */
        Document(String run, String app, Copy copy) {
            this(
                    "",
                    "",
                    run,
                    "extract",
                    app,
                    "",
                    Json.Obj.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    List.of(),
                    Optional.of(copy));
        }
    }

    public record Copy(Json.Obj manifest, String store) {}

    /**
     * @param at as text: to the nanosecond, which tells two alike apart
     */
    public record Event(String at, Json body) {}

    /**
     * @param changes how many there were that are in it and not sent
     */
    public record Export(Document document, long changes) {}

    RunRows(JournalFile file, ApiIdentity api, String store) {
        this.file = file;
        this.api = api;
        this.store = store;
        forgetOtherStore();
    }

    /** What another store has says nothing about this one: everything is sent again. */
    private void forgetOtherStore() {
        if (file.write("DELETE FROM shared WHERE store <> ?", store) > 0) {
            file.write(
                    "INSERT OR IGNORE INTO unsent SELECT id, 1 FROM run UNION SELECT run, 1 FROM copy");
        }
    }

    /** Which state directory this is. */
    public String journalId() {
        return file.read("SELECT id FROM identity", row -> row.text(1)).getFirst();
    }

    /** The copies, and the runs of this Fly of which the store lacks something, oldest first. */
    public List<RunId> unsent() {
        return file.read(
                "SELECT unsent.run FROM unsent LEFT JOIN run ON run.id = unsent.run WHERE api = ? OR unsent.run IN (SELECT run FROM copy) ORDER BY run.rowid",
                row -> new RunId(row.text(1)),
                api.value());
    }

    /** The version of each run that the store is known to have. */
    public Map<String, String> versions() {
        Map<String, String> versions = new LinkedHashMap<>();
        file.read("SELECT run, version FROM shared", JournalFile.Row::columns)
                .forEach(row -> versions.put(row.getFirst(), row.getLast()));
        return versions;
    }

    /** The run as it is here, with the changes that it has. */
    public Export export(RunId run) {
        return file.atomically(() ->
                new Export(
                        document(run).orElseThrow(),
                        file
                                .read(
                                        "SELECT changes FROM unsent WHERE run = ?",
                                        row -> Long.parseLong(row.text(1)),
                                        run.value())
                                .stream()
                                .findFirst()
                                .orElse(0L)));
    }

    private Optional<Document> document(RunId run) {
        return ofRun(run).or(() -> ofCopy(run));
    }

    private Optional<Document> ofCopy(RunId run) {
        return file
                .read(
                        "SELECT app, manifest, store FROM copy WHERE run = ?",
                        row ->
                                new Document(
                                        run.value(),
                                        row.text(1),
                                        new Copy(JsonText.parseObject(row.text(2)), row.text(3))),
                        run.value())
                .stream()
                .findFirst();
    }

    private Optional<Document> ofRun(RunId run) {
        return file
                .read(
                        "SELECT api, org, kind, app, started_at, plan, parent FROM run WHERE id = ?",
                        row ->
                                new Document(
                                        row.text(1),
                                        row.text(2),
                                        run.value(),
                                        row.text(3),
                                        row.text(4),
                                        row.text(5),
                                        JsonText.parseObject(row.text(6)),
                                        row.optional(7),
                                        events(run),
                                        bodies(
                                                "SELECT body FROM snapshot WHERE run = ? ORDER BY id",
                                                run),
                                        bodies(
                                                "SELECT body FROM snapshot_check WHERE run = ? ORDER BY snapshot",
                                                run),
                                        Optional.empty()),
                        run.value())
                .stream()
                .findFirst();
    }

    private List<Event> events(RunId run) {
        return file.read(
                "SELECT at, body FROM event WHERE run = ? ORDER BY id",
                row -> new Event(row.text(1), JsonText.parse(row.text(2))),
                run.value());
    }

    private List<Json> bodies(String sql, RunId run) {
        return file.read(sql, row -> JsonText.parse(row.text(1)), run.value());
    }

    /** The store has it now as it was exported; what came in between is still to be sent. */
    public void sent(RunId run, long changes, String version) {
        file.atomically(() -> {
            remember(run, version);
            return file.write(
                    "DELETE FROM unsent WHERE run = ? AND changes = ?", run.value(), changes);
        });
    }

    private void remember(RunId run, String version) {
        file.write(
                "INSERT INTO shared(run, store, version) VALUES (?, ?, ?) ON CONFLICT(run) DO UPDATE SET store = excluded.store, version = excluded.version",
                run.value(),
                store,
                version);
    }

    /** The store does not have it, whatever was known. */
    public void forget(RunId run) {
        file.write("DELETE FROM shared WHERE run = ?", run.value());
    }

    /**
     * Takes over what the store has and this journal has not. Nothing of either side is lost: where
     * both have events that the other lacks, they come in the order of their times.
     *
     * @return whether there was anything new in it
     */
    public boolean merge(Document theirs, String version) {
        RunId run = new RunId(theirs.run());
        return file.atomically(() -> {
            Optional<Document> ours = document(run);
            if (ours.isEmpty()) {
                theirs.copy().ifPresentOrElse(it -> insertCopy(theirs, it), () -> insert(theirs));
            }
            List<Event> here = ours.map(Document::events).orElse(List.of());
            List<Event> merged = merged(here, theirs.events());
            if (!merged.equals(here)) {
                replaceEvents(run, merged);
            }
            theirs.snapshots().forEach(it -> insertSnapshot(theirs, it));
            theirs.checks().forEach(it -> insertCheck(theirs, it));
            remember(run, version);
            Document now = document(run).orElseThrow();
            if (now.equals(theirs)) {
                file.write("DELETE FROM unsent WHERE run = ?", run.value());
            }
            return !Optional.of(now).equals(ours);
        });
    }

    private static List<Event> merged(List<Event> here, List<Event> theirs) {
        Set<Event> all = new LinkedHashSet<>(theirs);
        boolean isMixed = all.addAll(here) && !new LinkedHashSet<>(here).containsAll(theirs);
        List<Event> merged = new ArrayList<>(all);
        if (isMixed) {
            // What both have is in its order, whatever the clock of who wrote it.
            merged.subList(common(here, theirs), merged.size())
                    .sort(Comparator.comparing(it -> Instant.parse(it.at())));
        }
        return merged;
    }

    private static int common(List<Event> here, List<Event> theirs) {
        int same = 0;
        while (same < Math.min(here.size(), theirs.size())
                && here.get(same).equals(theirs.get(same))) {
            same++;
        }
        return same;
    }

    private void insertCopy(Document theirs, Copy copy) {
        file.write(
                "INSERT INTO copy(run, manifest, app, store, elsewhere) VALUES (?, ?, ?, ?, 1)",
                theirs.run(),
                JsonText.print(copy.manifest()),
                theirs.app(),
                copy.store());
    }

    private void insert(Document theirs) {
        file.write(
                "INSERT INTO run(id, api, org, kind, app, started_at, plan, parent) VALUES (?, ?, ?, ?, ?, ?, ?, NULLIF(?, ''))",
                theirs.run(),
                theirs.api(),
                theirs.org(),
                theirs.kind(),
                theirs.app(),
                theirs.startedAt(),
                JsonText.print(theirs.plan()),
                theirs.parent().orElse(""));
    }

    private void replaceEvents(RunId run, List<Event> events) {
        file.write("DELETE FROM event WHERE run = ?", run.value());
        events.forEach(it ->
                file.write(
                        "INSERT INTO event(run, at, body) VALUES (?, ?, ?)",
                        run.value(),
                        it.at(),
                        JsonText.print(it.body())));
    }

    private void insertSnapshot(Document theirs, Json body) {
        SnapshotRecord known = Records.read(SnapshotRecord.class, body);
        file.write(
                "INSERT INTO snapshot(id, api, org, app, volume, run, taken_at, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(api, id) DO NOTHING",
                known.snapshot().value(),
                theirs.api(),
                theirs.org(),
                known.app().value(),
                known.volume().value(),
                theirs.run(),
                known.takenAt().toString(),
                JsonText.print(body));
    }

    private void insertCheck(Document theirs, Json body) {
        SnapshotCheck check = Records.read(SnapshotCheck.class, body);
        file.write(
                "INSERT INTO snapshot_check(api, snapshot, run, body) VALUES (?, ?, ?, ?) ON CONFLICT(api, snapshot, run) DO NOTHING",
                theirs.api(),
                check.snapshot().value(),
                theirs.run(),
                JsonText.print(body));
    }
}
