package dev.flysnap.agent.child;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The terminal that the agent and its app were started from, if any. */
final class Terminal {
    private static final Path STAT = Path.of("/proc/self/stat");

    /** Fields of it behind the name of the program. */
    private static final int PROCESS_GROUP = 3;

    private static final int GROUP_IN_FOREGROUND = 6;

    /**
     * Whether Ctrl-C reaches us, and so the app too, which is in our process group: then it must
     * not be passed on a second time.
     */
    static boolean signalsUs() {
        try {
            String stat = Files.readString(STAT);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 1).split(" ", -1);
            return fields[PROCESS_GROUP].equals(fields[GROUP_IN_FOREGROUND]);
        } catch (IOException e) {
            return false;
        }
    }

    private Terminal() {}
}
