package dev.flysnap.doctor.checkup;

import dev.flysnap.doctor.checkup.Finding.Outcome;
import dev.flysnap.journal.SnapshotRecord;
import dev.flysnap.journal.shared.ConditionProbe;
import dev.flysnap.json.Json;
import dev.flysnap.model.AppName;
import dev.flysnap.portable.manifest.CopyList;
import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.portable.manifest.VerificationNote;
import dev.flysnap.portable.store.CopyStore;
import dev.flysnap.portable.store.StoreAddress;
import dev.flysnap.problem.Count;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.storage.ConditionalObjects;
import dev.flysnap.time.TimeText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Whether the copies of an app are new enough, and whether their stores do what they should. */
public final class CopiesCheck {
    private static final String CHECK = "copies";

    private final RunContext context;
    private final AppName app;
    private final Optional<Duration> maxAge;

    /**
     * @param maxAge how old the newest copy of each database may be; absent = it is only told
     */
    public CopiesCheck(RunContext context, AppName app, Optional<Duration> maxAge) {
        this.context = context;
        this.app = app;
        this.maxAge = maxAge;
    }

    /** A copy, where it lies, and how it was last read back. */
    private record Kept(CopyManifest copy, String store, Optional<VerificationNote> note) {
        boolean isBad() {
            return note.filter(it -> !it.isGood()).isPresent();
        }
    }

    /**
     * Changes nothing, but tries whether a bucket obeys conditions with an object that it deletes.
     *
     * @param stores all in which there may be copies; none = nothing is said, unless they should
     *     have an age
     * @param tried those that may be tried so: the user has named them, and no file of a repository
     * @param expected those that have to be there; another one may have been for once
     */
    public List<Finding> findings(
            List<StoreAddress> stores, List<StoreAddress> tried, List<StoreAddress> expected) {
        List<Finding> findings = new ArrayList<>();
        Map<String, List<Kept>> byDatabase = new TreeMap<>();
        boolean allWereRead = true;
        for (StoreAddress address : stores) {
            try {
                read(address, byDatabase, findings);
                if (tried.contains(address)) {
                    address.asStore()
                            .bucket()
                            .flatMap(CopiesCheck::conditions)
                            .ifPresent(findings::add);
                }
            } catch (FlysnapException e) {
                allWereRead = false;
                findings.add(
                        Finding.of(
                                CHECK,
                                expected.contains(address)
                                        ? goalMissed(Outcome.LEFT_OUT)
                                        : Outcome.LEFT_OUT,
                                e.problem()));
            }
        }
        List<Json.Obj> databases = databases();
        byDatabase.forEach((name, copies) -> findings.add(newest(name, copies, databases)));
        List<String> missing =
                stores.isEmpty() && maxAge.isEmpty() ? List.of() : missing(byDatabase, databases);
        for (String name : missing) {
            findings.add(
                    none(
                            name,
                            allWereRead,
                            take(Optional.of(name), "s3://BUCKET/%s/".formatted(app))));
        }
        if (byDatabase.isEmpty() && missing.isEmpty() && maxAge.isPresent()) {
            findings.add(
                    none(
                            app.value(),
                            allWereRead,
                            take(Optional.empty(), "s3://BUCKET/%s/".formatted(app))));
        }
        return findings;
    }

    private void read(
            StoreAddress address, Map<String, List<Kept>> byDatabase, List<Finding> findings) {
        CopyStore store = address.asStore().open();
        CopyList list = CopyList.of(store);
        for (CopyManifest copy : list.copies()) {
            if (!copy.app().equals(Optional.of(app))) {
                continue;
            }
            if (copy.isDatedInTheFuture(context.clock().instant())) {
                findings.add(
                        Finding.toDo(
                                CHECK,
                                "%s in %s is dated in the future, and counts for nothing"
                                        .formatted(copy.content(), store.address()),
                                "look at the clock of what took it, and who can write to the store"));
            } else {
                byDatabase
                        .computeIfAbsent(copy.database(), _ -> new ArrayList<>())
                        .add(new Kept(copy, store.address(), list.notes().of(copy.content())));
            }
        }
        if (!list.problems().isEmpty()) {
            findings.add(
                    Finding.toDo(
                            CHECK,
                            "%s in %s cannot be used"
                                    .formatted(
                                            Count.of(list.problems().size(), "manifest"),
                                            store.address()),
                            "flysnap copies list " + store.address()));
        }
    }

    static Optional<Finding> conditions(ConditionalObjects bucket) {
        return ConditionProbe.of(bucket)
                .map(_ ->
                        Finding.toDo(
                                CHECK,
                                "%s does not obey conditions: a copy that is given the name of another at the same moment would replace it"
                                        .formatted(bucket.where()),
                                "let flysnap name the copies (--to s3://BUCKET/FOLDER/), and keep the shared journal elsewhere"));
    }

    /** A copy that was found damaged counts for nothing. */
    private Finding newest(String database, List<Kept> copies, List<Json.Obj> databases) {
        List<Kept> newestFirst =
                copies.stream()
                        .sorted(
                                Comparator.comparing((Kept it) -> it.copy().completeUntil())
                                        .reversed())
                        .toList();
        Optional<String> atHook = nameAtHook(database, copies, databases);
        Optional<Kept> good = newestFirst.stream().filter(it -> !it.isBad()).findFirst();
        if (newestFirst.getFirst().isBad()) {
            return Finding.wrong(
                    CHECK,
                    "the newest of %s, %s in %s, was found damaged; %s"
                            .formatted(
                                    database,
                                    newestFirst.getFirst().copy().content(),
                                    newestFirst.getFirst().store(),
                                    good.map(it -> "before it: " + describe(it))
                                            .orElse("there is no other")),
                    take(atHook, newestFirst.getFirst().store()));
        }
        Kept kept = good.orElseThrow();
        Instant limit = context.clock().instant().minus(maxAge.orElse(Duration.ZERO));
        String seen =
                "%s of %s, the newest: %s"
                        .formatted(
                                copies.size() == 1 ? "1 copy" : copies.size() + " copies",
                                database,
                                describe(kept));
        return maxAge.isPresent() && kept.copy().completeUntil().isBefore(limit)
                ? Finding.wrong(
                        CHECK,
                        "%s; it should be no older than %s"
                                .formatted(seen, Doctor.ageText(maxAge.get())),
                        take(atHook, kept.store()))
                : Finding.fine(CHECK, seen);
    }

    private String describe(Kept kept) {
        return "%s old, in %s, %s"
                .formatted(
                        Doctor.ageText(
                                Duration.between(
                                        kept.copy().completeUntil(), context.clock().instant())),
                        kept.store(),
                        kept.note()
                                .map(it -> "verified at " + TimeText.of(it.at()))
                                .orElse("never read back since"));
    }

    /** Of the newest receipt that names any. */
    private List<Json.Obj> databases() {
        return context.journal().snapshots(app).stream()
                .map(SnapshotRecord::receipt)
                .map(it -> it.objects("databases"))
                .filter(it -> !it.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    /** Those that nothing in the stores is called by name or path. */
    private static List<String> missing(
            Map<String, List<Kept>> byDatabase, List<Json.Obj> databases) {
        return databases.stream()
                .filter(it ->
                        byDatabase.entrySet().stream()
                                .noneMatch(of -> isOf(it, of.getKey(), of.getValue())))
                .flatMap(it -> it.text("name").stream())
                .toList();
    }

    private static boolean isOf(Json.Obj database, String name, List<Kept> copies) {
        return database.text("name").equals(Optional.of(name))
                || copies.stream()
                        .anyMatch(it ->
                                database.text("path").equals(Optional.of(it.copy().source())));
    }

    /** What the hook calls it: a copy of a file is called as its file. */
    private static Optional<String> nameAtHook(
            String name, List<Kept> copies, List<Json.Obj> databases) {
        return databases.isEmpty()
                ? Optional.of(name)
                : databases.stream()
                        .filter(it -> isOf(it, name, copies))
                        .flatMap(it -> it.text("name").stream())
                        .findFirst();
    }

    private Finding none(String of, boolean allWereRead, String next) {
        return new Finding(
                CHECK,
                goalMissed(Outcome.TO_DO),
                "no copy of %s is in any store that %s"
                        .formatted(of, allWereRead ? "is known here" : "could be read"),
                next);
    }

    private Outcome goalMissed(Outcome withoutGoal) {
        return maxAge.isPresent() ? Outcome.WRONG : withoutGoal;
    }

    private String take(Optional<String> database, String store) {
        return "flysnap extract %s%s --to %s --recipient age1…"
                .formatted(app, database.map(" --db "::concat).orElse(""), store);
    }
}
