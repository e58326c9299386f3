package dev.flysnap.restore.machine;

import dev.flysnap.fly.http.FlyException;
import dev.flysnap.fly.http.RefusalMeaning;
import dev.flysnap.fly.resource.CreateMachine;
import dev.flysnap.journal.SnapshotCheck;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Region;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.model.RegionRefusal;
import dev.flysnap.restore.model.RestoreEffect;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.verify.ConfiguredChecks;
import dev.flysnap.restore.verify.TrialApp;
import dev.flysnap.restore.verify.Verdict;
import dev.flysnap.runtime.Poller;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.runtime.WaitProgress;
import dev.flysnap.saga.Probe;
import dev.flysnap.tags.MachineConfigs;
import dev.flysnap.tags.TagKeys;
import java.time.Duration;
import java.util.Optional;

/** The machine that a restore makes: it boots as the verifier and later becomes the app. */
public final class ReplacementMachine {
    /** How long to wait for a machine whose request got no answer. */
    private static final Duration APPEARS_WITHIN = Duration.ofSeconds(20);

    private final RestorePlan plan;
    private final RunContext context;
    private final LeasedMachines leased;
    private final MachineTransitions transitions;
    private final Poller poller;
    private final RegionRefusals regions;

    public ReplacementMachine(
            RestorePlan plan,
            RunContext context,
            LeasedMachines leased,
            MachineTransitions transitions) {
        this.plan = plan;
        this.context = context;
        this.leased = leased;
        this.transitions = transitions;
        this.poller = new Poller(context);
        this.regions = new RegionRefusals(plan, context);
    }

    /** The new machine, or why Fly refused it and what may be tried instead. */
    public RestoreEffect create(VolumeId volume, Region region) {
        CreateMachine request =
                new CreateMachine(
                        plan.machine().name(),
                        region,
                        MachineConfigs.mounting(
                                plan.machine().verifierConfig(), plan.source().volume(), volume),
                        false,
                        true);
        try {
            return new RestoreEffect.MachineCreated(
                    context.fly().machines().create(plan.app(), request).id());
        } catch (FlyException e) {
            boolean unknown = e.outcome() == FlyException.Outcome.UNKNOWN;
            Optional<MachineId> made =
                    unknown ? e.resolvedBy(this::awaitAppearance) : Optional.empty();
            return made.<RestoreEffect>map(RestoreEffect.MachineCreated::new)
                    .orElseGet(() -> refused(volume, region, e));
        }
    }

    private RestoreEffect refused(VolumeId volume, Region region, FlyException e) {
        if (e.means(RefusalMeaning.NAME_TAKEN)) {
            throw MachineProblems.nameTaken(plan, e.problem()).exception(e);
        }
        if (e.means(RefusalMeaning.VOLUME_UNKNOWN)) {
            context.progress()
                    .report(
                            "Fly does not find the new volume %s: %s"
                                    .formatted(volume, e.problem().why()));
            return new RestoreEffect.VolumeNotFound(
                    volume, RegionRefusals.refusal(region, RegionRefusal.What.MACHINE, e));
        }
        return regions.tryNext(region, RegionRefusal.What.MACHINE, e);
    }

    public Probe<RestoreEffect> probe() {
        return awaitAppearance()
                .<Probe<RestoreEffect>>map(
                        id -> new Probe.Present<>(new RestoreEffect.MachineCreated(id)))
                .orElseGet(Probe.Absent::new);
    }

    /** Fly may still be processing a request whose answer was lost. */
    private Optional<MachineId> awaitAppearance() {
        return poller.until(APPEARS_WITHIN, this::findByName);
    }

    /**
     * The name was chosen before the call and is unique in the app; a machine of another run does
     * not count.
     */
    private Optional<MachineId> findByName() {
        return context.fly().machines().list(plan.app()).stream()
                .filter(it -> it.name().equals(plan.machine().name()))
                .filter(it -> !it.state().isDead())
                .filter(machine ->
                        machine.config().isEmpty()
                                || plan.run()
                                        .value()
                                        .equals(machine.metadata().get(TagKeys.RUN_KEY)))
                .map(Machine::id)
                .findFirst();
    }

    /** Fly launches it on its creation. */
    public void awaitStarted(MachineId machine) {
        transitions.awaitStarted(machine);
    }

    /**
     * The verdict on the new volume, remembered for the snapshot before anything follows from it.
     *
     * @throws FlysnapException if the data must not be used; a trial only wants to know
     */
    public Verdict verdict(MachineId machine, Optional<SnapshotId> snapshot) {
        Verdict found = new VerdictReader(plan, context).verdict(fetch(machine));
        Verdict verdict =
                found.comparedWith(plan.source().databases(), plan.checks().acceptsEmpty());
        boolean onlyEmpty =
                !verdict.problems().isEmpty()
                        && found.comparedWith(plan.source().databases(), true).problems().isEmpty();
        snapshot.ifPresent(it -> remember(it, verdict, onlyEmpty));
        boolean acceptable =
                plan.checks().acceptsBad() ? verdict.unmet().isEmpty() : verdict.isFitForUse();
        if (!acceptable && !plan.isTrial()) {
            throw MachineProblems.notFitForUse(plan, machine, verdict).exception();
        }
        return verdict;
    }

    /** What a query was expected to give says nothing of the snapshot for others. */
    private void remember(SnapshotId snapshot, Verdict verdict, boolean onlyEmpty) {
        context.cutPoint().passed();
        context.journal()
                .saveCheck(
                        new SnapshotCheck(
                                snapshot,
                                plan.grounds().sourceApp(),
                                plan.run(),
                                context.clock().instant(),
                                plan.checks().verify(),
                                SnapshotCheck.Subject.RESTORED,
                                verdict.databases().stream().map(Verdict.Found::path).toList(),
                                verdict.problems(),
                                onlyEmpty));
        context.cutPoint().passed();
    }

    public void stop(MachineId machine) {
        transitions.stop(machine);
    }

    /**
     * Starts the app in the verifier's place, without traffic, and waits until its checks pass.
     *
     * @return why it does not come up; absent = it does
     */
    public Optional<String> tryApp(MachineId machine) {
        transitions.stop(machine);
        leased.update(
                machine,
                MachineConfigs.mounting(
                        TrialApp.config(plan.run(), plan.machine().appConfig()),
                        plan.source().volume(),
                        fetch(machine).mountedVolumes().stream().findFirst().orElseThrow()));
        try {
            transitions.start(machine);
            awaitHealthy(machine);
            return Optional.empty();
        } catch (FlyException e) {
            throw e;
        } catch (FlysnapException e) {
            Machine now = fetch(machine);
            return Optional.of(
                    now.state().hasEnded()
                            ? MachineProblems.endedOnTrial(now)
                            : "it is \"%s\" and does not become healthy within %d s: %s"
                                    .formatted(
                                            now.state(), plan.timeout().toSeconds(), failing(now)));
        }
    }

    /** With the volume that it mounts now: Fly may have moved it to another host since. */
    public void becomeApp(MachineId machine, VolumeId volume) {
        Machine now = fetch(machine);
        if (isApp(now)) {
            return;
        }
        leased.update(
                machine,
                MachineConfigs.mounting(
                        plan.machine().appConfig(),
                        plan.source().volume(),
                        now.mountedVolumes().stream().findFirst().orElse(volume)));
    }

    /** Only the app's config lacks the verifier's tag; without a config nobody can tell. */
    private boolean isApp(Machine now) {
        if (now.config().isEmpty()) {
            throw MachineProblems.configMissing(plan.app(), now).exception();
        }
        return !TagKeys.isVerifier(now);
    }

    public Probe<RestoreEffect> probeApp(MachineId machine, RestoreEffect updated) {
        Machine now = fetch(machine);
        if (now.config().isEmpty()) {
            Problem missing = MachineProblems.configMissing(plan.app(), now);
            return new Probe.Unclear<>(missing.what() + " " + missing.why());
        }
        return TagKeys.isVerifier(now) ? new Probe.Absent<>() : new Probe.Present<>(updated);
    }

    /** A machine that somebody deleted is out of service already. */
    public void unlessGone(MachineId machine, Runnable change) {
        try {
            change.run();
        } catch (FlysnapException e) {
            if (!isGone(machine)) {
                throw e;
            }
        }
    }

    private boolean isGone(MachineId machine) {
        return context.fly()
                .machines()
                .find(plan.app(), machine)
                .filter(it -> !it.state().isDead())
                .isEmpty();
    }

    /**
     * The update may have launched it already: Fly does not always obey skip_launch. Source:
     * PLATFORM.
     */
    public void startApp(MachineId machine) {
        transitions.start(machine);
    }

    public void awaitHealthy(MachineId machine) {
        WaitProgress progress = new WaitProgress(context);
        String[] failing = {""};
        boolean healthy =
                poller.until(
                                plan.timeout(),
                                () -> {
                                    Machine now = fetch(machine);
                                    if (now.state().hasEnded()) {
                                        throw MachineProblems.appEnded(plan, now).exception();
                                    }
                                    failing[0] = failing(now);
                                    if (!failing[0].isEmpty()) {
                                        progress.report(failing[0]);
                                    }
                                    return now.state().equals(MachineState.STARTED)
                                                    && failing[0].isEmpty()
                                            ? Optional.of(now)
                                            : Optional.empty();
                                })
                        .isPresent();
        if (!healthy) {
            throw MachineProblems.neverHealthy(plan, machine, failing[0]).exception();
        }
    }

    private String failing(Machine machine) {
        return String.join(", ", ConfiguredChecks.notPassing(machine, plan.machine().appConfig()));
    }

    private Machine fetch(MachineId machine) {
        return context.fly().machines().get(plan.app(), machine);
    }
}
