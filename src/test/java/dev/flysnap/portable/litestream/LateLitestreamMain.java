package dev.flysnap.portable.litestream;

import dev.flysnap.EndingProcess;
import dev.flysnap.time.Interruption;

/** Asks the program too late. */
final class LateLitestreamMain {
    public static void main(String[] arguments) throws Exception {
        Litestream litestream = new Litestream(arguments[0], new Interruption());
        EndingProcess.workWhileEnding(() -> {
            var _ = litestream.databases(ReplicaAddress.parse("litestream:litestream.yml"));
        });
    }

    private LateLitestreamMain() {}
}
