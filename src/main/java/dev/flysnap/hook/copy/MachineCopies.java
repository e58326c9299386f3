package dev.flysnap.hook.copy;

import dev.flysnap.contract.CopyAnswer;
import dev.flysnap.contract.CopyRequest;
import dev.flysnap.model.sqlite.CopyMethod;

/**
 * Makes copies of databases in their app's machine. Each method sends its request once, and throws
 * {@link NoAnswer} where the same one may be sent again, {@link CopyLost} where the copy is not
 * there any more, and another {@link dev.flysnap.problem.FlysnapException} where it was refused.
 */
public interface MachineCopies extends AutoCloseable {
    /** Begins a copy, or finds the one of the same attempt. */
    CopyAnswer begin(CopyRequest request);

    CopyAnswer state(String id);

    /**
     * Reads as much as one answer carries.
     *
     * @param from where the bytes begin
     */
    CopyChunk read(String id, long from);

    /** Removes it from the machine. */
    void delete(String id);

    /**
     * Before anything is touched.
     *
     * @throws dev.flysnap.problem.FlysnapException if this method is not possible here
     */
    default void require(CopyMethod method) {}

    /** Whether the machine itself can check, compress and encrypt a copy. */
    boolean canSeal();

    /** Whether reading is slow, some MB a second at most, whatever the network. */
    boolean isSlow();

    /** Where it is, for messages. */
    String where();

    @Override
    void close();

    /** No complete answer came: the connection broke, or a part of the answer is missing. */
    final class NoAnswer extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public NoAnswer(String why) {
            super(why);
        }
    }

    /** The copy is gone: its machine started again, or it took too long. */
    final class CopyLost extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public CopyLost(String why) {
            super(why);
        }
    }
}
