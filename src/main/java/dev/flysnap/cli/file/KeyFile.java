package dev.flysnap.cli.file;

import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.seal.Identities;
import dev.flysnap.seal.Recipient;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Files with age's keys, that the user names. */
public final class KeyFile {

    /**
     * @throws dev.flysnap.problem.FlysnapException if it has no recipients, or something else
     */
    public static List<Recipient> recipients(Path file) {
        return read(file, "--recipients-file", Recipient::parseFile);
    }

    /**
     * @param file absent = none
     * @throws dev.flysnap.problem.FlysnapException if it has no identities, or something else
     */
    public static Identities identities(Optional<Path> file) {
        return file.map(it -> read(it, "--identity", Identities::parse)).orElse(Identities.NONE);
    }

    /** The same for one that the environment names. */
    public static Identities identities(Path file, String variable) {
        return read(file, variable + "=", Identities::parse);
    }

    private static <T> T read(Path file, String option, Function<String, T> parser) {
        String text = SmallFileReader.text(file, option);
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new Problem(
                            "key-file-malformed",
                            ExitCode.USAGE,
                            "The file %s cannot be used for %s.".formatted(file, option),
                            "What is wrong with it: %s.".formatted(e.getMessage()),
                            "Make a pair of keys, and name the right half of it: age-keygen -o key.txt")
                    .exception();
        }
    }

    private KeyFile() {}
}
