package dev.flysnap.restore.finish;

import dev.flysnap.model.Machine;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Volume;
import java.util.Optional;

/**
 * What one volume of an app is for.
 *
 * @param machine the one that it is attached to
 * @param run the run that made it or superseded it, where one did and that is known
 * @param text half a sentence
 * @param next the command that ends that state; empty for the app's own volume, and where none is
 *     known
 */
public record VolumeUse(
        Volume volume,
        Optional<Machine> machine,
        Kind kind,
        Optional<RunId> run,
        String text,
        Optional<String> next) {

    /** What it is for. */
    public enum Kind {
        /** It holds the app's data now, on a machine of the app. */
        LIVE,
        /**
         * No machine has it, and it may hold the app's data: it is not known to be anything else.
         * It does where a run is named: the app ran on it.
         */
        UNATTACHED,
        /** A cutover has replaced its machine. */
        REPLACED,
        /** The same by a run that this journal does not have. */
        REPLACED_ELSEWHERE,
        /** A run had made it, and was undone after its cutover. */
        UNDONE,
        /** Restored and verified, for a cutover that has not been asked for yet. */
        AWAITING_CUTOVER,
        /** A run that has not ended made it, or is replacing its machine. */
        UNFINISHED,
        /** Made by {@code restore --volume-only}. */
        VOLUME_ONLY,
        /** Made by flysnap for itself. */
        TEMPORARY
    }

    /** Whether it is out of use and billed until somebody removes it. */
    public boolean isSuperseded() {
        return kind == Kind.REPLACED || kind == Kind.REPLACED_ELSEWHERE || kind == Kind.UNDONE;
    }

    /** Whether it is, or may be, the app's data: it needs snapshots. */
    public boolean mayBeLive() {
        return kind == Kind.LIVE || kind == Kind.UNATTACHED;
    }
}
