package dev.flysnap.model.sqlite;

import java.util.Locale;

/** How a database is copied. */
public enum CopyMethod {
    /**
     * {@code VACUUM INTO}: the smallest copy, without free pages. Rowids may change in tables
     * without an INTEGER PRIMARY KEY.
     */
    VACUUM,
    /** The backup API: every page as it is, free ones too. */
    BACKUP,
    /**
     * The file itself, while a reader keeps checkpoints off it. In WAL mode it needs no second
     * file.
     */
    RAW;

    /** As {@code --method} names it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
