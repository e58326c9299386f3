package dev.flysnap.storage;

/** What has to be so when an object is written, as the store sees it. */
public sealed interface Condition {
    /** There is no object of that name. */
    record Absent() implements Condition {}

    /** It is this version. */
    record Version(String version) implements Condition {}
}
