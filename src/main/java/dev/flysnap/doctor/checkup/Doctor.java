package dev.flysnap.doctor.checkup;

import dev.flysnap.config.VolumeReference;
import dev.flysnap.contract.StatusAnswer;
import dev.flysnap.doctor.checkup.Finding.Outcome;
import dev.flysnap.fly.FlyApi;
import dev.flysnap.fly.http.FlyException;
import dev.flysnap.fly.resource.App;
import dev.flysnap.fly.resource.ContainerName;
import dev.flysnap.hook.look.InventoryLook;
import dev.flysnap.hook.look.ReplicaLook;
import dev.flysnap.journal.SnapshotCheck;
import dev.flysnap.model.AppName;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.Snapshot;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.Count;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.problem.ShortList;
import dev.flysnap.snapshot.plan.QuiescerFactory;
import dev.flysnap.snapshot.volumes.SupersededVolumes;
import dev.flysnap.snapshot.volumes.VolumeMoves;
import dev.flysnap.snapshot.volumes.VolumeOnlyRestores;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Checks whether flysnap can work for an app: token, app, volumes, snapshots, hook. */
public final class Doctor {
    /** The name of the check of the quiesce hook. */
    public static final String HOOK = "hook";

    private static final String MACHINE = "machine";

    /** Only so many volumes are checked one by one. */
    private static final int MAX_VOLUMES = 10;

    private static final long BYTES_OF_A_MB = 1_000_000;

    /** Fly's daily snapshots are at most a little more than a day apart. */
    private static final Duration MAX_SNAPSHOT_AGE = Duration.ofDays(2);

    private final FlyApi fly;
    private final Optional<QuiescerFactory> hook;
    private final InstantSource clock;
    private final Function<SnapshotId, Optional<SnapshotCheck>> checks;
    private final List<String> ignored;
    private final Optional<Duration> maxAge;

    /**
     * @param hook how a machine's hook is reached, if one is configured
     * @param checks what was found in a snapshot
     * @param ignored patterns of databases that need no quiesce
     */
    public Doctor(
            FlyApi fly,
            Optional<QuiescerFactory> hook,
            InstantSource clock,
            Function<SnapshotId, Optional<SnapshotCheck>> checks,
            List<String> ignored) {
        this(fly, hook, clock, checks, ignored, Optional.empty());
    }

    /**
     * The same with a goal.
     *
     * @param maxAge how old the newest snapshot of a volume may be
     */
    public Doctor(
            FlyApi fly,
            Optional<QuiescerFactory> hook,
            InstantSource clock,
            Function<SnapshotId, Optional<SnapshotCheck>> checks,
            List<String> ignored,
            Optional<Duration> maxAge) {
        this.maxAge = maxAge;
        this.fly = fly;
        this.hook = hook;
        this.clock = clock;
        this.checks = checks;
        this.ignored = List.copyOf(ignored);
    }

    /** The result without a token: nothing can be checked. */
    public static Checkup withoutToken(AppName app) {
        String next =
                "export FLY_API_TOKEN=\"$(fly tokens create deploy --app %s)\"".formatted(app);
        return new Checkup(
                app,
                List.of(
                        Finding.skipped(
                                "token", "none is set, so Fly was not asked anything", next),
                        Finding.skipped("app", "not checked", ""),
                        Finding.skipped("volume", "not checked", ""),
                        Finding.skipped("snapshots", "not checked", ""),
                        Finding.skipped(HOOK, "not checked", "")));
    }

    /** The result if flysnap failed before the first check. */
    public static Checkup failedEarly(AppName app, Problem problem) {
        return new Checkup(app, List.of(Finding.of("flysnap", Outcome.WRONG, problem)));
    }

    /**
     * Changes nothing. A check that cannot be made is a finding too.
     *
     * @param only checks this volume; absent = all
     */
    public Checkup examine(AppName app, Optional<VolumeReference> only) {
        List<Finding> findings = new ArrayList<>();
        try {
            App known = fly.apps().get(app);
            findings.add(Finding.fine("token", "accepted by Fly"));
            findings.add(
                    Finding.fine(
                            "app",
                            known.organization().isEmpty()
                                    ? known.name().toString()
                                    : "%s of %s".formatted(known.name(), known.organization())));
            checkVolumes(app, only, findings);
        } catch (FlyException e) {
            findings.add(requestFailed(findings.isEmpty() ? "token" : "volume", e));
        }
        return new Checkup(app, findings);
    }

    private static Finding requestFailed(String check, FlyException e) {
        Problem problem = e.problem();
        if (problem.exit() == ExitCode.NOT_AUTHORISED) {
            return Finding.of(check, Outcome.WRONG, problem);
        }
        return e.status().isPresent()
                ? Finding.of(check.equals("token") ? "app" : check, Outcome.WRONG, problem)
                : Finding.of(check, Outcome.LEFT_OUT, problem);
    }

    private void checkVolumes(
            AppName app, Optional<VolumeReference> named, List<Finding> findings) {
        List<Volume> listed = fly.volumes().list(app);
        List<Volume> all = listed.stream().filter(it -> !it.state().isDead()).toList();
        Optional<VolumeReference> only = named.map(it -> followed(app, it, listed, findings));
        List<Machine> machines = fly.machines().list(app);
        findings.addAll(new DataPlacement(app, machines).findings());
        SupersededVolumes classified =
                SupersededVolumes.classify(all, machines, VolumeOnlyRestores.NONE);
        // The app's own data first: what is found there matters more.
        List<Volume> living =
                Stream.concat(
                                classified.current().stream(),
                                classified.superseded().stream().map(it -> it.volume()))
                        .filter(present ->
                                only.map(choice -> matches(present, choice)).orElse(true))
                        .toList();
        if (living.isEmpty()) {
            findings.add(
                    Finding.toDo(
                            "volume",
                            all.isEmpty()
                                    ? "there is none yet"
                                    : "the selected one does not exist; there is "
                                            + ShortList.text(
                                                    all.stream()
                                                            .map(it ->
                                                                    "%s (%s)"
                                                                            .formatted(
                                                                                    it.id(),
                                                                                    it.name()))
                                                            .toList()),
                            "fly deploy --app " + app));
        }
        for (Volume volume : living.subList(0, Math.min(living.size(), MAX_VOLUMES))) {
            Optional<Machine> machine = SupersededVolumes.machineOf(volume, machines);
            Optional<Finding> unused = notInUse(volume, classified).filter(_ -> only.isEmpty());
            if (unused.isPresent()) {
                findings.add(unused.get());
                continue;
            }
            findings.add(checkVolume(app, volume, machine));
            machine.flatMap(it -> checkMachine(app, it)).ifPresent(findings::add);
            Finding snapshots = checkSnapshots(app, volume);
            List<Finding> ofHook = checkHook(app, volume, machine);
            // A hook that is configured has to work before a snapshot can be taken with it.
            if (hook.isPresent()) {
                findings.addAll(ofHook);
                findings.add(snapshots);
            } else {
                findings.add(snapshots);
                findings.addAll(ofHook);
            }
        }
        if (living.size() > MAX_VOLUMES) {
            findings.add(
                    Finding.skipped(
                            "volume",
                            "%s not checked"
                                    .formatted(
                                            Count.of(living.size() - MAX_VOLUMES, "more volume")),
                            ""));
        }
    }

    /** The volume under the id that it has now, if Fly has moved it. */
    private VolumeReference followed(
            AppName app, VolumeReference named, List<Volume> listed, List<Finding> findings) {
        if (!(named instanceof VolumeReference.ById(VolumeId id))) {
            return named;
        }
        Optional<Volume> now = VolumeMoves.successorOnFly(fly, app, listed, id);
        now.ifPresent(it ->
                findings.add(
                        Finding.toDo(
                                "volume",
                                "Fly has moved %s to another host: it is %s now"
                                        .formatted(id, it.id()),
                                "write the new id wherever the old one is: volume = \"%s\""
                                        .formatted(it.id()))));
        return now.<VolumeReference>map(it -> new VolumeReference.ById(it.id())).orElse(named);
    }

    private static boolean matches(Volume volume, VolumeReference choice) {
        return switch (choice) {
            case VolumeReference.ById(var id) -> volume.id().equals(id);
            case VolumeReference.ByName(var name) -> volume.name().equals(name);
        };
    }

    /** A volume that does not hold the app's data needs neither snapshots nor a hook. */
    private static Optional<Finding> notInUse(Volume volume, SupersededVolumes classified) {
        Optional<Finding> superseded =
                classified.superseded().stream()
                        .filter(it -> it.volume().id().equals(volume.id()))
                        .findFirst()
                        .map(it ->
                                Finding.fine(
                                        "volume",
                                        "%s is not the app's data: %s"
                                                .formatted(describe(volume), it.reason())));
        return superseded.or(() ->
                classified.current().stream()
                        .filter(_ -> volume.attachedMachine().isEmpty())
                        .filter(it -> it.attachedMachine().isPresent())
                        .filter(it -> it.name().equals(volume.name()))
                        .findFirst()
                        .map(it ->
                                Finding.toDo(
                                        "volume",
                                        "%s is attached to no machine, while the app has %s: a deploy that adds a machine would give it that one"
                                                .formatted(describe(volume), it.id()),
                                        "if nobody needs it: fly volumes destroy " + volume.id())));
    }

    private static String describe(Volume volume) {
        return "%s (%s, %d GB, %s)"
                .formatted(volume.id(), volume.name(), volume.sizeGb(), volume.region());
    }

    /** Something is wrong with a machine of the app. */
    private Optional<Finding> checkMachine(AppName app, Machine machine) {
        if (machine.hostStatus() != HostStatus.OK) {
            return Optional.of(
                    Finding.wrong(
                            MACHINE,
                            "the host of %s does not answer".formatted(machine.id()),
                            "flysnap rescue " + app));
        }
        return new MachineExits(app, machine, clock.instant()).finding();
    }

    private static Finding checkVolume(AppName app, Volume volume, Optional<Machine> machine) {
        String seen = describe(volume);
        return machine.map(present ->
                        Finding.fine(
                                "volume",
                                "%s on machine %s (%s)"
                                        .formatted(seen, present.id(), present.state())))
                .orElseGet(() ->
                        Finding.toDo(
                                "volume",
                                seen + " is attached to no machine",
                                "fly machine list --app " + app));
    }

    private Finding checkSnapshots(AppName app, Volume volume) {
        List<Snapshot> finished =
                fly.snapshots().list(app, volume.id()).stream()
                        .filter(it -> it.status().isFinished())
                        .toList();
        String take = "flysnap create --app " + app + " --volume " + volume.id();
        String policy =
                volume.dailySnapshots()
                                .map(it -> it ? ", one a day by Fly" : ", none a day by Fly")
                                .orElse("")
                        + volume.snapshotRetentionDays()
                                .map(it -> ", kept for " + Count.of(it, "day"))
                                .orElse("");
        Optional<Instant> newest =
                finished.stream()
                        .flatMap(it -> it.createdAt().stream())
                        .max(Comparator.naturalOrder());
        if (newest.isEmpty()) {
            String none = "none of " + volume.id() + " yet" + policy;
            return maxAge.isPresent()
                    ? Finding.wrong("snapshots", none, take)
                    : Finding.toDo("snapshots", none, take);
        }
        Optional<SnapshotCheck> bad =
                finished.stream()
                        .filter(it -> it.createdAt().equals(newest))
                        .flatMap(it -> it.id().stream())
                        .flatMap(it -> checks.apply(it).stream())
                        .filter(SnapshotCheck::isBad)
                        .findFirst();
        if (bad.isPresent()) {
            return Finding.wrong(
                    "snapshots",
                    "the newest of %s is known to be bad: %s"
                            .formatted(volume.id(), bad.get().text()),
                    take + " --check full");
        }
        Duration age = Duration.between(newest.get(), clock.instant());
        String seen =
                "%d of %s, the newest %s old%s; they go with the app"
                        .formatted(finished.size(), volume.id(), ageText(age), policy);
        if (maxAge.filter(it -> age.compareTo(it) > 0).isPresent()) {
            return Finding.wrong(
                    "snapshots",
                    "%s; it should be no older than %s".formatted(seen, ageText(maxAge.get())),
                    take);
        }
        return age.compareTo(MAX_SNAPSHOT_AGE) > 0
                ? Finding.toDo("snapshots", seen, take)
                : Finding.fine("snapshots", seen);
    }

    static String ageText(Duration age) {
        return age.toDays() > 1
                ? Count.of(age.toDays(), "day")
                : age.toHours() > 1
                        ? Count.of(age.toHours(), "hour")
                        : age.toMinutes() > 1
                                ? Count.of(age.toMinutes(), "minute")
                                : Count.of(Math.max(0, age.toSeconds()), "second");
    }

    /** A copy in the machine, and the pages of a database that is replaced, need as much again. */
    private static Optional<Finding> roomForCopy(Volume volume, StatusAnswer hook) {
        return hook.databases().stream()
                .filter(it -> it.bytes().isPresent() && it.freeBytes().isPresent())
                .filter(it -> it.freeBytes().get() < it.bytes().get() + it.walBytes().orElse(0L))
                .findFirst()
                .map(it ->
                        Finding.toDo(
                                "room",
                                "%s has %d MB free for a database of %d MB: a copy of %s does not fit beside it"
                                        .formatted(
                                                volume.id(),
                                                it.freeBytes().get() / BYTES_OF_A_MB,
                                                it.bytes().get() / BYTES_OF_A_MB,
                                                it.path()),
                                "fly volumes extend %s --size %d; or, in WAL mode and not by exec, copies with --method raw --verify none, which need no room"
                                        .formatted(volume.id(), volume.sizeGb() + 1)));
    }

    private List<Finding> checkHook(AppName app, Volume volume, Optional<Machine> machine) {
        if (machine.isEmpty()) {
            return List.of(
                    Finding.skipped(
                            HOOK,
                            volume.id() + " is attached to no machine, so no hook can run",
                            ""));
        }
        HookProbe probe = new HookProbe(app, volume, machine.get(), hook);
        List<Finding> findings = new ArrayList<>(List.of(probe.finding()));
        Optional<ContainerName> container = hook.flatMap(QuiescerFactory::container);
        probe.answer().flatMap(StatusAnswer::warnings).stream()
                .flatMap(List::stream)
                .map(it -> Finding.toDo("warning", it, ""))
                .forEach(findings::add);
        probe.answer().flatMap(it -> roomForCopy(volume, it)).ifPresent(findings::add);
        probe.answer()
                .flatMap(it ->
                        new CoverageCheck(
                                        app,
                                        machine.get(),
                                        new InventoryLook(fly.machines(), container),
                                        hook.orElseThrow(),
                                        ignored)
                                .finding(it))
                .ifPresent(findings::add);
        new ReplicationCheck(app, machine.get(), new ReplicaLook(fly.machines()))
                .finding(container, probe.answer())
                .ifPresent(findings::add);
        return findings;
    }
}
