package dev.flysnap.contract;

import java.util.List;
import java.util.Optional;

/**
 * Every SQLite file on the volumes that a hook's databases lie on, known by its header. Optional in
 * the contract; changes nothing.
 *
 * @param roots the folders that were looked through
 * @param databases by path
 * @param cutShort why there may be more
 */
public record FilesAnswer(
        Optional<String> app,
        Optional<String> machineId,
        List<String> roots,
        List<File> databases,
        Optional<String> cutShort) {
    public FilesAnswer {
        roots = List.copyOf(roots);
        databases = List.copyOf(databases);
    }

    /**
     * One of them.
     *
     * @param path its real path
     * @param quiesced whether a quiesce of all databases includes it
     * @param walBytes 0 without a WAL
     * @param isWal whether its header says so; of a quiesced one, whether it has a WAL at present
     * @param openBy the processes that have it open: {@code puma (17)}
     */
    public record File(
            String path,
            boolean quiesced,
            long bytes,
            long walBytes,
            boolean isWal,
            List<String> openBy) {
        public File {
            openBy = List.copyOf(openBy);
        }
    }
}
