package dev.flysnap.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Everything that the story writes, in one temporary directory. */
record DemoDirectory(Path root) {

    static DemoDirectory make() {
        try {
            return new DemoDirectory(Files.createTempDirectory("flysnap-demo").toRealPath());
        } catch (IOException e) {
            throw DemoProblems.directoryNotMade(String.valueOf(e)).exception(e);
        }
    }

    Path log() {
        return root.resolve("orders.log");
    }

    Path seed() {
        return root.resolve("seed.db");
    }

    Path state() {
        return root.resolve("state");
    }

    Path readyFile() {
        return root.resolve("ready.json");
    }

    /** Removes it all; what is gone already does not matter. */
    void remove() {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(root)) {
            List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                boolean _ = Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
