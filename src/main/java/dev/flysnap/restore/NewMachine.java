package dev.flysnap.restore;

import dev.flysnap.fly.CreateMachine;
import dev.flysnap.fly.ExecResult;
import dev.flysnap.fly.FlyException;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.json.Records;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Region;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.saga.Probe;
import dev.flysnap.snapshot.Polling;
import dev.flysnap.snapshot.RestoreMarks;
import dev.flysnap.snapshot.Workbench;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The machine that a restore makes: the verifier first, the app later. */
final class NewMachine {
    /** Exec breaks off at 30 s. Source: Fly community, seen. */
    private static final Duration EXEC_LIMIT = Duration.ofSeconds(10);

    /** How long a machine whose request has no answer is waited for. */
    private static final Duration APPEARS_WITHIN = Duration.ofSeconds(20);

    /** Machines that exec is refused on: not started yet, or busy. */
    private static final List<Integer> NOT_YET = List.of(408, 409, 412, 422);

    private final RestorePlan plan;
    private final Workbench bench;
    private final MachineChanges changes;
    private final MachineWaits waits;
    private final Polling polling;

    NewMachine(RestorePlan plan, Workbench bench, MachineChanges changes, MachineWaits waits) {
        this.plan = plan;
        this.bench = bench;
        this.changes = changes;
        this.waits = waits;
        this.polling = new Polling(bench);
    }

    /** A machine, or that the volume's host has no room for one. */
    RestoreEffect create(VolumeId volume, Region region) {
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
                    bench.fly().machines().create(plan.app(), request).id());
        } catch (FlyException e) {
            boolean unknown = e.outcome() == FlyException.Outcome.UNKNOWN;
            Optional<MachineId> made = unknown ? appeared() : Optional.empty();
            return made.<RestoreEffect>map(RestoreEffect.MachineCreated::new)
                    .orElseGet(() -> refused(region, e));
        }
    }

    private RestoreEffect refused(Region region, FlyException e) {
        if (e.flyStatus().equals(Optional.of("name_taken"))) {
            throw MachineProblems.nameTaken(plan, e.problem()).exception(e);
        }
        RegionRefusal refusal =
                new RegionRefusal(
                        region,
                        RegionRefusal.What.MACHINE,
                        e.shortage().orElseThrow(() -> e),
                        e.problem().why());
        bench.progress().at(refusal.words() + ": " + refusal.said());
        return new RestoreEffect.NoRoom(refusal);
    }

    Probe<RestoreEffect> probe() {
        return appeared()
                .<Probe<RestoreEffect>>map(
                        id -> new Probe.Present<>(new RestoreEffect.MachineCreated(id)))
                .orElseGet(Probe.Absent::new);
    }

    /** Fly may still be at work on a request whose answer was lost. */
    private Optional<MachineId> appeared() {
        return polling.until(APPEARS_WITHIN, this::named);
    }

    /**
     * The name was chosen before the call and is unique in the app; one of another run is not ours.
     */
    private Optional<MachineId> named() {
        return bench.fly().machines().list(plan.app()).stream()
                .filter(it -> it.name().equals(plan.machine().name()))
                .filter(it -> !it.state().isDead())
                .filter(it ->
                        it.config().isEmpty()
                                || plan.run()
                                        .value()
                                        .equals(it.metadata().get(RestoreMarks.RUN_KEY)))
                .map(Machine::id)
                .findFirst();
    }

    /** It was made to be launched, so it comes from {@code created} by itself. */
    void awaitStarted(MachineId machine) {
        waits.started(machine);
    }

    Verdict verdict(MachineId machine) {
        Verdict verdict =
                polling.until(plan.timeout(), () -> readVerdict(machine))
                        .orElseThrow(
                                () -> MachineProblems.verifierTooSlow(plan, machine).exception())
                        .against(plan.source().databases());
        if (!verdict.isFitForUse()) {
            throw MachineProblems.notFitForUse(plan, machine, verdict).exception();
        }
        return verdict;
    }

    private Optional<Verdict> readVerdict(MachineId machine) {
        ExecResult result;
        try {
            result =
                    bench.fly()
                            .machines()
                            .exec(
                                    plan.app(),
                                    machine,
                                    List.of("cat", VerifierConfig.verdictFile(plan.run())),
                                    "",
                                    EXEC_LIMIT);
        } catch (FlyException e) {
            Machine now = bench.fly().machines().get(plan.app(), machine);
            if (now.state().hasEnded()) {
                throw MachineProblems.verifierEnded(plan, now).exception(e);
            }
            // Reading again does no harm, whatever became of the answer.
            if (e.outcome() == FlyException.Outcome.UNKNOWN
                    || NOT_YET.contains(e.status().orElse(0))) {
                return Optional.empty();
            }
            throw e;
        }
        if (result.exitCode() != 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(Records.read(Verdict.class, JsonText.parse(result.stdout())));
        } catch (MalformedJson e) {
            throw MachineProblems.verdictUnreadable(plan, machine, String.valueOf(e.getMessage()))
                    .exception(e);
        }
    }

    void stop(MachineId machine) {
        waits.stop(machine);
    }

    void becomeApp(MachineId machine, VolumeId volume) {
        if (isApp(machine)) {
            return;
        }
        changes.update(
                machine,
                MachineConfigs.mounting(
                        plan.machine().appConfig(), plan.source().volume(), volume));
    }

    /** Only the app's config is without the verifier's mark; without a config nobody can tell. */
    private boolean isApp(MachineId machine) {
        Machine now = bench.fly().machines().get(plan.app(), machine);
        if (now.config().isEmpty()) {
            throw MachineProblems.configMissing(plan.app(), now).exception();
        }
        return !RestoreMarks.isVerifier(now);
    }

    Probe<RestoreEffect> probeApp(MachineId machine, RestoreEffect updated) {
        Machine now = bench.fly().machines().get(plan.app(), machine);
        if (now.config().isEmpty()) {
            Problem missing = MachineProblems.configMissing(plan.app(), now);
            return new Probe.Unclear<>(missing.what() + " " + missing.why());
        }
        return RestoreMarks.isVerifier(now) ? new Probe.Absent<>() : new Probe.Present<>(updated);
    }

    /** What is to be out of service, and was removed by hand, is that. */
    void unlessGone(MachineId machine, Runnable change) {
        try {
            change.run();
        } catch (FlysnapException e) {
            if (!isGone(machine)) {
                throw e;
            }
        }
    }

    private boolean isGone(MachineId machine) {
        return bench.fly()
                .machines()
                .find(plan.app(), machine)
                .filter(it -> !it.state().isDead())
                .isEmpty();
    }

    /**
     * The update may have launched it already: PLATFORM says that skip_launch is not always obeyed.
     */
    void startApp(MachineId machine) {
        waits.start(machine);
    }

    void awaitHealthy(MachineId machine) {
        WaitingWords words = new WaitingWords(bench);
        String[] failing = {""};
        boolean healthy =
                polling.until(
                                plan.timeout(),
                                () -> {
                                    Machine now = bench.fly().machines().get(plan.app(), machine);
                                    if (now.state().hasEnded()) {
                                        throw MachineProblems.appEnded(plan, now).exception();
                                    }
                                    failing[0] = failing(now);
                                    if (!failing[0].isEmpty()) {
                                        words.tell(failing[0]);
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
}
