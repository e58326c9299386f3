package dev.flysnap.journal.shared;

import dev.flysnap.Directories;
import dev.flysnap.sqlite.Load;
import dev.flysnap.storage.s3.S3Server;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Two processes on two state directories race for one lock in a store, a directory and an S3
 * server: {@code locks [--rounds N]}.
 */
public final class LocksSoakMain {
    private static final int NOT_MET = 13;

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 200;
        Path work = Directories.temporary("flysnap-locks");
        boolean inDirectory =
                race(Files.createDirectory(work.resolve("a")), "directory", rounds, Map.of());
        boolean inBucket;
        try (S3Server server = S3Server.start()) {
            inBucket =
                    race(
                            Files.createDirectory(work.resolve("b")),
                            S3Server.newFolder().toString(),
                            rounds,
                            server.environment());
        }
        System.exit(inDirectory && inBucket ? 0 : NOT_MET);
    }

    private static boolean race(
            Path work, String store, int rounds, Map<String, String> environment) throws Exception {
        long begun = System.nanoTime();
        Path count = Files.writeString(work.resolve("count"), "0");
        List<Process> processes = new ArrayList<>();
        for (String computer : List.of("laptop", "runner")) {
            ProcessBuilder builder =
                    new ProcessBuilder(
                                    Load.java(
                                            LockRaceMain.class,
                                            store.equals("directory")
                                                    ? work.resolve("store").toString()
                                                    : store,
                                            work.resolve(computer).toString(),
                                            String.valueOf(rounds),
                                            count.toString()))
                            .inheritIO();
            builder.environment().putAll(environment);
            processes.add(builder.start());
        }
        boolean isGood = true;
        for (Process process : processes) {
            isGood &= process.waitFor() == 0;
        }
        int counted = Integer.parseInt(Files.readString(count));
        System.out.printf(
                "%s: %d of %d under the lock, %d ms each%n",
                store, counted, 2 * rounds, (System.nanoTime() - begun) / 2_000_000 / rounds);
        return isGood && counted == 2 * rounds;
    }

    private LocksSoakMain() {}
}
