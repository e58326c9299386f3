package dev.flysnap.contract.spool;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The names in the agent's folder. The script writes {@code ID.new} and renames it to {@code
 * ID.request}; the agent renames that to {@code ID.running} and, when it is done, writes {@code
 * ID.part} and renames it to {@code ID.answer}.
 */
public final class SpoolFiles {
    public static final String NEW = ".new";
    public static final String REQUEST = ".request";
    public static final String RUNNING = ".running";
    public static final String PART = ".part";
    public static final String ANSWER = ".answer";

    /** The agent's process id, as one line. */
    public static final String PID = "pid";

    /** Locked as long as the agent lives. */
    public static final String LOCK = "lock";

    /** A part of a database in base64, and some. */
    public static final int MAX_REQUEST_BYTES = 1 << 20;

    /** Ids that the script makes. */
    public static final Pattern ID = Pattern.compile("[0-9]{1,10}-[0-9]{1,20}");

    private static final Pattern MACHINE = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final String RUNTIME_FOLDER = "XDG_RUNTIME_DIR";
    private static final String MACHINE_ID = "FLY_MACHINE_ID";

    /** The folder's name in this machine; empty elsewhere, where nobody could run the script. */
    public static Optional<String> folderName(Map<String, String> environment) {
        return Optional.ofNullable(environment.get(MACHINE_ID))
                .filter(it -> MACHINE.matcher(it).matches())
                .map("flysnap-agent-"::concat);
    }

    /** Where the folder may be, best first; the script looks in the same order. */
    public static List<String> parents(Map<String, String> environment) {
        List<String> parents = new ArrayList<>();
        Optional.ofNullable(environment.get(RUNTIME_FOLDER))
                .filter(it -> it.startsWith("/"))
                .ifPresent(parents::add);
        parents.add("/dev/shm");
        parents.add("/tmp");
        return List.copyOf(parents);
    }

    private SpoolFiles() {}
}
