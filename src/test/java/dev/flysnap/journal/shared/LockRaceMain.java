package dev.flysnap.journal.shared;

import dev.flysnap.journal.Journal;
import dev.flysnap.journal.Lock;
import dev.flysnap.journal.LockKey;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Takes one lock again and again, and adds one to a number in a file each time, as only one at a
 * time may: {@code STORE STATE ROUNDS FILE}.
 */
public final class LockRaceMain {
    private static final LockKey KEY = LockKey.ofApp(new AppName("shop"));

    public static void main(String[] arguments) throws Exception {
        Path count = Path.of(arguments[3]);
        Path inside = count.resolveSibling("inside");
        RunId run = new RunId("run_%010d".formatted(ProcessHandle.current().pid()));
        try (Journal journal = Team.journal(Path.of(arguments[1]), Team.objects(arguments[0]))) {
            for (int round = 0; round < Integer.parseInt(arguments[2]); round++) {
                try (Lock _ = taken(journal, run)) {
                    Files.createFile(inside);
                    int number = Integer.parseInt(Files.readString(count));
                    Files.writeString(count, String.valueOf(number + 1));
                    Files.delete(inside);
                }
            }
        }
        System.out.println("done");
    }

    private static Lock taken(Journal journal, RunId run) {
        while (true) {
            try {
                return journal.lock(KEY, run);
            } catch (FlysnapException e) {
                if (e.problem().exit() != ExitCode.LOCKED) {
                    throw e;
                }
            }
        }
    }

    private LockRaceMain() {}
}
