package dev.flysnap.snapshot.policy;

import dev.flysnap.fly.FlyApi;
import dev.flysnap.fly.http.FlyException;
import dev.flysnap.fly.resource.UpdateVolume;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import java.util.Optional;

/** The retention setting of one volume, read and written. Writing the same twice does no harm. */
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
     * @throws dev.flysnap.problem.FlysnapException if Fly does not say it: it could not be put back
     */
    public int days() {
        return read().orElseThrow(() -> PolicyProblems.retentionUnknown(volume).exception());
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
            // A lost answer: what counts is how the setting is now.
            if (e.outcome() == FlyException.Outcome.NOT_DONE || !read().equals(Optional.of(days))) {
                throw e;
            }
        }
    }

    /** Puts {@code before} back, unless somebody has changed it from {@code ours} meanwhile. */
    public void restore(int before, int ours) {
        if (read().equals(Optional.of(ours))) {
            set(before);
        }
    }

    private Optional<Integer> read() {
        return fly.volumes().get(app, volume).snapshotRetentionDays();
    }
}
