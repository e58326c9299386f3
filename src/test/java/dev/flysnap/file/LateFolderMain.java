package dev.flysnap.file;

import dev.flysnap.EndingProcess;
import java.nio.file.Path;

/** Makes a folder too late. */
final class LateFolderMain {
    public static void main(String[] arguments) throws Exception {
        EndingProcess.workWhileEnding(() -> {
            WorkFolder _ = WorkFolder.in(Path.of(arguments[0]));
        });
    }

    private LateFolderMain() {}
}
