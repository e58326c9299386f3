package dev.flysnap.sim.disk;

import dev.flysnap.problem.FailureText;
import java.io.IOException;

/** File system access that turns an {@link IOException} into a problem for the user. */
@FunctionalInterface
public interface DiskOperation<T> {
    T execute() throws IOException;

    /**
     * @param what what the operation does, such as "mount the volume vol_1"
     */
    static <T> T run(String what, DiskOperation<T> operation) {
        try {
            return operation.execute();
        } catch (IOException e) {
            throw DiskProblems.failed(what, FailureText.of(e)).exception(e);
        }
    }
}
