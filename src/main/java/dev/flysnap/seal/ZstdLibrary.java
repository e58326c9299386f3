package dev.flysnap.seal;

import com.github.luben.zstd.util.Native;

/** zstd's own library, which is unpacked into a folder from which programs may be run. */
final class ZstdLibrary {
    private static final String FOLDER = "ZstdTempFolder";

    /**
     * @throws dev.flysnap.problem.FlysnapException if it cannot be loaded
     */
    static void require() {
        try {
            Native.load();
        } catch (RuntimeException | LinkageError e) {
            throw SealProblems.libraryNotLoaded(
                            System.getProperty(FOLDER, System.getProperty("java.io.tmpdir")))
                    .exception(e);
        }
    }

    private ZstdLibrary() {}
}
