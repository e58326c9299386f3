package dev.flysnap.snapshot;

/** Told what is being done, in words for a person. */
@FunctionalInterface
public interface Progress {
    void at(String words);
}
