package dev.flysnap.portable.take;

/** Nobody listens. */
public final class SilentProgress implements TakeProgress {
    @Override
    public void step(String text) {}

    @Override
    public void copied(long doneBytes, long totalBytes) {}
}
