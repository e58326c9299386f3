package dev.flysnap.restore.fill;

import dev.flysnap.model.RunId;
import dev.flysnap.restore.model.PlacedCopy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The commands that write one database to the new volume. Its path is an argument of a script whose
 * text never changes: no shell reads it as its own.
 *
 * @param number of the database in the plan
 */
record FillScript(RunId run, int number, String path) {
    private static final String NOT_KNOWN = "-";
    private static final String TEXT = read();

    List<String> begin() {
        return command("begin");
    }

    List<String> again() {
        return command("again");
    }

    List<String> chunk(long offset, String sha256) {
        return command("chunk", String.valueOf(offset / Chunk.BLOCK_BYTES), sha256);
    }

    /**
     * @param placed whether of the database, else of what was sent of it
     * @param id tells one question from another
     */
    List<String> sum(boolean placed, String id) {
        return command("sum", placed ? "file" : "part", id);
    }

    List<String> place(Optional<PlacedCopy.Ownership> like) {
        return command(
                "place",
                like.map(PlacedCopy.Ownership::owner).orElse(NOT_KNOWN),
                like.map(PlacedCopy.Ownership::mode).orElse(NOT_KNOWN),
                like.map(PlacedCopy.Ownership::directoryOwner).orElse(NOT_KNOWN),
                like.map(PlacedCopy.Ownership::directoryMode).orElse(NOT_KNOWN));
    }

    private List<String> command(String verb, String... arguments) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "sh",
                                "-c",
                                TEXT,
                                "flysnap-fill",
                                verb,
                                run.value(),
                                String.valueOf(number),
                                path));
        command.addAll(Arrays.asList(arguments));
        return List.copyOf(command);
    }

    private static String read() {
        try (InputStream in =
                Objects.requireNonNull(FillScript.class.getResourceAsStream("volume-fill.sh"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
