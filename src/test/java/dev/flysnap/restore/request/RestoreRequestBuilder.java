package dev.flysnap.restore.request;

import dev.flysnap.model.AppName;
import dev.flysnap.model.Region;
import dev.flysnap.model.VolumeId;
import dev.flysnap.restore.request.RestoreRequest.Destination;
import dev.flysnap.restore.request.RestoreRequest.MachineRequest;
import dev.flysnap.restore.request.RestoreRequest.Source;
import dev.flysnap.restore.verify.Checks;
import dev.flysnap.snapshot.catalog.SnapshotChoice;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A request with the command line's defaults, except for what a test sets. */
public final class RestoreRequestBuilder {
    private final AppName app;
    private SnapshotChoice snapshot;
    private Optional<VolumeId> volume = Optional.empty();
    private Optional<ReceiptFile> receipt = Optional.empty();
    private Destination to = new Destination(Optional.empty(), List.of(), Optional.empty());
    private MachineRequest machine = MachineRequest.UNCHANGED;
    private Checks checks = Checks.DEFAULT;
    private Goal goal = Goal.VERIFIED;
    private Optional<CopyRequest> copies = Optional.empty();
    private boolean keepFailed;
    private boolean evenIfBad;
    private Duration timeout = RestoreRequest.DEFAULT_TIMEOUT;

    private RestoreRequestBuilder(AppName app, SnapshotChoice snapshot) {
        this.app = app;
        this.snapshot = snapshot;
    }

    public static RestoreRequestBuilder of(AppName app, SnapshotChoice snapshot) {
        return new RestoreRequestBuilder(app, snapshot);
    }

    public RestoreRequestBuilder snapshot(SnapshotChoice wanted) {
        snapshot = wanted;
        return this;
    }

    public RestoreRequestBuilder volume(Optional<VolumeId> named) {
        volume = named;
        return this;
    }

    public RestoreRequestBuilder receipt(Optional<ReceiptFile> given) {
        receipt = given;
        return this;
    }

    public RestoreRequestBuilder to(Destination destination) {
        to = destination;
        return this;
    }

    public RestoreRequestBuilder toRegions(Region... regions) {
        return to(new Destination(to.app(), List.of(regions), to.sizeGb()));
    }

    public RestoreRequestBuilder machine(MachineRequest wanted) {
        machine = wanted;
        return this;
    }

    public RestoreRequestBuilder checks(Checks wanted) {
        checks = wanted;
        return this;
    }

    public RestoreRequestBuilder goal(Goal wanted) {
        goal = wanted;
        return this;
    }

    public RestoreRequestBuilder acceptUnfenced(boolean accepted) {
        return goal(accepted ? Goal.CUTOVER_UNFENCED : goal);
    }

    public RestoreRequestBuilder keepFailed(boolean kept) {
        keepFailed = kept;
        return this;
    }

    public RestoreRequestBuilder evenIfBad() {
        evenIfBad = true;
        return this;
    }

    public RestoreRequestBuilder timeout(Duration limit) {
        timeout = limit;
        return this;
    }

    public RestoreRequestBuilder copies(CopyRequest wanted) {
        copies = Optional.of(wanted);
        return this;
    }

    public RestoreRequest build() {
        return new RestoreRequest(
                new Source(app, snapshot, volume, receipt, evenIfBad, copies),
                to,
                machine,
                checks,
                goal,
                keepFailed,
                timeout);
    }
}
