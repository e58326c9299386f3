package dev.flysnap.restore.finish;

import dev.flysnap.model.AppName;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Volume;
import dev.flysnap.restore.finish.VolumeUse.Kind;
import dev.flysnap.restore.model.Milestone;
import dev.flysnap.snapshot.volumes.SupersededVolumes;
import dev.flysnap.snapshot.volumes.SupersededVolumes.Superseded;
import dev.flysnap.snapshot.volumes.VolumeOnlyRestores;
import dev.flysnap.tags.TagKeys;
import java.util.List;
import java.util.Optional;

/** Explains each volume by one look at Fly and by the runs of this journal. Pure. */
record VolumeExplainer(
        AppName app,
        List<Machine> machines,
        List<Volume> volumes,
        List<PastRun> runs,
        VolumeOnlyRestores volumeOnly) {

    List<VolumeUse> uses() {
        SupersededVolumes seen = SupersededVolumes.classifyStrictly(volumes, machines, volumeOnly);
        return volumes.stream()
                .map(volume ->
                        seen.superseded().stream()
                                .filter(it -> it.volume().id().equals(volume.id()))
                                .findFirst()
                                .map(this::superseded)
                                .orElseGet(() -> current(volume)))
                .toList();
    }

    private VolumeUse current(Volume volume) {
        Optional<Machine> machine = SupersededVolumes.machineOf(volume, machines);
        if (machine.isEmpty()) {
            return unattached(volume);
        }
        // With nothing in service a replaced volume counts as current, which it is not.
        return machine.filter(VolumeExplainer::isOutOfService)
                .flatMap(it -> replacedOrUndone(volume, it))
                .orElseGet(() ->
                        new VolumeUse(
                                volume,
                                machine,
                                Kind.LIVE,
                                Optional.empty(),
                                "the app's data, on machine %s (%s%s)"
                                        .formatted(
                                                machine.get().id(),
                                                machine.get().state(),
                                                machine.get().hostStatus() == HostStatus.OK
                                                        ? ""
                                                        : ", its host does not answer"),
                                Optional.empty()));
    }

    private static boolean isOutOfService(Machine machine) {
        return machine.state().isAtRest()
                && machine.config().isPresent()
                && !TagKeys.hasPlatformMetadata(machine);
    }

    private VolumeUse unattached(Volume volume) {
        Optional<PastRun> maker = maker(volume);
        if (maker.filter(PastRun::isOpen).isPresent()) {
            return unfinished(volume, maker.get());
        }
        if (maker.filter(PastRun::isUndoneAfterCutover).isPresent()) {
            return undone(volume, Optional.empty(), maker.get());
        }
        if (maker.filter(it -> it.state().lacks(Milestone.COMMITTED)).isPresent()) {
            return awaitingCutover(volume, Optional.empty(), maker.get());
        }
        return replacedBefore(volume)
                .filter(_ -> isAnotherAttached(volume))
                .map(it -> replaced(volume, Optional.empty(), it))
                .orElseGet(() ->
                        new VolumeUse(
                                volume,
                                Optional.empty(),
                                Kind.UNATTACHED,
                                maker.map(PastRun::id),
                                maker.map(it ->
                                                "attached to no machine; the app ran on it after %s"
                                                        .formatted(it.id()))
                                        .orElse("attached to no machine"),
                                Optional.empty()));
    }

    private Optional<PastRun> maker(Volume volume) {
        return runs.stream().filter(it -> it.hasMade(volume)).findFirst();
    }

    /** The run whose old machine had it, and is gone. */
    private Optional<PastRun> replacedBefore(Volume volume) {
        return runs.stream()
                .filter(it ->
                        it.state()
                                .old()
                                .filter(old -> it.hasReplaced(old.id()))
                                .filter(old -> old.mountedVolumes().contains(volume.id()))
                                .isPresent())
                .findFirst();
    }

    private boolean isAnotherAttached(Volume volume) {
        return volumes.stream()
                .anyMatch(
                        it -> it.name().equals(volume.name()) && it.attachedMachine().isPresent());
    }

    private VolumeUse superseded(Superseded superseded) {
        Volume volume = superseded.volume();
        Optional<Machine> machine = SupersededVolumes.machineOf(volume, machines);
        return switch (superseded.kind()) {
            case TEMPORARY ->
                    new VolumeUse(
                            volume,
                            machine,
                            Kind.TEMPORARY,
                            Optional.empty(),
                            superseded.reason(),
                            Optional.of("flysnap cleanup " + app));
            case VOLUME_ONLY -> {
                Optional<RunId> run = volumeOnly.creatorOf(volume);
                yield new VolumeUse(
                        volume,
                        machine,
                        Kind.VOLUME_ONLY,
                        run,
                        superseded.reason(),
                        run.map(it -> "flysnap undo " + it));
            }
            case VERIFIER -> verifier(volume, machine, superseded.reason());
            case REPLACED ->
                    machine.flatMap(it -> replacedOrUndone(volume, it))
                            .orElseGet(
                                    () -> ofAnotherJournal(volume, machine, superseded.reason()));
        };
    }

    private Optional<VolumeUse> replacedOrUndone(Volume volume, Machine machine) {
        return runs.stream()
                .filter(it -> it.hasReplaced(machine.id()))
                .findFirst()
                .map(run -> replaced(volume, Optional.of(machine), run))
                .or(() ->
                        maker(volume)
                                .filter(PastRun::isUndoneAfterCutover)
                                .map(it -> undone(volume, Optional.of(machine), it)));
    }

    private VolumeUse replaced(Volume volume, Optional<Machine> machine, PastRun run) {
        if (run.isOpen()) {
            return unfinished(volume, run);
        }
        return new VolumeUse(
                volume,
                machine,
                Kind.REPLACED,
                Optional.of(run.id()),
                "replaced by %s%s"
                        .formatted(
                                run.id(),
                                machine.map(it ->
                                                "; its machine %s is %s"
                                                        .formatted(it.id(), it.state()))
                                        .orElse("")),
                Optional.of("flysnap finish " + run.id()));
    }

    private static VolumeUse undone(Volume volume, Optional<Machine> machine, PastRun run) {
        return new VolumeUse(
                volume,
                machine,
                Kind.UNDONE,
                Optional.of(run.id()),
                "made by %s, which was undone; it may hold writes that the app lacks"
                        .formatted(run.id()),
                Optional.of(
                        run.isOpen()
                                ? run.commandToEnd()
                                : "flysnap finish %s --discard-writes".formatted(run.id())));
    }

    /** A machine that was made to replace this one says so in its tag. */
    private VolumeUse ofAnotherJournal(Volume volume, Optional<Machine> machine, String reason) {
        Optional<RunId> run =
                machine.flatMap(old ->
                        machines.stream()
                                .filter(it ->
                                        TagKeys.machineToReplace(it).equals(Optional.of(old.id())))
                                .flatMap(it -> TagKeys.runOf(it).stream())
                                .findFirst()
                                .or(() -> TagKeys.runOf(old)));
        return new VolumeUse(
                volume,
                machine,
                Kind.REPLACED_ELSEWHERE,
                run,
                reason + run.map(it -> " (%s, of another journal)".formatted(it)).orElse(""),
                run.map(_ -> "flysnap runs adopt --app " + app));
    }

    private VolumeUse verifier(Volume volume, Optional<Machine> machine, String reason) {
        Optional<PastRun> maker = maker(volume);
        if (maker.isEmpty()) {
            return new VolumeUse(
                    volume,
                    machine,
                    Kind.UNFINISHED,
                    machine.flatMap(TagKeys::runOf),
                    reason,
                    Optional.of("flysnap runs adopt --app " + app));
        }
        return maker.get().isOpen() || !maker.get().state().isReadyForCutover()
                ? unfinished(volume, maker.get())
                : awaitingCutover(volume, machine, maker.get());
    }

    private static VolumeUse awaitingCutover(
            Volume volume, Optional<Machine> machine, PastRun run) {
        boolean possible = machine.isPresent() && !run.overtaken();
        return new VolumeUse(
                volume,
                machine,
                Kind.AWAITING_CUTOVER,
                Optional.of(run.id()),
                "restored by %s, %s"
                        .formatted(
                                run.id(),
                                run.overtaken()
                                        ? "which another cutover has overtaken"
                                        : machine.isPresent()
                                                ? "waits for its cutover"
                                                : "and its machine is gone"),
                Optional.of(
                        possible
                                ? "flysnap continue %s --cutover".formatted(run.id())
                                : "flysnap undo " + run.id()));
    }

    private VolumeUse unfinished(Volume volume, PastRun run) {
        return new VolumeUse(
                volume,
                SupersededVolumes.machineOf(volume, machines),
                Kind.UNFINISHED,
                Optional.of(run.id()),
                "part of the %s %s, which has not ended".formatted(run.run().kind(), run.id()),
                Optional.of(run.commandToEnd()));
    }
}
