package dev.flysnap.bench;

/** How people make ready for a snapshot of a running machine. */
public enum LossMethod {
    /** Not at all: as Fly's daily snapshots and {@code fly volumes snapshots create} do. */
    PLAIN("plain snapshot"),
    /** By the advice that one finds: {@code wal_checkpoint(TRUNCATE)}, then the snapshot. */
    TRUNCATE("`TRUNCATE`, then snapshot"),
    /** {@code flysnap create}. */
    SYNCED("flysnap, `synced`"),
    /** {@code flysnap create --hold-until created}. */
    HELD("flysnap, `held`");

    private final String title;

    LossMethod(String title) {
        this.title = title;
    }

    /** For the head of a column. */
    public String title() {
        return title;
    }
}
