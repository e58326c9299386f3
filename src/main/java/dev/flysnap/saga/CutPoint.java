package dev.flysnap.saga;

/**
 * Told before and after every write of the journal, so that a test can play a power cut there by
 * throwing.
 */
@FunctionalInterface
public interface CutPoint {
    /** Nobody cuts. */
    CutPoint NONE = () -> {};

    void passed();
}
