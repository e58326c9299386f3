package dev.flysnap.restore.plan;

import dev.flysnap.journal.SnapshotRecord;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.model.Machine;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Volume;
import dev.flysnap.proof.Receipt;
import dev.flysnap.restore.model.ImageUse;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.request.ImageQuestion;
import dev.flysnap.restore.request.ReceiptFile;
import dev.flysnap.restore.request.RestoreRequest;
import dev.flysnap.restore.topology.EarlierMachines;
import dev.flysnap.restore.verify.Verifier;
import dev.flysnap.restore.verify.VerifierConfig;
import dev.flysnap.tags.CreateTag;
import dev.flysnap.tags.MachineConfigs;
import dev.flysnap.tags.TagKeys;
import java.util.List;
import java.util.Optional;

/**
 * What the new machine is created from. Pure, except that it may ask the user for an image, and a
 * machine for what its image has.
 *
 * @param config what it becomes at the cutover, except for the volume's id; it can hold secrets
 * @param verifier what checks the data
 * @param verifierConfig its first config
 */
record MachineDraft(
        ResolvedConfig found,
        ImageUse image,
        Json.Obj config,
        Verifier verifier,
        Json.Obj verifierConfig) {

    /**
     * @param data the snapshot's id or the copies, for messages
     * @param known what the journal keeps of the machine that had the data
     * @param serving the machine of the snapshot's app that is in service
     * @param machines all of that app
     * @param earlier those that had the platform's metadata
     * @throws dev.flysnap.problem.FlysnapException if no config is known, or the image is not known
     */
    static MachineDraft of(
            RunId run,
            RestoreRequest request,
            String data,
            Optional<SnapshotRecord> known,
            Volume volume,
            Optional<Machine> serving,
            List<Machine> machines,
            EarlierMachines earlier,
            ImageQuestion question,
            VerifierSelector verifiers) {
        ResolvedConfig found =
                ConfigResolver.find(request, data, volume.id(), serving, machines, known, earlier);
        Optional<String> then =
                known.filter(it ->
                                request.source().copies().isPresent()
                                        || it.snapshot().value().equals(data))
                        .flatMap(SnapshotRecord::machine)
                        .map(it -> Records.read(Machine.class, it))
                        .flatMap(ImageSelector.Candidates::of)
                        .or(() ->
                                request.source()
                                        .receipt()
                                        .map(ReceiptFile::receipt)
                                        .flatMap(Receipt::image));
        ImageUse image =
                ImageSelector.pick(
                        request.source().app(),
                        data,
                        found,
                        new ImageSelector.Candidates(
                                then, serving.flatMap(ImageSelector.Candidates::of)),
                        request.machine().image(),
                        question);
        Json.Obj app =
                MachineConfigs.withMetadata(
                        CreateTag.without(image.applyTo(found.config())),
                        TagKeys.RUN_KEY,
                        run.value());
        Json.Obj mount = MachineConfigs.mountOf(app, volume.id()).orElseThrow();
        Verifier verifier =
                verifiers.select(
                        request.source().app(),
                        image.reference(),
                        request.machine().verifierImage(),
                        machines,
                        request.source().receipt().map(ReceiptFile::receipt));
        Json.Obj first =
                request.source().copies().isPresent()
                        ? VerifierConfig.idle(run, app, mount, verifier)
                        : VerifierConfig.of(run, app, mount, verifier, request.checks());
        return new MachineDraft(
                found,
                image,
                app,
                verifier,
                request.goal() == Goal.TRIAL ? VerifierConfig.withoutAppSecrets(first) : first);
    }

    /** Without the configs. */
    @Override
    public String toString() {
        return "MachineDraft[" + found.source() + ", " + image + "]";
    }
}
