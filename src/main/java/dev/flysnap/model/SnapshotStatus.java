package dev.flysnap.model;

/**
 * Where a snapshot stands: {@code waiting}, then {@code running}, then {@code created}. The names
 * of failures are not documented, so every other one counts as a failure and keeps its name.
 */
public record SnapshotStatus(String value) {
    public static final SnapshotStatus WAITING = new SnapshotStatus("waiting");
    public static final SnapshotStatus RUNNING = new SnapshotStatus("running");
    public static final SnapshotStatus CREATED = new SnapshotStatus("created");

    public boolean isFinished() {
        return equals(CREATED);
    }

    public boolean isPending() {
        return equals(WAITING) || equals(RUNNING);
    }

    public boolean isFailed() {
        return !isFinished() && !isPending();
    }

    @Override
    public String toString() {
        return value;
    }
}
