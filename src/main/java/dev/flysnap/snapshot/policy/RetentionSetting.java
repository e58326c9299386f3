package dev.flysnap.snapshot.policy;

import dev.flysnap.fly.FlyApi;
import dev.flysnap.fly.http.FlyException;
import dev.flysnap.fly.resource.UpdateVolume;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import java.util.Optional;

/** Reads and writes the retention setting of one volume. Writing it twice does no harm. */
public final class RetentionSetting {
    private final FlyApi fly;
    private final AppName app;
    private final VolumeId volume;

    public RetentionSetting(FlyApi fly, AppName app, VolumeId volume) {
        this.fly = fly;
        this.app = app;
        this.volume = volume;
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if Fly does not say: it could not be restored
     */
    public int days() {
        return read(fly).orElseThrow(() -> PolicyProblems.retentionUnknown(volume).exception());
    }

    public void set(int days) {
        try {
            Volume _ =
                    fly.volumes()
                            .update(
                                    app,
                                    volume,
                                    new UpdateVolume(Optional.of(days), Optional.empty()));
        } catch (FlyException e) {
            // After a lost answer the current setting decides.
            if (e.outcome() == FlyException.Outcome.NOT_DONE
                    || !read(fly).equals(Optional.of(days))) {
                throw e;
            }
        }
    }

    /** Restores {@code before}, unless somebody has changed it from {@code ours} meanwhile. */
    public void restore(int before, int ours) {
        if (read(fly.duringOutage()).equals(Optional.of(ours))) {
            set(before);
        }
    }

    private Optional<Integer> read(FlyApi from) {
        return from.volumes().get(app, volume).snapshotRetentionDays();
    }
}
