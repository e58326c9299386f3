package dev.flysnap.journal;

import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.model.VolumeId;

/**
 * What a run locks.
 *
 * @param app whose organisation it is in
 * @param text unique in that organisation, and shown in messages
 */
public record LockKey(AppName app, String text) {
    /** For what changes the app's machines: a restore, a move, their undo. */
    public static LockKey ofApp(AppName app) {
        return new LockKey(app, "app " + app);
    }

    /** For a create. */
    public static LockKey ofVolume(AppName app, VolumeId volume) {
        return new LockKey(app, "volume " + volume);
    }

    /** For a run of several apps. */
    public static LockKey ofRun(AppName app, RunId run) {
        return new LockKey(app, "run " + run);
    }

    @Override
    public String toString() {
        return text;
    }
}
