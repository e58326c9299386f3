package dev.flysnap.sim.disk;

import java.io.IOException;

/** File system work whose failure is a problem of the disk, said in words. */
@FunctionalInterface
public interface DiskOperation<T> {
    T make() throws IOException;

    /**
     * @param what what is tried, as in "could not …"
     */
    static <T> T run(String what, DiskOperation<T> attempt) {
        try {
            return attempt.make();
        } catch (IOException e) {
            throw DiskProblems.failed(what, e.toString()).exception(e);
        }
    }
}
