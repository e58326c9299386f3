package dev.flysnap.cli.restore;

import dev.flysnap.fly.resource.CreateVolume;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.Region;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.model.sqlite.ReplicatedDatabase;
import dev.flysnap.restore.model.PlacedCopy;
import dev.flysnap.restore.model.PlanRationale;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.verify.Verifier;
import dev.flysnap.seal.ContentHash;
import dev.flysnap.sqlite.check.Expectation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A restore's plan as JSON: the same as {@link RestorePlanView}, for programs. */
record RestorePlanJson(
        Optional<RunId> run,
        AppName app,
        AppName sourceApp,
        Optional<SnapshotId> snapshot,
        boolean takesItsOwnSnapshot,
        Optional<Instant> takenAt,
        Optional<String> grade,
        Optional<VolumeId> sourceVolume,
        Optional<List<CopyJson>> copies,
        VolumeJson newVolume,
        List<Region> regions,
        boolean volumeOnly,
        boolean trial,
        Optional<List<Region>> roomIn,
        Optional<String> machineName,
        Optional<String> config,
        Optional<String> image,
        Optional<String> imageIs,
        Optional<String> otherImage,
        Optional<String> verify,
        Optional<List<String>> expect,
        Optional<Boolean> cutover,
        Optional<Boolean> unfenced,
        Optional<List<String>> secretsLacking,
        Optional<Long> withoutServiceExpectedMs,
        Optional<Long> ageSeconds,
        String lost,
        String untouched,
        Optional<String> compared,
        Optional<MachineId> replacesMachine,
        Optional<Verifier.Kind> verifier,
        Optional<String> verifierIs,
        Optional<List<ReplicatedDatabase>> replicas) {
    private record CopyJson(String address, String database, String path, ContentHash content) {
        static CopyJson of(PlacedCopy placed) {
            return new CopyJson(
                    placed.copy().address(),
                    placed.copy().database(),
                    placed.path(),
                    placed.copy().content());
        }
    }

    private record VolumeJson(
            VolumeName name,
            int sizeGb,
            Region region,
            boolean encrypted,
            Optional<Integer> snapshotRetentionDays) {
        static VolumeJson of(CreateVolume volume) {
            return new VolumeJson(
                    volume.name(),
                    volume.sizeGb(),
                    volume.region(),
                    volume.encrypted(),
                    volume.snapshotRetentionDays());
        }
    }

    static Json.Obj of(RestorePlan plan, RestorePlanView text, Instant now) {
        PlanRationale grounds = plan.grounds();
        Optional<RestorePlan> withMachine = Optional.of(plan).filter(it -> !it.volumeOnly());
        Optional<PlanRationale> ofMachine = withMachine.map(RestorePlan::grounds);
        return Records.write(
                RestorePlanJson.class,
                new RestorePlanJson(
                        text.run(),
                        plan.app(),
                        grounds.sourceApp(),
                        plan.snapshot(),
                        plan.isMove(),
                        plan.source().takenAt(),
                        plan.source().grade(),
                        Optional.of(plan.source().volume()).filter(_ -> !plan.isFromCopies()),
                        Optional.of(plan.source().copies().stream().map(CopyJson::of).toList())
                                .filter(it -> !it.isEmpty()),
                        VolumeJson.of(plan.newVolume()),
                        plan.regions(),
                        plan.volumeOnly(),
                        plan.isTrial(),
                        grounds.room(),
                        text.run().flatMap(_ -> withMachine).map(made -> made.machine().name()),
                        ofMachine.flatMap(PlanRationale::config),
                        ofMachine.flatMap(PlanRationale::image).map(it -> it.reference()),
                        ofMachine.flatMap(PlanRationale::image).map(it -> it.origin()),
                        ofMachine.flatMap(PlanRationale::image).flatMap(it -> it.other()),
                        withMachine.map(_ -> text.check()),
                        withMachine.map(restorePlan ->
                                restorePlan.checks().expectations().stream()
                                        .map(Expectation::toString)
                                        .toList()),
                        withMachine.map(RestorePlan::cutover),
                        withMachine.map(RestorePlan::isUnfenced),
                        grounds.secretsToCome().map(List::copyOf),
                        grounds.withoutService()
                                .filter(_ -> plan.cutover())
                                .map(it -> it.about().toMillis()),
                        plan.source()
                                .takenAt()
                                .map(it -> Duration.between(it, now))
                                .filter(it -> !it.isNegative())
                                .map(Duration::toSeconds),
                        text.lost(),
                        text.untouched(),
                        withMachine.flatMap(_ -> text.compared()),
                        plan.replaced().map(Machine::id),
                        ofMachine.flatMap(PlanRationale::verifier).map(Verifier::kind),
                        ofMachine.flatMap(PlanRationale::verifier).map(Verifier::description),
                        grounds.replicas().map(List::copyOf)));
    }
}
