package dev.flysnap.restore.plan;

import dev.flysnap.journal.SnapshotRecord;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.model.Machine;
import dev.flysnap.model.VolumeId;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.request.ImageChoice;
import dev.flysnap.restore.request.MachineFlags;
import dev.flysnap.restore.request.ReceiptFile;
import dev.flysnap.restore.request.RestoreRequest;
import dev.flysnap.restore.topology.EarlierMachines;
import dev.flysnap.restore.topology.FormerMachines;
import dev.flysnap.tags.MachineConfigs;
import dev.flysnap.tags.PlatformMetadata;
import dev.flysnap.tags.TagKeys;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the config for the new machine. Pure, except that it may ask the journal once more. */
final class ConfigResolver {

    /**
     * The one from {@code --machine-config}; else that of the machine in service; else that of a
     * machine that mounts the volume; else that of the machine that did when the snapshot was
     * taken, from the journal or a receipt's file; else one made from an image and flags.
     *
     * @param data the snapshot's id or the copies, for messages
     * @param serving the machine of the snapshot's app that is in service
     * @param machines all of that app
     * @param kept what the journal keeps of the snapshot, else of another of that data
     * @param earlier asked for the platform's metadata where nothing of that has any
     * @throws dev.flysnap.problem.FlysnapException if there is none, or it mounts nothing
     */
    static ResolvedConfig find(
            RestoreRequest request,
            String data,
            VolumeId volume,
            Optional<Machine> serving,
            List<Machine> machines,
            Optional<SnapshotRecord> kept,
            EarlierMachines earlier) {
        ResolvedConfig found =
                fromFile(request)
                        .or(() ->
                                serving.flatMap(
                                        it -> ofMachine(it, ResolvedConfig.Source.LIVING_MACHINE)))
                        .or(() -> fromMountingMachine(volume, machines))
                        .or(() ->
                                kept.flatMap(it ->
                                        it.machine()
                                                .flatMap(json ->
                                                        fromRecord(
                                                                json,
                                                                it.snapshot().value().equals(data)
                                                                        ? ResolvedConfig.Source
                                                                                .JOURNAL
                                                                        : ResolvedConfig.Source
                                                                                .JOURNAL_OTHER))))
                        .or(() ->
                                request.source()
                                        .receipt()
                                        .flatMap(ReceiptFile::machine)
                                        .flatMap(json ->
                                                fromRecord(json, ResolvedConfig.Source.RECEIPT)))
                        .or(() -> fromFlags(request))
                        .orElseThrow(() ->
                                RestorePlanProblems.configUnknown(
                                                request.source().app(), data, volume)
                                        .exception());
        MachineFlags flags = request.machine().flags();
        Json.Obj config =
                found.isGiven()
                        ? found.config()
                        : withPlatformMetadata(found, request.goal(), kept, earlier);
        return new ResolvedConfig(
                withMount(flags.applyTo(config), flags, volume, found.isGiven()),
                found.source(),
                found.machine());
    }

    /**
     * A machine that was replaced has lost the platform's metadata. Without it a deploy would not
     * know the new machine, and would make a second one beside it.
     */
    private static Json.Obj withPlatformMetadata(
            ResolvedConfig found,
            Goal goal,
            Optional<SnapshotRecord> kept,
            EarlierMachines earlier) {
        Json.Obj whole = found.config();
        if (!PlatformMetadata.of(whole).isEmpty()) {
            return whole;
        }
        Map<String, String> metadata =
                kept.flatMap(FormerMachines::platformMetadata)
                        .or(() -> earlier.metadata(found.config(), found.machine(), goal))
                        .orElse(Map.of());
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
            whole = MachineConfigs.withMetadata(whole, entry.getKey(), entry.getValue());
        }
        return whole;
    }

    private static Optional<ResolvedConfig> fromFile(RestoreRequest request) {
        return request.machine()
                .config()
                .map(it -> new ResolvedConfig(it, ResolvedConfig.Source.FILE, Optional.empty()));
    }

    private static Optional<ResolvedConfig> ofMachine(
            Machine machine, ResolvedConfig.Source source) {
        return machine.config()
                .map(it -> new ResolvedConfig(it, source, Optional.of(machine.id())));
    }

    private static Optional<ResolvedConfig> fromMountingMachine(
            VolumeId volume, List<Machine> machines) {
        return machines.stream()
                .filter(it -> it.mountedVolumes().contains(volume))
                .filter(it -> !TagKeys.isVerifier(it))
                .flatMap(it -> ofMachine(it, ResolvedConfig.Source.LIVING_MACHINE).stream())
                .findFirst();
    }

    private static Optional<ResolvedConfig> fromRecord(
            Json.Obj machine, ResolvedConfig.Source source) {
        return Optional.of(Records.read(Machine.class, machine))
                .filter(it -> !TagKeys.isVerifier(it))
                .flatMap(it -> ofMachine(it, source));
    }

    private static Optional<ResolvedConfig> fromFlags(RestoreRequest request) {
        return request.machine()
                .image()
                .filter(ImageChoice.Named.class::isInstance)
                .map(ImageChoice.Named.class::cast)
                .map(named ->
                        new ResolvedConfig(
                                request.machine().flags().minimalConfig(named.reference()),
                                ResolvedConfig.Source.FLAGS,
                                Optional.empty()));
    }

    /**
     * The config with the volume as its only mount: a machine mounts one volume (source: Fly docs,
     * Volumes), and a config from elsewhere has another one, or none.
     */
    private static Json.Obj withMount(
            Json.Obj config, MachineFlags flags, VolumeId volume, boolean given) {
        List<Json.Obj> mounts = config.objects("mounts");
        if (mounts.size() > 1 || (mounts.isEmpty() && !given)) {
            throw RestorePlanProblems.notExactlyOneMount(volume, mounts.size()).exception();
        }
        Json.Obj mount =
                mounts.isEmpty()
                        ? flags.mount(volume)
                        : flags.applyToMount(mounts.getFirst()).with("volume", volume.value());
        return config.with("mounts", new Json.Arr(List.of(mount)));
    }

    private ConfigResolver() {}
}
