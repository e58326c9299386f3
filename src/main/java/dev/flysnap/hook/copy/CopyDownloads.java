package dev.flysnap.hook.copy;

import dev.flysnap.contract.CopyRequest;
import dev.flysnap.model.sqlite.CopyMethod;
import dev.flysnap.time.Interruption;
import dev.flysnap.time.Sleeper;
import java.time.InstantSource;

/**
 * Orders copies in one machine.
 *
 * @param interruption ends a download early
 */
public record CopyDownloads(
        MachineCopies copies, Sleeper sleeper, InstantSource clock, Interruption interruption)
        implements AutoCloseable {

    /** To be closed: that removes the copy from the machine. */
    public CopyDownload order(CopyRequest request) {
        return new CopyDownload(copies, request, sleeper, clock, interruption);
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if this method is not possible there
     */
    public void require(CopyMethod method) {
        copies.require(method);
    }

    /** Whether the machine itself can check, compress and encrypt a copy. */
    public boolean canSeal() {
        return copies.canSeal();
    }

    /** Whether reading is slow, some MB a second at most, whatever the network. */
    public boolean isSlow() {
        return copies.isSlow();
    }

    public String where() {
        return copies.where();
    }

    @Override
    public void close() {
        copies.close();
    }
}
